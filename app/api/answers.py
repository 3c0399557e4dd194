"""What REST answers of dossiers, in marshmallow: for the replies and for their description in OpenAPI."""

from __future__ import annotations

from marshmallow import Schema

from app.api import told
from app.domain.post.service_mode import ServiceMode
from app.domain.post.tracking import Reason, Status


class LinksSchema(Schema):
    """Where to go on."""

    self = told.text("hồ sơ này")
    receipt = told.text("giấy tiếp nhận, hoặc phiếu xác nhận khi chưa tiếp nhận (PDF)")
    label = told.text("nhãn bưu gửi (PDF), khi đã có số hiệu bưu gửi")


class WarningSchema(Schema):
    """Điều cần người xem lại."""

    code = told.text()
    text = told.text()


class AnswerSchema(Schema):
    """Trả lời khi nộp."""

    dossier_no = told.text("mã hồ sơ của hệ thống")
    code = told.maybe("mã hồ sơ do bên gửi mang đến")
    code_issuer = told.maybe("đơn vị cấp mã đó")
    state = told.text("trạng thái")
    paper = told.text("receipt: giấy tiếp nhận; slip: phiếu xác nhận đã nộp")
    submitted_at = told.moment("thời điểm nộp")
    received_at = told.moment("thời điểm tiếp nhận")
    due_at = told.moment("thời điểm hẹn trả")
    repeat = told.flag("yêu cầu này đã được trả lời trước đó")
    warnings = told.rows(WarningSchema, "điều cần người xem lại, không ngăn việc nộp")
    links = told.part(LinksSchema)


class DossierSchema(AnswerSchema):
    """Hồ sơ, không có thông tin cá nhân."""

    class Meta:
        exclude = ("warnings",)

    state_vi = told.text("trạng thái, tiếng Việt")
    channel = told.text("kênh tiếp nhận")
    procedure_code = told.text("mã thủ tục hành chính")
    finished_at = told.moment("thời điểm kết thúc xử lý")
    returned_at = told.moment("thời điểm người dân nhận kết quả")
    item_code = told.maybe("số hiệu bưu gửi (UPU S10)")
    service_mode = told.text("hình thức sử dụng dịch vụ bưu chính", enum=[*ServiceMode])
    service_mode_vi = told.text("hình thức đó, tiếng Việt")


class StandingSchema(Schema):
    """Bưu gửi đang ở đâu."""

    status = told.text("trạng thái bưu gửi", enum=[*Status])
    status_vi = told.text("trạng thái, tiếng Việt")
    status_at = told.moment("thời điểm bưu điện ghi nhận")
    reason = told.maybe(f"lý do phát không thành công: {', '.join(Reason)}")
    reason_vi = told.maybe("lý do, tiếng Việt")


class FoundSchema(DossierSchema):
    """Hồ sơ, và bưu gửi chuyển trả kết quả khi đã yêu cầu bưu điện chuyển phát."""

    parcel = told.part(StandingSchema)


class MovedSchema(DossierSchema):
    """Hồ sơ sau một bước."""

    class Meta:
        exclude = ()

    warnings = told.rows(WarningSchema, "điều cần người xem lại")


class FaultSchema(Schema):
    """One thing wrong."""

    path = told.text()
    code = told.text()
    text = told.text()


class ProblemSchema(Schema):
    """problem+json (RFC 9457)."""

    type = told.text()
    title = told.text()
    status = told.whole()
    code = told.text("for machines; docs/errors.md lists them")
    detail = told.text("tiếng Việt, cho giao dịch viên")
    retryable = told.flag()
    faults = told.rows(FaultSchema)
    correlation_id = told.text()


class ResultSchema(Schema):
    """Kết quả của một hồ sơ."""

    request_id = told.text()
    result = told.text("accepted, repeat hoặc refused")
    dossier = told.part(AnswerSchema)
    problem = told.part(ProblemSchema)


class _CountsSchema(Schema):
    accepted = told.whole("hồ sơ mới")
    repeats = told.whole("đã nộp trước đó")
    refused = told.whole("bị từ chối")


class ResultsSchema(_CountsSchema):
    """Kết quả theo thứ tự đã gửi."""

    results = told.rows(ResultSchema)


class ProgressSchema(_CountsSchema):
    """Tiến độ."""

    total = told.whole("số hồ sơ trong thông điệp")
    done = told.whole("số hồ sơ đã có kết quả")
    started_at = told.moment("bắt đầu, giờ thật")
    ended_at = told.moment("kết thúc, giờ thật")

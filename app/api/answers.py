"""What REST answers, in marshmallow: for the replies and for their description in OpenAPI."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from app.domain.local_time import LOCAL
from app.domain.post.service_mode import ServiceMode
from app.domain.post.tracking import Reason, Status


class Moment(fields.Field):  # type: ignore[type-arg]
    """An aware time, written in Vietnam's zone."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return value.astimezone(LOCAL).isoformat(timespec="seconds") if value else None


def moment(description: str) -> Moment:
    """A field of one, which may be empty."""
    return Moment(metadata={"description": description, "type": ["string", "null"], "format": "date-time"})


class LinksSchema(Schema):
    """Where to go on."""

    self = fields.String(metadata={"description": "hồ sơ này"})
    receipt = fields.String(metadata={"description": "giấy tiếp nhận, hoặc phiếu xác nhận khi chưa tiếp nhận (PDF)"})
    label = fields.String(metadata={"description": "nhãn bưu gửi (PDF), khi đã có số hiệu bưu gửi"})


class WarningSchema(Schema):
    """Điều cần người xem lại."""

    code = fields.String()
    text = fields.String()


class AnswerSchema(Schema):
    """Trả lời khi nộp."""

    dossier_no = fields.String(metadata={"description": "mã hồ sơ của hệ thống"})
    code = fields.String(allow_none=True, metadata={"description": "mã hồ sơ do bên gửi mang đến"})
    code_issuer = fields.String(allow_none=True, metadata={"description": "đơn vị cấp mã đó"})
    state = fields.String(metadata={"description": "trạng thái"})
    paper = fields.String(metadata={"description": "receipt: giấy tiếp nhận; slip: phiếu xác nhận đã nộp"})
    submitted_at = moment("thời điểm nộp")
    received_at = moment("thời điểm tiếp nhận")
    due_at = moment("thời điểm hẹn trả")
    repeat = fields.Boolean(metadata={"description": "yêu cầu này đã được trả lời trước đó"})
    warnings = fields.List(
        fields.Nested(WarningSchema), metadata={"description": "điều cần người xem lại, không ngăn việc nộp"}
    )
    links = fields.Nested(LinksSchema)


class DossierSchema(AnswerSchema):
    """Hồ sơ, không có thông tin cá nhân."""

    class Meta:
        exclude = ("warnings",)

    state_vi = fields.String(metadata={"description": "trạng thái, tiếng Việt"})
    channel = fields.String(metadata={"description": "kênh tiếp nhận"})
    procedure_code = fields.String(metadata={"description": "mã thủ tục hành chính"})
    finished_at = moment("thời điểm kết thúc xử lý")
    returned_at = moment("thời điểm người dân nhận kết quả")
    item_code = fields.String(allow_none=True, metadata={"description": "số hiệu bưu gửi (UPU S10)"})
    service_mode = fields.String(
        metadata={"description": "hình thức sử dụng dịch vụ bưu chính", "enum": [each.value for each in ServiceMode]}
    )
    service_mode_vi = fields.String(metadata={"description": "hình thức đó, tiếng Việt"})


class StandingSchema(Schema):
    """Bưu gửi đang ở đâu."""

    status = fields.String(metadata={"description": "trạng thái bưu gửi", "enum": [each.value for each in Status]})
    status_vi = fields.String(metadata={"description": "trạng thái, tiếng Việt"})
    status_at = moment("thời điểm bưu điện ghi nhận")
    reason = fields.String(
        allow_none=True,
        metadata={"description": f"lý do phát không thành công: {', '.join(Reason)}", "type": ["string", "null"]},
    )
    reason_vi = fields.String(
        allow_none=True, metadata={"description": "lý do, tiếng Việt", "type": ["string", "null"]}
    )


class FoundSchema(DossierSchema):
    """Hồ sơ, và bưu gửi chuyển trả kết quả khi đã yêu cầu bưu điện chuyển phát."""

    parcel = fields.Nested(StandingSchema)


class MovedSchema(DossierSchema):
    """Hồ sơ sau một bước."""

    class Meta:
        exclude = ()

    warnings = fields.List(fields.Nested(WarningSchema), metadata={"description": "điều cần người xem lại"})


class FaultSchema(Schema):
    """One thing wrong."""

    path = fields.String()
    code = fields.String()
    text = fields.String()


class ProblemSchema(Schema):
    """problem+json (RFC 9457)."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    code = fields.String(metadata={"description": "for machines; docs/errors.md lists them"})
    detail = fields.String(metadata={"description": "tiếng Việt, cho giao dịch viên"})
    retryable = fields.Boolean()
    faults = fields.List(fields.Nested(FaultSchema))
    correlation_id = fields.String()


class ResultSchema(Schema):
    """Kết quả của một hồ sơ."""

    request_id = fields.String()
    result = fields.String(metadata={"description": "accepted, repeat hoặc refused"})
    dossier = fields.Nested(AnswerSchema)
    problem = fields.Nested(ProblemSchema)


class _CountsSchema(Schema):
    accepted = fields.Integer(metadata={"description": "hồ sơ mới"})
    repeats = fields.Integer(metadata={"description": "đã nộp trước đó"})
    refused = fields.Integer(metadata={"description": "bị từ chối"})


class ResultsSchema(_CountsSchema):
    """Kết quả theo thứ tự đã gửi."""

    results = fields.List(fields.Nested(ResultSchema))


class ProgressSchema(_CountsSchema):
    """Tiến độ."""

    total = fields.Integer(metadata={"description": "số hồ sơ trong thông điệp"})
    done = fields.Integer(metadata={"description": "số hồ sơ đã có kết quả"})
    started_at = moment("bắt đầu, giờ thật")
    ended_at = moment("kết thúc, giờ thật")

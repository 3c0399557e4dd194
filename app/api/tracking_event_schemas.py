"""What REST is sent and answers of the counter software's reports, in marshmallow."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.api import sent, told
from app.api.answers import FaultSchema
from app.api.sent import Strict
from app.domain.custody.collecting import IdPaper
from app.domain.post.report import MAX_EVENTS
from app.domain.post.tracking import Reason, Status
from app.post.custody_reports import STEPS
from app.post.reporting import Result

_STATUSES = ", ".join(status for status in Status if status is not Status.UNKNOWN)


class ReportedEventSchema(Strict):
    """Một lần báo về một bưu gửi: số yêu cầu hoặc số hiệu bưu gửi, mã trạng thái; các mục khác có thì nêu."""

    event_id = sent.text("mã sự kiện do bên gửi đặt, không dùng lại", example="881600-20211115-000017")
    order_no = sent.text("số yêu cầu gửi bưu điện", example="000.00.16.H01-211115-0001")
    item_code = sent.text("số hiệu bưu gửi (UPU S10), khi không có số yêu cầu", example="EL491610889VN")
    code_table = sent.text(
        f"bảng mã: ngsp, myvnpost, emsevt; custody: {', '.join(STEPS)}; không nêu: {_STATUSES}", example="ngsp"
    )
    status_code = sent.text("mã trạng thái", required=True, example="4")
    time = sent.text(
        "thời điểm xảy ra, custody thì bắt buộc; không có múi giờ là giờ Việt Nam", example="2021-11-15T09:15:07+07:00"
    )
    reason = sent.text(f"lý do: {', '.join(Reason)}, hoặc bằng chữ như bảng mã", example="receiver_away")
    post_office = sent.text("mã bưu cục", example="881600")
    keep_until = sent.text("custody kept: lưu giữ đến hết ngày", example="2021-11-29")
    receiver = sent.text("custody delivered, collected: người nhận")
    id_paper = sent.text("custody collected: giấy tờ tùy thân đã xem", enum=[*IdPaper, None])
    id_digits = sent.text("custody collected: các số cuối của giấy tờ đó")
    authorisation = sent.text("custody collected: giấy ủy quyền")


class ReportedEventsSchema(Strict):
    """Các lần báo."""

    events = fields.List(
        fields.Nested(ReportedEventSchema), required=True, metadata={"minItems": 1, "maxItems": MAX_EVENTS}
    )


class LooseEventsSchema(Strict):
    """The same as it is read: one bad row fails no other."""

    events = fields.List(fields.Raw(allow_none=True), required=True, error_messages=sent.CODES)


class EventResultSchema(Schema):
    """Kết quả của một lần báo."""

    result = told.text("kết quả", enum=[*Result])
    text = told.text("kết quả, bằng chữ")
    event_id = told.text("mã sự kiện; nếu bên gửi không đặt là mã băm của nội dung")
    status = told.text("trạng thái đã hiểu", enum=[*Status])
    dossier_no = told.text("mã hồ sơ")
    faults = told.rows(FaultSchema, "vì sao không đọc được")
    why = told.text("mã lỗi khi không ghi nhận được")
    why_text = told.text("diễn giải lỗi đó")


class EventResultsSchema(Schema):
    """Kết quả theo thứ tự đã gửi."""

    results = told.rows(EventResultSchema)
    counts = told.numbers("số lần báo theo kết quả")

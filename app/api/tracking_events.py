"""REST for reports of the post's counter software: what happened to parcels, up to a thousand in one message."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import current_app
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from app.api.answers import FaultSchema
from app.api.replies import refusals
from app.api.requests import json_body, principal
from app.api.schemas import Strict, text_field
from app.context import Context
from app.domain.custody.collecting import IdPaper
from app.domain.errors import InvalidDossier
from app.domain.post.report import MAX_EVENTS, Words
from app.domain.post.tracking import Reason, Status
from app.post import reporting
from app.post.custody_reports import STEPS
from app.post.reporting import RESULTS_VI, Result, Told

WORDS = "dossier_post_words"  # under this name the application keeps how the post's systems write
_STATUSES = [status.value for status in Status if status is not Status.UNKNOWN]


class ReportedEventSchema(Strict):
    """Một lần báo về một bưu gửi: số yêu cầu hoặc số hiệu bưu gửi, mã trạng thái; các mục khác có thì nêu."""

    event_id = text_field("mã sự kiện do bên gửi đặt, không dùng lại", example="881600-20211115-000017")
    order_no = text_field("số yêu cầu gửi bưu điện", example="000.00.16.H01-211115-0001")
    item_code = text_field("số hiệu bưu gửi (UPU S10), khi không có số yêu cầu", example="EL491610889VN")
    code_table = text_field(
        f"bảng mã: ngsp, myvnpost, emsevt; custody: {', '.join(STEPS)}; không nêu: {', '.join(_STATUSES)}",
        example="ngsp",
    )
    status_code = text_field("mã trạng thái", required=True, example="4")
    time = text_field("thời điểm xảy ra; không có múi giờ là giờ Việt Nam", example="2021-11-15T09:15:07+07:00")
    reason = text_field(f"lý do: {', '.join(Reason)}, hoặc bằng chữ như bảng mã", example="receiver_away")
    post_office = text_field("mã bưu cục", example="881600")
    keep_until = text_field("custody kept: lưu giữ đến hết ngày", example="2021-11-29")
    receiver = text_field("custody delivered, collected: người nhận")
    id_paper = text_field("custody collected: giấy tờ tùy thân đã xem", enum=[*IdPaper, None])
    id_digits = text_field("custody collected: các số cuối của giấy tờ đó")
    authorisation = text_field("custody collected: giấy ủy quyền")


class ReportedEventsSchema(Strict):
    """Các lần báo."""

    events = fields.List(
        fields.Nested(ReportedEventSchema), required=True, metadata={"minItems": 1, "maxItems": MAX_EVENTS}
    )


class _LooseSchema(Strict):
    """The same as it is read: one bad row fails no other."""

    events = fields.List(fields.Raw(allow_none=True), required=True, error_messages=Strict.error_messages)


class EventResultSchema(Schema):
    """Kết quả của một lần báo."""

    result = fields.String(metadata={"description": "kết quả", "enum": [each.value for each in Result]})
    text = fields.String(metadata={"description": "kết quả, bằng chữ"})
    event_id = fields.String(metadata={"description": "mã sự kiện; nếu bên gửi không đặt là mã băm của nội dung"})
    status = fields.String(metadata={"description": "trạng thái đã hiểu", "enum": [each.value for each in Status]})
    dossier_no = fields.String(metadata={"description": "mã hồ sơ"})
    faults = fields.List(fields.Nested(FaultSchema), metadata={"description": "vì sao không đọc được"})
    why = fields.String(metadata={"description": "mã lỗi khi không ghi nhận được"})
    why_text = fields.String(metadata={"description": "diễn giải lỗi đó"})


class EventResultsSchema(Schema):
    """Kết quả theo thứ tự đã gửi."""

    results = fields.List(fields.Nested(EventResultSchema))
    counts = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"description": "số lần báo theo kết quả"}
    )


_events = _LooseSchema()


def blueprint(context: Context) -> Blueprint:
    """``/api/v1/tracking-events``."""
    routes = Blueprint("tracking_events", __name__, url_prefix="/api/v1/tracking-events", description="Bưu gửi")

    @routes.route("")
    class TrackingEvents(MethodView):
        @routes.doc(
            operationId="reportEvents",
            summary="Phần mềm của bưu điện báo tình trạng bưu gửi; mỗi lần báo một kết quả",
            requestBody={"required": True, "content": {"application/json": {"schema": ReportedEventsSchema}}},
            responses=refusals(400, 401, 403, 413, 415, 422, 503),
        )
        @routes.response(200, EventResultsSchema, description="theo thứ tự đã gửi; gửi lại thì là repeat")
        def post(self) -> Any:
            who = principal(context)
            who.require(*reporting.ROLES)
            data, faults = json_body(context, _events)
            if faults:
                raise InvalidDossier(faults)
            words: Words = current_app.extensions[WORDS]
            told = reporting.report(data["events"], who, context, words)
            return {"results": [_shown(each) for each in told], "counts": Counter(each.result for each in told)}

    return routes


def _shown(told: Told) -> dict[str, Any]:
    shown: dict[str, Any] = {"result": told.result, "text": RESULTS_VI[told.result]}
    if told.event:
        shown |= {"event_id": told.event.source_id, "status": told.event.status}
    if told.dossier_no:
        shown["dossier_no"] = told.dossier_no
    if told.faults:
        shown["faults"] = [{"path": each.path, "code": each.code, "text": each.text} for each in told.faults]
    if told.why:
        shown["why"], shown["why_text"] = told.why
    return shown

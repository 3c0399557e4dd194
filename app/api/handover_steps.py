"""REST for the steps of a handover list: the count closed and opened again, bags labelled, both sides' signatures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_smorest import Blueprint

from app import handover
from app.api.handover_answers import HandoverConfirmedSchema, HandoverSchema
from app.api.handover_replies import confirmed, whole
from app.api.handover_schemas import HandoverConfirmationSchema, HandoverLabelsSchema, HandoverSigningSchema
from app.api.openapi import writing
from app.api.requests import SOURCE, allowed, batch_id, read, valid_body
from app.api.sent import NothingSchema
from app.context import Context
from app.domain.handover import said
from app.handover import Handover
from app.handover.parties import WORKING

_BARE: dict[str, tuple[str, str, Callable[..., Handover]]] = {
    "close": ("closeHandover", "Chốt kiểm đếm", handover.close),
    "cancel": ("cancelHandover", "Hủy bảng kê lập nhầm, chưa có mục nào", handover.cancel),
    "reopen": ("reopenHandover", "Mở lại để sửa; chữ ký của một bên không còn", handover.reopen),
}  # nothing is said with these


def add(routes: Blueprint, context: Context) -> None:
    """The routes under ``/api/v1/handovers/<list_no>``."""
    for path in _BARE:
        _bare(routes, path, context)

    @routes.post("/<list_no>/pack")
    @routes.doc(operationId="packHandover", summary="Ghi số túi, số niêm phong", **writing(HandoverLabelsSchema))
    @routes.response(200, HandoverSchema, description="bảng kê sau đó")
    def pack_handover(list_no: str) -> Any:
        who = allowed(context, *WORKING)
        labels = read(said.read_labels, HandoverLabelsSchema, context)
        return whole(handover.pack(list_no, labels, who, context), context)

    @routes.post("/<list_no>/confirm")
    @routes.doc(
        operationId="confirmHandover",
        summary="Xác nhận giao nhận trong một lần gọi: kiểm đếm, chốt và ký cho một bên, hoặc không ghi gì",
        **writing(HandoverConfirmationSchema, once=True),
    )
    @routes.response(200, HandoverConfirmedSchema, description="kết quả từng mục; gửi lại thì như lần đầu")
    def confirm_handover(list_no: str) -> Any:
        who, request_id = allowed(context, *WORKING), batch_id()
        asked = read(said.read_confirmation, HandoverConfirmationSchema, context)
        return confirmed(handover.confirm(list_no, asked, who, context, SOURCE, request_id=request_id), context)

    @routes.post("/<list_no>/sign")
    @routes.doc(
        operationId="signHandover",
        summary="Ký cho một bên; khi đủ hai bên thì bảng kê khóa và các mục đã giao nhận",
        **writing(HandoverSigningSchema, required=False),
    )
    @routes.response(200, HandoverSchema, description="repeat=true nếu đã ký như vậy trước đó")
    def sign_handover(list_no: str) -> Any:
        who = allowed(context, *WORKING)
        asked = read(said.read_signing, HandoverSigningSchema, context, required=False)
        kept, repeat = handover.sign(list_no, asked, who, context, SOURCE)
        return whole(kept, context, repeat=repeat)


def _bare(routes: Blueprint, path: str, context: Context) -> None:
    operation, summary, use_case = _BARE[path]

    @routes.post(f"/<list_no>/{path}", endpoint=operation)
    @routes.doc(operationId=operation, summary=summary, **writing())
    @routes.response(200, HandoverSchema, description="bảng kê sau đó")
    def step(list_no: str) -> Any:
        who = allowed(context, *WORKING)
        valid_body(context, NothingSchema, required=False)
        return whole(use_case(list_no, who, context), context)

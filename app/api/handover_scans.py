"""REST for the codes scanned into a handover list and counted off it. One failing alone never fails the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema

from app import handover
from app.api.handover_answers import ScannedSchema
from app.api.handover_replies import scanned
from app.api.handover_schemas import HandoverCodesSchema, HandoverCountSchema, HandoverScanSchema
from app.api.openapi import writing
from app.api.requests import allowed, read
from app.context import Context
from app.domain.handover import said
from app.handover import Scanned
from app.handover.parties import WORKING

_SCANS: dict[str, tuple[str, str, type[Schema], Callable[..., Scanned]]] = {
    "scan": (
        "scanIntoHandover", "Quét mã vào bảng kê; mỗi mã một kết quả", HandoverScanSchema, handover.scan_in,
    ),
    "remove": (
        "removeFromHandover", "Bỏ các mục khỏi bảng kê chưa chốt", HandoverCodesSchema, handover.take_out,
    ),
    "count": (
        "countHandover", "Kiểm đếm: quét từng bưu gửi, đối chiếu với bảng kê", HandoverCountSchema, handover.count,
    ),
    "uncount": (
        "uncountHandover", "Bỏ các lần quét kiểm đếm", HandoverCodesSchema, handover.uncount,
    ),
}  # fmt: skip


def add(routes: Blueprint, context: Context) -> None:
    """The routes under ``/api/v1/handovers/<list_no>``."""
    for path in _SCANS:
        _route(routes, path, context)


def _route(routes: Blueprint, path: str, context: Context) -> None:
    operation, summary, schema, use_case = _SCANS[path]

    @routes.post(f"/<list_no>/{path}", endpoint=operation)
    @routes.doc(operationId=operation, summary=summary, **writing(schema))
    @routes.response(200, ScannedSchema, description="kết quả theo thứ tự đã gửi")
    def scan(list_no: str) -> Any:
        who = allowed(context, *WORKING)
        asked = read(said.read_codes, schema, context)
        return scanned(use_case(list_no, asked, who, context), context)

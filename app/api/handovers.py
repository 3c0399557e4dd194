"""REST for handover lists: opened, shown, printed, corrected; what is done to an open one stands beside it."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from app import handover
from app.api import handover_scans, handover_steps, paging
from app.api.handover_answers import HandoverSchema, HandoversSchema
from app.api.handover_replies import brief, whole
from app.api.handover_schemas import HandoverLabelsSchema, HandoverOpeningSchema
from app.api.openapi import PDF, file_of, refusals, writing
from app.api.replies import paper
from app.api.requests import allowed, batch_id, principal, read, refuse_unreadable
from app.context import Context
from app.domain.handover import said
from app.handover.parties import WORKING


def blueprint(context: Context) -> Blueprint:
    """The routes under ``/api/v1/handovers``."""
    routes = Blueprint("handovers", __name__, url_prefix="/api/v1/handovers", description="Bảng kê giao nhận")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.get("")
    @routes.doc(
        operationId="getHandovers",
        summary="Các bảng kê của đơn vị",
        parameters=paging.parameters("bảng kê", handover.MAX_PAGE),
        responses=refusals(401, 403, 422, 503),
    )
    @routes.response(200, HandoversSchema, description="còn việc phải làm trước, rồi đã ký hoặc đã hủy; mới nhất trước")
    def get_handovers() -> Any:
        reader = principal(context)
        limit = paging.limit(handover.MAX_PAGE)
        page = handover.listed(reader, context, after=request.args.get("after"), limit=limit)
        return {"items": [brief(each, context) for each in page.items], "next": page.next}

    @routes.post("")
    @routes.doc(
        operationId="openHandover",
        summary="Lập bảng kê giữa bưu cục và bộ phận một cửa",
        **writing(HandoverOpeningSchema, once=True),
    )
    @routes.alt_response(200, schema=HandoverSchema, description="đã lập trước đó, repeat=true")
    @routes.response(201, HandoverSchema, description="đã lập, có số bảng kê")
    def open_handover() -> Any:
        who, request_id = allowed(context, *WORKING), batch_id()
        opening = read(said.read_opening, HandoverOpeningSchema, context)
        kept, repeat = handover.begin(opening, who, context, request_id=request_id)
        return whole(kept, context, repeat=repeat), 200 if repeat else 201

    @routes.get("/<list_no>")
    @routes.doc(operationId="getHandover", summary="Một bảng kê", responses=refusals(401, 403, 404, 503))
    @routes.response(200, HandoverSchema, description="các mục và sai lệch tính đến lúc hỏi")
    def get_handover(list_no: str) -> Any:
        return whole(handover.find(list_no, principal(context), context), context)

    @routes.get("/<list_no>/manifest.pdf")
    @routes.doc(
        operationId="getHandoverManifest",
        summary="Biên bản giao nhận; là bản nháp khi chưa đủ hai chữ ký",
        responses=file_of(PDF),
    )
    def get_handover_manifest(list_no: str) -> Response:
        return paper(handover.manifest(list_no, principal(context), context))

    @routes.post("/<list_no>/correct")
    @routes.doc(
        operationId="correctHandover",
        summary="Lập bảng kê đính chính cho một bảng kê đã ký",
        **writing(HandoverLabelsSchema, required=False, once=True),
    )
    @routes.alt_response(200, schema=HandoverSchema, description="đã lập trước đó, repeat=true")
    @routes.response(201, HandoverSchema, description="bảng kê mới, chưa có mục nào")
    def correct_handover(list_no: str) -> Any:
        who, request_id = allowed(context, *WORKING), batch_id()
        labels = read(said.read_labels, HandoverLabelsSchema, context, required=False)
        kept, repeat = handover.correct(list_no, labels, who, context, request_id=request_id)
        return whole(kept, context, repeat=repeat), 200 if repeat else 201

    handover_scans.add(routes, context)
    handover_steps.add(routes, context)
    return routes

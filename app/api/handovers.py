"""REST for handover lists: open, scan, count, sign, print, correct. A code failing alone never fails the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema
from werkzeug.wrappers import Response

from app import handover
from app.api import handover_schemas as schemas
from app.api import paging
from app.api.dossiers import KEY_PARAMETER, SOURCE
from app.api.handover_answers import brief, confirmed, scanned, whole
from app.api.replies import file_of, paper, refusals
from app.api.requests import batch_id, json_body, principal, refuse_unreadable, valid_body
from app.context import Context
from app.domain.handover import said
from app.handover import Handover, Scanned
from app.handover.parties import WORKING
from app.security.principals import Principal

_opening, _labels, _scan = schemas.HandoverOpeningSchema(), schemas.HandoverLabelsSchema(), schemas.HandoverScanSchema()
_codes, _count = schemas.HandoverCodesSchema(), schemas.HandoverCountSchema()
_confirmation = schemas.HandoverConfirmationSchema()
_signing, _nothing = schemas.HandoverSigningSchema(), schemas.NothingSchema()
_PAGE = paging.parameters("bảng kê", handover.MAX_PAGE)
_REFUSALS = refusals(400, 401, 403, 404, 409, 413, 415, 422, 503)


def blueprint(context: Context) -> Blueprint:
    """The routes under ``/api/v1/handovers``."""
    routes = Blueprint("handovers", __name__, url_prefix="/api/v1/handovers", description="Bảng kê giao nhận")
    routes.url_value_preprocessor(refuse_unreadable)
    _lists(routes, context)
    _scans(routes, context)
    _steps(routes, context)
    return routes


def _lists(routes: Blueprint, context: Context) -> None:
    @routes.route("")
    class Handovers(MethodView):
        @routes.doc(
            operationId="getHandovers",
            summary="Các bảng kê của đơn vị",
            parameters=_PAGE,
            responses=refusals(401, 403, 422, 503),
        )
        @routes.response(200, schemas.HandoversSchema, description="chưa ký trước, mới nhất trước")
        def get(self) -> Any:
            reader = principal(context)
            limit = paging.limit(handover.MAX_PAGE)
            page = handover.listed(reader, context, after=request.args.get("after"), limit=limit)
            return {"items": [brief(each, context) for each in page.items], "next": page.next}

        @routes.doc(
            operationId="openHandover",
            summary="Lập bảng kê giữa bưu cục và bộ phận một cửa",
            parameters=[KEY_PARAMETER],
            **_writing(schemas.HandoverOpeningSchema),
        )
        @routes.alt_response(200, schema=schemas.HandoverSchema, description="đã lập trước đó, repeat=true")
        @routes.response(201, schemas.HandoverSchema, description="đã lập, có số bảng kê")
        def post(self) -> Any:
            who, request_id = _worker(context), batch_id()
            opening = said.read_opening(*_body(_opening, context))
            kept, repeat = handover.begin(opening, who, context, request_id=request_id)
            return whole(kept, context, repeat=repeat), 200 if repeat else 201

    @routes.route("/<list_no>")
    class OneHandover(MethodView):
        @routes.doc(operationId="getHandover", summary="Một bảng kê", responses=refusals(401, 403, 404, 503))
        @routes.response(200, schemas.HandoverSchema, description="các mục và sai lệch tính đến lúc hỏi")
        def get(self, list_no: str) -> Any:
            return whole(handover.find(list_no, principal(context), context), context)

    @routes.route("/<list_no>/manifest.pdf")
    class Manifest(MethodView):
        @routes.doc(
            operationId="getHandoverManifest",
            summary="Biên bản giao nhận; là bản nháp khi chưa đủ hai chữ ký",
            responses=file_of("application/pdf"),
        )
        def get(self, list_no: str) -> Response:
            return paper(handover.manifest(list_no, principal(context), context))

    @routes.route("/<list_no>/correct")
    class Correction(MethodView):
        @routes.doc(
            operationId="correctHandover",
            summary="Lập bảng kê đính chính cho một bảng kê đã ký",
            parameters=[KEY_PARAMETER],
            **_writing(schemas.HandoverLabelsSchema, required=False),
        )
        @routes.alt_response(200, schema=schemas.HandoverSchema, description="đã lập trước đó, repeat=true")
        @routes.response(201, schemas.HandoverSchema, description="bảng kê mới, chưa có mục nào")
        def post(self, list_no: str) -> Any:
            who, request_id = _worker(context), batch_id()
            labels = said.read_labels(*_body(_labels, context, required=False))
            kept, repeat = handover.correct(list_no, labels, who, context, request_id=request_id)
            return whole(kept, context, repeat=repeat), 200 if repeat else 201


def _scans(routes: Blueprint, context: Context) -> None:
    def add(path: str, operation: str, summary: str, schema: Schema, use_case: Callable[..., Scanned]) -> None:
        @routes.route(f"/<list_no>/{path}")
        class Scanning(MethodView):
            @routes.doc(operationId=operation, summary=summary, **_writing(type(schema)))
            @routes.response(200, schemas.ScannedSchema, description="kết quả theo thứ tự đã gửi")
            def post(self, list_no: str) -> Any:
                who = _worker(context)
                asked = said.read_codes(*_body(schema, context))
                return scanned(use_case(list_no, asked, who, context), context)

        Scanning.__name__ = Scanning.__qualname__ = operation

    add("scan", "scanIntoHandover", "Quét mã vào bảng kê; mỗi mã một kết quả", _scan, handover.scan_in)
    add("remove", "removeFromHandover", "Bỏ các mục khỏi bảng kê chưa chốt", _codes, handover.take_out)
    add("count", "countHandover", "Kiểm đếm: quét từng bưu gửi, đối chiếu với bảng kê", _count, handover.count)
    add("uncount", "uncountHandover", "Bỏ các lần quét kiểm đếm", _codes, handover.uncount)


def _steps(routes: Blueprint, context: Context) -> None:
    def add(path: str, operation: str, summary: str, use_case: Callable[..., Handover]) -> None:
        @routes.route(f"/<list_no>/{path}")
        class Step(MethodView):
            @routes.doc(operationId=operation, summary=summary, responses=_REFUSALS)
            @routes.response(200, schemas.HandoverSchema, description="bảng kê sau đó")
            def post(self, list_no: str) -> Any:
                who = _worker(context)
                valid_body(context, _nothing, required=False)
                return whole(use_case(list_no, who, context), context)

        Step.__name__ = Step.__qualname__ = operation

    add("close", "closeHandover", "Chốt kiểm đếm", handover.close)
    add("reopen", "reopenHandover", "Mở lại để sửa; chữ ký của một bên không còn", handover.reopen)

    @routes.route("/<list_no>/pack")
    class Packing(MethodView):
        @routes.doc(
            operationId="packHandover", summary="Ghi số túi, số niêm phong", **_writing(schemas.HandoverLabelsSchema)
        )
        @routes.response(200, schemas.HandoverSchema, description="bảng kê sau đó")
        def post(self, list_no: str) -> Any:
            who = _worker(context)
            labels = said.read_labels(*_body(_labels, context))
            return whole(handover.pack(list_no, labels, who, context), context)

    @routes.route("/<list_no>/confirm")
    class Confirming(MethodView):
        @routes.doc(
            operationId="confirmHandover",
            summary="Xác nhận giao nhận trong một lần gọi: kiểm đếm, chốt và ký cho một bên, hoặc không ghi gì",
            parameters=[KEY_PARAMETER],
            **_writing(schemas.HandoverConfirmationSchema),
        )
        @routes.response(200, schemas.HandoverConfirmedSchema, description="kết quả từng mục; gửi lại thì như lần đầu")
        def post(self, list_no: str) -> Any:
            who, request_id = _worker(context), batch_id()
            asked = said.read_confirmation(*_body(_confirmation, context))
            done = handover.confirm(list_no, asked, who, context, SOURCE, request_id=request_id)
            return confirmed(done, context)

    @routes.route("/<list_no>/sign")
    class Signing(MethodView):
        @routes.doc(
            operationId="signHandover",
            summary="Ký cho một bên; khi đủ hai bên thì bảng kê khóa và các mục đã giao nhận",
            **_writing(schemas.HandoverSigningSchema, required=False),
        )
        @routes.response(200, schemas.HandoverSchema, description="repeat=true nếu đã ký như vậy trước đó")
        def post(self, list_no: str) -> Any:
            who = _worker(context)
            asked = said.read_signing(*_body(_signing, context, required=False))
            kept, repeat = handover.sign(list_no, asked, who, context, SOURCE)
            return whole(kept, context, repeat=repeat)


def _worker(context: Context) -> Principal:
    who = principal(context)
    who.require(*WORKING)
    return who


def _body(schema: Schema, context: Context, *, required: bool = True) -> tuple[dict[str, Any], Any, Any]:
    """The body, the time, and the faults of its shape, as they are read together."""
    raw, faults = json_body(context, schema, required=required)
    return raw, context.clock.now(), faults


def _writing(schema: type[Schema], *, required: bool = True) -> dict[str, Any]:
    return {
        "requestBody": {"required": required, "content": {"application/json": {"schema": schema}}},
        "responses": _REFUSALS,
    }

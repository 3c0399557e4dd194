"""REST for shift files: send one, see how far it has come, fetch what came of its lines."""

from __future__ import annotations

import re
from typing import Any, cast

from flask import Response, current_app, request
from flask_smorest import Blueprint

from app import body, shift_files
from app.api import paging
from app.api.openapi import KEY_PARAMETER, refusals, writing
from app.api.replies import facts
from app.api.requests import IDEMPOTENCY_KEY, allowed, principal, refuse_unreadable
from app.api.shift_file_schemas import ShiftFileSchema, ShiftFilesSchema
from app.context import Context
from app.domain.errors import Fault, InvalidDossier
from app.domain.post.shift_file import ShiftFile
from app.security.principals import Role
from app.shift_files import Formats
from app.shift_files.formats import EXTENSION

_NAME = re.compile("[!-~]{1,128}")
_KINDS: dict[str, Any] = {"text/csv": {"schema": {"type": "string"}}, "application/xml": {"schema": {"type": "string"}}}
_NAME_PARAMETER = {
    "in": "header",
    "name": IDEMPOTENCY_KEY,
    "required": False,
    "schema": KEY_PARAMETER["schema"],
    "description": "tên tệp do bên gửi đặt; không dùng lại cho tệp khác",
}
_SHOWN = ("file_no", "name", "state", "total", "done", "taken_at", "ended_at", "emptied_at")


def blueprint(context: Context) -> Blueprint:
    """The routes under ``/api/v1/shift-files``."""
    routes = Blueprint("shift_files", __name__, url_prefix="/api/v1/shift-files", description="Tệp ca của bưu cục")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.get("")
    @routes.doc(
        operationId="getShiftFiles",
        summary="Các tệp ca đã gửi",
        parameters=paging.parameters("tệp", shift_files.MAX_PAGE),
        responses=refusals(401, 403, 422, 503),
    )
    @routes.response(200, ShiftFilesSchema, description="của bên gửi, của bưu cục nếu khóa thuộc một bưu cục")
    def get_shift_files() -> Any:
        who = principal(context)
        page = shift_files.listed(who, context, request.args.get("after"), paging.limit(shift_files.MAX_PAGE))
        return {"items": [shown(each, context) for each in page.items], "next": page.next}

    @routes.post("")
    @routes.doc(
        operationId="sendShiftFile",
        summary="Gửi tệp ca (CSV hoặc XML); hệ thống giữ tệp rồi xử lý từng hồ sơ",
        parameters=[_NAME_PARAMETER],
        requestBody={"required": True, "content": _KINDS},
        **writing(without=(404,)),
    )
    @routes.alt_response(200, schema=ShiftFileSchema, description="đúng tệp này đã gửi, repeat=true")
    @routes.response(202, ShiftFileSchema, description="đã giữ tệp, an toàn khi mất điện; đang xử lý")
    def send_shift_file() -> Any:
        who = allowed(context, Role.SUBMIT)
        content = body.read(request, context.settings.max_message_bytes)
        kind = _formats().of(request.mimetype)
        taken = shift_files.take_in(content, kind, who, context, _name())
        reply = shown(taken.file, context) | {"repeat": taken.repeat}
        return reply, 200 if taken.repeat else 202, {"Location": reply["links"]["self"]}

    @routes.get("/<file_no>")
    @routes.doc(operationId="getShiftFile", summary="Tiến độ của tệp ca", responses=refusals(401, 403, 404, 503))
    @routes.response(200, ShiftFileSchema, description="đã xử lý đến đâu")
    def get_shift_file(file_no: str) -> Any:
        return shown(shift_files.find(file_no, principal(context), context), context)

    @routes.get("/<file_no>/result")
    @routes.doc(
        operationId="getShiftFileResult",
        summary="Tệp kết quả: mỗi hồ sơ đã xử lý một dòng; theo Accept, mặc định như tệp đã gửi",
        responses={"200": {"description": "đến lúc hỏi", "content": _KINDS}, **refusals(401, 403, 404, 503)},
    )
    def get_shift_file_result(file_no: str) -> Response:
        file, kind, content = shift_files.result(file_no, _asked(), _formats(), principal(context), context)
        headers = {
            "Content-Disposition": f'attachment; filename="{file.file_no}-ket-qua{kind.suffix}"',
            "Cache-Control": "private, no-store",
        }
        return Response(content, 200, headers, content_type=f"{kind.media_type}; charset=utf-8")

    return routes


def shown(file: ShiftFile, context: Context) -> dict[str, Any]:
    """A file as REST answers it."""
    itself = f"{context.settings.public_url}/api/v1/shift-files/{file.file_no}"
    return {
        **facts(file, _SHOWN),
        **file.counted,
        "state_vi": file.state.vi,
        "repeat": False,
        "links": {"self": itself, "result": f"{itself}/result"},
    }


def _formats() -> Formats:
    return cast("Formats", current_app.extensions[EXTENSION])


def _name() -> str | None:
    given = request.headers.get(IDEMPOTENCY_KEY)
    if given is not None and not _NAME.fullmatch(given):
        raise InvalidDossier([Fault(IDEMPOTENCY_KEY, "REQUEST_ID_INVALID")])
    return given


def _asked() -> str | None:
    """The kind that Accept names; None for anything goes."""
    return next((kind for kind in _formats().media_types if kind in request.headers.get("Accept", "")), None)

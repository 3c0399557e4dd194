"""What REST answers: dossiers with their links, papers, and how refusals are described in OpenAPI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from app.api.answers import DossierSchema, ProblemSchema
from app.context import Context
from app.domain.dossier import Answer, Dossier
from app.domain.messages import text_vi
from app.domain.post.parcel import Parcel
from app.domain.post.tracking import TrackingEvent
from app.papers.documents import PrintedPaper

_SHOWN = tuple(name for name in DossierSchema().fields if hasattr(Dossier, name))
_MEANINGS = {
    400: "không đọc được",
    401: "không xác thực được",
    403: "không có quyền",
    404: "không tìm thấy",
    409: "xung đột với điều đã ghi nhận",
    413: "quá dung lượng",
    415: "sai kiểu nội dung",
    422: "dữ liệu sai; faults nêu mọi lỗi",
    502: "hệ thống bên ngoài trả lời không đúng quy ước hoặc không trả lời",
    500: "lỗi ngoài dự kiến; gửi lại, báo correlation_id nếu còn lặp lại",
    503: "tạm thời chưa phục vụ được; gửi lại",
}


def answered(answer: Answer, context: Context) -> dict[str, Any]:
    """The answer to a dossier handed in."""
    values = {name: getattr(answer, name) for name in answer.__dataclass_fields__}
    warnings = [{"code": code, "text": text_vi(code)} for code in answer.warnings]
    return values | {"warnings": warnings, "links": links(answer.dossier_no, context)}


def shown(dossier: Dossier, context: Context, *, repeat: bool = False, warnings: Sequence[str] = ()) -> dict[str, Any]:
    """A dossier as it stands; ``warnings`` are codes of the move that led there."""
    values = {name: getattr(dossier, name) for name in _SHOWN}
    where = links(dossier.dossier_no, context)
    if dossier.item_code:
        where["label"] = f"{where['self']}/label.pdf"
    told = [{"code": code, "text": text_vi(code)} for code in warnings]
    values["service_mode_vi"] = dossier.service_mode.vi
    return values | {"links": where, "repeat": repeat, "warnings": told}


def standing(of: Parcel | TrackingEvent) -> dict[str, Any]:
    """Where it stands, in words."""
    return {
        "status": of.status,
        "status_vi": of.status.vi,
        "status_at": of.status_at if isinstance(of, Parcel) else of.at,
        "reason": of.reason,
        "reason_vi": of.reason.vi if of.reason else None,
    }


def links(dossier_no: str, context: Context) -> dict[str, str]:
    itself = f"{context.settings.public_url}/api/v1/dossiers/{dossier_no}"
    return {"self": itself, "receipt": f"{itself}/receipt.pdf"}


def paper(printed: PrintedPaper) -> BaseResponse:
    """A file, with a tag by which the same one need not be sent again."""
    headers = {
        "Content-Disposition": f'inline; filename="{printed.file_name}"',
        "ETag": f'"{printed.sha256}"',
        "Cache-Control": "private, no-cache",
    }
    return Response(printed.content, 200, headers, mimetype=printed.media_type).make_conditional(request)


def refusals(*statuses: int) -> dict[str, Any]:
    """How these statuses are described."""
    content = {"application/problem+json": {"schema": ProblemSchema}}
    return {str(status): {"description": _MEANINGS[status], "content": content} for status in (*statuses, 500)}


def file_of(media_type: str) -> dict[str, Any]:
    """How a route that answers with a file is described."""
    found = {"200": {"description": media_type, "content": {media_type: {}}}}
    return {**found, **refusals(401, 403, 404, 409, 422, 503)}

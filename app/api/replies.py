"""What REST answers: dossiers with their links, where parcels stand, papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from app.api.answers import DossierSchema
from app.context import Context
from app.domain.dossier import Answer, Dossier
from app.domain.messages import text_vi
from app.domain.post.parcel import Parcel
from app.domain.post.tracking import TrackingEvent
from app.papers.documents import PrintedPaper

_SHOWN = tuple(name for name in DossierSchema().fields if hasattr(Dossier, name))


def answered(answer: Answer, context: Context) -> dict[str, Any]:
    """The answer to a dossier handed in."""
    told = {"warnings": _warnings(answer.warnings), "links": links(answer.dossier_no, context)}
    return facts(answer) | told


def shown(dossier: Dossier, context: Context, *, repeat: bool = False, warnings: Sequence[str] = ()) -> dict[str, Any]:
    """A dossier as it stands; ``warnings`` are codes of the move that led there."""
    where = links(dossier.dossier_no, context)
    if dossier.item_code:
        where["label"] = f"{where['self']}/label.pdf"
    told = {"service_mode_vi": dossier.service_mode.vi, "warnings": _warnings(warnings)}
    return facts(dossier, _SHOWN) | told | {"links": where, "repeat": repeat}


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
    """Where a dossier and its receipt are."""
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


def facts(of: Any, names: Iterable[str] | None = None) -> dict[str, Any]:
    """The fields of a record as they stand, all or those of ``names``; what stands inside them stays as it is."""
    return {name: getattr(of, name) for name in (of.__dataclass_fields__ if names is None else names)}


def _warnings(codes: Sequence[str]) -> list[dict[str, str]]:
    return [{"code": code, "text": text_vi(code)} for code in codes]

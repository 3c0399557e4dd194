"""REST for the papers of one dossier: which there are, each by its kind, and printed again with a reason."""

from __future__ import annotations

import re
from typing import Any

from flask import request
from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from app import forms
from app.api import paper_formats
from app.api.dossier_paper_schemas import PrintedPapersSchema, ReprintSchema
from app.api.openapi import KEY_PARAMETER, PDF, body_of, file_of, query, refusals
from app.api.replies import links, paper
from app.api.requests import SOURCE, allowed, batch_id, principal, refuse_unreadable, valid_body
from app.context import Context
from app.domain.errors import Fault, InvalidDossier, NotFound
from app.lookup import find
from app.papers import documents
from app.papers.documents import Listed
from app.papers.reprinting import REPRINT, reprint

_EDITION = re.compile("[0-9]{1,9}")
_KIND_PARAMETER = {"in": "path", "name": "kind", "required": True, "schema": {"type": "string", "enum": [*forms.KINDS]}}
_EDITION_PARAMETER = query("edition", "bản in của sự kiện thứ mấy; mặc định bản mới nhất", type="integer", minimum=1)


def blueprint(context: Context) -> Blueprint:
    """The routes of one dossier's papers under ``/api/v1/dossiers/<code>/papers``."""
    routes = Blueprint(
        "dossier_papers", __name__, url_prefix="/api/v1/dossiers/<code>/papers", description="Giấy tờ in"
    )
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.get("")
    @routes.doc(
        operationId="listPapers",
        summary="Mọi giấy tờ của hồ sơ, kể cả giấy tờ chỉ in khi có người yêu cầu, và các lần in lại",
        responses=refusals(401, 403, 404, 409, 503),
    )
    @routes.response(200, PrintedPapersSchema, description="giấy tờ theo thứ tự phát sinh")
    def list_papers(code: str) -> Any:
        who = principal(context)
        dossier_no = find(code, who, context).dossier_no
        itself = f"{links(dossier_no, context)['self']}/papers"
        return {"papers": [_shown(one, itself) for one in documents.listed(dossier_no, who, context)]}

    @routes.get("/<kind>.pdf")
    @routes.doc(
        operationId="getPaper",
        summary="Một giấy tờ theo loại; giấy tiếp nhận khi chưa tiếp nhận là phiếu xác nhận đã nộp",
        parameters=[_KIND_PARAMETER, _EDITION_PARAMETER, paper_formats.parameter()],
        responses=file_of(PDF),
    )
    def get_paper(code: str, kind: str) -> Response:
        who = principal(context)
        if kind not in forms.KINDS:
            raise NotFound
        stock, edition = _asked(kind)
        return paper(documents.paper(code, kind, who, context, stock, edition))

    @routes.post("/<kind>/reprint")
    @routes.doc(
        operationId="reprintPaper",
        summary="In lại một giấy tờ: cần lý do, bản in ghi rõ in lại lần thứ mấy; cùng mã thì nhận lại bản đó",
        parameters=[_KIND_PARAMETER, KEY_PARAMETER],
        requestBody=body_of(ReprintSchema),
        responses={**file_of(PDF), **refusals(400, 409, 413, 415)},
    )
    def reprint_paper(code: str, kind: str) -> Response:
        who, request_id = allowed(context, *REPRINT.roles), batch_id()
        asked = valid_body(context, ReprintSchema, required=False)
        reason, edition = asked.get("reason") or "", asked.get("edition")
        return paper(reprint(code, kind, reason, who, context, edition, SOURCE, request_id=request_id))

    return routes


def _asked(kind: str) -> tuple[str | None, int | None]:
    """Paper format and edition; :class:`InvalidDossier` with every fault."""
    faults: list[Fault] = []
    stock, edition = paper_formats.asked(kind, faults), request.args.get("edition") or None
    if edition is not None and not _EDITION.fullmatch(edition):
        faults.append(Fault("edition", "NUMBER_NEGATIVE"))
    if faults:
        raise InvalidDossier(faults)
    return stock, int(edition) if edition else None


def _shown(one: Listed, itself: str) -> dict[str, Any]:
    is_void = one.label is not None and one.label.is_void
    return {
        "kind": one.kind,
        "edition": one.edition,
        "item_code": one.label and one.label.item_code,
        "is_void": is_void,
        "printed_at": one.first and one.first.printed_at,
        "reprints": one.reprints,
        "links": {
            "self": None if is_void else f"{itself}/{one.kind}.pdf?edition={one.edition}",
            "reprint": None if is_void else f"{itself}/{one.kind}/reprint",
        },
    }

"""REST for the papers of one dossier: which there are, each by its kind, and printed again with a reason."""

from __future__ import annotations

import re
from typing import Any

from flask import request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from app import forms
from app.api.answers import Moment
from app.api.dossiers import KEY_PARAMETER, SOURCE
from app.api.replies import file_of, links, paper, refusals
from app.api.requests import batch_id, principal, refuse_unreadable, valid_body
from app.api.schemas import Strict, text_field, whole_field
from app.context import Context
from app.domain.errors import Fault, InvalidDossier, NotFound
from app.lookup import find
from app.papers import documents
from app.papers.documents import Listed
from app.papers.reprinting import REPRINT, reprint

_PDF = "application/pdf"
_EDITION = re.compile("[0-9]{1,9}")
_KINDS = ", ".join(forms.KINDS)
_KIND_PARAMETER = {"in": "path", "name": "kind", "required": True, "schema": {"type": "string", "enum": [*forms.KINDS]}}
_EDITION_PARAMETER = {
    "in": "query",
    "name": "edition",
    "schema": {"type": "integer", "minimum": 1},
    "description": "bản in của sự kiện thứ mấy; mặc định bản mới nhất",
}
_FORMAT_PARAMETER = {
    "in": "query",
    "name": "format",
    "schema": {"type": "string", "enum": sorted({name for kind in forms.KINDS.values() for name in kind.stocks})},
    "description": "khổ giấy, trong các khổ của loại giấy tờ đó",
}


def _moment(description: str, *types: str) -> Moment:
    return Moment(metadata={"description": description, "type": [*types], "format": "date-time"})


class ReprintSchema(Strict):
    """In lại một giấy tờ."""

    reason = text_field("lý do in lại, bắt buộc")
    edition = whole_field("bản in của sự kiện thứ mấy; mặc định bản mới nhất")


class ReprintedSchema(Schema):
    """Một lần in lại."""

    reprint = fields.Integer(metadata={"description": "lần in lại thứ mấy"})
    printed_at = _moment("in lúc, giờ thật", "string")
    reason = fields.String(metadata={"description": "lý do"})


class PrintedPaperLinksSchema(Schema):
    """Where to go on."""

    self = fields.String(metadata={"description": "tệp PDF"})
    reprint = fields.String(metadata={"description": "địa chỉ để in lại (POST)"})


class PrintedPaperSchema(Schema):
    """Một giấy tờ của hồ sơ."""

    kind = fields.String(metadata={"description": _KINDS})
    edition = fields.Integer(metadata={"description": "số thứ tự của sự kiện mà giấy tờ ghi nhận"})
    printed_at = _moment("in lần đầu lúc, giờ thật; null khi chưa in", "string", "null")
    reprints = fields.List(fields.Nested(ReprintedSchema))
    links = fields.Nested(PrintedPaperLinksSchema)


class PrintedPapersSchema(Schema):
    """Giấy tờ của một hồ sơ."""

    papers = fields.List(fields.Nested(PrintedPaperSchema))


def blueprint(context: Context) -> Blueprint:
    """The routes of one dossier's papers under ``/api/v1/dossiers/<code>/papers``."""
    routes = Blueprint(
        "dossier_papers", __name__, url_prefix="/api/v1/dossiers/<code>/papers", description="Giấy tờ in"
    )
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.route("")
    class Papers(MethodView):
        @routes.doc(
            operationId="listPapers",
            summary="Mọi giấy tờ của hồ sơ, kể cả giấy tờ chỉ in khi có người yêu cầu, và các lần in lại",
            responses=refusals(401, 403, 404, 409, 503),
        )
        @routes.response(200, PrintedPapersSchema, description="giấy tờ theo thứ tự phát sinh")
        def get(self, code: str) -> Any:
            who = principal(context)
            dossier_no = find(code, who, context).dossier_no
            itself = f"{links(dossier_no, context)['self']}/papers"
            return {"papers": [_shown(one, itself) for one in documents.listed(dossier_no, who, context)]}

    @routes.route("/<kind>.pdf")
    class Paper(MethodView):
        @routes.doc(
            operationId="getPaper",
            summary="Một giấy tờ theo loại; giấy tiếp nhận khi chưa tiếp nhận là phiếu xác nhận đã nộp",
            parameters=[_KIND_PARAMETER, _EDITION_PARAMETER, _FORMAT_PARAMETER],
            responses=file_of(_PDF),
        )
        def get(self, code: str, kind: str) -> Response:
            who = principal(context)
            if kind not in forms.KINDS:
                raise NotFound
            asked, faults = request.args.get("format") or None, []
            if asked is not None and asked not in forms.KINDS[kind].stocks:
                faults.append(Fault("format", "CHOICE_UNKNOWN"))
            edition = request.args.get("edition") or None
            if edition is not None and not _EDITION.fullmatch(edition):
                faults.append(Fault("edition", "NUMBER_NEGATIVE"))
            if faults:
                raise InvalidDossier(faults)
            return paper(documents.paper(code, kind, who, context, asked, int(edition) if edition else None))

    @routes.route("/<kind>/reprint")
    class Reprint(MethodView):
        @routes.doc(
            operationId="reprintPaper",
            summary="In lại một giấy tờ: cần lý do, bản in ghi rõ in lại lần thứ mấy; cùng mã thì nhận lại bản đó",
            parameters=[_KIND_PARAMETER, KEY_PARAMETER],
            requestBody={"required": True, "content": {"application/json": {"schema": ReprintSchema}}},
            responses={**file_of(_PDF), **refusals(400, 409, 413, 415)},
        )
        def post(self, code: str, kind: str) -> Response:
            who = principal(context)
            who.require(*REPRINT.roles)
            request_id, asked = batch_id(), valid_body(context, ReprintSchema(), required=False)
            reason, edition = asked.get("reason") or "", asked.get("edition")
            return paper(reprint(code, kind, reason, who, context, edition, SOURCE, request_id=request_id))

    return routes


def _shown(one: Listed, itself: str) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "edition": one.edition,
        "printed_at": one.first and one.first.printed_at,
        "reprints": one.reprints,
        "links": {
            "self": f"{itself}/{one.kind}.pdf?edition={one.edition}",
            "reprint": f"{itself}/{one.kind}/reprint",
        },
    }

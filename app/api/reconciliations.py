"""REST for daily reconciliation: the post's statement in, days and their papers out, findings settled."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app, request
from flask.views import MethodView
from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from app import body, reconciliation
from app.api import reconciliation_schemas as schemas
from app.api.replies import file_of, paper, refusals
from app.api.requests import json_body, principal, refuse_unreadable
from app.context import Context
from app.domain.errors import Fault, InvalidDossier, NotAllowed, NotFound
from app.domain.reconciliation.kinds import Kind
from app.reconciliation import totals
from app.reconciliation.statements import READER, SENDING
from app.security.principals import Principal, Role
from app.store.reconciliations import Edition, Kept

_settling = schemas.SettlingSchema()
_EDITION = {
    "in": "query",
    "name": "edition",
    "description": "lần đối soát; mặc định lần mới nhất",
    "schema": {"type": "integer", "minimum": 1},
}
_DAY = {
    "in": "query",
    "name": "day",
    "required": True,
    "description": "ngày của bảng kê",
    "schema": {"type": "string", "format": "date"},
}
_AGAIN = {
    "in": "query",
    "name": "again",
    "description": "true: tệp này đã bị tệp khác thay thì nay lại được tính",
    "schema": {"type": "boolean", "default": False},
}
_ALL = refusals(400, 401, 403, 404, 409, 413, 415, 422, 503)


def blueprint(context: Context) -> Blueprint:
    """The routes under ``/api/v1/reconciliations``, and ``/api/v1/post-statements``."""
    routes = Blueprint("reconciliations", __name__, url_prefix="/api/v1", description="Đối soát hằng ngày")
    routes.url_value_preprocessor(refuse_unreadable)
    _statements(routes, context)
    _days(routes, context)
    _findings(routes, context)
    return routes


def _statements(routes: Blueprint, context: Context) -> None:
    @routes.route("/post-statements")
    class Statements(MethodView):
        @routes.doc(
            operationId="sendPostStatement",
            summary="Bưu điện nộp bảng kê đối soát của một ngày (CSV); nộp lại tệp khác thì tệp sau thay tệp trước",
            parameters=[_DAY, _AGAIN],
            requestBody={"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}},
            responses=_ALL,
        )
        @routes.alt_response(200, schema=schemas.StatementSchema, description="tệp này đã nhận trước đó, repeat=true")
        @routes.response(201, schemas.StatementSchema, description="đã nhận; dòng không đọc được không chặn dòng khác")
        def post(self) -> Any:
            who = _with(context, *SENDING)
            content = body.read(request, context.settings.max_message_bytes)
            day = reconciliation.read_day(request.args.get("day"), context.clock.now())
            read = current_app.extensions[READER]
            taken = reconciliation.take_in(day, content, who, read, context, again=_again())
            facts = {name: getattr(taken.kept, name) for name in ("day", "edition", "superseded")}
            told = facts | {name: getattr(taken, name) for name in ("lines", "unreadable", "repeat")}
            return told, 200 if taken.repeat else 201


def _days(routes: Blueprint, context: Context) -> None:
    @routes.route("/reconciliations")
    class Days(MethodView):
        @routes.doc(
            operationId="getReconciliations",
            summary="Các ngày đã đối soát, mới nhất trước",
            responses=refusals(401, 403, 503),
        )
        @routes.response(200, schemas.ReconciledSchema(many=True), description="lần đối soát mới nhất của mỗi ngày")
        def get(self) -> Any:
            return [_brief(each) for each in reconciliation.listed(principal(context), context)]

    @routes.route("/reconciliations/<day>")
    class Day(MethodView):
        @routes.doc(
            operationId="getReconciliation",
            summary="Kết quả đối soát của một ngày",
            parameters=[_EDITION],
            responses=refusals(401, 403, 404, 422, 503),
        )
        @routes.response(200, schemas.ReconciliationSchema, description="của đơn vị, hoặc của cả cơ quan")
        def get(self, day: str) -> Any:
            who = _with(context, Role.READ, *reconciliation.SETTLING)
            return _whole(reconciliation.find(_day(day, context), who, context, _edition()))

        @routes.doc(
            operationId="runReconciliation",
            summary="Đối soát một ngày; có gì mới thì thành một lần đối soát mới",
            responses=refusals(401, 403, 422, 503),
        )
        @routes.alt_response(200, schema=schemas.ReconciliationSchema, description="không có gì mới, repeat=true")
        @routes.response(201, schemas.ReconciliationSchema, description="lần đối soát mới")
        def post(self, day: str) -> Any:
            who = _with(context, *reconciliation.SETTLING)
            body.read(request, context.settings.max_message_bytes)
            if who.office_id is not None:
                raise NotAllowed
            found, repeat = reconciliation.run(_day(day, context), who, context)
            return _whole(found) | {"repeat": repeat}, 200 if repeat else 201

    @routes.route("/reconciliations/<day>.pdf")
    class Paper(MethodView):
        @routes.doc(
            operationId="getReconciliationPaper",
            summary="Biên bản đối soát của một ngày",
            parameters=[_EDITION],
            responses=file_of("application/pdf"),
        )
        def get(self, day: str) -> Response:
            who = _with(context, Role.READ, *reconciliation.SETTLING)
            return paper(reconciliation.printed(_day(day, context), who, context, _edition()))


def _findings(routes: Blueprint, context: Context) -> None:
    @routes.route("/reconciliations/findings")
    class Findings(MethodView):
        @routes.doc(
            operationId="getReconciliationFindings",
            summary="Các chênh lệch chưa xử lý của đơn vị",
            responses=refusals(401, 403, 503),
        )
        @routes.response(200, schemas.FindingSchema(many=True), description="cũ nhất trước")
        def get(self) -> Any:
            return [_kept(each) for each in reconciliation.findings(principal(context), context)]

    @routes.route("/reconciliations/findings/<finding_id>/settle")
    class Settling(MethodView):
        @routes.doc(
            operationId="settleReconciliationFinding",
            summary="Ghi cách đã xử lý một chênh lệch",
            requestBody={"required": True, "content": {"application/json": {"schema": schemas.SettlingSchema}}},
            responses=_ALL,
        )
        @routes.response(200, schemas.SettledSchema, description="repeat=true nếu đã ghi như vậy trước đó")
        def post(self, finding_id: str) -> Any:
            who = _with(context, *reconciliation.SETTLING)
            raw, faults = json_body(context, _settling)
            if faults:
                raise InvalidDossier(faults)
            if not (finding_id.isascii() and finding_id.isdigit() and len(finding_id) < 19):
                raise NotFound
            kept, repeat = reconciliation.settle(int(finding_id), raw["note"], who, context)
            return _kept(kept) | {"repeat": repeat}


def _with(context: Context, *roles: Role) -> Principal:
    who = principal(context)
    who.require(*roles)
    return who


def _day(told: str, context: Context) -> date:
    return reconciliation.read_day(told, context.clock.now())


def _again() -> bool:
    told = request.args.get("again", "false")
    if told not in ("true", "false"):
        raise InvalidDossier([Fault("again", "TYPE_INVALID")])
    return told == "true"


def _edition() -> int | None:
    told = request.args.get("edition")
    if told is None:
        return None
    if not (told.isascii() and told.isdigit() and len(told) < 10):
        raise InvalidDossier([Fault("edition", "TYPE_INVALID")])
    return int(told)


def _brief(found: Edition) -> dict[str, Any]:
    return {
        "day": found.day,
        "edition": found.edition,
        "made_at": found.made_at,
        "statement": found.record["statement"],
        "unreadable": found.record["unreadable"],
        "totals": totals.total(found.record["offices"]),
        "open": sum(not each["settled"] for each in found.record["findings"]),
    }


def _whole(found: Edition) -> dict[str, Any]:
    findings = [_words(each | {"day": date.fromisoformat(each["day"])}) for each in found.record["findings"]]
    return _brief(found) | {"offices": found.record["offices"], "findings": findings, "repeat": False}


def _kept(kept: Kept) -> dict[str, Any]:
    values = {name: getattr(kept, name) for name in kept.__dataclass_fields__ if name != "finding"}
    facts = {name: getattr(kept.finding, name) for name in kept.finding.__dataclass_fields__}
    return values | _words(facts)


def _words(facts: dict[str, Any]) -> dict[str, Any]:
    kind = Kind(facts["kind"])
    return facts | {"kind_vi": kind.vi, "way_out_vi": kind.way_out_vi}

"""REST for daily reconciliation: days and their papers, findings settled, and the post's statements they rest on."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask import request
from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from app import body, reconciliation
from app.api import post_statements
from app.api import reconciliation_schemas as schemas
from app.api.openapi import PDF, file_of, query, refusals, writing
from app.api.reconciliation_replies import brief, kept, whole
from app.api.replies import paper
from app.api.requests import allowed, number, principal, refuse_unreadable, valid_body
from app.context import Context
from app.domain.errors import Fault, InvalidDossier, NotAllowed
from app.security.principals import Role

_EDITION = query("edition", "lần đối soát; mặc định lần mới nhất", type="integer", minimum=1)
_NUMBER = re.compile("[0-9]{1,9}")


def blueprint(context: Context) -> Blueprint:
    """The routes under ``/api/v1/reconciliations``, and ``/api/v1/post-statements``."""
    routes = Blueprint("reconciliations", __name__, url_prefix="/api/v1", description="Đối soát hằng ngày")
    routes.url_value_preprocessor(refuse_unreadable)
    post_statements.add(routes, context)
    _days(routes, context)
    _findings(routes, context)
    return routes


def _days(routes: Blueprint, context: Context) -> None:
    @routes.get("/reconciliations")
    @routes.doc(
        operationId="getReconciliations",
        summary="Các ngày đã đối soát, mới nhất trước",
        responses=refusals(401, 403, 503),
    )
    @routes.response(200, schemas.ReconciledSchema(many=True), description="lần đối soát mới nhất của mỗi ngày")
    def get_reconciliations() -> Any:
        return [brief(each) for each in reconciliation.listed(principal(context), context)]

    @routes.get("/reconciliations/<day>")
    @routes.doc(
        operationId="getReconciliation",
        summary="Kết quả đối soát của một ngày",
        parameters=[_EDITION],
        responses=refusals(401, 403, 404, 422, 503),
    )
    @routes.response(200, schemas.ReconciliationSchema, description="của đơn vị, hoặc của cả cơ quan")
    def get_reconciliation(day: str) -> Any:
        who = allowed(context, Role.READ, *reconciliation.SETTLING)
        return whole(reconciliation.find(_day(day, context), who, context, _edition()))

    @routes.post("/reconciliations/<day>")
    @routes.doc(
        operationId="runReconciliation",
        summary="Đối soát một ngày; có gì mới thì thành một lần đối soát mới",
        responses=refusals(401, 403, 422, 503),
    )
    @routes.alt_response(200, schema=schemas.ReconciliationSchema, description="không có gì mới, repeat=true")
    @routes.response(201, schemas.ReconciliationSchema, description="lần đối soát mới")
    def run_reconciliation(day: str) -> Any:
        who = allowed(context, *reconciliation.SETTLING)
        body.read(request, context.settings.max_message_bytes)
        if who.office_id is not None:
            raise NotAllowed
        found, repeat = reconciliation.run(_day(day, context), who, context)
        return whole(found) | {"repeat": repeat}, 200 if repeat else 201

    @routes.get("/reconciliations/<day>.pdf")
    @routes.doc(
        operationId="getReconciliationPaper",
        summary="Biên bản đối soát của một ngày",
        parameters=[_EDITION],
        responses=file_of(PDF),
    )
    def get_reconciliation_paper(day: str) -> Response:
        who = allowed(context, Role.READ, *reconciliation.SETTLING)
        return paper(reconciliation.printed(_day(day, context), who, context, _edition()))


def _findings(routes: Blueprint, context: Context) -> None:
    @routes.get("/reconciliations/findings")
    @routes.doc(
        operationId="getReconciliationFindings",
        summary="Các chênh lệch chưa xử lý của đơn vị",
        responses=refusals(401, 403, 503),
    )
    @routes.response(200, schemas.FindingSchema(many=True), description="cũ nhất trước")
    def get_reconciliation_findings() -> Any:
        return [kept(each) for each in reconciliation.findings(principal(context), context)]

    @routes.post("/reconciliations/findings/<finding_id>/settle")
    @routes.doc(
        operationId="settleReconciliationFinding",
        summary="Ghi cách đã xử lý một chênh lệch",
        **writing(schemas.SettlingSchema),
    )
    @routes.response(200, schemas.SettledSchema, description="repeat=true nếu đã ghi như vậy trước đó")
    def settle_reconciliation_finding(finding_id: str) -> Any:
        who = allowed(context, *reconciliation.SETTLING)
        note = valid_body(context, schemas.SettlingSchema)["note"]
        settled, repeat = reconciliation.settle(number(finding_id), note, who, context)
        return kept(settled) | {"repeat": repeat}


def _day(told: str, context: Context) -> date:
    return reconciliation.read_day(told, context.clock.now())


def _edition() -> int | None:
    told = request.args.get("edition")
    if told is None:
        return None
    if not _NUMBER.fullmatch(told):
        raise InvalidDossier([Fault("edition", "TYPE_INVALID")])
    return int(told)

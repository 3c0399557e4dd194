"""REST for the counter's own report: figures of a period by day, and the dossiers behind each number."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import request
from flask_smorest import Blueprint

from app.api import paging
from app.api.counter_report_schemas import CounterReportSchema, ReportedDossiersSchema
from app.api.openapi import query, refusals
from app.api.replies import shown
from app.api.requests import allowed
from app.context import Context
from app.desk import counter_report as reports
from app.desk.counter_report import COLUMNS_VI, Column, Period
from app.domain.errors import Fault, InvalidDossier
from app.security.principals import Role

_PERIOD = [
    query("from", "ngày đầu", required=True, format="date", example="2021-11-01"),
    query("to", "ngày cuối", required=True, format="date", example="2021-11-30"),
]
_LIST = [
    query("column", "con số nào", required=True, enum=[*Column]),
    *_PERIOD,
    *paging.parameters("hồ sơ", reports.MAX_PAGE, required=False),
]


def blueprint(context: Context) -> Blueprint:
    """The routes under ``/api/v1/reports/counter``."""
    routes = Blueprint("reports", __name__, url_prefix="/api/v1/reports", description="Báo cáo")

    @routes.get("/counter")
    @routes.doc(
        operationId="getClerkReport",
        summary="Báo cáo của giao dịch viên: tiếp nhận, đăng ký trả qua bưu điện, đã chuyển trả, phí đã thu",
        parameters=_PERIOD,
        responses=refusals(401, 403, 422, 503),
    )
    @routes.response(200, CounterReportSchema, description="của đơn vị, hoặc của cả cơ quan")
    def get_clerk_report() -> Any:
        reader = allowed(context, Role.READ)
        found = reports.report(_period(context), reader, context)
        days = [{"day": day, **asdict(figures)} for day, figures in found.days.items()]
        period = {"first": found.period.first, "last": found.period.last, "office_id": reader.office_id}
        return {**period, **asdict(found.whole), "days": days}

    @routes.get("/counter/dossiers")
    @routes.doc(
        operationId="getReportedDossiers",
        summary="Các hồ sơ của một con số trong báo cáo",
        parameters=_LIST,
        responses=refusals(401, 403, 422, 503),
    )
    @routes.response(200, ReportedDossiersSchema, description="cũ nhất trước")
    def get_reported_dossiers() -> Any:
        reader = allowed(context, Role.READ)
        column, limit = _asked()
        after = request.args.get("after")
        page = reports.listed(column, _period(context), reader, context, after=after, limit=limit)
        return {"items": [shown(each, context) for each in page.items], "next": page.next}

    return routes


def _period(context: Context) -> Period:
    return reports.read(request.args.get("from"), request.args.get("to"), context.clock.now())


def _asked() -> tuple[Column, int]:
    column = request.args.get("column", "")
    faults = [] if column in COLUMNS_VI else [Fault("column", "CHOICE_UNKNOWN" if column else "REQUIRED")]
    limit = paging.read_limit(reports.MAX_PAGE, faults)
    if faults:
        raise InvalidDossier(faults)
    return Column(column), limit

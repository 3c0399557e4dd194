"""REST for the counter's own report: figures of a period by day, and the dossiers behind each number."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from flask import request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from app.api.answers import DossierSchema
from app.api.replies import refusals, shown
from app.api.requests import principal
from app.context import Context
from app.desk import counter_report as reports
from app.desk.counter_report import COLUMNS_VI, Column, Period
from app.domain.errors import Fault, InvalidDossier
from app.security.principals import Role

_WHOLE = re.compile("[0-9]{1,6}")


def _parameter(name: str, description: str, *, required: bool = False, **schema: Any) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": required, "description": description, "schema": schema}


_PERIOD = [
    _parameter("from", "ngày đầu", required=True, type="string", format="date", example="2021-11-01"),
    _parameter("to", "ngày cuối", required=True, type="string", format="date", example="2021-11-30"),
]
_LIST = [
    _parameter("column", "con số nào", required=True, type="string", enum=[each.value for each in Column]),
    *_PERIOD,
    _parameter("after", "next của trang trước", type="string"),
    _parameter("limit", "số hồ sơ mỗi trang", type="integer", minimum=1, maximum=reports.MAX_PAGE, default=50),
]


class FiguresSchema(Schema):
    """Số liệu."""

    received = fields.Integer(metadata={"description": "hồ sơ tiếp nhận qua bưu chính"})
    registered = fields.Integer(metadata={"description": "hồ sơ đăng ký nhận kết quả qua bưu điện"})
    returned = fields.Integer(metadata={"description": "hồ sơ bưu điện đã chuyển trả kết quả"})
    total = fields.Integer(metadata={"description": "hồ sơ có ở ít nhất một trong ba số trên, mỗi hồ sơ tính một lần"})
    fee_vnd = fields.Integer(metadata={"description": "phí, lệ phí đã thu, trừ phần đã hoàn, đồng"})


class DayFiguresSchema(FiguresSchema):
    """Số liệu một ngày."""

    day = fields.Date(metadata={"description": "ngày"})


class CounterReportSchema(FiguresSchema):
    """Báo cáo của giao dịch viên."""

    first = fields.Date(metadata={"description": "ngày đầu"})
    last = fields.Date(metadata={"description": "ngày cuối"})
    office_id = fields.String(allow_none=True, metadata={"description": "đơn vị; không có là cả cơ quan"})
    days = fields.List(fields.Nested(DayFiguresSchema), metadata={"description": "các ngày có phát sinh"})


class ReportedDossiersSchema(Schema):
    """Các hồ sơ của một con số."""

    items = fields.List(fields.Nested(DossierSchema))
    next = fields.String(allow_none=True, metadata={"description": "after của trang sau; không có ở trang cuối"})


def blueprint(context: Context) -> Blueprint:
    """The routes under ``/api/v1/reports/counter``."""
    routes = Blueprint("reports", __name__, url_prefix="/api/v1/reports", description="Báo cáo")

    @routes.route("/counter")
    class CounterReport(MethodView):
        @routes.doc(
            operationId="getClerkReport",
            summary="Báo cáo của giao dịch viên: tiếp nhận, đăng ký trả qua bưu điện, đã chuyển trả, phí đã thu",
            parameters=_PERIOD,
            responses=refusals(401, 403, 422, 503),
        )
        @routes.response(200, CounterReportSchema, description="của đơn vị, hoặc của cả cơ quan")
        def get(self) -> Any:
            reader = principal(context)
            reader.require(Role.READ)
            found = reports.report(_period(context), reader, context)
            days = [{"day": day, **asdict(figures)} for day, figures in found.days.items()]
            period = {"first": found.period.first, "last": found.period.last, "office_id": reader.office_id}
            return {**period, **asdict(found.whole), "days": days}

    @routes.route("/counter/dossiers")
    class ReportedDossiers(MethodView):
        @routes.doc(
            operationId="getReportedDossiers",
            summary="Các hồ sơ của một con số trong báo cáo",
            parameters=_LIST,
            responses=refusals(401, 403, 422, 503),
        )
        @routes.response(200, ReportedDossiersSchema, description="cũ nhất trước")
        def get(self) -> Any:
            reader = principal(context)
            reader.require(Role.READ)
            column, limit = _asked()
            after = request.args.get("after")
            page = reports.listed(column, _period(context), reader, context, after=after, limit=limit)
            return {"items": [shown(each, context) for each in page.items], "next": page.next}

    return routes


def _period(context: Context) -> Period:
    return reports.read(request.args.get("from"), request.args.get("to"), context.clock.now())


def _asked() -> tuple[Column, int]:
    column, limit = request.args.get("column", ""), request.args.get("limit", "50")
    faults = [] if column in COLUMNS_VI else [Fault("column", "CHOICE_UNKNOWN" if column else "REQUIRED")]
    if not _WHOLE.fullmatch(limit) or not int(limit):
        faults.append(Fault("limit", "TYPE_INVALID"))
    elif int(limit) > reports.MAX_PAGE:
        faults.append(Fault("limit", "TOO_MANY", (("limit", reports.MAX_PAGE),)))
    if faults:
        raise InvalidDossier(faults)
    return Column(column), int(limit)

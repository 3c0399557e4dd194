"""REST for cash shifts: opening, closing against the counted cash, the fee list, handing the money on."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema
from werkzeug.wrappers import Response

from app.api.dossiers import KEY_PARAMETER
from app.api.fee_schemas import (
    CashCountSchema,
    CashHandoverSchema,
    CashShiftOpeningSchema,
    CashShiftSchema,
    RemittanceSchema,
    TillSchema,
)
from app.api.fees import payment
from app.api.replies import file_of, paper, refusals
from app.api.requests import batch_id, json_body, principal, refuse_unreadable
from app.context import Context
from app.domain.money import fees
from app.domain.money.cash_shift import CashShift, Remittance, read_count, read_handover, read_opening
from app.money import cash_shifts
from app.security.principals import Principal, Role

_count, _handover, _opening = CashCountSchema(), CashHandoverSchema(), CashShiftOpeningSchema()
_SHIFT = tuple(CashShiftSchema().fields)


def blueprint(context: Context) -> Blueprint:
    """The routes under ``/api/v1/cash-shifts`` and ``/api/v1/remittances``."""
    routes = Blueprint("cash_shifts", __name__, url_prefix="/api/v1", description="Ca thu và nộp tiền")
    routes.url_value_preprocessor(refuse_unreadable)
    _shifts(routes, context)
    _remittances(routes, context)
    return routes


def _shifts(routes: Blueprint, context: Context) -> None:
    @routes.route("/cash-shifts")
    class Shifts(MethodView):
        @routes.doc(
            operationId="getShiftsToRemit",
            summary="Các ca đã kết của đơn vị, chưa nộp tiền",
            responses=refusals(401, 403, 503),
        )
        @routes.response(200, CashShiftSchema(many=True), description="ca cũ nhất trước")
        def get(self) -> Any:
            return [_shift(each) for each in cash_shifts.to_remit(principal(context), context)]

    @routes.route("/cash-shifts/current")
    class Current(MethodView):
        @routes.doc(
            operationId="getCurrentShift",
            summary="Những khoản người này đã thu từ lần kết ca trước",
            responses=refusals(401, 403, 503),
        )
        @routes.response(200, TillSchema, description="shift_no chưa có nếu ca chưa mở")
        def get(self) -> Any:
            return _till(cash_shifts.current(principal(context), context))

    @routes.route("/cash-shifts/open")
    class Opening(MethodView):
        @routes.doc(
            operationId="openShift",
            summary="Mở ca thu (không bắt buộc)",
            **_writing(CashShiftOpeningSchema, required=False),
        )
        @routes.alt_response(200, schema=TillSchema, description="ca đang mở từ trước, repeat=true")
        @routes.response(201, TillSchema, description="đã mở")
        def post(self) -> Any:
            who = _collector(context)
            raw, faults = json_body(context, _opening, required=False)
            till = cash_shifts.begin(read_opening(raw, context.clock.now(), faults), who, context)
            return _till(till), 200 if till.repeat else 201

    @routes.route("/cash-shifts/close")
    class Closing(MethodView):
        @routes.doc(
            operationId="closeShift",
            summary="Kết ca thu: tiền mặt thực đếm phải khớp đến từng đồng hoặc có giải trình",
            parameters=[KEY_PARAMETER],
            **_writing(CashCountSchema),
        )
        @routes.alt_response(200, schema=TillSchema, description="đã kết trước đó, repeat=true")
        @routes.response(201, TillSchema, description="đã kết, có số ca")
        def post(self) -> Any:
            who, request_id = _collector(context), batch_id()
            count = read_count(*_body(_count, context))
            till = cash_shifts.close(count, who, context, request_id=request_id)
            return _till(till), 200 if till.repeat else 201

    @routes.route("/cash-shifts/<shift_no>")
    class OneShift(MethodView):
        @routes.doc(operationId="getShift", summary="Một ca thu", responses=refusals(401, 403, 404, 503))
        @routes.response(200, TillSchema, description="ca thu và các khoản trong ca")
        def get(self, shift_no: str) -> Any:
            return _till(cash_shifts.find(shift_no, principal(context), context))

    @routes.route("/cash-shifts/<shift_no>/list.pdf")
    class FeeList(MethodView):
        @routes.doc(
            operationId="getFeeList",
            summary="Bảng kê thu phí, lệ phí của một ca đã kết",
            responses=file_of("application/pdf"),
        )
        def get(self, shift_no: str) -> Response:
            return paper(cash_shifts.fee_list(shift_no, principal(context), context))


def _remittances(routes: Blueprint, context: Context) -> None:
    @routes.route("/remittances")
    class Remittances(MethodView):
        @routes.doc(
            operationId="remitShifts",
            summary="Nộp tiền của các ca đã kết theo một bảng kê; mỗi ca nộp một lần",
            **_writing(CashHandoverSchema),
        )
        @routes.alt_response(200, schema=RemittanceSchema, description="đúng các ca này đã nộp, repeat=true")
        @routes.response(201, RemittanceSchema, description="đã lập bảng kê")
        def post(self) -> Any:
            who = _collector(context)
            listed, repeat = cash_shifts.remit(read_handover(*_body(_handover, context)), who, context)
            return _remittance(listed) | {"repeat": repeat}, 200 if repeat else 201

    @routes.route("/remittances/<remittance_no>")
    class OneRemittance(MethodView):
        @routes.doc(operationId="getRemittance", summary="Một bảng kê nộp tiền", responses=refusals(401, 403, 404, 503))
        @routes.response(200, RemittanceSchema, description="bảng kê và các ca")
        def get(self, remittance_no: str) -> Any:
            return _remittance(cash_shifts.find_remittance(remittance_no, principal(context), context))


def _collector(context: Context) -> Principal:
    who = principal(context)
    who.require(Role.COLLECT)
    return who


def _body(schema: Schema, context: Context) -> tuple[dict[str, Any], Any, Any]:
    """The body, the time, and the faults of its shape, as they are read together."""
    raw, faults = json_body(context, schema)
    return raw, context.clock.now(), faults


def _writing(schema: type[Schema], *, required: bool = True) -> dict[str, Any]:
    return {
        "requestBody": {"required": required, "content": {"application/json": {"schema": schema}}},
        "responses": refusals(400, 401, 403, 409, 413, 415, 422, 503),
    }


def _till(till: cash_shifts.Till) -> dict[str, Any]:
    by_method = fees.by_method(each.payment for each in till.booked)
    return {
        **(_shift(till.shift) if till.shift else {}),
        "cash_vnd": till.cash_vnd,
        "total_vnd": till.total_vnd,
        "by_method": {str(method): amount_vnd for method, amount_vnd in by_method.items()},
        "payments": [payment(each) for each in till.booked],
        "repeat": till.repeat,
    }


def _shift(shift: CashShift) -> dict[str, Any]:
    """A shift; there is no difference before it is closed."""
    values = {name: getattr(shift, name) for name in _SHIFT}
    return values if shift.closed_at else values | {"difference_vnd": None}


def _remittance(listed: Remittance) -> dict[str, Any]:
    return {name: getattr(listed, name) for name in listed.__dataclass_fields__}

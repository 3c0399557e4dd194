"""REST for cash shifts: opening, closing against the counted cash, the fee list, handing the money on."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from app.api.fee_schemas import (
    CashCountSchema,
    CashHandoverSchema,
    CashShiftOpeningSchema,
    CashShiftSchema,
    RemittanceSchema,
    TillSchema,
)
from app.api.fees import payment
from app.api.openapi import PDF, file_of, refusals, writing
from app.api.replies import facts, paper
from app.api.requests import allowed, batch_id, principal, read, refuse_unreadable
from app.context import Context
from app.domain.money import fees
from app.domain.money.cash_shift import CashShift, read_count, read_handover, read_opening
from app.money import cash_shifts
from app.security.principals import Role

_SHIFT = tuple(CashShiftSchema().fields)


def blueprint(context: Context) -> Blueprint:
    """The routes under ``/api/v1/cash-shifts`` and ``/api/v1/remittances``."""
    routes = Blueprint("cash_shifts", __name__, url_prefix="/api/v1", description="Ca thu và nộp tiền")
    routes.url_value_preprocessor(refuse_unreadable)
    _shifts(routes, context)
    _remittances(routes, context)
    return routes


def _shifts(routes: Blueprint, context: Context) -> None:
    @routes.get("/cash-shifts")
    @routes.doc(
        operationId="getShiftsToRemit",
        summary="Các ca đã kết của đơn vị, chưa nộp tiền",
        responses=refusals(401, 403, 503),
    )
    @routes.response(200, CashShiftSchema(many=True), description="ca cũ nhất trước")
    def get_shifts_to_remit() -> Any:
        return [_shift(each) for each in cash_shifts.to_remit(principal(context), context)]

    @routes.get("/cash-shifts/current")
    @routes.doc(
        operationId="getCurrentShift",
        summary="Những khoản người này đã thu từ lần kết ca trước",
        responses=refusals(401, 403, 503),
    )
    @routes.response(200, TillSchema, description="shift_no chưa có nếu ca chưa mở")
    def get_current_shift() -> Any:
        return _till(cash_shifts.current(principal(context), context))

    @routes.post("/cash-shifts/open")
    @routes.doc(
        operationId="openShift",
        summary="Mở ca thu (không bắt buộc)",
        **writing(CashShiftOpeningSchema, required=False, without=(404,)),
    )
    @routes.alt_response(200, schema=TillSchema, description="ca đang mở từ trước, repeat=true")
    @routes.response(201, TillSchema, description="đã mở")
    def open_shift() -> Any:
        who = allowed(context, Role.COLLECT)
        clerk_name = read(read_opening, CashShiftOpeningSchema, context, required=False)
        till = cash_shifts.begin(clerk_name, who, context)
        return _till(till), 200 if till.repeat else 201

    @routes.post("/cash-shifts/close")
    @routes.doc(
        operationId="closeShift",
        summary="Kết ca thu: tiền mặt thực đếm phải khớp đến từng đồng hoặc có giải trình",
        **writing(CashCountSchema, once=True, without=(404,)),
    )
    @routes.alt_response(200, schema=TillSchema, description="đã kết trước đó, repeat=true")
    @routes.response(201, TillSchema, description="đã kết, có số ca")
    def close_shift() -> Any:
        who, request_id = allowed(context, Role.COLLECT), batch_id()
        count = read(read_count, CashCountSchema, context)
        till = cash_shifts.close(count, who, context, request_id=request_id)
        return _till(till), 200 if till.repeat else 201

    @routes.get("/cash-shifts/<shift_no>")
    @routes.doc(operationId="getShift", summary="Một ca thu", responses=refusals(401, 403, 404, 503))
    @routes.response(200, TillSchema, description="ca thu và các khoản trong ca")
    def get_shift(shift_no: str) -> Any:
        return _till(cash_shifts.find(shift_no, principal(context), context))

    @routes.get("/cash-shifts/<shift_no>/list.pdf")
    @routes.doc(
        operationId="getFeeList",
        summary="Bảng kê thu phí, lệ phí của một ca đã kết",
        responses=file_of(PDF),
    )
    def get_fee_list(shift_no: str) -> Response:
        return paper(cash_shifts.fee_list(shift_no, principal(context), context))


def _remittances(routes: Blueprint, context: Context) -> None:
    @routes.post("/remittances")
    @routes.doc(
        operationId="remitShifts",
        summary="Nộp tiền của các ca đã kết theo một bảng kê; mỗi ca nộp một lần",
        **writing(CashHandoverSchema, without=(404,)),
    )
    @routes.alt_response(200, schema=RemittanceSchema, description="đúng các ca này đã nộp, repeat=true")
    @routes.response(201, RemittanceSchema, description="đã lập bảng kê")
    def remit_shifts() -> Any:
        who = allowed(context, Role.COLLECT)
        listed, repeat = cash_shifts.remit(read(read_handover, CashHandoverSchema, context), who, context)
        return facts(listed) | {"repeat": repeat}, 200 if repeat else 201

    @routes.get("/remittances/<remittance_no>")
    @routes.doc(operationId="getRemittance", summary="Một bảng kê nộp tiền", responses=refusals(401, 403, 404, 503))
    @routes.response(200, RemittanceSchema, description="bảng kê và các ca")
    def get_remittance(remittance_no: str) -> Any:
        return facts(cash_shifts.find_remittance(remittance_no, principal(context), context))


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
    values = facts(shift, _SHIFT)
    return values if shift.closed_at else values | {"difference_vnd": None}

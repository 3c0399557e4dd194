"""The till: what was taken since the last close, closing a shift against it, handing shifts on by a list."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.console.intake_form import plain_number
from app.console.pages import back, new_request_id, pdf, show
from app.console.session import person
from app.context import Context
from app.domain.errors import Conflict, InvalidDossier
from app.domain.money import cash_shift
from app.money import cash_shifts
from app.security.principals import Role


def add(routes: Blueprint, context: Context) -> None:
    """``ca-thu``, ``nop-tien``."""

    @routes.get("/ca-thu")
    def show_till() -> Response:
        return _till()

    @routes.post("/ca-thu")
    def close_shift() -> Response:
        form = request.form
        raw = {"counted_vnd": plain_number(form.get("counted_vnd", "")), "note": form.get("note", "")}
        try:
            count = cash_shift.read_count(raw, context.clock.now())
            cash_shifts.close(count, person(), context, request_id=form.get("request_id") or None)
        except InvalidDossier as e:
            return _till(422, faults={fault.path: fault.text for fault in e.faults})
        except Conflict as e:
            return _till(409, refusal=e.message_vi)
        return back("console.show_till", done="shift")

    @routes.get("/ca-thu/<shift_no>.pdf")
    def print_shift(shift_no: str) -> Response:
        return pdf(cash_shifts.fee_list(shift_no, person(), context))

    @routes.post("/nop-tien")
    def remit() -> Response:
        raw = {"shift_nos": request.form.getlist("shift_nos"), "receiver": request.form.get("receiver", "")}
        try:
            cash_shifts.remit(cash_shift.read_handover(raw, context.clock.now()), person(), context)
        except InvalidDossier as e:
            return _till(422, faults={fault.path.partition("[")[0]: fault.text for fault in e.faults})
        except Conflict as e:
            return _till(409, refusal=e.message_vi)
        return back("console.show_till", done="remittance")

    def _till(status: int = 200, *, refusal: str = "", faults: Mapping[str, str] | None = None) -> Response:
        person().require(Role.COLLECT)
        return show(
            "till.html",
            status,
            till=cash_shifts.current(person(), context),
            shifts=cash_shifts.to_remit(person(), context),
            typed=request.form,
            request_id=request.form.get("request_id") or new_request_id(),
            refusal=refusal,
            faults=faults or {},
        )

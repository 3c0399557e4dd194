"""Fees of a dossier at the desk: collecting, and giving back."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.console import entered, moves
from app.console.dossier_page import page
from app.console.pages import back
from app.console.session import SOURCE, person
from app.context import Context
from app.desk import casefile
from app.domain.act import Act
from app.domain.errors import Conflict, InvalidDossier
from app.domain.money.fees import COLLECT, REFUND
from app.money import fees


def add(routes: Blueprint, context: Context) -> None:
    """``ho-so/<dossier_no>/thu`` and ``hoan``."""

    @routes.post("/ho-so/<dossier_no>/thu")
    def collect(dossier_no: str) -> Response:
        return _book(dossier_no, COLLECT)

    @routes.post("/ho-so/<dossier_no>/hoan")
    def refund(dossier_no: str) -> Response:
        return _book(dossier_no, REFUND)

    def _book(dossier_no: str, act: Act) -> Response:
        case = casefile.of(dossier_no, person(), context)
        request_id = request.form.get("request_id") or None
        try:
            said = entered.read(act, request.form, case, context)
            book = fees.collect if act is COLLECT else fees.refund
            book(dossier_no, said, person(), context, SOURCE, request_id=request_id)
        except InvalidDossier as e:
            return page(case, context, 422, faulty=moves.form_of(act, case, context, request.form, e.faults))
        except Conflict as e:
            typed = moves.form_of(act, case, context, request.form)
            return page(case, context, 409, faulty=typed, refusal=e.message_vi)
        return back("console.show_dossier", dossier_no=dossier_no, done=act.name)

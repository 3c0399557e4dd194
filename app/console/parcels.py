"""The parcels of a dossier: an order is cancelled with its reason, an ended one issued again, and one of which nobody
knows how it ended is settled once the post has told it.
"""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.console import entered
from app.console.dossier_page import page
from app.console.pages import back
from app.console.session import SOURCE, person
from app.context import Context
from app.desk import casefile
from app.domain.errors import Conflict, Fault, InvalidDossier, NotFound, NotReady
from app.domain.post.order import Leg
from app.post import cancelling, parcels, settling
from app.post.settling import End


def add(routes: Blueprint, context: Context) -> None:
    """``ho-so/<dossier_no>/buu-gui/<leg>/huy``, ``…/ket-qua`` and ``…/gui-lai``."""

    @routes.post("/ho-so/<dossier_no>/buu-gui/<leg>/huy")
    def cancel_parcel(dossier_no: str, leg: str) -> Response:
        case, act = casefile.of(dossier_no, person(), context), cancelling.CANCEL[_leg(leg)]
        try:
            said = entered.read(act, request.form, case, context)
            cancelling.cancel(case.dossier.dossier_no, _leg(leg), said, person(), context, SOURCE)
        except InvalidDossier as e:
            return page(case, context, 422, refusal=e.faults[0].text)
        except Conflict as e:
            return page(case, context, 409, refusal=e.message_vi)
        return back("console.show_dossier", dossier_no=case.dossier.dossier_no, done="parcel_cancel")

    @routes.post("/ho-so/<dossier_no>/buu-gui/<leg>/ket-qua")
    def settle_parcel(dossier_no: str, leg: str) -> Response:
        case, act = casefile.of(dossier_no, person(), context), settling.SETTLE[_leg(leg)]
        end = request.form.get("end", "")
        try:
            if end not in [*End]:
                raise InvalidDossier([Fault("end", "CHOICE_UNKNOWN" if end else "REQUIRED")])
            said = entered.read(act, request.form, case, context)
            settling.settle(case.dossier.dossier_no, _leg(leg), End(end), said, person(), context, SOURCE)
        except InvalidDossier as e:
            return page(case, context, 422, refusal=e.faults[0].text)
        except Conflict as e:
            return page(case, context, 409, refusal=e.message_vi)
        return back("console.show_dossier", dossier_no=case.dossier.dossier_no, done="parcel_settled")

    @routes.post("/ho-so/<dossier_no>/buu-gui/<leg>/gui-lai")
    def reissue_parcel(dossier_no: str, leg: str) -> Response:
        case = casefile.of(dossier_no, person(), context)
        try:
            parcels.reissue(case.dossier.dossier_no, _leg(leg), person(), context, SOURCE)
        except (Conflict, NotReady) as e:
            return page(case, context, 409, refusal=e.message_vi)
        return back("console.show_dossier", dossier_no=case.dossier.dossier_no, done="parcel_again")


def _leg(name: str) -> Leg:
    if name not in [*Leg]:
        raise NotFound
    return Leg(name)

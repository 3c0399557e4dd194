"""What a post office carries (bưu gửi đang giữ), by the code on the envelope: where the licence is, and what can be
recorded of it. Nothing else of a dossier is shown that the office has not taken in.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from app import lookup
from app.console import entered, licence_forms
from app.console.moves import ActForm
from app.console.pages import back, show
from app.console.session import SOURCE, person
from app.context import Context
from app.custody import holding, recording
from app.custody.holding import Held
from app.custody.offering import offered
from app.desk.casefile import CaseFile
from app.domain import remark
from app.domain.act import Act
from app.domain.custody.act import ACTS
from app.domain.errors import Conflict, Fault, InvalidDossier, NotFound, ServiceError
from app.domain.paper_check import Differences


def add(routes: Blueprint, context: Context) -> None:
    """``luu-giu/<item code>`` and the acts below it."""

    @routes.get("/luu-giu/<code>")
    def show_carried(code: str) -> Response:
        held = holding.of(code, person(), context)
        if _sees_all(held, context):
            return redirect(url_for("console.show_dossier", dossier_no=held.dossier.dossier_no), 303)
        return _carried(code, held, context)

    @routes.post("/luu-giu/<code>/<name>")
    def record_carried(code: str, name: str) -> Response:
        act = ACTS.get(name)
        if act is None:
            raise NotFound
        try:
            said = remark.read(entered.raw(act, request.form), act, context.clock.now())
            before = _seen(code, context)
            after = recording.record(name, code, said, person(), context, SOURCE)
        except InvalidDossier as e:
            return _carried(code, holding.of(code, person(), context), context, 422, act, e.faults)
        except Conflict as e:
            return _carried(code, holding.of(code, person(), context), context, 409, act, refusal=e.message_vi)
        return back("console.list_open", done=licence_forms.done(act, before, after), ma=code)


def is_carried(typed: str, context: Context) -> bool:
    """Whether this is the code on an envelope that this one may work with."""
    try:
        return holding.of(typed, person(), context) is not None
    except ServiceError:
        return False


def _seen(code: str, context: Context) -> Held | None:
    """None once it is out of this one's hands: what was told may be told again."""
    try:
        return holding.of(code, person(), context)
    except NotFound:
        return None


def _sees_all(held: Held, context: Context) -> bool:
    try:
        return lookup.find(held.dossier.dossier_no, person(), context) is not None
    except NotFound:
        return False


def _carried(
    code: str,
    held: Held,
    context: Context,
    status: int = 200,
    typed: Act | None = None,
    faults: tuple[Fault, ...] = (),
    refusal: str = "",
) -> Response:
    """The page; the form that was ``typed`` as it was, with what is wrong with it."""
    case = CaseFile(held.dossier, None, (), Differences(), (), (), ())  # nothing more is shown
    forms = [
        licence_forms.form_of(act, case, context, request.form, faults) if act == typed else _empty(act, case, context)
        for act in offered(held, person(), context, with_moves=True)
    ]
    given = {"dossier": held.dossier, "licence": held.threads.licence, "licences": forms, "refusal": refusal}
    return show("carried.html", status, code=code, **given)


def _empty(act: Act, case: CaseFile, context: Context) -> ActForm:
    """Nothing is suggested: who comes for it says the name, the page does not."""
    form = licence_forms.form_of(act, case, context)
    return replace(form, fields=tuple(replace(each, value="") for each in form.fields))

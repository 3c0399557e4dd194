"""Custody at the desk: what must be looked at, and what happens to a licence, each act a form on its dossier's page."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.console import moves
from app.console.dossier_page import page
from app.console.pages import back, show
from app.console.session import SOURCE, person
from app.context import Context
from app.custody import recording, watching
from app.desk import casefile
from app.domain.custody.act import ACTS
from app.domain.errors import Conflict, InvalidDossier, NotFound


def add(routes: Blueprint, context: Context) -> None:
    """``luu-giu`` and ``ho-so/<dossier_no>/luu-giu/<step>``."""

    @routes.get("/luu-giu")
    def list_custody() -> Response:
        return show("custody.html", listed=watching.watched(person(), context))

    @routes.post("/ho-so/<dossier_no>/luu-giu/<name>")
    def record_custody(dossier_no: str, name: str) -> Response:
        act, case = ACTS.get(name), casefile.of(dossier_no, person(), context)
        if act is None:
            raise NotFound
        try:
            said = moves.read(act, request.form, case, context)
            recording.record(name, case.dossier.dossier_no, said, person(), context, SOURCE)
        except InvalidDossier as e:
            return page(case, context, 422, faulty=moves.form_of(act, case, context, request.form, e.faults))
        except Conflict as e:
            typed = moves.form_of(act, case, context, request.form)
            return page(case, context, 409, refusal=e.message_vi, faulty=typed)
        return back("console.show_dossier", dossier_no=case.dossier.dossier_no, done="custody")

"""Custody at the desk: what must be looked at, and what happens to a licence, each act a form on its dossier's page."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.console import entered, licence_forms, links
from app.console.dossier_page import page
from app.console.pages import back, show
from app.console.session import SOURCE, person
from app.context import Context
from app.custody import holding, recording, watching
from app.desk import casefile
from app.domain.custody.act import ACTS, AUTHORITY_ACTS
from app.domain.errors import Conflict, InvalidDossier, NotFound


def add(routes: Blueprint, context: Context) -> None:
    """``luu-giu`` and ``ho-so/<dossier_no>/luu-giu/<step>``."""

    @routes.get("/luu-giu")
    def list_custody() -> Response:
        after = request.args.get("sau", "")
        skip = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
        listed = watching.watched(person(), context, skip)
        known = links.of([each.dossier.id for each in listed.items], context)
        return show("custody.html", listed=listed, links=known, skip=skip)

    @routes.post("/ho-so/<dossier_no>/luu-giu/<name>")
    def record_custody(dossier_no: str, name: str) -> Response:
        act, case = ACTS.get(name), casefile.of(dossier_no, person(), context)
        if act is None:
            raise NotFound
        number = case.dossier.dossier_no
        try:
            said = entered.read(act, request.form, case, context)
            before = holding.of(number, person(), context)
            after = recording.record(name, number, said, person(), context, SOURCE)
        except InvalidDossier as e:
            return page(case, context, 422, faulty=licence_forms.form_of(act, case, context, request.form, e.faults))
        except Conflict as e:
            typed = licence_forms.form_of(act, case, context, request.form)
            return page(case, context, 409, refusal=e.message_vi, faulty=typed)
        code = case.dossier.item_code if name not in AUTHORITY_ACTS or name == "enveloped" else None
        return back("console.show_dossier", dossier_no=number, done=licence_forms.done(act, before, after), ma=code)

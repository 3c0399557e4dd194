"""The old licence of an exchange: one button for the stage that comes next."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.console import entered, moves, words
from app.console.dossier_page import page
from app.console.pages import back
from app.console.session import SOURCE, person
from app.context import Context
from app.desk import casefile, old_licence
from app.domain.errors import Conflict, InvalidDossier, NotFound
from app.domain.old_licence import RECORD, Stage


def add(routes: Blueprint, context: Context) -> None:
    """``ho-so/<dossier_no>/gplx-cu/<stage>``."""

    @routes.post("/ho-so/<dossier_no>/gplx-cu/<name>")
    def record_old_licence(dossier_no: str, name: str) -> Response:
        if name not in [*Stage]:
            raise NotFound
        stage, case = Stage(name), casefile.of(dossier_no, person(), context)
        try:
            said = entered.read(RECORD, request.form, case, context)
            old_licence.record(dossier_no, stage, said, person(), context, SOURCE)
        except InvalidDossier as e:
            title = words.OLD_LICENCE_VI[stage]
            return page(case, context, 422, faulty=moves.form_of(RECORD, case, context, request.form, e.faults, title))
        except Conflict as e:
            return page(case, context, 409, refusal=e.message_vi)
        return back("console.show_dossier", dossier_no=dossier_no, done="old_licence")

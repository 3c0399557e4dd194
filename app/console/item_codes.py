"""The item code of a dossier (số hiệu bưu gửi): a damaged or cancelled one is voided, the next one takes its place."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.console import entered, moves
from app.console.dossier_page import page
from app.console.pages import back
from app.console.session import SOURCE, person
from app.context import Context
from app.desk import casefile
from app.domain.errors import Conflict, InvalidDossier, NotReady
from app.domain.post.item_code_void import VOID
from app.post import item_codes


def add(routes: Blueprint, context: Context) -> None:
    """``ho-so/<dossier_no>/so-hieu/huy``."""

    @routes.post("/ho-so/<dossier_no>/so-hieu/huy")
    def void_item_code(dossier_no: str) -> Response:
        case = casefile.of(dossier_no, person(), context)
        number = case.dossier.dossier_no
        try:
            said = entered.read(VOID, request.form, case, context)
            voided = item_codes.void(number, said, person(), context, SOURCE)
        except InvalidDossier as e:
            return page(case, context, 422, faulty=moves.form_of(VOID, case, context, request.form, e.faults))
        except (Conflict, NotReady) as e:
            return page(case, context, 409, refusal=e.message_vi)
        done = "code_voided" if voided.dossier.item_code else "code_void"
        return back("console.show_dossier", dossier_no=number, done=done)

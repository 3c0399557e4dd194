"""Papers that are brought later (bổ sung giấy tờ), counted on the procedure's own list."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app import submissions
from app import updates as use_cases
from app.console import intake_form
from app.console.dossier_page import page
from app.console.intake_form import Form
from app.console.pages import back, new_request_id, show
from app.console.session import SOURCE, person
from app.context import Context
from app.desk import casefile
from app.desk.casefile import CaseFile
from app.domain.errors import Conflict, InvalidDossier
from app.domain.life import MOVES
from app.domain.submission import Channel


def add(routes: Blueprint, context: Context) -> None:
    """``ho-so/<dossier_no>/bo-sung``."""

    @routes.get("/ho-so/<dossier_no>/bo-sung")
    def supplement_form(dossier_no: str) -> Response:
        return _supplement_form(_case(dossier_no))

    @routes.post("/ho-so/<dossier_no>/bo-sung")
    def supplement(dossier_no: str) -> Response:
        case, form = _case(dossier_no), request.form
        papers, positions = intake_form.papers_of(form, _lines(case))
        raw = {"papers": papers, "reason": form.get("reason", "")}
        try:
            brought = submissions.read_supplement(
                raw,
                request_id=form.get("request_id", ""),
                context=context,
                spell=lambda path: intake_form.spelled(path, positions),
            )
            answer = use_cases.supplement(dossier_no, brought, person(), context, SOURCE)
        except InvalidDossier as e:
            return _supplement_form(case, 422, faults={f.path: f.text for f in e.faults})
        except Conflict as e:
            return page(case, context, 409, refusal=e.message_vi)
        return back("console.show_dossier", dossier_no=dossier_no, done="supplement", warnings=answer.warnings)

    def _case(dossier_no: str) -> CaseFile:
        person().require(*MOVES["supplement"].roles)
        return casefile.of(dossier_no, person(), context)

    def _supplement_form(case: CaseFile, status: int = 200, **values: Any) -> Response:
        form: Form = request.form
        request_id = form.get("request_id") or new_request_id()
        given = {"case": case, "lines": _lines(case), "counts": intake_form.COUNTS, "form": form, "faults": {}}
        return show("supplement.html", status, request_id=request_id, **{**given, **values})


def _lines(case: CaseFile) -> list[intake_form.PaperLine]:
    """The procedure's own papers, and free lines."""
    if case.procedure is None:
        return [intake_form.PaperLine(position) for position in range(intake_form.OTHER_PAPERS)]
    licence_class = case.dossier.record.get("licence_class", "")
    return intake_form.paper_lines(case.procedure, licence_class, Channel(case.dossier.channel))

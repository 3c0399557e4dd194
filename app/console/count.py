"""Counting the papers of a dossier at the desk, and saying what became of each difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.console.dossier_page import page
from app.console.intake_form import COUNTS, OTHER_PAPERS, Form
from app.console.pages import back, show
from app.console.session import SOURCE, person
from app.context import Context
from app.desk import casefile, counting
from app.desk.counting import Sheet
from app.domain.errors import Conflict, InvalidDossier
from app.security.principals import Role


def add(routes: Blueprint, context: Context) -> None:
    """``ho-so/<dossier_no>/kiem-dem`` and ``sai-lech/<id>``."""

    @routes.get("/ho-so/<dossier_no>/kiem-dem")
    def count_form(dossier_no: str) -> Response:
        return _form(dossier_no)

    @routes.post("/ho-so/<dossier_no>/kiem-dem")
    def count(dossier_no: str) -> Response:
        sheet = counting.sheet(dossier_no, person(), context)
        raw, others = _raw(request.form, sheet)
        try:
            done = counting.count(dossier_no, raw, person(), context, SOURCE)
        except InvalidDossier as e:
            return _form(dossier_no, 422, faults={_spelled(f.path, sheet, others): f.text for f in e.faults})
        except Conflict as e:
            return page(casefile.of(dossier_no, person(), context), context, 409, refusal=e.message_vi)
        return back("console.show_dossier", dossier_no=dossier_no, done="differs" if done.open else "counted")

    @routes.post("/ho-so/<dossier_no>/sai-lech/<int:discrepancy_id>")
    def close_discrepancy(dossier_no: str, discrepancy_id: int) -> Response:
        raw = {"resolution": request.form.get("resolution", "")}
        case = casefile.of(dossier_no, person(), context)
        try:
            counting.close(dossier_no, discrepancy_id, raw, person(), context, SOURCE)
        except InvalidDossier as e:
            wrong = {"id": discrepancy_id, "faults": {fault.path: fault.text for fault in e.faults}, **raw}
            return page(case, context, 422, open_discrepancy=wrong)
        except Conflict as e:
            return page(case, context, 409, refusal=e.message_vi)
        return back("console.show_dossier", dossier_no=dossier_no, done="discrepancy")

    def _form(dossier_no: str, status: int = 200, faults: Mapping[str, str] | None = None) -> Response:
        person().require(Role.RECEIVE)
        sheet = counting.sheet(dossier_no, person(), context)
        values = {"faults": faults or {}, "form": request.form, "counts": COUNTS, "others": range(OTHER_PAPERS)}
        return show("count.html", status, sheet=sheet, **values)


def _raw(form: Form, sheet: Sheet) -> tuple[dict[str, Any], list[int]]:
    """The count in the shape of REST, and on which free line of the form each other paper stands."""

    def counts(at: str) -> dict[str, str]:
        return {name: typed for name in COUNTS if (typed := form.get(f"{at}{name}", "").strip())}

    papers = [{"position": each.position, **counts(f"papers[{each.position}].")} for each in sheet.papers]
    others = {
        nth: {"name": form.get(f"others[{nth}].name", ""), **counts(f"others[{nth}].")} for nth in range(OTHER_PAPERS)
    }
    others = {nth: row for nth, row in others.items() if len(row) > 1 or row["name"].strip()}
    return {"papers": papers, "others": list(others.values())}, list(others)


def _spelled(path: str, sheet: Sheet, others: list[int]) -> str:
    """The name of the input that a fault is about: papers stand by their position, others by their line."""
    part, _, rest = path.partition("[")
    number, _, rest = rest.partition("]")
    if not number.isdigit():
        return path
    line = sheet.papers[int(number)].position if part == "papers" else others[int(number)]
    return f"{part}[{line}]{rest}"

"""A dossier handed in at the desk: first what is asked for, then the form with the procedure's own papers and fee."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from app import intake, submissions
from app.console import intake_form, words
from app.console.intake_form import Form
from app.console.pages import back, new_request_id, show
from app.console.session import SOURCE, person
from app.context import Context
from app.domain.dossier import Answer
from app.domain.errors import Conflict, InvalidDossier, NotAllowed
from app.domain.local_time import LOCAL
from app.domain.messages import text_vi
from app.domain.procedure import Procedure
from app.domain.submission import FeePlace
from app.security.principals import Role

_SENT_BEFORE_VI = (
    "Biểu mẫu này đã được ghi nhận thành hồ sơ trước đó; nội dung vừa gửi khác nên không được lưu. "
    "Đề nghị tìm hồ sơ đã ghi nhận, hoặc mở biểu mẫu mới."
)


def add(routes: Blueprint, context: Context) -> None:
    """``ho-so/moi``."""

    @routes.get("/ho-so/moi")
    def intake_page() -> Response:
        person().require(Role.SUBMIT)
        procedure = _procedure(request.args.get("thu-tuc", ""), context)
        licence_class = request.args.get("hang", "").strip().upper()
        if licence_class and context.rules.licence_class(licence_class, _today(context)) is None:
            return _choose(context, {"hang": text_vi("LICENCE_CLASS_UNKNOWN")}, 422)
        if procedure is None:
            return _choose(context)
        empty = intake_form.empty(procedure, person().channels[0], new_request_id())
        return _form(procedure, licence_class, empty, context)

    @routes.post("/ho-so/moi")
    def take_in() -> Response:
        person().require(Role.SUBMIT)
        procedure = _procedure(request.form.get("procedure", ""), context)
        if procedure is None:
            return redirect(url_for("console.intake_page"), 303)
        licence_class = request.form.get("licence_class", "")
        try:
            answer = _accept(request.form, procedure, licence_class, context)
        except InvalidDossier as e:
            faults = {fault.path: fault.text for fault in e.faults}
            return _form(procedure, licence_class, request.form, context, 422, faults=faults)
        except (Conflict, NotAllowed) as e:
            refusal = _SENT_BEFORE_VI if e.code == "CONFLICT" else e.message_vi
            return _form(procedure, licence_class, request.form, context, 409, refusal=refusal)
        return back("console.show_dossier", dossier_no=answer.dossier_no, done="intake", warnings=answer.warnings)


def _accept(form: Form, procedure: Procedure, licence_class: str, context: Context) -> Answer:
    """The form through the one use case of all doors; the request id was made with the form, so it counts once."""
    channel = person().channels[0]
    lines = intake_form.paper_lines(procedure, licence_class, channel)
    raw, positions = intake_form.raw_of(form, procedure, lines)
    submission = submissions.read(
        raw,
        request_id=form.get("request_id", ""),
        channel=channel,
        context=context,
        spell=lambda path: intake_form.spelled(path, positions),
    )
    return intake.accept(submission, person(), context, SOURCE)


def _choose(context: Context, faults: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """Which procedure, and which class."""
    day, channel = _today(context), person().channels[0]
    open_here = (each for each in context.rules.procedures(day) if each.enabled and channel in each.channels)
    chosen = {"thu_tuc": request.args.get("thu-tuc", ""), "hang": request.args.get("hang", "")}
    procedures = {each.code: f"{each.name_vi} ({each.code})" for each in open_here}
    return show("choose.html", status, procedures=procedures, faults=faults or {}, **chosen)


def _form(
    procedure: Procedure, licence_class: str, form: Form, context: Context, status: int = 200, **values: Any
) -> Response:
    channel, day = person().channels[0], _today(context)
    place = (person().agency_id, day, person().office_id)
    suspended = context.rules.suspension(procedure.code, channel, licence_class or None, *place)
    given = {
        "procedure": procedure,
        "licence_class": licence_class,
        "form": form,
        "lines": intake_form.paper_lines(procedure, licence_class, channel),
        "counts": intake_form.COUNTS,
        "places": {place: vi for place, vi in words.PLACES_VI.items() if place != FeePlace.ON_COLLECTION},
        "methods": words.METHODS_VI,
        "wishes": words.WISHES_VI,
        "may_receive": words.MAY_RECEIVE_VI,
        "faults": {},
        "refusal": text_vi("SUSPENDED", reason=suspended.reason_vi) if suspended else "",
    }
    return show("intake.html", status, **{**given, **values})


def _procedure(code: str, context: Context) -> Procedure | None:
    """One that is taken in at such a desk today."""
    found = context.rules.procedure(code, _today(context)) if code else None
    return found if found and person().channels[0] in found.channels else None


def _today(context: Context) -> date:
    return context.clock.now().astimezone(LOCAL).date()

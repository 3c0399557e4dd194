"""What was handed in wrongly is put right (đính chính hồ sơ)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app import submissions
from app import updates as use_cases
from app.console import correction_form, words
from app.console.intake_form import Form
from app.console.pages import back, new_request_id, show
from app.console.session import SOURCE, person
from app.context import Context
from app.desk import casefile
from app.desk.casefile import CaseFile
from app.domain.correction import AT_THE_POST_VI, RETURN_VI
from app.domain.errors import Conflict, InvalidDossier, NotAllowed
from app.domain.life import MOVES, State
from app.domain.submission import FETCHED_FROM

_MEANWHILE_VI = (
    "Trong lúc trang này đang mở, có mục vừa được người khác sửa; chưa có gì được ghi nhận. Đề nghị xem lại các mục "
    "được nêu rồi bấm Đính chính, nếu vẫn cần sửa."
)


_ONLY_VI = {
    State.FINISHED: f"Hồ sơ đã có kết quả: chỉ còn sửa được {RETURN_VI}.",
    State.HANDED_TO_POST: f"Bưu điện đang giữ kết quả: chỉ còn sửa được {AT_THE_POST_VI}.",
}
_CHOICES = {
    "return_by_post.wish": words.WISHES_VI,
    "return_by_post.may_receive": words.MAY_RECEIVE_VI,
    "home_collection.wish": words.COLLECTIONS_VI,
}


def add(routes: Blueprint, context: Context) -> None:
    """``ho-so/<dossier_no>/dinh-chinh``."""

    @routes.get("/ho-so/<dossier_no>/dinh-chinh")
    def correction_page(dossier_no: str) -> Response:
        case = _case(dossier_no)
        return _correction_page(case, correction_form.filled(case.dossier.record, new_request_id()))

    @routes.post("/ho-so/<dossier_no>/dinh-chinh")
    def correct(dossier_no: str) -> Response:
        case, form = _case(dossier_no), request.form
        if newer := correction_form.overtaken(form, case.dossier.record):
            fresh = correction_form.renewed(form, case.dossier.record)
            return _correction_page(case, fresh, 409, refusal=_MEANWHILE_VI, faults=_told(newer))
        try:
            raw = correction_form.changed(form)
            asked = submissions.read_correction(raw, request_id=form.get("request_id", ""), context=context)
            answer = use_cases.correct(dossier_no, asked, person(), context, SOURCE)
        except InvalidDossier as e:
            return _correction_page(case, form, 422, faults={f.path: f.text for f in e.faults})
        except (Conflict, NotAllowed) as e:
            return _correction_page(case, form, 409, refusal=e.message_vi)
        return back("console.show_dossier", dossier_no=dossier_no, done="correct", warnings=answer.warnings)

    def _case(dossier_no: str) -> CaseFile:
        person().require(*MOVES["supplement"].roles)
        return casefile.of(dossier_no, person(), context)

    def _correction_page(case: CaseFile, form: Form, status: int = 200, **values: Any) -> Response:
        opened = [correction_form.WAS + path for path in correction_form.PATHS]
        dossier = case.dossier
        given = {"case": case, "form": form, "opened": opened, "wishes": words.WISHES_VI, "faults": {}}
        given |= {"may_receive": words.MAY_RECEIVE_VI, "collections": words.COLLECTIONS_VI}
        given["only"] = _ONLY_VI.get(dossier.state, "")
        given["at_the_post"] = dossier.state is State.HANDED_TO_POST
        given["fetchable"] = dossier.state is State.SUBMITTED and dossier.channel in FETCHED_FROM
        return show("correction.html", status, **{**given, **values})


def _told(newer: dict[str, str]) -> dict[str, str]:
    """At each field what stands there now."""
    shown = {path: _CHOICES.get(path, {}).get(value, value) for path, value in newer.items()}
    return {path: f"Nay đang ghi “{value}”." if value else "Nay đang để trống." for path, value in shown.items()}

"""Shift files at the desk page: send one, see how far it has come, read what is to be mended, fetch the result."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from app import shift_files
from app.console.pages import back, show
from app.console.session import person
from app.context import Context
from app.domain.errors import Fault, InvalidDossier
from app.domain.messages import text_vi
from app.domain.post.shift_file import OUTCOMES_VI, TAKEN_IN
from app.security.principals import Role
from app.shift_files import Formats
from app.shift_files.formats import EXTENSION

SHOWN = 200  # lines to be mended; the result file has all


def add(routes: Blueprint, context: Context) -> None:
    """``tep-ca`` and all below it."""

    @routes.get("/tep-ca")
    def list_shift_files() -> Answer:
        try:
            return _list()
        except InvalidDossier:  # no mark of ours
            return redirect(url_for("console.list_shift_files"), 303)

    @routes.post("/tep-ca")
    def send_shift_file() -> Answer:
        person().require(Role.SUBMIT)
        sent = request.files.get("file")
        content = sent.read() if sent else b""
        if sent is None or not content:
            return _list(422, [text_vi("REQUIRED")])
        try:
            taken = shift_files.take_in(content, _formats().of_name(sent.filename or ""), person(), context)
        except InvalidDossier as e:
            return _list(422, [_told(fault) for fault in e.faults])
        done = "shift_file_again" if taken.repeat else "shift_file"
        return back("console.show_shift_file", done=done, file_no=taken.file.file_no)

    @routes.get("/tep-ca/<file_no>")
    def show_shift_file(file_no: str) -> Answer:
        file, lines = shift_files.progress(file_no, person(), context)
        wrong = [line for line in lines if line.outcome not in TAKEN_IN]
        given: dict[str, Any] = {
            "file": file,
            "outcomes": OUTCOMES_VI,
            "wrong": wrong[:SHOWN],
            "more": len(wrong) - SHOWN,
        }
        return show("shift_file.html", told=_told, **given)

    @routes.get("/tep-ca/<file_no>/ket-qua")
    def shift_file_result(file_no: str) -> Answer:
        file, kind, content = shift_files.result(file_no, None, _formats(), person(), context)
        headers = {"Content-Disposition": f'attachment; filename="{file.file_no}-ket-qua{kind.suffix}"'}
        return Response(content, 200, headers, content_type=f"{kind.media_type}; charset=utf-8")

    def _list(status: int = 200, wrong: list[str] | None = None) -> Answer:
        page = shift_files.listed(person(), context, request.args.get("sau"))
        faults = {"file": " ".join(wrong[:SHOWN])} if wrong else {}
        return show("shift_files.html", status, files=page.items, following=page.next, faults=faults)


def _told(fault: Fault) -> str:
    """The field in the file's own words, and what is wrong with it."""
    return fault.text if fault.path == "." else f"{fault.path}: {fault.text}"


def _formats() -> Formats:
    return cast("Formats", current_app.extensions[EXTENSION])

"""One dossier, and every move of it by a form of its own."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app import lifecycle
from app.console import entered, moves, words
from app.console.dossier_page import BY_PAGE, page
from app.console.pages import back
from app.console.session import SOURCE, person
from app.context import Context
from app.desk import casefile
from app.desk.casefile import CaseFile
from app.domain.errors import Conflict, InvalidDossier, NotFound
from app.domain.life import MOVES, Move
from app.repeats import is_same

_MEANWHILE_VI = (
    "Trong lúc trang này đang mở, {officer} đã ghi nhận việc “{event}” cho hồ sơ lúc {at}. Việc vừa gửi chưa được ghi "
    "nhận; đề nghị xem lại hồ sơ rồi thực hiện, nếu còn cần."
)


def add(routes: Blueprint, context: Context) -> None:
    """``ho-so/<dossier_no>`` and its moves."""

    @routes.get("/ho-so/<dossier_no>")
    def show_dossier(dossier_no: str) -> Response:
        return page(casefile.of(dossier_no, person(), context), context)

    @routes.post("/ho-so/<dossier_no>/<name>")
    def make_move(dossier_no: str, name: str) -> Response:
        move = MOVES.get(name)
        if move is None or name in BY_PAGE:
            raise NotFound
        case = casefile.of(dossier_no, person(), context)
        try:
            said = entered.read(move, request.form, case, context)
            if request.form.get("revision") != str(case.dossier.revision):
                is_second_click = is_same(case.told[-1], move.event, said, person())
                return _done(case, move) if is_second_click else _meanwhile(case, move)
            made = lifecycle.make(name, case.dossier.dossier_no, said, person(), context, SOURCE)
        except InvalidDossier as e:
            return page(case, context, 422, faulty=moves.form_of(move, case, context, request.form, e.faults))
        except Conflict as e:
            return page(casefile.of(dossier_no, person(), context), context, 409, refusal=e.message_vi)
        return _done(case, move, made.warnings)

    def _meanwhile(case: CaseFile, move: Move) -> Response:
        """Another officer was quicker: said plainly, with the dossier as it stands now and what was typed."""
        last = case.lines[-1]
        told = _MEANWHILE_VI.format(officer=last.who_vi, event=last.text_vi, at=words.moment(last.at))
        typed = moves.form_of(move, case, context, request.form) if move in case.moves(person()) else None
        return page(case, context, 409, refusal=told, faulty=typed)


def _done(case: CaseFile, move: Move, warnings: tuple[str, ...] = ()) -> Response:
    return back("console.show_dossier", dossier_no=case.dossier.dossier_no, done=move.name, warnings=warnings)

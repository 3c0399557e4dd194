"""What is open, what is due first, what waits too long for an answer; and the search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from app import lookup
from app.console import carried
from app.console.pages import show
from app.console.session import person
from app.context import Context
from app.custody.holding import read_code
from app.desk import worklist
from app.desk.worklist import Counts
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, InvalidDossier, NotFound
from app.domain.life import STATES, State
from app.post import item_codes, parcels
from app.store.item_code_supply import Supply

PAGE = 50
_NOTHING_VI = "Không tìm thấy hồ sơ nào trong phạm vi đơn vị được phép xem."
_OVERDUE, _DIFFERING, _EXPIRED = "qua-han", "sai-lech", "qua-han-bo-sung"


def add(routes: Blueprint, context: Context) -> None:
    """``/console``, ``chua-tra-loi``, ``tim``."""

    @routes.get("", strict_slashes=False)
    def list_open() -> Response:
        asked = request.args.get("trang-thai", "")
        filters = _filters(worklist.counts(person(), context))
        if asked == _EXPIRED:
            late = worklist.expired(person(), context)
            return _list(context, late.items, asked=asked, total=late.total, filters=filters)
        state = State(asked) if asked in STATES else None
        flags = {"overdue": asked == _OVERDUE, "differing": asked == _DIFFERING}
        try:
            page = worklist.open_dossiers(person(), context, state, **flags, after=request.args.get("sau"), limit=PAGE)
        except InvalidDossier:
            return redirect(url_for("console.list_open"), 303)
        low = [_low_vi(each, context) for each in item_codes.low(person(), context)]
        return _list(context, page.items, asked=asked, following=page.next, filters=filters, low=low)

    @routes.get("/chua-tra-loi")
    def list_unanswered() -> Response:
        found = worklist.unanswered(person(), context)
        return _list(context, found.items, unanswered=True, total=found.total)

    @routes.post("/tim")
    def search() -> Response:
        typed = request.form.get("tim", "").strip()
        found, notice = _found(typed, context)
        if not found and carried.is_carried(typed, context):
            return redirect(url_for("console.show_carried", code=read_code(typed)), 303)
        if len(found) == 1:
            return redirect(url_for("console.show_dossier", dossier_no=found[0].dossier_no), 303)
        return _list(context, found, typed=typed, refusal=notice)


def _list(context: Context, items: Sequence[Dossier], **values: Any) -> Response:
    notes = parcels.notes(items, context)
    return show("list.html", dossiers=items, notes=notes, now=context.clock.now(), **values)


def _filters(counts: Counts) -> list[tuple[str, str, int]]:
    """What the list can be narrowed to, as its name in the address, its words and how many there are."""
    states = [(str(state), STATES[state].vi, count) for state, count in counts.by_state.items()]
    late = [(_OVERDUE, "Quá hạn", counts.overdue), (_EXPIRED, "Quá hạn bổ sung", counts.expired)]
    return [*late, (_DIFFERING, "Sai lệch giấy tờ", counts.differing), *states]


def _low_vi(supply: Supply, context: Context) -> str:
    whose = f"riêng của {context.rules.office(supply.office_id).name_vi}" if supply.office_id else "dùng chung"
    return f"Số hiệu bưu gửi {whose} sắp hết: còn {supply.left}. Đề nghị bưu điện cấp thêm."


def _found(typed: str, context: Context) -> tuple[list[Dossier], str]:
    """By code, bar code or the link of the QR code, else by citizen id or telephone; and why there are none."""
    if not typed:
        return [], ""
    try:
        return [_by_code(typed, context)], ""
    except NotFound:
        pass
    except Conflict as e:
        return [], e.message_vi
    for id_number, phone in ((typed, None), (None, typed)):
        try:
            if found := lookup.of_citizen(id_number, phone, person(), context):
                return found, ""
        except InvalidDossier:
            continue
    return [], _NOTHING_VI


def _by_code(typed: str, context: Context) -> Dossier:
    if "/tra-cuu/" in typed:
        typed = lookup.by_token(typed.rpartition("/")[2], context).dossier_no
    return lookup.find(typed, person(), context)

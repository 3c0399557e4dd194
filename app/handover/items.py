"""What a dossier is on a handover list: which thing travels, under which code, and why it may not.

To the post goes the result of a finished dossier, by its item code. To the desk come the papers of a dossier that was
handed in at a post office, what was brought to it later, and results that could not be delivered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app import dues
from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import Conflict
from app.domain.handover.item import NO_PAPERS, Direction, Item, ItemKind
from app.domain.life import CLOSED, STATES, State
from app.domain.scan import Code, CodeKind
from app.domain.submission import Channel, FeePlace
from app.post.item_codes import require_by_post
from app.store import handover_items
from app.store.handover_items import Handed
from app.store.handovers import Line

BROUGHT = frozenset({ItemKind.DOSSIER, ItemKind.SUPPLEMENT})
NEVER = Handed()
TO_DESK_VI = "hồ sơ nộp qua bưu cục còn đang giải quyết và kết quả chuyển hoàn"


@dataclass(frozen=True, slots=True)
class Thing:
    """What travels; ``handed`` says what of its papers came before."""

    dossier: Dossier
    kind: ItemKind
    code: Code
    handed: Handed = NEVER


def thing(direction: Direction, dossier: Dossier, handed: Handed) -> Thing:
    """:class:`Conflict` with the reason where nothing of it travels this way."""
    if direction is Direction.TO_POST:
        return _result(dossier)
    if dossier.state is State.HANDED_TO_POST and dossier.item_code:
        return Thing(dossier, ItemKind.UNDELIVERED, Code(CodeKind.ITEM, dossier.item_code))
    return _papers(dossier, handed)


def lines(connection: Connection, things: Sequence[Thing], reason: str, context: Context) -> list[Line]:
    """What the list holds of each: counts, money, names, as they are now."""
    ids = [each.dossier.id for each in things]
    since = {each.dossier.id: each.handed.seq for each in things if each.kind in BROUGHT}
    counts, paid = handover_items.papers(connection, since), handover_items.paid(connection, ids)
    made = []
    for each in things:
        dossier, payments = each.dossier, paid[each.dossier.id]
        if each.kind in BROUGHT:
            at_the_counter = (payment.amount_vnd for payment in payments if payment.place is FeePlace.COUNTER)
            fee_vnd = sum(at_the_counter) if each.kind is ItemKind.DOSSIER else 0
        else:
            fee_vnd = dues.cod_vnd(context.rules, dossier, payments)
        papers = counts.get(dossier.id, NO_PAPERS)
        item = Item(each.kind, each.code, dossier.dossier_no, papers, max(fee_vnd, 0), dossier.wants_post)
        said = reason if each.kind is ItemKind.UNDELIVERED else ""
        made.append(Line(item, dossier.id, dossier.record["owner"]["name"], content(dossier, context), said))
    return made


def content(dossier: Dossier, context: Context) -> str:
    """The procedure and the class, by the rules of the dossier's day."""
    procedure = context.rules.known_procedure(dossier.procedure_code, dossier.day)
    name = procedure.name_vi if procedure else dossier.procedure_code
    licence_class = dossier.record.get("licence_class")
    return f"{name}, hạng {licence_class}" if licence_class else name


def _result(dossier: Dossier) -> Thing:
    if dossier.state is not State.FINISHED:
        raise Conflict(code="HANDOVER_STATE", state=dossier.state_vi, possible=STATES[State.FINISHED].vi)
    require_by_post(dossier)
    return Thing(dossier, ItemKind.RESULT, Code(CodeKind.ITEM, dossier.item_code or ""))


def _papers(dossier: Dossier, handed: Handed) -> Thing:
    if dossier.channel != Channel.POST_COUNTER and not handed.at_the_post:
        raise Conflict(code="HANDOVER_NOT_FROM_POST")
    if dossier.state in CLOSED:
        raise Conflict(code="HANDOVER_STATE", state=dossier.state_vi, possible=TO_DESK_VI)
    code = Code(CodeKind.DOSSIER, dossier.dossier_no)
    if not handed.seq:
        return Thing(dossier, ItemKind.DOSSIER, code, handed)
    if handed.supplemented_seq < handed.seq:
        raise Conflict(code="HANDOVER_PAPERS_AT_DESK", list_no=handed.list_no)
    return Thing(dossier, ItemKind.SUPPLEMENT, code, handed)

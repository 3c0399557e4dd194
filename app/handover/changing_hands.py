"""Changing hands (giao nhận xong): what the second signature makes of a list, all or nothing, all items together.

Results that the post received are handed over, results that came back are taken back, papers that came to the desk have
an event. What the count missed stays where it was: only what was found changes hands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from app import lifecycle
from app.context import Context
from app.custody import watching
from app.domain.dossier import Dossier
from app.domain.errors import Conflict
from app.domain.handover.count import received
from app.domain.handover.item import Direction, ItemKind
from app.domain.remark import NOTHING, Remark
from app.domain.scan import Code
from app.handover import items
from app.lifecycle import Asked
from app.security.principals import Principal
from app.store import events, handover_items
from app.store.handovers import Handover, Line

MAX_NAMED = 20  # items that a refusal names
PAPERS_EVENT = handover_items.HANDED_OVER
_MOVES = {ItemKind.RESULT: "hand_over", ItemKind.UNDELIVERED: "take_back"}
Refused = dict[Code, Conflict]


def change_hands(connection: Connection, kept: Handover, principal: Principal, context: Context, source: str) -> None:
    """What was found of a list that is locked; its dossiers are locked here, in the order of their ids.

    :class:`Conflict` (``HANDOVER_REFUSED``) names the items that may not change hands any more: then none has.
    """
    there = {item.code for item in received(kept.listed.items, kept.listed.found)}
    lines = sorted((line for line in kept.lines if line.item.code in there), key=lambda line: line.dossier_id)
    ids = sorted({line.dossier_id for line in lines})
    dossiers = handover_items.lock(connection, ids)
    refused = _changed_since(connection, kept, lines, dossiers)
    able = [(line, dossiers[line.dossier_id]) for line in lines if line.item.code not in refused]
    for kind, move in _MOVES.items():
        codes = {dossier.id: line.item.code for line, dossier in able if line.item.kind is kind}
        asked = [_asked(kept, line, dossier) for line, dossier in able if line.item.kind is kind]
        why = lifecycle.steps(connection, move, asked, principal, context, source)
        refused |= {codes[dossier_id]: conflict for dossier_id, conflict in why.items()}
    if refused:
        named = _named([(line, refused[line.item.code]) for line in lines if line.item.code in refused])
        raise Conflict(code="HANDOVER_REFUSED", count=len(refused), items=named)
    _tell_of_papers(connection, kept, able, principal, context, source)
    watching.refresh(connection, ids, context)


def _changed_since(
    connection: Connection, kept: Handover, lines: Sequence[Line], dossiers: Mapping[int, Dossier]
) -> Refused:
    """Those that are not by now what they were listed as, or may not travel this way, and why."""
    direction, refused = kept.listed.direction, Refused()
    handed = handover_items.handed(connection, list(dossiers)) if direction is Direction.TO_DESK else {}
    for line in lines:
        try:
            thing = items.thing(direction, dossiers[line.dossier_id], handed.get(line.dossier_id, items.NEVER))
            if (thing.kind, thing.code) != (line.item.kind, line.item.code):
                raise Conflict(code="HANDOVER_CHANGED")
        except Conflict as e:
            refused[line.item.code] = e
    return refused


def _asked(kept: Handover, line: Line, dossier: Dossier) -> Asked:
    """Its move; a result that came back has the reason that was scanned with it."""
    said = Remark(reason=line.reason) if line.item.kind is ItemKind.UNDELIVERED else NOTHING
    return Asked(dossier, said, _brought(kept, dossier))


def _brought(kept: Handover, dossier: Dossier) -> dict[str, Any]:
    """What the event tells of the list."""
    brought = {"list_no": kept.listed.number, "post_office": kept.post_office_id}
    more = {"desk": kept.desk_office_id or dossier.agency_id, "bag_no": kept.listed.bag_no}
    return brought | {name: value for name, value in more.items() if value}


def _tell_of_papers(
    connection: Connection,
    kept: Handover,
    able: Sequence[tuple[Line, Dossier]],
    principal: Principal,
    context: Context,
    source: str,
) -> None:
    now, told = context.clock.now(), []
    for line, dossier in able:
        if line.item.kind in items.BROUGHT:
            details = _brought(kept, dossier) | {"kind": line.item.kind}
            told.append((dossier, principal.event(PAPERS_EVENT, now, source, details), NOTHING))
    events.append_all(connection, told, officer=principal.name)


def _named(failed: Sequence[tuple[Line, Conflict]]) -> str:
    """Each item with its reason, by number; of very many the first."""
    named = [f"{line.item.code.text} ({error.message_vi.rstrip('.')})" for line, error in failed[:MAX_NAMED]]
    more = len(failed) - len(named)
    return "; ".join(named) + (f"; và {more} mục khác" if more else "")

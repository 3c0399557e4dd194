"""Signing a handover list: each side once. The second signature locks it and makes what it stands for, all or nothing.

Results that the post received are handed over, results that came back are taken back, papers that came to the desk have
an event. What the count missed stays where it was: only what was found changes hands.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from app import lifecycle
from app.context import Context
from app.custody import watching
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, Fault, InvalidDossier, ServiceError
from app.domain.handover.count import received
from app.domain.handover.item import ItemKind
from app.domain.handover.life import State
from app.domain.handover.lists import Signatory
from app.domain.handover.said import Signing
from app.domain.remark import NOTHING, Remark
from app.handover import items, parties, results, sheet
from app.security.principals import Principal
from app.store import events, handover_items, handovers
from app.store.handovers import Handover, Line

MAX_NAMED = 20  # items that a refusal names
_MOVES = {ItemKind.RESULT: "hand_over", ItemKind.UNDELIVERED: "take_back"}


def sign(list_no: str, asked: Signing, principal: Principal, context: Context, source: str) -> tuple[Handover, bool]:
    """The list with one more signature, and whether this very one was there before.

    :class:`NotFound`, :class:`NotAllowed`; :class:`InvalidDossier` without a name; :class:`Conflict`:
    ``LIST_MOVE_IMPOSSIBLE``, ``LIST_SIDE_SIGNED``, ``LIST_SIGNED_BY_ONE``, and ``HANDOVER_REFUSED``, which names the
    items that may not change hands any more; nothing has changed then, the list can be opened again.
    """
    principal.require(*parties.WORKING)
    with context.database.begin() as connection:
        return signed(connection, results.locked(connection, list_no, principal), asked, principal, context, source)


def signed(
    connection: Connection, kept: Handover, asked: Signing, principal: Principal, context: Context, source: str
) -> tuple[Handover, bool]:
    """The same of a list that is locked."""
    side = parties.signing_side(kept, asked.side, principal)
    signatory = _signatory(asked, principal, context)
    if _is_same(getattr(kept.listed, side), signatory):
        return kept, True
    after = kept.listed.sign(side, signatory)
    is_done = after.state is State.SIGNED
    columns = {"signed_at": signatory.at} if is_done else {}
    kept = handovers.change(connection, kept, after, **columns)
    sheet.printable(kept, context)
    if is_done:
        _change_hands(connection, kept, principal, context, source)
    return kept, False


def _signatory(asked: Signing, principal: Principal, context: Context) -> Signatory:
    name = asked.name or principal.name
    if not name:
        raise InvalidDossier([Fault("name", "REQUIRED")])
    return Signatory(name, asked.role, context.clock.now(), principal.collector)


def _is_same(before: Signatory | None, now: Signatory) -> bool:
    return before is not None and (before.name, before.role, before.by) == (now.name, now.role, now.by)


def _change_hands(connection: Connection, kept: Handover, principal: Principal, context: Context, source: str) -> None:
    there = {item.code for item in received(kept.listed.items, kept.listed.found)}
    lines = sorted((line for line in kept.lines if line.item.code in there), key=lambda line: line.dossier_id)
    ids = sorted({line.dossier_id for line in lines})
    dossiers, handed = handover_items.lock(connection, ids), handover_items.handed(connection, ids)
    failed: list[tuple[Line, ServiceError]] = []
    for line in lines:
        dossier = dossiers[line.dossier_id]
        try:
            thing = items.thing(kept.listed.direction, dossier, handed[dossier.id])
            if (thing.kind, thing.code) != (line.item.kind, line.item.code):
                raise Conflict(code="HANDOVER_CHANGED")
            _move(connection, kept, line, dossier, principal, context, source)
        except Conflict as e:
            failed.append((line, e))
    if failed:
        raise Conflict(code="HANDOVER_REFUSED", count=len(failed), items=_named(failed))
    watching.refresh(connection, ids, context)


def _move(
    connection: Connection,
    kept: Handover,
    line: Line,
    dossier: Dossier,
    principal: Principal,
    context: Context,
    source: str,
) -> None:
    brought = {"list_no": kept.listed.number, "post_office": kept.post_office_id}
    more = {"desk": kept.desk_office_id or dossier.agency_id, "bag_no": kept.listed.bag_no}
    brought |= {name: value for name, value in more.items() if value}
    if move := _MOVES.get(line.item.kind):
        said = Remark(reason=line.reason) if line.item.kind is ItemKind.UNDELIVERED else NOTHING
        lifecycle.step(connection, dossier, move, said, principal, context, source, brought)
        return
    details = brought | {"kind": line.item.kind}
    happened = principal.event("papers_handed_over", context.clock.now(), source, details)
    events.append(connection, dossier, happened, officer=principal.name)


def _named(failed: Sequence[tuple[Line, ServiceError]]) -> str:
    """Each item with its reason, by number; of very many the first."""
    named = [f"{line.item.code.text} ({error.message_vi.rstrip('.')})" for line, error in failed[:MAX_NAMED]]
    more = len(failed) - len(named)
    return "; ".join(named) + (f"; và {more} mục khác" if more else "")

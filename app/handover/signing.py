"""Signing a handover list: each side once. The second signature locks it and makes what it stands for, all or nothing
(:mod:`app.handover.changing_hands`).
"""

from __future__ import annotations

from sqlalchemy import Connection

from app.context import Context
from app.domain.errors import Fault, InvalidDossier
from app.domain.handover.life import State
from app.domain.handover.lists import Signatory
from app.domain.handover.said import Signing
from app.handover import parties, results, sheet
from app.handover.changing_hands import change_hands
from app.security.principals import Principal
from app.store import handovers
from app.store.handovers import Handover


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
        change_hands(connection, kept, principal, context, source)
    return kept, False


def _signatory(asked: Signing, principal: Principal, context: Context) -> Signatory:
    name = asked.name or principal.name
    if not name:
        raise InvalidDossier([Fault("name", "REQUIRED")])
    return Signatory(name, asked.role, context.clock.now(), principal.collector)


def _is_same(before: Signatory | None, now: Signatory) -> bool:
    return before is not None and (before.name, before.role, before.by) == (now.name, now.role, now.by)

"""The moves of a dossier after intake: receive (tiếp nhận), finish (kết thúc xử lý).

Each move locks the dossier, asks the one table of states, writes the change and its event, and owes its paper to the
outbox, all in one transaction. The same move by the same key again is a repeat, not an error: its answer was lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from app.context import Context
from app.deadlines import due_at
from app.domain.dossier import Dossier
from app.domain.errors import NotFound
from app.domain.event import Event
from app.domain.life import MOVES, State, moved
from app.domain.submission import Wish
from app.security.principals import Principal, Role
from app.store import dossiers, item_codes, outbox


@dataclass(frozen=True, slots=True)
class Moved:
    """The dossier after its move; ``repeat`` if this key had made the move before."""

    dossier: Dossier
    repeat: bool = False


def receive(code: str, principal: Principal, context: Context, source: str, reason: str | None = None) -> Moved:
    """The authority takes the dossier on: due time and form 01 exist from now.

    :class:`NotFound`; :class:`Conflict` (``MOVE_IMPOSSIBLE``) names the moves that are possible.
    """
    return _move("receive", received, code, principal, context, source, reason)


def finish(code: str, principal: Principal, context: Context, source: str, reason: str | None = None) -> Moved:
    """The result is there. Where return by post was asked for it gets an item code and a label.

    :class:`NotFound`; :class:`Conflict`; :class:`NotReady` (``ITEM_CODES_EXHAUSTED``) when no item code is left.
    """
    return _move("finish", finished, code, principal, context, source, reason)


def received(
    connection: Connection, dossier: Dossier, principal: Principal, context: Context, source: str, reason: str | None
) -> Dossier:
    """Receive a dossier whose row is locked."""
    move, now, rules = moved(dossier.state, "receive"), context.clock.now(), context.rules
    due = due_at(rules, dossier.procedure_code, dossier.channel, dossier.agency_id, now)
    event = Event(move.event, now, principal.key_id, source, reason, {"rules": rules.version})
    dossier = dossiers.change(
        connection, dossier, event, state=move.to, received_at=now, due_at=due, rules_version=rules.version
    )
    outbox.owe(connection, dossier, "receipt")
    return dossier


def finished(
    connection: Connection, dossier: Dossier, principal: Principal, context: Context, source: str, reason: str | None
) -> Dossier:
    """Finish a dossier whose row is locked."""
    move, now = moved(dossier.state, "finish"), context.clock.now()
    event = Event(move.event, now, principal.key_id, source, reason)
    dossier = dossiers.change(connection, dossier, event, state=move.to, finished_at=now)
    if (dossier.record.get("return_by_post") or {}).get("wish") == Wish.YES:
        dossier = item_codes.take(connection, dossier, now)
        outbox.owe(connection, dossier, "label")
    return dossier


_Step = Callable[[Connection, Dossier, Principal, Context, str, str | None], Dossier]


def _move(
    name: str, step: _Step, code: str, principal: Principal, context: Context, source: str, reason: str | None
) -> Moved:
    principal.require(Role(name))
    with context.database.begin() as connection:
        found = dossiers.by_code(connection, code, principal.agency_id, principal.office_id)
        if found is None:
            raise NotFound
        dossier = dossiers.lock(connection, found.id)
        if dossier.state is not State.SUBMITTED and dossiers.did(
            connection, found.id, MOVES[name].event, principal.key_id
        ):
            return Moved(dossier, repeat=True)
        return Moved(step(connection, dossier, principal, context, source, reason))

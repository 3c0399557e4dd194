"""Moving a dossier on: tiếp nhận, yêu cầu bổ sung, xin lỗi, từ chối, kết thúc xử lý, trả kết quả and all the others.

Each move locks the dossier, asks the one table of moves, writes the change and its event, and owes its papers to the
outbox, all in one transaction. The same move by the same one again is a repeat, not an error: its answer was lost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from app import printing
from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, NotFound
from app.domain.life import MOVES, moved
from app.domain.remark import NOTHING, Remark
from app.editions import Wanted
from app.effects import Scene, effect
from app.security.principals import Principal
from app.store import dossiers, events, outbox


@dataclass(frozen=True, slots=True)
class Moved:
    """The dossier after its move; ``repeat`` if it was made before; ``warnings`` are codes for a person to read."""

    dossier: Dossier
    repeat: bool = False
    warnings: tuple[str, ...] = ()


def make(name: str, code: str, said: Remark, principal: Principal, context: Context, source: str) -> Moved:
    """Make a move of the table (:data:`app.domain.life.MOVES`), in a transaction of its own.

    :class:`NotAllowed`, :class:`NotFound`; :class:`Conflict`: ``MOVE_IMPOSSIBLE`` names the moves that are possible,
    also where another officer was quicker; :class:`NotReady` (``ITEM_CODES_EXHAUSTED``) when no item code is left.
    """
    principal.require(*MOVES[name].roles)
    with context.database.begin() as connection:
        found = dossiers.by_code(connection, code, principal.agency_id, principal.office_id)
        if found is None:
            raise NotFound
        dossier = dossiers.lock(connection, found.id)
        try:
            return step(connection, dossier, name, said, principal, context, source)
        except Conflict:
            if _made_before(connection, dossier, name, said, principal):
                return Moved(dossier, repeat=True)
            raise


def step(
    connection: Connection,
    dossier: Dossier,
    name: str,
    said: Remark,
    principal: Principal,
    context: Context,
    source: str,
    brought: dict[str, Any] | None = None,
) -> Moved:
    """The move of a dossier whose row is locked; nothing is written when it is refused.

    ``brought`` are more details for its event.
    """
    move, now = moved(dossier.state, name), context.clock.now()
    history = events.history(connection, [dossier.id])[dossier.id]
    done = effect(Scene(connection, dossier, move, said, history, principal, context, now))
    details = (brought or {}) | done.details | ({"said": said.digest()} if said != NOTHING else {})
    event = principal.event(move.event, now, source, details)
    item_code = done.columns.pop("item_code", dossier.item_code)
    dossier = dossiers.change(connection, replace(dossier, item_code=item_code), **done.columns)
    edition = events.append(connection, dossier, event, said, principal.name)
    for paper in done.papers:
        outbox.owe(connection, dossier, paper, edition)
    if said != NOTHING:
        printing.require_printable(connection, [Wanted(dossier, paper, edition) for paper in done.papers], context)
    return Moved(dossier, warnings=tuple(done.warnings))


def _made_before(connection: Connection, dossier: Dossier, name: str, said: Remark, principal: Principal) -> bool:
    """Whether this one made this move, with the same words, as the last of its kind."""
    history = events.history(connection, [dossier.id])[dossier.id]
    last = next((told for told in reversed(history) if told.event.kind == MOVES[name].event), None)
    return last is not None and principal.did(last.event) and last.said == said

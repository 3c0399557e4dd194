"""Moving a dossier on: tiếp nhận, yêu cầu bổ sung, xin lỗi, từ chối, kết thúc xử lý, trả kết quả and all the others.

Each move locks the dossier, asks the one table of moves, writes the change and its event, and owes its papers to the
outbox, all in one transaction. The same move by the same one again is a repeat, not an error: its answer was lost.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from app.context import Context
from app.custody import watching
from app.domain.dossier import Dossier
from app.domain.errors import Conflict
from app.domain.life import CLOSED, MOVES
from app.domain.remark import NOTHING, Remark
from app.effects import effect
from app.effects.group import Group
from app.forms import Edition
from app.lookup import locked, seen
from app.papers import editions, printing
from app.papers.editions import Wanted
from app.repeats import is_same
from app.security.principals import Principal
from app.step import Asked, Moved, event_of, scene_of, step, steps
from app.store import events
from app.store.events import Told

__all__ = ["Asked", "Moved", "make", "step", "steps"]

_MOVED = frozenset(move.event for move in MOVES.values())


def make(name: str, code: str, said: Remark, principal: Principal, context: Context, source: str) -> Moved:
    """Make a move of the table (:data:`app.domain.life.MOVES`), in a transaction of its own.

    :class:`NotAllowed`, :class:`NotFound`; :class:`Conflict`: ``MOVE_IMPOSSIBLE`` names the moves that are possible,
    also where another officer was quicker; :class:`NotReady` (``ITEM_CODES_EXHAUSTED``) when no item code is left.
    """
    principal.require(*MOVES[name].roles)
    if said != NOTHING and MOVES[name].paper:
        printing.require_printable(_on_trial(name, code, said, principal, context, source), context)
    with context.database.begin() as connection:
        dossier = locked(connection, code, principal)
        try:
            made = step(connection, dossier, name, said, principal, context, source)
        except Conflict:
            if _made_before(connection, dossier, name, said, principal):
                return Moved(dossier, repeat=True)
            raise
        if name in watching.MOVES or made.dossier.state in CLOSED:
            watching.refresh(connection, [dossier.id], context)
        return made


def _on_trial(name: str, code: str, said: Remark, principal: Principal, context: Context, source: str) -> list[Edition]:
    """The papers that the move would have, for the press to look at before anything is locked.

    None where the move is impossible: making it says so.
    """
    with context.database.snapshot() as connection:
        before = seen(connection, code, principal)
        try:
            scene = scene_of(Group(connection, [before], context), before, name, said, principal)
            done = effect(scene)
        except Conflict:
            return []
        after = replace(before, **{name: done.columns[name] for name in done.columns if hasattr(before, name)})
        found = editions.editions(connection, [Wanted(after, paper, scene.seq) for paper in done.papers])
    told = Told(scene.seq, event_of(scene, done, source, {}), said, principal.name)
    return [replace(each, history=[*scene.history, told]) for each in found]


def _made_before(connection: Connection, dossier: Dossier, name: str, said: Remark, principal: Principal) -> bool:
    """Whether the newest move of all is this one, by this one, with the same words."""
    history = events.history(connection, [dossier.id])[dossier.id]
    last = next((told for told in reversed(history) if told.event.kind in _MOVED), None)
    return is_same(last, MOVES[name].event, said, principal)

"""Moving a dossier on: tiếp nhận, yêu cầu bổ sung, xin lỗi, từ chối, kết thúc xử lý, trả kết quả and all the others.

Each move locks the dossier, asks the one table of moves, writes the change and its event, and owes its papers to the
outbox, all in one transaction. The same move by the same one again is a repeat, not an error: its answer was lost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.custody import closing, watching
from app.domain.dossier import Dossier
from app.domain.errors import Conflict
from app.domain.event import Event
from app.domain.life import CLOSED, MOVES, moved
from app.domain.post.order import Leg
from app.domain.remark import NOTHING, Remark
from app.effects import Effect, Scene, effect
from app.forms import Edition
from app.lookup import locked, seen
from app.papers import editions, printing
from app.papers.editions import Wanted
from app.post import cancelling, owing
from app.security.principals import Principal
from app.store import dossiers, events, outbox
from app.store.events import Told

_MOVED = frozenset(move.event for move in MOVES.values())


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
    scene = _scene(connection, dossier, name, said, principal, context)
    done = effect(scene)
    event = _event(scene, done, source, brought)
    item_code = done.columns.pop("item_code", dossier.item_code)
    dossier = dossiers.change(connection, replace(dossier, item_code=item_code), **done.columns)
    edition = events.append(connection, dossier, event, said, principal.name)
    closing.close(connection, dossier, name, edition, event)
    for paper in done.papers:
        outbox.owe(connection, dossier, paper, edition)
    if done.by_post:
        owing.first(connection, dossier, Leg.RETURN, edition, scene.now)
    elif "state" in done.columns:
        dossier = cancelling.follow(connection, dossier, edition, scene.now, context)
    return Moved(dossier, warnings=tuple(done.warnings))


def _scene(
    connection: Connection, dossier: Dossier, name: str, said: Remark, principal: Principal, context: Context
) -> Scene:
    """:class:`Conflict` (``MOVE_IMPOSSIBLE``) where the table does not know the move from here."""
    move, now = moved(dossier.state, name), context.clock.now()
    history = events.history(connection, [dossier.id])[dossier.id]
    return Scene(connection, dossier, move, said, history, principal, context, now)


def _event(scene: Scene, done: Effect, source: str, brought: dict[str, Any] | None = None) -> Event:
    said = {} if scene.said == NOTHING else {"said": scene.said.digest()}
    details = done.details | (brought or {}) | said
    return scene.principal.event(scene.move.event, scene.now, source, details)


def _on_trial(name: str, code: str, said: Remark, principal: Principal, context: Context, source: str) -> list[Edition]:
    """The papers that the move would have, for the press to look at before anything is locked.

    None where the move is impossible: making it says so.
    """
    with context.database.snapshot() as connection:
        before = seen(connection, code, principal)
        try:
            scene = _scene(connection, before, name, said, principal, context)
            done = effect(scene)
        except Conflict:
            return []
        after = replace(before, **{name: done.columns[name] for name in done.columns if hasattr(before, name)})
        found = editions.editions(connection, [Wanted(after, paper, scene.seq) for paper in done.papers])
    told = Told(scene.seq, _event(scene, done, source), said, principal.name)
    return [replace(each, history=[*scene.history, told]) for each in found]


def _made_before(connection: Connection, dossier: Dossier, name: str, said: Remark, principal: Principal) -> bool:
    """Whether the newest move of all is this one, by this one, with the same words."""
    history = events.history(connection, [dossier.id])[dossier.id]
    last = next((told for told in reversed(history) if told.event.kind in _MOVED), None)
    return last is not None and last.event.kind == MOVES[name].event and principal.did(last.event) and last.said == said

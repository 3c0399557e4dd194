"""Step (một bước của hồ sơ): a move of the table decided and written, of one dossier or of several together.

Each is decided by itself (:mod:`app.effects`); what was decided is written for all of them in a few statements, however
many they are: new item codes, the dossiers, their events, ends of parcels, papers that are owed, orders to the post.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.custody import closing
from app.domain.dossier import Dossier
from app.domain.errors import Conflict
from app.domain.event import Event
from app.domain.life import moved
from app.domain.post.order import Leg
from app.domain.remark import NOTHING, Remark
from app.effects import Effect, Scene, effect
from app.effects.group import Group
from app.post import cancelling, owing
from app.security.principals import Principal
from app.store import dossiers, events, item_code_renewal, outbox


@dataclass(frozen=True, slots=True)
class Moved:
    """The dossier after its move; ``repeat`` if it was made before; ``warnings`` are codes for a person to read."""

    dossier: Dossier
    repeat: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A dossier of several, its row locked; ``brought`` are more details for its event."""

    dossier: Dossier
    said: Remark = NOTHING
    brought: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Decided:
    """What a move shall change; ``event`` tells of it."""

    scene: Scene
    done: Effect
    event: Event


def step(
    connection: Connection,
    dossier: Dossier,
    name: str,
    said: Remark,
    principal: Principal,
    context: Context,
    source: str,
    brought: Mapping[str, Any] | None = None,
) -> Moved:
    """The move of a dossier whose row is locked; nothing is written when it is refused.

    ``brought`` are more details for its event.
    """
    scene = scene_of(Group(connection, [dossier], context), dossier, name, said, principal)
    return _write([_decided(scene, source, brought or {})])[0]


def steps(
    connection: Connection, name: str, asked: Sequence[Asked], principal: Principal, context: Context, source: str
) -> dict[int, Conflict]:
    """The move of several, all or none: why each that cannot make it is refused, by its id. None where all did."""
    group = Group(connection, [each.dossier for each in asked], context)
    decided: list[_Decided] = []
    refused: dict[int, Conflict] = {}
    for each in asked:
        try:
            scene = scene_of(group, each.dossier, name, each.said, principal)
            decided.append(_decided(scene, source, each.brought))
        except Conflict as e:
            refused[each.dossier.id] = e
    if decided and not refused:
        _write(decided)
    return refused


def scene_of(group: Group, dossier: Dossier, name: str, said: Remark, principal: Principal) -> Scene:
    """:class:`Conflict` (``MOVE_IMPOSSIBLE``) where the table does not know the move from here."""
    move = moved(dossier.state, name)
    return Scene(group, dossier, move, said, group.histories[dossier.id], principal)


def event_of(scene: Scene, done: Effect, source: str, brought: Mapping[str, Any]) -> Event:
    """What the history tells of a move: what it changed, what was brought with it, the digest of what was said."""
    said = {} if scene.said == NOTHING else {"said": scene.said.digest()}
    return scene.principal.event(scene.move.event, scene.now, source, {**done.details, **brought, **said})


def _decided(scene: Scene, source: str, brought: Mapping[str, Any]) -> _Decided:
    done = effect(scene)
    return _Decided(scene, done, event_of(scene, done, source, brought))


def _write(decided: Sequence[_Decided]) -> list[Moved]:
    """All that the same move of a group changes, made by one principal."""
    scene = decided[0].scene
    connection = scene.connection
    columns = [each.done.columns for each in decided]
    changed = dossiers.change_each(connection, list(zip(_coded(decided), columns, strict=True)))
    told = [(dossier, each.event, each.scene.said) for dossier, each in zip(changed, decided, strict=True)]
    editions = events.append_all(connection, told, scene.principal.name)
    written = list(zip(decided, changed, editions, strict=True))
    closing.close(connection, scene.move.name, [(dossier, edition, each.event) for each, dossier, edition in written])
    owed = [(dossier.id, kind, edition) for each, dossier, edition in written for kind in each.done.papers]
    outbox.owe_all(connection, owed)
    after = _told_the_post(written)
    return [Moved(after[dossier.id], warnings=tuple(each.done.warnings)) for each, dossier, _ in written]


def _coded(decided: Sequence[_Decided]) -> list[Dossier]:
    """Each with its item code; one that has had its way is void, and the next one has a label."""
    coded = {each.scene.dossier.id: _with_code(each) for each in decided}
    spent = {each.scene.dossier.id: each for each in decided if each.done.renews_code}
    if spent:
        scene, old = decided[0].scene, [coded[dossier_id] for dossier_id in spent]
        for dossier in item_code_renewal.renew(scene.connection, old, scene.move.event, scene.now):
            coded[dossier.id] = dossier
            if dossier.item_code is not None:
                spent[dossier.id].done.papers.append("label")
    return list(coded.values())


def _with_code(each: _Decided) -> Dossier:
    dossier = each.scene.dossier
    return replace(dossier, item_code=each.done.columns.pop("item_code", dossier.item_code))


def _told_the_post(written: Sequence[tuple[_Decided, Dossier, int]]) -> dict[int, Dossier]:
    """What the post is asked for now, and what it was asked for before; the dossiers as they stand then, by id."""
    scene, after = written[0][0].scene, {dossier.id: dossier for _, dossier, _ in written}
    for _, dossier, edition in (each for each in written if each[0].done.by_post):
        owing.first(scene.connection, dossier, Leg.RETURN, edition, scene.now)
    following = [each[1:] for each in written if not each[0].done.by_post and "state" in each[0].done.columns]
    told = cancelling.follow_all(scene.connection, following, scene.now, scene.context) if following else []
    return after | {dossier.id: dossier for dossier in told}

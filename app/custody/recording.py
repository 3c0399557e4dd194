"""Recording what happens to a licence: printed, enveloped, its blank voided, and at the post office received, tried,
kept, sent again, delivered, collected, returned; and what a person has settled where the way did not fit together.

Each act stands in the dossier's chain of events, under its lock; what ends its way is a move of its life as well, and
its parcel ends with it. The same by the same one again is a repeat: its answer was lost; so is a return that another
end has told before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app import lifecycle
from app.context import Context
from app.custody import closing, places, watching
from app.custody.holding import Held, found, held, read_code
from app.domain.act import Act
from app.domain.custody import collecting
from app.domain.custody.act import ACTS, AS_MOVES, house_of
from app.domain.custody.step import House, KeeperKind, ThingKind
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, Fault, InvalidDossier, NotAllowed, NotFound
from app.domain.life import IN_HAND, MOVES, State, impossible
from app.domain.post.tracking import Status
from app.domain.remark import NOTHING, Remark, end_of_day
from app.domain.role import Role
from app.security.principals import Principal
from app.store import custody as store
from app.store import dossiers, events
from app.store.events import Told

_STATUSES = {
    "received": Status.IN_TRANSIT,
    "attempted": Status.ATTEMPTED,
    "kept": Status.HELD,
    "sent_again": Status.OUT_FOR_DELIVERY,
}
_PRINTED_IN = IN_HAND | {State.FINISHED}
_VOIDED_IN = frozenset(State) - {State.HANDED_TO_POST, State.DELIVERED, State.RETURNED_IN_PERSON}  # it is still here
_WAYS = frozenset(MOVES[name].event for name in ("hand_over", "take_back", "deliver"))
_OFTEN, _SAME_CALL = frozenset({"attempted", "sent_again"}), timedelta(minutes=10)
Details = dict[str, Any]


def offered(held: Held, principal: Principal, context: Context) -> list[Act]:
    """The acts that this one would record now; what is a move of the dossier is offered as that."""
    dossier, licence = held.dossier, held.threads.licence
    states = {"printed": _PRINTED_IN, "enveloped": frozenset({State.FINISHED})}
    states["voided"] = _VOIDED_IN if licence is not None and licence.thing.serial else frozenset()
    states["settled"] = frozenset(State if any(each.findings for each in held.threads.both) else ())
    own = places.of(principal, context)
    if "post_office" in own:  # what is scanned at noon is signed for in the evening
        states["received"] = frozenset({State.FINISHED, State.HANDED_TO_POST})
    return [
        act
        for name, act in ACTS.items()
        if dossier.state in states.get(name, {State.HANDED_TO_POST})
        and not principal.roles.isdisjoint(act.roles)
        and (not own or ("post_office" in own) is (house_of(name) is House.POST))
        and (name != "enveloped" or dossier.item_code)
        and name not in ("delivered", "returned")
    ]


def record(name: str, code: str, said: Remark, principal: Principal, context: Context, source: str) -> Held:
    """Record an act of :data:`app.domain.custody.act.ACTS`; ``said`` is read by it.

    :class:`NotAllowed`, also where it is the other house's; :class:`NotFound`; :class:`Conflict`: ``MOVE_IMPOSSIBLE``
    where the dossier is not so far, ``LICENCE_SERIAL_TAKEN``, ``ENVELOPE_OTHER``, ``COLLECTOR_OTHER``,
    ``COLLECTOR_ID_DIFFERS``; what :mod:`app.lifecycle` refuses; :class:`InvalidDossier`.
    """
    act = ACTS[name]
    principal.require(*act.roles)
    place = _place(act, said, principal, context)
    with context.database.begin() as connection:
        dossier, is_open = _locked(connection, code, principal, context)
        told = events.history(connection, [dossier.id])[dossier.id]
        if _recorded_before(told, act, said, principal, context) or (is_open and name == "returned" and _is_back(told)):
            return replace(held(connection, dossier, context), repeat=True)
        if not is_open:
            raise NotFound
        at = said.happened_at or context.clock.now()
        details = {"said": said.digest()} | place | ({"reported_at": at.isoformat()} if said.happened_at else {})
        if name in AS_MOVES:
            dossier = _moved(connection, dossier, name, said, details, principal, context, source)
        else:
            _RECORDING[name](connection, dossier, _Telling(act, said, at, details, principal, context, source))
        watching.refresh(connection, [dossier.id], context)
        return held(connection, dossier, context)


@dataclass(frozen=True, slots=True)
class _Telling:
    """An act that is being recorded; ``details`` are those of its event."""

    act: Act
    said: Remark
    at: datetime
    details: Details
    principal: Principal
    context: Context
    source: str

    def append(self, connection: Connection, dossier: Dossier, **details: str) -> int:
        event = self.principal.event(self.act.event, self.context.clock.now(), self.source, self.details | details)
        return events.append(connection, dossier, event, self.said, self.principal.name)


def _place(act: Act, said: Remark, principal: Principal, context: Context) -> Details:
    """Where it was; each house speaks for itself, who speaks for the whole authority may for a postman."""
    own = places.of(principal, context)
    if own and ("post_office" in own) is not (house_of(act.name) is House.POST):
        raise NotAllowed
    return own or ({"post_office": said.post_office} if said.post_office else {})


def _locked(connection: Connection, code: str, principal: Principal, context: Context) -> tuple[Dossier, bool]:
    """The dossier, and whether this one may act on it; else only what it has told of it itself may be told again."""
    try:
        return dossiers.lock(connection, found(connection, code, principal, context).id), True
    except NotFound:
        known = store.told_under(connection, read_code(code), principal)
        if known is None:
            raise
        return dossiers.lock(connection, known), False


def _recorded_before(told: Sequence[Told], act: Act, said: Remark, principal: Principal, context: Context) -> bool:
    """Whether this one has said the very same: of a time that was told ever, else as the newest of all.

    A courier goes out more than once: without its time the same again is a repeat for some minutes only.
    """
    same = [each for each in told if each.event.kind == act.event and principal.did(each.event) and each.said == said]
    if not same or said.happened_at is not None:
        return bool(same)
    is_new = act.name in _OFTEN and context.clock.now() - same[-1].event.at > _SAME_CALL
    return same[-1] is told[-1] and not is_new


def _is_back(told: Sequence[Told]) -> bool:
    """Whether it has come back from the post, and was not given to it since: both ends tell of a return."""
    ways = [each.event.kind for each in told if each.event.kind in _WAYS]
    return bool(ways) and ways[-1] == MOVES["take_back"].event


def _printed(connection: Connection, dossier: Dossier, telling: _Telling) -> None:
    """A blank; another one behind it only with the reason why the first was spoilt."""
    if dossier.state not in _PRINTED_IN:
        raise impossible(dossier.state, telling.act.vi)
    serial, now = telling.said.licence_serial, telling.context.clock.now()
    if before := store.blank(connection, dossier.id):
        if not telling.said.reason:
            raise InvalidDossier([Fault("reason", "REQUIRED")])
        if before == serial:
            raise Conflict(code="LICENCE_SERIAL_TAKEN")
        store.spoil_blank(connection, dossier.id, now)
    seq = telling.append(connection, dossier, serial=serial)
    store.take_blank(connection, dossier.id, serial, seq, now)


def _enveloped(connection: Connection, dossier: Dossier, telling: _Telling) -> None:
    """The code on the envelope is the dossier's own."""
    if dossier.state is not State.FINISHED:
        raise impossible(dossier.state, telling.act.vi)
    if dossier.item_code is None:
        raise Conflict(code="NOT_BY_POST")
    if dossier.item_code != telling.said.item_code:
        raise Conflict(code="ENVELOPE_OTHER")
    telling.append(connection, dossier, item_code=dossier.item_code)


def _voided(connection: Connection, dossier: Dossier, telling: _Telling) -> None:
    """No licence goes out on this blank: it was spoilt, or the dossier was refused after it was printed."""
    if dossier.state not in _VOIDED_IN or not store.blank(connection, dossier.id):
        raise impossible(dossier.state, telling.act.vi)
    store.spoil_blank(connection, dossier.id, telling.context.clock.now())
    telling.append(connection, dossier)


def _settled(connection: Connection, dossier: Dossier, telling: _Telling) -> None:
    """Who has it, by a person who has found out: nothing is moved by that, and what did not fit is done with."""
    said = telling.said
    if said.thing is ThingKind.LICENCE and held(connection, dossier, telling.context).threads.licence is None:
        raise impossible(dossier.state, telling.act.vi)
    where = {"post_office": said.post_office} if said.keeper is KeeperKind.POST_OFFICE else {}
    telling.append(connection, dossier, thing=str(said.thing), keeper=str(said.keeper), **where)


def _at_the_post(connection: Connection, dossier: Dossier, telling: _Telling) -> None:
    """What the post's counter tells, late or out of order too: who had it then, follows from all that was told."""
    if dossier.finished_at is None:
        raise impossible(dossier.state, telling.act.vi)
    more = {"failure": str(telling.said.failure)} if telling.said.failure else {}
    if telling.act.name == "kept":
        days = timedelta(days=watching.keeping_now(telling.context).days)
        more["keep_until"] = (telling.said.keep_until or end_of_day(telling.at + days)).isoformat()
    seq = telling.append(connection, dossier, **more)
    if dossier.state is not State.HANDED_TO_POST:  # custody calls it a gap, or it is of a way that has ended
        return
    office = telling.details.get("post_office", "")
    status = _STATUSES[telling.act.name]
    closing.report(connection, dossier, status, seq, telling.at, office, telling.said.failure)


_RECORDING: dict[str, Callable[[Connection, Dossier, _Telling], None]] = {
    "printed": _printed,
    "enveloped": _enveloped,
    "voided": _voided,
    "settled": _settled,
    "received": _at_the_post,
    "attempted": _at_the_post,
    "kept": _at_the_post,
    "sent_again": _at_the_post,
}


def _moved(
    connection: Connection,
    dossier: Dossier,
    name: str,
    said: Remark,
    details: Details,
    principal: Principal,
    context: Context,
    source: str,
) -> Dossier:
    """The move that ends its way; a hand-over that the desk forgot to tell comes before it, by the service itself.

    Not before a return: what lies at the desk under a new code would be called back for the second time.
    """
    if name == "collected":
        came_as = collecting.check(dossier.record, said.receiver, said.id_digits, said.authorisation)
        details = details | {"collector": str(came_as)}
    if dossier.state is State.FINISHED and name != "returned":
        service = Principal(None, "post", dossier.agency_id, None, (), frozenset({Role.RETURN}))
        made_up: Details = {key: details[key] for key in ("post_office", "reported_at") if key in details}
        dossier = lifecycle.step(connection, dossier, "hand_over", NOTHING, service, context, source, made_up).dossier
    return lifecycle.step(connection, dossier, AS_MOVES[name], said, principal, context, source, details).dossier

"""Acts of custody: what each writes, where it is possible, in the chain of events and of the licence's blank."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.custody import closing, watching
from app.custody.holding import held
from app.domain.act import Act
from app.domain.custody.step import KeeperKind, ThingKind
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, Fault, InvalidDossier
from app.domain.life import IN_HAND, State, impossible
from app.domain.remark import Remark, end_of_day
from app.post.item_codes import require_by_post
from app.security.principals import Principal
from app.store import custody as store
from app.store import events

PRINTED_IN = IN_HAND | {State.FINISHED}
VOIDED_IN = frozenset(State) - {State.HANDED_TO_POST, State.DELIVERED, State.RETURNED_IN_PERSON}  # it is still here
Details = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Telling:
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


def _printed(connection: Connection, dossier: Dossier, telling: Telling) -> None:
    """A blank; another one behind it only with the reason why the first was spoilt."""
    if dossier.state not in PRINTED_IN:
        raise impossible(dossier.state, telling.act.vi)
    serial, now = telling.said.licence_serial, telling.context.clock.now()
    if before := store.blank(connection, dossier.id):
        if not telling.said.reason:
            raise InvalidDossier([Fault("reason", "LICENCE_PRINTED_BEFORE", (("serial", before),))])
        if before == serial:
            raise Conflict(code="LICENCE_SERIAL_TAKEN")
        store.spoil_blank(connection, dossier.id, now)
    seq = telling.append(connection, dossier, serial=serial)
    store.take_blank(connection, dossier.id, serial, seq, now)


def _enveloped(connection: Connection, dossier: Dossier, telling: Telling) -> None:
    """The code on the envelope is the dossier's own."""
    if dossier.state is not State.FINISHED:
        raise impossible(dossier.state, telling.act.vi)
    require_by_post(dossier)
    if dossier.item_code != telling.said.item_code:
        raise Conflict(code="ENVELOPE_OTHER")
    telling.append(connection, dossier, item_code=telling.said.item_code)


def _voided(connection: Connection, dossier: Dossier, telling: Telling) -> None:
    """No licence goes out on this blank: it was spoilt, or the dossier was refused after it was printed."""
    if dossier.state not in VOIDED_IN or not store.blank(connection, dossier.id):
        raise impossible(dossier.state, telling.act.vi)
    store.spoil_blank(connection, dossier.id, telling.context.clock.now())
    telling.append(connection, dossier)


def _settled(connection: Connection, dossier: Dossier, telling: Telling) -> None:
    """Who has it, by a person who has found out: nothing is moved by that, and what did not fit is done with."""
    said = telling.said
    if said.thing is ThingKind.LICENCE and held(connection, dossier, telling.context).threads.licence is None:
        raise impossible(dossier.state, telling.act.vi)
    where = {"post_office": said.post_office} if said.keeper is KeeperKind.POST_OFFICE else {}
    telling.append(connection, dossier, thing=str(said.thing), keeper=str(said.keeper), **where)


def _at_the_post(connection: Connection, dossier: Dossier, telling: Telling) -> None:
    """What the post's counter tells, late or out of order too: who had it then, follows from all that was told."""
    if dossier.finished_at is None:
        raise impossible(dossier.state, telling.act.vi)
    more = {"failure": str(telling.said.failure)} if telling.said.failure else {}
    if telling.act.name == "kept":
        days = timedelta(days=watching.keeping_now(telling.context).days)
        more["keep_until"] = (telling.said.keep_until or end_of_day(telling.at + days)).isoformat()
    seq = telling.append(connection, dossier, **more)
    if dossier.state is not State.HANDED_TO_POST:  # a gap until the hand-over is told, or of a way that has ended
        return
    office = telling.details.get("post_office", "")
    status = closing.STATUSES[telling.act.event]
    closing.report(connection, dossier, status, seq, telling.at, office, telling.said.failure)


RECORDING: dict[str, Callable[[Connection, Dossier, Telling], None]] = {
    "printed": _printed,
    "enveloped": _enveloped,
    "voided": _voided,
    "settled": _settled,
    "received": _at_the_post,
    "attempted": _at_the_post,
    "kept": _at_the_post,
    "sent_again": _at_the_post,
}

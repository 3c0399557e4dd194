"""What each move changes: columns, dates for the event, papers that are owed, warnings for a person.

The table of moves (:mod:`app.domain.life`) says which are possible; here stands only what is particular to one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app import admission, deadlines, dues
from app.context import Context
from app.custody import places, watching
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, Fault, InvalidDossier, NoRule, NotReady
from app.domain.life import CLOSED, WAITING, Move, State, destination
from app.domain.local_time import LOCAL
from app.domain.money import fees
from app.domain.money.fees import Kind
from app.domain.remark import Remark
from app.domain.score import Method
from app.domain.submission import FeeMethod, FeePlace
from app.papers import editions
from app.post import cancelling
from app.post.item_codes import require_by_post
from app.security.principals import Principal
from app.store import custody, discrepancies, item_codes, payments
from app.store.events import Told


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a move is made; ``history`` is the dossier's own so far, its row is locked."""

    connection: Connection
    dossier: Dossier
    move: Move
    said: Remark
    history: Sequence[Told]
    principal: Principal
    context: Context
    now: datetime

    @property
    def seq(self) -> int:
        """Of the event that the move becomes."""
        return self.history[-1].seq + 1

    def last(self, event: str) -> Told | None:
        """The newest event of a kind."""
        return next((told for told in reversed(self.history) if told.event.kind == event), None)

    def waits(self) -> list[tuple[datetime, datetime]]:
        """When the received dossier was asked for more and when that came; the last wait ends now."""
        waits, start = [], None
        received = self.last("received")
        for told in (told for told in self.history if received is not None and told.seq > received.seq):
            if told.event.kind == "supplement_asked":
                start = told.event.at
            elif told.event.kind == "supplemented" and start is not None:
                waits.append((start, told.event.at))
                start = None
        return [*waits, (start, self.now)] if start else waits

    @property
    def day(self) -> Any:
        """The day whose rules hold for the dossier: received, before that submitted."""
        return (self.dossier.received_at or self.dossier.submitted_at).astimezone(LOCAL).date()


@dataclass(slots=True)
class Effect:
    """``columns`` of the dossier, ``details`` of the event, papers of this edition, warnings, an order to the post."""

    columns: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    papers: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    by_post: bool = False  # the post is asked to carry the result


def effect(scene: Scene) -> Effect:
    """All that the move changes; :class:`Conflict` where something stands in its way that the table does not know."""
    done = Effect()
    to = destination(scene.dossier.state, scene.move, scene.dossier.resumes)
    if to is not scene.dossier.state:
        done.columns["state"] = to
        if scene.dossier.state in WAITING:
            done.columns |= {"resumes": None, "supplement_by": None}
    if to in CLOSED:
        done.columns["closed_at"] = scene.now
    if scene.move.paper:
        done.papers.append(scene.move.paper)
    if particular := _PARTICULAR.get(scene.move.name):
        particular(scene, done)
    if scene.move.name in watching.MOVES:  # something changes hands: whose place it was
        done.details |= places.of(scene.principal, scene.context)
    return done


def _receive(scene: Scene, done: Effect) -> None:
    dossier, rules = scene.dossier, scene.context.rules
    admission.require_intake(rules, dossier.procedure_code, dossier.agency_id, scene.now)
    due_at = deadlines.due_at(rules, dossier.procedure_code, dossier.channel, dossier.agency_id, scene.now)
    done.columns |= {"received_at": scene.now, "due_at": due_at, "rules_version": rules.version, "answer_by": None}
    done.details |= {"rules": rules.version, "due_at": due_at.isoformat()}


def _wait(scene: Scene, done: Effect) -> None:
    done.columns["resumes"] = scene.dossier.state


def _ask_supplement(scene: Scene, done: Effect) -> None:
    _wait(scene, done)
    done.columns["supplement_by"] = scene.said.until
    if suffers_from_another(scene.history, scene.context, scene.now):
        done.warnings.append("SCORE_SUFFERS")


def suffers_from_another(history: Sequence[Told], context: Context, now: datetime) -> bool:
    """Whether one more request for supplement makes the dossier late by the score of the day."""
    asked = any(told.event.kind == "supplement_asked" for told in history)
    return asked and context.rules.score_method(now.astimezone(LOCAL).date()) is Method.DECISION_766


def _supplement(scene: Scene, done: Effect) -> None:
    dossier, rules, asked = scene.dossier, scene.context.rules, scene.last("supplement_asked")
    if dossier.state is not State.WAITING_FOR_SUPPLEMENT or asked is None:
        done.warnings.append("NOT_ASKED_FOR")
    elif dossier.received_at is None:
        done.columns["answer_by"] = deadlines.answer_by(rules, dossier.channel, dossier.agency_id, scene.now)
    else:
        due_at = deadlines.due_when_complete(rules, dossier, scene.waits())
        if scene.last("apologised") and dossier.due_at:  # a promise is not taken back
            due_at = max(due_at, dossier.due_at)
        done.columns["due_at"] = due_at
        done.details["due_at"] = due_at.isoformat()
        done.papers.append("receipt")


def _ask_fee(scene: Scene, done: Effect) -> None:
    """No more than is still due; :class:`Conflict` (``FEE_NOT_DUE``) has the figures."""
    booked = [each.payment for each in payments.of(scene.connection, scene.dossier.id)]
    fees.to_collect(dues.account(scene.context.rules, scene.dossier, booked), scene.said.amount_vnd)
    _wait(scene, done)


def _settle_fee(scene: Scene, done: Effect) -> None:
    """Book what was asked for, less what a till has taken since."""
    asked = scene.last("fee_asked")
    booked = (each.payment for each in payments.of(scene.connection, scene.dossier.id))
    since = sum(paid.amount_vnd for paid in booked if asked and paid.seq > asked.seq)
    payments.add(
        scene.connection,
        scene.dossier,
        kind=Kind.COLLECTED,
        amount_vnd=max((asked.said.amount_vnd or 0) - since, 0) if asked else 0,
        place=scene.said.place or FeePlace.DESK,
        method=scene.said.method or FeeMethod.UNKNOWN,
        voucher=scene.said.voucher or None,
        at=scene.now,
        seq=scene.seq,
        principal_collector=scene.principal.collector,
        office_id=scene.principal.office_id,
    )


def _apologise(scene: Scene, done: Effect) -> None:
    if scene.last("apologised"):
        raise Conflict(code="APOLOGISED_ALREADY")
    old, new = scene.dossier.due_at, scene.said.new_due_at
    if new and old and new <= old:
        raise InvalidDossier([Fault("new_due_at", "TIME_NOT_LATER")])
    if new and not scene.context.rules.calendar(scene.dossier.agency_id).is_open(new):
        raise InvalidDossier([Fault("new_due_at", "TIME_CLOSED")])
    done.columns["due_at"] = new
    done.details |= {name: at.isoformat() for name, at in (("old_due_at", old), ("due_at", new)) if at}


def _stop(scene: Scene, done: Effect) -> None:
    """A notice of it is a form since Circular 03/2025/TT-VPCP only."""
    try:
        scene.context.rules.form("stop_notice", scene.day)
    except NoRule:
        done.papers.clear()


def _finish(scene: Scene, done: Effect) -> None:
    if count := discrepancies.open_count(scene.connection, scene.dossier.id):
        raise Conflict(code="DISCREPANCY_OPEN", count=count)
    done.columns["finished_at"] = scene.now
    if scene.said.licence_serial:
        _on_blank(scene, scene.said.licence_serial)
        done.details["serial"] = scene.said.licence_serial
    if scene.dossier.wants_post:
        done.by_post = scene.context.asks_post(scene.dossier.agency_id)
        coded = item_codes.first(scene.connection, scene.dossier, scene.now, post_gives=done.by_post)
        done.columns["item_code"] = coded.item_code
        if coded.item_code is not None:  # else its label waits for the post's answer
            done.papers.append("label")


def _on_blank(scene: Scene, serial: str) -> None:
    """The blank that the licence was printed on: told before, or now."""
    before = custody.blank(scene.connection, scene.dossier.id)
    if not before:
        custody.take_blank(scene.connection, scene.dossier.id, serial, scene.seq, scene.now)
    elif before != serial:
        raise Conflict(code="LICENCE_SERIAL_OTHER", serial=before)


def _hand_over(scene: Scene, done: Effect) -> None:
    require_by_post(scene.dossier)
    if editions.label_is_stale(scene.connection, scene.dossier, scene.context):
        raise Conflict(code="LABEL_STALE")
    cancelling.require_settled(scene.connection, scene.dossier)
    asks = scene.context.asks_post(scene.dossier.agency_id)
    done.by_post = asks and cancelling.is_unknown_there(scene.connection, scene.dossier)


def _take_back(scene: Scene, done: Effect) -> None:
    """The code on the envelope has had its way: sent again it goes under the next one, with a new label."""
    if scene.dossier.item_code is None:
        return
    dossier = item_codes.void(scene.connection, scene.dossier, scene.move.event, scene.now, replaced=False)
    with suppress(NotReady):  # it is back all the same; a code is taken when it is to be sent again
        dossier = item_codes.renewed(scene.connection, dossier, scene.now)
    done.columns["item_code"] = dossier.item_code
    if dossier.item_code is not None:
        done.papers.append("label")


def _returned(scene: Scene, done: Effect) -> None:
    done.columns["returned_at"] = scene.now


def _return_in_person(scene: Scene, done: Effect) -> None:
    _returned(scene, done)
    booked = [each.payment for each in payments.of(scene.connection, scene.dossier.id)]
    if dues.account(scene.context.rules, scene.dossier, booked).outstanding_vnd:
        done.warnings.append("FEE_OUTSTANDING")


_PARTICULAR: dict[str, Callable[[Scene, Effect], None]] = {
    "receive": _receive,
    "ask_supplement": _ask_supplement,
    "supplement": _supplement,
    "ask_fee": _ask_fee,
    "settle_fee": _settle_fee,
    "apologise": _apologise,
    "stop": _stop,
    "finish": _finish,
    "hand_over": _hand_over,
    "take_back": _take_back,
    "deliver": _returned,
    "return_in_person": _return_in_person,
}

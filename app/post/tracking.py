"""Tracking (định vị bưu gửi): what the post reports is kept, weighed, and moves the dossier on.

A page and the place behind it are kept in one transaction, each report once. Then every parcel with news is weighed in
a transaction of its own: where it stands hangs on the set of its reports alone (:mod:`app.domain.post.tracking`).
A result that was delivered or sent back moves its dossier; where that is impossible a person gets a finding.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection

from app import lifecycle
from app.context import Context
from app.custody import watching
from app.domain.dossier import Dossier
from app.domain.errors import ServiceError
from app.domain.life import MOVES, State
from app.domain.post.order import Leg
from app.domain.post.parcel import ENDED, OPEN_ENDED, Finding, OrderState, Parcel
from app.domain.post.tracking import ENDS, Standing, Status, TrackingEvent, standing
from app.domain.post.wanted import STATES, is_wanted
from app.domain.remark import NOTHING, Remark
from app.domain.role import Role
from app.domain.values import CLOCK_TOLERANCE
from app.logs import where
from app.post import owing
from app.post.written import SOURCE, calm, tell, write
from app.security.principals import Principal
from app.store import dossiers, postal_items, tracking

MAX_PAGES = 200  # of one pull; the next one goes on
BATCH = 500
PAPERS_COLLECTED = "papers_collected"
SENT_BACK_VI = "bưu điện chuyển hoàn"
_ENDED = {
    Status.DELIVERED: (State.DELIVERED, "deliver", Finding.DELIVERED_OTHERWISE),
    Status.RETURNED: (State.FINISHED, "take_back", Finding.RETURNED_OTHERWISE),
}
_TAKEN = OPEN_ENDED | {OrderState.READY, OrderState.REFUSED}  # what shows in the feed was accepted
log = logging.getLogger(__name__)


class Bad(Protocol):
    """A report that cannot be used; ``raw`` may name people."""

    @property
    def source_id(self) -> str | None: ...
    @property
    def problem(self) -> str: ...
    @property
    def raw(self) -> str: ...


class Page(Protocol):
    """One page of a feed, and the place behind it; ``stuck``: there is no safe way on."""

    @property
    def events(self) -> Sequence[TrackingEvent]: ...
    @property
    def bad(self) -> Sequence[Bad]: ...
    @property
    def next_cursor(self) -> str: ...
    @property
    def stuck(self) -> bool: ...


class Feed(Protocol):
    """The reports that one account at the post can read."""

    @property
    def name(self) -> str: ...
    @property
    def source(self) -> str: ...

    def tracking(self, cursor: str | None) -> Page:
        """The page behind a place; :class:`Unavailable`."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """``events`` that are new, reports that are ``bad``, parcels that were ``weighed``."""

    events: int = 0
    bad: int = 0
    weighed: int = 0
    stuck: bool = False


def pull(feed: Feed, context: Context) -> Pulled:
    """Read all that is new and weigh it; :class:`Unavailable` where the post cannot be asked: nothing is lost."""
    total = Pulled()
    with context.database.begin() as connection:
        tracking.begin(connection, feed.name)
    for _ in range(MAX_PAGES):
        with context.database.begin() as connection:
            cursor = tracking.cursor(connection, feed.name)
        page = _next_page(feed, cursor, context)
        new = record(page, feed.name, feed.source, context)
        total = replace(total, events=total.events + new, bad=total.bad + len(page.bad), stuck=page.stuck)
        if page.stuck:
            log.error("tracking feed is stuck", extra={"rows": len(page.events)})
        if page.stuck or not (page.events or page.bad):
            break
    return replace(total, weighed=weigh_news(context))


def _next_page(feed: Feed, cursor: str | None, context: Context) -> Page:
    """The page behind this place; what could not be read is news still."""
    try:
        return feed.tracking(cursor)
    except ServiceError:
        with context.database.begin() as connection:
            tracking.want(connection, feed.name)
        raise


def record(page: Page, account: str, source: str, context: Context) -> int:
    """Keep a page and the place behind it; how many of its reports are new. The same page again changes nothing."""
    with context.database.begin() as connection:
        heard = [_heard(event, context.clock.now()) for event in page.events]
        new = _keep(connection, heard, [_bad_row(bad, source) for bad in page.bad], account)
        tracking.advance(connection, account, page.next_cursor, stuck=page.stuck)
        return new


def hint(account: str, told: Sequence[TrackingEvent], context: Context) -> None:
    """The post says that there is news: keep what it told, and let the feed be read soon."""
    with context.database.begin() as connection:
        _keep(connection, [_heard(event, context.clock.now()) for event in told], [], account)
        tracking.want(connection, account)


def weigh_news(context: Context) -> int:
    """Weigh every parcel with news; how many. One that fails stays news, and fails no other."""
    weighed = last = 0
    while True:
        with context.database.begin() as connection:
            batch = postal_items.unsettled(connection, last, BATCH)
        if not batch:
            return weighed
        weighed += weigh(batch, context)
        last = batch[-1][0]


def weigh(parcels: Iterable[tuple[int, int]], context: Context) -> int:
    """Weigh these, each given with its dossier; how many. One that fails stays news, and fails no other."""
    weighed = 0
    for item_id, dossier_id in parcels:
        try:
            with context.database.begin() as connection:
                _weigh(connection, item_id, dossiers.lock(connection, dossier_id), context)
            weighed += 1
        except Exception as e:  # noqa: BLE001  one bad parcel never fails the others
            log.error("parcel failed", extra={"problem": where(e)})
    return weighed


def _heard(event: TrackingEvent, now: datetime) -> TrackingEvent:
    """A time to come is a mistake: it happened by now. What was written stays as it is, in ``raw_time``."""
    is_to_come = event.at is not None and event.at > now + CLOCK_TOLERANCE
    return replace(event, at=now) if is_to_come else event


def _keep(connection: Connection, events: Sequence[TrackingEvent], bad: Sequence[dict[str, Any]], account: str) -> int:
    by_order, by_code = postal_items.known(
        connection, {e.order_no for e in events if e.order_no}, {e.item_code for e in events if e.item_code}
    )
    rows = [row(e, by_order.get(e.order_no or "") or by_code.get(e.item_code or "")) for e in events]
    agency_id = account.partition("/")[0]
    return len(tracking.keep(connection, [each | {"agency_id": agency_id} for each in (*rows, *bad)]))


def row(event: TrackingEvent, item_id: int | None) -> dict[str, Any]:
    """A report as it is stored, with the parcel that it is of."""
    values = {name: getattr(event, name) for name in TrackingEvent.__dataclass_fields__}
    return {**values, "postal_item_id": item_id, "problem": None}


def _bad_row(bad: Bad, source: str) -> dict[str, Any]:
    """Kept whole, for a person to read; by its digest where it has no id."""
    source_id = bad.source_id or f"sha256:{hashlib.sha256(bad.raw.encode()).hexdigest()}"
    return {**row(TrackingEvent(source, source_id, raw_text=bad.raw), None), "problem": bad.problem}


def _weigh(connection: Connection, item_id: int, dossier: Dossier, context: Context) -> None:
    """Where the parcel stands by all reports; the order shows in the feed, so it was accepted."""
    item, now = postal_items.lock_all(connection, dossier.id)[item_id], context.clock.now()
    found = standing(tracking.of_parcels(connection, [item_id])[item_id])
    if found.status is Status.CANCELLED and item.state is not OrderState.CANCELLED:
        dossier = write(connection, dossier, item, OrderState.CANCELLED, now)
    elif item.state in _TAKEN and owing.of_leg(connection, dossier, item.leg)[-1].id == item.id:
        write(connection, dossier, item, OrderState.ACCEPTED, now)
    if found.status in (Status.DELIVERED, Status.RETURNED):
        calm(connection, dossier, item)
    item = postal_items.lock(connection, item_id)
    finding = item.finding
    if _is_news(item, found):
        finding = _moved(connection, dossier, item, found, context) or _still_open(item, found)
    postal_items.change(
        connection,
        item,
        unsettled=False,
        status=found.status,
        reason=found.reason,
        status_at=found.at,
        disputed=found.disputed,
        finding=finding,
    )
    watching.refresh(connection, [dossier.id], context)


def _still_open(item: Parcel, found: Standing) -> Finding | None:
    """What the post was told wrongly stays a person's matter until the parcel has come to its end.

    An envelope without a code cannot have left: that stays one until the post reports to have it.
    """
    if item.finding is Finding.CODE_UNUSABLE:
        return None if replace(item, status=found.status).is_under_way else item.finding
    return item.finding if item.finding is Finding.COD_OTHERWISE and found.status not in ENDS else None


def _is_news(item: Parcel, found: Standing) -> bool:
    """Whether it stands elsewhere than when it was last weighed: what came late moves nothing twice."""
    return (item.status, item.disputed) != (found.status, found.disputed)


def _moved(connection: Connection, dossier: Dossier, item: Parcel, found: Standing, context: Context) -> Finding | None:
    """Make the move that the parcel's end calls for; what a person must settle where it cannot be made."""
    if found.disputed:
        return Finding.DISPUTED
    if item.state in ENDED:
        return Finding.CARRIED_ANYHOW if replace(item, status=found.status).is_under_way else item.finding
    if item.leg is Leg.COLLECT:
        return _collected(connection, dossier, item, found, context)
    if found.status not in _ENDED:
        return None
    there, name, otherwise = _ENDED[found.status]
    if dossier.state is there:
        return None
    if dossier.state not in (State.FINISHED, State.HANDED_TO_POST):
        return otherwise
    said = Remark(reason=found.reason.vi if found.reason else SENT_BACK_VI) if name == "take_back" else NOTHING
    moves = [(name, said)] if dossier.state is State.HANDED_TO_POST else [("hand_over", NOTHING), (name, said)]
    try:
        with connection.begin_nested():
            _make(connection, dossier, moves, _brought(item, found.at), context)
    except ServiceError as e:
        log.warning("parcel's end moves nothing", extra={"dossier_no": dossier.dossier_no, "code": e.code})
        return otherwise
    return None


def _collected(
    connection: Connection, dossier: Dossier, item: Parcel, found: Standing, context: Context
) -> Finding | None:
    """Papers that were fetched are told of in the history; the dossier is still to be received, by a person."""
    if found.status is Status.RETURNED and is_wanted(dossier, Leg.COLLECT):
        return Finding.NOT_COLLECTED
    if found.status is not Status.DELIVERED:
        return None
    tell(connection, dossier, item, PAPERS_COLLECTED, context.clock.now())
    there = dossier.received_at is not None or dossier.state in STATES[Leg.COLLECT]
    return None if there else Finding.COLLECTED_OTHERWISE


def _make(
    connection: Connection,
    dossier: Dossier,
    moves: Iterable[tuple[str, Remark]],
    brought: Mapping[str, Any],
    context: Context,
) -> None:
    """The moves, by the service itself; the desk may have forgotten to say that it handed the parcel over."""
    service = Principal(None, SOURCE, dossier.agency_id, None, (), frozenset({Role.RETURN}))
    for name, said in moves:
        assert not service.roles.isdisjoint(MOVES[name].roles)  # noqa: S101
        dossier = lifecycle.step(connection, dossier, name, said, service, context, SOURCE, dict(brought)).dossier


def _brought(item: Parcel, at: datetime | None) -> dict[str, Any]:
    return {"order_no": item.order_no} | ({"reported_at": at.isoformat()} if at else {})

"""Tracking (định vị bưu gửi): what the post reports is read, and kept, each report once.

A page and the place behind it are kept in one transaction; then every parcel with news is weighed
(:mod:`app.post.weighing`).
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DataError

from app.context import Context
from app.domain.errors import ServiceError
from app.domain.post.named import Carried, Names, Unclear
from app.domain.post.tracking import TrackingEvent
from app.domain.values import CLOCK_TOLERANCE
from app.logs import where
from app.post.feed import Bad, Feed, Page
from app.post.weighing import weigh_news
from app.store import postal_items, tracking

MAX_PAGES = 200  # of one pull; the next one goes on
MAX_RAW = 2000
_UNSTORABLE = (DataError, UnicodeError)  # what a database refuses for what it says; any other error is no report's
log = logging.getLogger(__name__)


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
    """Keep a page and the place behind it; how many of its reports are new. The same page again changes nothing.

    A page that cannot be kept is kept report by report, and what cannot even so as a bad one: none holds up the others.
    """
    now = context.clock.now()
    heard = [_heard(event, now) for event in page.events]
    bad = [_bad_row(each, source) for each in page.bad]
    try:
        with context.database.begin() as connection:
            new = _keep(connection, heard, bad, account)
            tracking.advance(connection, account, page.next_cursor, stuck=page.stuck)
            return new
    except _UNSTORABLE as e:
        log.error("page kept report by report", extra={"problem": where(e), "rows": len(heard)})
    new = sum(_kept_alone(each, account, context) for each in heard)
    with context.database.begin() as connection:
        new += _keep(connection, [], bad, account)
        tracking.advance(connection, account, page.next_cursor, stuck=page.stuck)
        return new


def _kept_alone(event: TrackingEvent, account: str, context: Context) -> int:
    try:
        with context.database.begin() as connection:
            return _keep(connection, [event], [], account)
    except _UNSTORABLE as e:
        log.error("report not kept as it is", extra={"problem": where(e)})
    raw = ascii(event)[:MAX_RAW]
    digest = f"sha256:{hashlib.sha256(raw.encode()).hexdigest()}"
    useless = {**row(TrackingEvent(event.source, digest, raw_text=raw), None), "problem": "cannot be kept"}
    with context.database.begin() as connection:
        return _keep(connection, [], [useless], account)


def hint(account: str, told: Sequence[TrackingEvent], context: Context) -> None:
    """The post says that there is news: keep what it told, and let the feed be read soon."""
    with context.database.begin() as connection:
        _keep(connection, [_heard(event, context.clock.now()) for event in told], [], account)
        tracking.want(connection, account)


def _heard(event: TrackingEvent, now: datetime) -> TrackingEvent:
    """A time to come is a mistake: it happened by now. What was written stays as it is, in ``raw_time``."""
    is_to_come = event.at is not None and event.at > now + CLOCK_TOLERANCE
    return replace(event, at=now) if is_to_come else event


def _keep(connection: Connection, events: Sequence[TrackingEvent], bad: Sequence[dict[str, Any]], account: str) -> int:
    order_nos, codes = {e.order_no for e in events if e.order_no}, {e.item_code for e in events if e.item_code}
    names = Names(postal_items.carried(connection, order_nos, codes))
    rows = [_named(event, names.of(event.order_no, event.item_code)) for event in events]
    agency_id = account.partition("/")[0]
    return len(tracking.keep(connection, [each | {"agency_id": agency_id} for each in (*rows, *bad)]))


def _named(event: TrackingEvent, found: Carried | Unclear | None) -> dict[str, Any]:
    """With its parcel; where it is not clear which, it moves none and a person is shown it."""
    if isinstance(found, Unclear):
        return row(event, None) | {"problem": found.value, "raw_text": _as_text(event)}
    return row(event, found.item_id if found else None)


def _as_text(event: TrackingEvent) -> str:
    """What a person needs who settles it."""
    said = (event.order_no, event.item_code, event.raw_code, event.raw_text, event.raw_time)
    return json.dumps(said, ensure_ascii=False)[:MAX_RAW]


def row(event: TrackingEvent, item_id: int | None) -> dict[str, Any]:
    """A report as it is stored, with the parcel that it is of."""
    values = {name: getattr(event, name) for name in TrackingEvent.__dataclass_fields__}
    return {**values, "postal_item_id": item_id, "problem": None}


def _bad_row(bad: Bad, source: str) -> dict[str, Any]:
    """Kept whole, for a person to read; by its digest where it has no id."""
    source_id = bad.source_id or f"sha256:{hashlib.sha256(bad.raw.encode()).hexdigest()}"
    return {**row(TrackingEvent(source, source_id, raw_text=bad.raw), None), "problem": bad.problem}

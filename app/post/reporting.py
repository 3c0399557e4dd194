"""Reports of the post's counter software (báo tình trạng bưu gửi) in batches: kept like those of the feed, each once.

A sender reports of parcels of its agency only, and of its office's where its key is an office's. One bad report never
fails its batch: each has an answer of its own. What can be used is kept in one transaction, then the parcels with news
are weighed one by one (:mod:`app.post.weighing`): few of them on the spot, so that a counter sees it, many by a worker.
Steps of custody that a counter tells go their own way, in the order of the batch (:mod:`app.post.custody_reports`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.domain.errors import Fault, InvalidDossier
from app.domain.post.named import Unclear
from app.domain.post.report import MAX_EVENTS, Words, own_id, read, says_more
from app.domain.post.report import says_the_same as same
from app.domain.post.tracking import Status, TrackingEvent
from app.post import custody_reports, tracking, weighing
from app.post.report_answers import CODES, RESULTS_VI, Result, Told
from app.security.principals import Principal, Role
from app.store import tracking as store
from app.store import tracking_reports
from app.store.tracking_reports import Whose

__all__ = ["RESULTS_VI", "ROLES", "Result", "Told", "report"]

ROLES = (Role.SUBMIT, Role.RETURN)
ON_THE_SPOT = 50  # parcels: a quarter of a second


def report(
    raw: Sequence[Any], principal: Principal, context: Context, words: Words, path: str = "events"
) -> list[Told]:
    """Keep what is reported and move on what has news of it; the answers in the order of the reports.

    :class:`NotAllowed`; :class:`InvalidDossier` for a batch of more than :data:`MAX_EVENTS`, or of none.
    """
    principal.require(*ROLES)
    if not raw:
        raise InvalidDossier([Fault(path, "REQUIRED")])
    if len(raw) > MAX_EVENTS:
        raise InvalidDossier([Fault(path, "TOO_MANY", (("limit", MAX_EVENTS),))])
    read = [_read(each, f"counter:{principal.sender}", words, context.clock.now()) for each in raw]
    events = [told.event for told in read if told.event]
    with context.database.begin() as connection:
        found = tracking_reports.ours(connection, events, principal.agency_id, principal.office_id)
        whose = {event: owner for event, owner in found.items() if isinstance(owner, Whose)}
        read = [_owned(told, found) for told in read]
        first = _first(told.event for told in read if told.result is Result.KEPT and told.event)
        new = _keep(connection, first, whose, principal.agency_id)
        before = tracking_reports.kept(connection, events)
        clear = _understand(connection, first, before, whose)
    news = sorted({(one.item_id, one.dossier_id) for one in (whose[first[id_]] for id_ in new | clear)})
    if len(news) <= ON_THE_SPOT:
        weighing.weigh(news, context)
    answers = _told(read, new, before)
    for nth, each in enumerate(raw):
        if custody_reports.is_one(each):
            answers[nth] = replace(custody_reports.record(each, principal, context, words), event_id=own_id(each))
    return answers


def _read(raw: Any, source: str, words: Words, now: datetime) -> Told:
    if not isinstance(raw, Mapping):
        return Told(Result.UNREADABLE, faults=(Fault(".", "TYPE_INVALID"),))
    if custody_reports.is_one(raw):
        return Told(Result.KEPT)
    try:
        event = read(raw, source, words, now)
        return Told(Result.KEPT, event, event_id=event.source_id)
    except InvalidDossier as e:
        return Told(Result.UNREADABLE, faults=e.faults, event_id=own_id(raw))


def _owned(told: Told, found: Mapping[TrackingEvent, Whose | Unclear]) -> Told:
    if told.event is None:
        return told
    owner = found.get(told.event)
    if isinstance(owner, Unclear):
        return Told(Result.UNREADABLE, faults=(Fault("item_code", CODES[owner]),), event_id=told.event_id)
    return replace(told, dossier_no=owner.dossier_no) if owner else replace(told, result=Result.NOT_OURS)


def _first(events: Iterable[TrackingEvent]) -> dict[str, TrackingEvent]:
    """By its id the first of each that is ours to keep; what comes after it with that id is held against it."""
    return {event.source_id: event for event in reversed(list(events))}


def _keep(
    connection: Connection,
    first: Mapping[str, TrackingEvent],
    whose: Mapping[TrackingEvent, Whose],
    agency_id: str,
) -> set[str]:
    """The ids of those that are new; each is kept with the parcel that it names itself."""
    rows = [tracking.row(event, whose[event].item_id) | {"agency_id": agency_id} for event in first.values()]
    return {id_ for id_, _ in store.keep(connection, rows)}


def _understand(
    connection: Connection,
    first: Mapping[str, TrackingEvent],
    before: Mapping[str, TrackingEvent],
    whose: Mapping[TrackingEvent, Whose],
) -> set[str]:
    """The ids of those that were kept without being understood, and are by now: a table of codes has grown since."""
    clear = {id_ for id_, event in first.items() if same(before[id_], event) and says_more(before[id_], event)}
    for id_ in sorted(clear):
        tracking_reports.understand(connection, first[id_], whose[first[id_]].item_id)
    return clear


def _told(read: Sequence[Told], new: set[str], before: Mapping[str, TrackingEvent]) -> list[Told]:
    """A report that is new is kept once: what comes again with its id is a repeat, or contradicts it."""
    answers, fresh = [], set(new)
    for told in read:
        event, result = told.event, told.result
        if event and result is Result.KEPT:
            if not same(before[event.source_id], event):
                result = Result.CONFLICT
            elif event.source_id not in fresh:
                result = Result.REPEAT
            elif event.status is Status.UNKNOWN:
                result = Result.UNKNOWN_CODE
            fresh.discard(event.source_id)
        answers.append(replace(told, result=result))
    return answers

"""The two sides of a day: our parcels and handed-over results, and what the post's statement and feed say of them.

Beside what happened on the day they hold what is named by findings that are still open, so that these are judged anew.
A parcel is expected in the post's statement where that of its day is there; a line that cannot be used has it too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from app.context import EVERY_AGENCY, Context
from app.domain.life import State
from app.domain.money.fees import FreightPayer
from app.domain.post.parcel import OrderState
from app.domain.post.statement import Line
from app.domain.post.tracking import Reason, Standing, Status, TrackingEvent, standing
from app.domain.reconciliation.comparing import Finding, Item
from app.domain.reconciliation.kinds import Kind
from app.reconciliation.span import Span, day_of
from app.store import post_statements, reconciled, reconciled_reports
from app.store.post_statements import Kept

_BY_ORDER = {OrderState.ACCEPTED: Status.ORDERED, OrderState.CANCELLED: Status.CANCELLED}
_BY_DOSSIER = {  # where a result may stand that went by list, without an order
    State.FINISHED: (Status.ORDERED, Status.RETURNED),
    State.HANDED_TO_POST: (Status.ACCEPTED, Status.IN_TRANSIT),
    State.DELIVERED: (Status.DELIVERED,),
    State.RETURNED_IN_PERSON: (Status.RETURNED,),
}


@dataclass(frozen=True, slots=True)
class Parcel:
    """One of ours: its row and where it stands; ``is_new``: of the day.

    ``then`` at the end of the day, since ``at``; ``by_line`` at the end of the day of the post's newest line of it,
    which is what that line is held against; ``now`` by all that came since.
    """

    row: Any
    then: Status
    at: datetime | None
    by_line: Status
    now: Status
    is_new: bool


@dataclass(frozen=True, slots=True)
class Sides:
    """``ours`` and ``theirs`` are what is compared, ``said`` the post's lines of it; the rest the totals count."""

    statement: Kept | None
    lines: Sequence[Line]
    parcels: Sequence[Parcel]
    handed: Sequence[Any]
    ours: Sequence[Item]
    theirs: Sequence[Item]
    said: Said


class Said:
    """The newest that the post's statements say of each parcel, with the day of it, by both its names."""

    def __init__(self, lines: Iterable[tuple[date, Line]]) -> None:
        self.lines = list(lines)
        self._by_order = {line.order_no: (day, line) for day, line in self.lines if line.order_no}
        self._by_code = {line.item_code: (day, line) for day, line in self.lines if line.item_code}

    def of(self, order_no: str, item_code: str) -> tuple[date, Line] | None:
        """The newest line by either name."""
        found = [each for each in (self._by_order.get(order_no), self._by_code.get(item_code)) if each]
        return max(found, key=lambda each: each[0], default=None)


def gather(connection: Connection, agency_id: str, span: Span, opened: Sequence[Finding], context: Context) -> Sides:
    """All that is compared of a day."""
    statement = post_statements.current(connection, agency_id, span.day)
    lines = post_statements.lines(connection, statement.id) if statement else []
    feed = _nobodys(connection, agency_id, span, opened, context)
    named = (*(line for line in lines if line.problem is None), *feed, *opened)
    numbers, codes = ({getattr(each, name) or "" for each in named} for name in ("order_no", "item_code"))
    rows = reconciled.of_day(connection, agency_id, span.start, span.end, numbers, codes)
    handed = reconciled.handed_over(connection, agency_id, span.start, span.end)
    numbers |= {each.dossier_no for each in opened}
    results = reconciled.named(connection, agency_id, numbers, codes)
    listed = [*handed, *(row for row in results if row.dossier_state in _BY_DOSSIER)]  # else nothing could travel yet
    feed = _still_nobodys(feed, [*rows, *listed])
    said = _said(connection, agency_id, lines, [*rows, *listed, *opened])
    expected = _Expected(said, _spoilt(connection, agency_id, [*rows, *listed]), statement is not None, opened)
    parcels = _parcels(connection, rows, span, said, {row.dossier_id for row in handed})
    ours = [*expected.parcels(parcels, span), *expected.listed(listed, rows, span)]
    return Sides(statement, lines, parcels, handed, ours, [*_theirs(said, feed)], said)


def _nobodys(
    connection: Connection, agency_id: str, span: Span, opened: Sequence[Finding], context: Context
) -> Sequence[Any]:
    """Reports of nobody's parcels that are this agency's to look at: of the day, and what is still open of them.

    By the order number, or where there is none by whose account or key told of it. A number of another form was ordered
    elsewhere by the same customer of the post, and is nobody's business here.
    """
    names = {each.order_no or each.item_code for each in opened if each.kind is Kind.ONLY_POSTS}
    tellers = (agency_id, EVERY_AGENCY) if context.asks_post(agency_id) else (agency_id,)
    return reconciled_reports.nobodys(connection, agency_id, tellers, span.start, span.end, names)


def _still_nobodys(feed: Sequence[Any], rows: Sequence[Any]) -> list[Any]:
    """Reports of what is not ours by now either: an order may show in the feed before we have written it."""
    numbers, codes = {_order_no(row) for row in rows}, {row.item_code for row in rows if row.item_code}
    return [each for each in feed if each.order_no not in numbers and each.item_code not in codes]


def _said(connection: Connection, agency_id: str, lines: Sequence[Line], rows: Sequence[Any]) -> Said:
    """The newest lines of all that is looked at, of whichever day: a statement that comes late undoes no newer one."""
    names = [(line.order_no, line.item_code) for line in lines if line.problem is None]
    names += [(_order_no(row), row.item_code or "") for row in rows]
    return Said(post_statements.last_lines(connection, agency_id, *zip(*names, strict=True)) if names else [])


def _spoilt(connection: Connection, agency_id: str, rows: Sequence[Any]) -> set[str]:
    """What these are called in lines that cannot be used: such a line names its parcel all the same."""
    names = {_order_no(row) for row in rows}, {row.item_code for row in rows if row.item_code}
    return post_statements.spoilt(connection, agency_id, *names)


def _parcels(connection: Connection, rows: Sequence[Any], span: Span, said: Said, handed: set[int]) -> list[Parcel]:
    events: dict[int, list[TrackingEvent]] = defaultdict(list)
    for report in reconciled.reports_of(connection, [row.id for row in rows]):
        reason = Reason(report.reason) if report.reason else None
        event = TrackingEvent(
            report.source, report.source_id, at=report.at, status=Status(report.status), reason=reason
        )
        events[report.postal_item_id].append(event)
    return [_parcel(row, events[row.id], span, said, handed) for row in rows]


def _parcel(row: Any, events: Sequence[TrackingEvent], span: Span, said: Said, handed: set[int]) -> Parcel:
    line = said.of(row.order_no, row.item_code or "")
    then, by_line = _standing(events, span), _standing(events, Span(line[0]) if line else span)
    is_new = span.holds(row.asked_at) or row.dossier_id in handed or any(span.holds(event.at) for event in events)
    by_order = _BY_ORDER.get(OrderState(row.state), Status.UNKNOWN)
    known = [
        each if each is not Status.UNKNOWN else by_order for each in (then.status, by_line.status, Status(row.status))
    ]
    return Parcel(row, known[0], then.at, known[1], known[2], is_new)


def _standing(events: Sequence[TrackingEvent], span: Span) -> Standing:
    """At the end of a day; a report without a time counts always."""
    return standing(event for event in events if event.at is None or event.at < span.end)


class _Expected:
    """Which of ours are held against the statement: those that it names, and those of a day that has one."""

    def __init__(self, said: Said, spoilt: set[str], is_there: bool, opened: Sequence[Finding]) -> None:
        self._said, self._spoilt, self._is_there = said, spoilt, is_there
        self._kept = {each.subject: each.day for each in opened if each.kind is Kind.ONLY_OURS}

    def parcels(self, parcels: Sequence[Parcel], span: Span) -> Iterator[Item]:
        for each in parcels:
            row, order_no, item_code = each.row, each.row.order_no, each.row.item_code or ""
            is_taken = row.state == OrderState.ACCEPTED and ((each.is_new and self._is_there) or order_no in self._kept)
            if self._said.of(order_no, item_code) or (is_taken and not {order_no, item_code} & self._spoilt):
                yield Item(
                    order_no=order_no,
                    item_code=item_code,
                    statuses=tuple(dict.fromkeys((each.by_line, each.now))),
                    cod_vnd=row.cod_vnd,
                    payer=FreightPayer(row.payer) if row.payer else None,
                    day=self._day(order_no, span, is_new=each.is_new),
                    dossier_no=row.dossier_no,
                    office_id=row.office_id or "",
                )

    def listed(self, listed: Sequence[Any], rows: Sequence[Any], span: Span) -> Iterator[Item]:
        """Results that went without an order; the number of their dossier is that of the order that would be."""
        ordered, new = {row.dossier_id for row in rows}, {row.dossier_id for row in listed if hasattr(row, "signed_at")}
        for row in {row.dossier_id: row for row in listed if row.dossier_id not in ordered}.values():
            is_taken = (row.dossier_id in new and self._is_there) or row.dossier_no in self._kept
            names = {row.dossier_no, row.item_code}
            if self._said.of(row.dossier_no, row.item_code) or (is_taken and not names & self._spoilt):
                yield Item(
                    order_no=row.dossier_no,
                    item_code=row.item_code,
                    statuses=_BY_DOSSIER.get(State(row.dossier_state), ()),
                    day=self._day(row.dossier_no, span, is_new=row.dossier_id in new),
                    dossier_no=row.dossier_no,
                    office_id=row.office_id or "",
                )

    def _day(self, order_no: str, span: Span, *, is_new: bool) -> date:
        """The first day of which it is missing: never earlier than the parcel was of a day."""
        kept = self._kept.get(order_no, span.day)
        return min(kept, span.day) if is_new and self._is_there else kept


def _theirs(said: Said, feed: Sequence[Any]) -> Iterator[Item]:
    """What statements say, and what the feed tells of parcels that no statement names."""
    for day, line in said.lines:
        yield Item(line.order_no, line.item_code, _known(line.status), line.cod_vnd, line.payer, day)
    for report in feed:
        order_no, item_code = report.order_no or "", report.item_code or ""
        if said.of(order_no, item_code) is None:
            day = day_of(report.at or report.recorded_at)
            yield Item(order_no, item_code, _known(Status(report.status)), day=day)


def _known(status: Status) -> tuple[Status, ...]:
    return () if status is Status.UNKNOWN else (status,)


def _order_no(row: Any) -> str:
    """Of a parcel or a finding its own; of a result without an order its dossier's."""
    return str(getattr(row, "order_no", "") or row.dossier_no)

"""What does not go on by itself and is of no single day: orders, parcels, shifts, reports and work that wait too long.

How long is too long is counted in working days of the agency; a finding is of the day on which it became so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from app.context import EVERY_AGENCY, Context
from app.domain.calendar import OutsideCalendar
from app.domain.errors import NoRule
from app.domain.money.fees import vnd
from app.domain.post.parcel import OF_CODE, Cancelling, OrderState
from app.domain.post.parcel import Finding as ParcelFinding
from app.domain.post.statement import IN_WORDS
from app.domain.post.tracking import ENDS, Status
from app.domain.reconciliation.comparing import EARLIEST_DAY, Finding
from app.domain.reconciliation.kinds import COMPARED, OF_STATEMENT, Kind
from app.reconciliation.span import day_of
from app.store import post_statements, reconciled, reconciled_money, reconciled_reports, tracking, unweighed

NOT_SEEN_DAYS = 2  # working days in which the post's first report of what it was given should come
REPORTS_DAYS = 30  # of use or not: later ones are looked for, and what is still open
NOT_REMITTED_DAYS = 3  # working days in which a closed shift should be handed on
_ORDERS = {
    OrderState.UNKNOWN: Kind.ORDER_UNKNOWN,
    OrderState.ASKED: Kind.ORDER_UNKNOWN,
    OrderState.REFUSED: Kind.ORDER_REFUSED,
}
_NOT_TAKEN_BACK = frozenset({Cancelling.UNKNOWN, Cancelling.REFUSED})  # else it is still being asked for
STANDING = frozenset(set(Kind) - {*COMPARED, *OF_STATEMENT, Kind.NOT_BOOKED})  # looked at in full by every run
_SOURCES_VI = {"ngsp": "bưu điện (NGSP)", "ngsp-soap": "bưu điện (NGSP)"}  # else it is who sends: a counter, a key
_REPORTS = {"bad": Kind.REPORT_UNREADABLE, "unknown": Kind.REPORT_CODE_UNKNOWN}


def findings(
    connection: Connection, agency_id: str, days: Sequence[date], opened: Sequence[Finding], context: Context
) -> Iterator[Finding]:
    """All that waits now; ``days`` are those whose statements are looked into for lines of no use."""
    now = context.clock.now()
    yield from _orders(connection, agency_id)
    yield from _twice(connection, agency_id)
    yield from _not_seen(connection, agency_id, now, context)
    yield from _not_remitted(connection, agency_id, now, context)
    yield from _parked(connection, agency_id)
    yield from _not_weighed(connection, agency_id)
    yield from _lines(connection, agency_id, days)
    if context.asks_post(agency_id):
        yield from _reports(connection, agency_id, now, opened)
        yield from _stuck(connection, agency_id)


def _orders(connection: Connection, agency_id: str) -> Iterator[Finding]:
    for row in reconciled.troubled(connection, agency_id):
        about = {
            "subject": row.order_no,
            "day": day_of(row.asked_at or row.made_at),
            "dossier_no": row.dossier_no,
            "order_no": row.order_no,
            "item_code": row.item_code or "",
            "office_id": row.office_id or "",
        }
        state, status_vi = OrderState(row.state), Status(row.status).vi
        if state in _ORDERS:
            yield Finding(_ORDERS[state], ours=state.vi, **about)
        if row.finding:
            found = ParcelFinding(row.finding)
            kind = Kind.ITEM_CODE_UNUSABLE if found in OF_CODE else Kind.END_CONTRADICTED
            yield Finding(kind, ours=found.vi, theirs=status_vi, **about)
        if row.cancel in _NOT_TAKEN_BACK and Status(row.status) not in ENDS:
            yield Finding(Kind.TAKING_BACK, ours=Cancelling(row.cancel).vi, theirs=status_vi, **about)


def _twice(connection: Connection, agency_id: str) -> Iterator[Finding]:
    pairs: dict[tuple[str, str], list[str]] = {}
    offices: dict[str, str] = {}
    for row in reconciled.under_way_twice(connection, agency_id):
        pairs.setdefault((row.dossier_no, row.leg), []).append(row.order_no)
        offices[row.dossier_no] = row.office_id or ""
    for (dossier_no, _), order_nos in pairs.items():
        shown = ", ".join(order_nos)
        yield Finding(
            Kind.TWO_LIVE, order_nos[0], dossier_no=dossier_no, order_no=order_nos[-1],
            office_id=offices[dossier_no], ours=shown, day=EARLIEST_DAY,
        )  # fmt: skip


def _not_seen(connection: Connection, agency_id: str, now: datetime, context: Context) -> Iterator[Finding]:
    rows = reconciled.with_the_post(connection, agency_id, now)
    numbers, codes = [row.order_no or row.dossier_no for row in rows], [row.item_code or "" for row in rows]
    listed = post_statements.last_lines(connection, agency_id, numbers, codes)
    known = {name for day, line in listed for name in (line.order_no, line.item_code) if name}
    for row, order_no in zip(rows, numbers, strict=True):
        late_at = _after(row.handed_at, NOT_SEEN_DAYS, agency_id, context)
        if late_at <= now and not {order_no, row.item_code} & known:
            yield Finding(
                Kind.NOT_SEEN, row.dossier_no, day=day_of(late_at), dossier_no=row.dossier_no,
                order_no=row.order_no or "", item_code=row.item_code or "", office_id=row.office_id or "",
                ours=f"đã giao ngày {day_of(row.handed_at):%d/%m/%Y}", theirs="không",
            )  # fmt: skip


def _not_remitted(connection: Connection, agency_id: str, now: datetime, context: Context) -> Iterator[Finding]:
    for row in reconciled_money.owed(connection, agency_id, now):
        late_at = _after(row.closed_at, NOT_REMITTED_DAYS, agency_id, context)
        if late_at <= now:
            yield Finding(
                Kind.NOT_REMITTED, row.shift_no, day=day_of(late_at), office_id=row.office_id or "",
                ours=f"ca {row.shift_no}, kết ngày {day_of(row.closed_at):%d/%m/%Y}",
                money=f"phải nộp {vnd(row.amount_vnd)}",
            )  # fmt: skip


def _parked(connection: Connection, agency_id: str) -> Iterator[Finding]:
    for row in reconciled.parked(connection, agency_id):
        yield Finding(
            Kind.WORK_PARKED, f"{row.dossier_no} {row.kind} {row.edition}", dossier_no=row.dossier_no,
            office_id=row.office_id or "", ours=f"{row.kind}: {row.error_code or 'không rõ lỗi'}",
        )  # fmt: skip


def _not_weighed(connection: Connection, agency_id: str) -> Iterator[Finding]:
    for row in unweighed.late(connection, agency_id):
        yield Finding(
            Kind.NOT_WEIGHED, row.order_no, dossier_no=row.dossier_no, order_no=row.order_no,
            office_id=row.office_id or "",
        )  # fmt: skip


def _lines(connection: Connection, agency_id: str, days: Sequence[date]) -> Iterator[Finding]:
    """Of each code that no table knows the first line, and each that has words instead."""
    unknown: dict[str, Finding] = {}
    for day, line in post_statements.odd_lines(connection, agency_id, days):
        if line.problem is not None:
            subject = f"{day.isoformat()} dòng {line.position}"
            yield Finding(
                Kind.LINE_UNREADABLE, subject, day=day, order_no=line.order_no, item_code=line.item_code,
                theirs=f"{line.problem}: {_place(day, line.position)}",
            )  # fmt: skip
        else:
            in_words = line.raw_code == IN_WORDS
            subject = f"{day.isoformat()} dòng {line.position}" if in_words else line.raw_code
            theirs = f"trạng thái bằng chữ: {_place(day, line.position)}" if in_words else f"mã “{line.raw_code}”"
            unknown.setdefault(subject, Finding(Kind.LINE_CODE_UNKNOWN, subject, day=day, theirs=theirs))
    yield from unknown.values()


def _place(day: date, position: int) -> str:
    return f"dòng {position} của bảng kê ngày {day:%d/%m/%Y}"


def _reports(connection: Connection, agency_id: str, now: datetime, opened: Sequence[Finding]) -> Iterator[Finding]:
    """By source and code; of what cannot be read the last one belongs to it: a further one is news again."""
    names = {f"{each.subject}{end}" for each in opened if each.kind in _REPORTS.values() for end in ("", " ")}
    since = now - timedelta(days=REPORTS_DAYS)
    for row in reconciled_reports.useless(connection, agency_id, (agency_id, EVERY_AGENCY), since, names):
        shown = f"mã “{row.raw_code}”" if row.problem == "unknown" else f"tin gần nhất số {row.last_id}"
        subject, source = f"{row.source} {row.raw_code}".strip(), _SOURCES_VI.get(row.source, row.source)
        yield Finding(_REPORTS[row.problem], subject, theirs=f"{source}: {shown}")


def _stuck(connection: Connection, agency_id: str) -> Iterator[Finding]:
    for account in tracking.stuck(connection):
        if account.partition("/")[0] in (agency_id, EVERY_AGENCY):
            yield Finding(Kind.FEED_STUCK, account, theirs=account)


def _after(moment: datetime, days: int, agency_id: str, context: Context) -> datetime:
    """So many working days later; calendar days where the calendar does not reach."""
    try:
        return context.rules.calendar(agency_id).due(moment, days=days)
    except (OutsideCalendar, NoRule):
        return moment + timedelta(days=days)

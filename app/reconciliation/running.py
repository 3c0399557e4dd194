"""One run of a day's reconciliation (đối soát): both sides compared, findings kept, an edition of the day written.

A run is one transaction under the agency's lock, so two of them never mix. The same again writes nothing; what came
late makes a new edition, and the earlier one stays as it is.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.domain.errors import NotAllowed
from app.domain.reconciliation import EARLIEST_DAY, Compared, Finding, compare
from app.domain.reconciliation_kinds import Kind
from app.reconciliation import money, sides, totals, waiting
from app.reconciliation.span import Span
from app.security.principals import Principal, Role
from app.store import post_statements, reconciliations
from app.store.reconciliations import Edition

SETTLING = (Role.RETURN, Role.COLLECT)


def run(day: date, principal: Principal, context: Context) -> tuple[Edition, bool]:
    """Reconcile a day of the whole agency; the edition, and whether it was there before. :class:`NotAllowed`."""
    principal.require(*SETTLING)
    if principal.office_id is not None:
        raise NotAllowed
    return run_of(principal.agency_id, day, context)


def run_of(agency_id: str, day: date, context: Context) -> tuple[Edition, bool]:
    """The same by the service itself."""
    span, now = Span(day), context.clock.now()
    with context.database.begin() as connection:
        post_statements.lock(connection, agency_id)
        opened = [each.finding for each in reconciliations.open_findings(connection, agency_id)]
        found = sides.gather(connection, agency_id, span, opened, context)
        of_delivered = money.of_delivered(connection, agency_id, span, found, opened, context)
        compared = compare(found.ours, found.theirs, of_delivered)
        holding = _holding(connection, agency_id, span, found, compared, opened, context)
        settled = reconciliations.note_findings(connection, agency_id, holding, now)
        offices = totals.of_day(connection, agency_id, span, found, compared)
        record = _record(span, found, offices, holding, settled)
        return reconciliations.keep(connection, agency_id, day, record, now)


def _holding(
    connection: Connection,
    agency_id: str,
    span: Span,
    found: sides.Sides,
    compared: Compared,
    opened: list[Finding],
    context: Context,
) -> list[Finding]:
    """All that holds now, each once, of a known day."""
    days = sorted({span.day, *(each.day for each in opened)})
    waits = waiting.findings(connection, agency_id, days, context)
    missing = _no_statement(connection, agency_id, span, found, opened)
    named = {(each.kind, each.subject): each for each in (*compared.findings, *waits, *missing)}
    known = {(each.kind, each.subject): each.day for each in opened}
    return [_dated(each, known.get(name, span.day)) for name, each in named.items()]


def _dated(finding: Finding, day: date) -> Finding:
    """What has no day of its own is of the day on which it was first seen."""
    return finding if finding.day != EARLIEST_DAY else replace(finding, day=day)


def _no_statement(
    connection: Connection, agency_id: str, span: Span, found: sides.Sides, opened: list[Finding]
) -> list[Finding]:
    """Days of which the post owes its statement, where it has ever sent one and there was anything to tell."""
    days = {each.day for each in opened if each.kind is Kind.NO_STATEMENT}
    moved = any(each.is_new for each in found.parcels) or bool(found.handed)
    if found.statement is None and moved and post_statements.is_any(connection, agency_id):
        days.add(span.day)
    missing = sorted(days - post_statements.days_with(connection, agency_id, days))
    return [Finding(Kind.NO_STATEMENT, day.isoformat(), day=day, theirs="chưa có bảng kê") for day in missing]


def _record(
    span: Span,
    found: sides.Sides,
    offices: list[dict[str, Any]],
    holding: list[Finding],
    settled: set[tuple[str, str]],
) -> dict[str, Any]:
    """What the day's paper says: plain JSON values, the same for the same facts."""
    until = [each for each in holding if each.day <= span.day]
    until.sort(key=lambda each: (list(Kind).index(each.kind), each.subject))
    return {
        "day": span.day.isoformat(),
        "statement": found.statement.edition if found.statement else None,
        "unreadable": sum(line.problem is not None for line in found.lines),
        "offices": offices,
        "findings": [
            asdict(each) | {"day": each.day.isoformat(), "settled": (each.kind, each.subject) in settled}
            for each in until
        ],
    }

"""One run of a day's reconciliation (đối soát): both sides compared, findings kept, an edition of the day written.

A run is one transaction under the agency's lock, so two of them never mix. The same again writes nothing; what came
late makes a new edition, and the earlier one stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.domain.errors import Fault, InvalidDossier, NoRule, NotAllowed
from app.domain.reconciliation.comparing import EARLIEST_DAY, Compared, Finding, Money, compare
from app.domain.reconciliation.kinds import COMPARED, OF_STATEMENT, Kind
from app.reconciliation import money, sides, totals, waiting
from app.reconciliation.span import Span, day_of
from app.reconciliation.waiting import STANDING
from app.security.principals import Principal, Role
from app.store import post_statements, reconciliations
from app.store.reconciliations import Edition, Looked

SETTLING = (Role.RETURN, Role.COLLECT)


def run(day: date, principal: Principal, context: Context) -> tuple[Edition, bool]:
    """Reconcile a day of the whole agency; the edition, and whether it was there before. :class:`NotAllowed`."""
    principal.require(*SETTLING)
    if principal.office_id is not None:
        raise NotAllowed
    return run_of(principal.agency_id, day, context)


def run_of(agency_id: str, day: date, context: Context) -> tuple[Edition, bool]:
    """The same by the service itself."""
    _must_have_paper(agency_id, day, context)
    span, now = Span(day), context.clock.now()
    with context.database.begin() as connection:
        post_statements.lock(connection, agency_id)
        opened = [each.finding for each in reconciliations.open_findings(connection, agency_id)]
        found = sides.gather(connection, agency_id, span, opened, context)
        of_delivered = money.of_delivered(connection, agency_id, span, found, opened, context)
        compared = compare(found.ours, found.theirs, of_delivered)
        holding = _holding(connection, agency_id, span, found, compared, opened, context)
        looked = _looked(span, found, of_delivered, opened)
        settled = reconciliations.note_findings(connection, agency_id, holding, looked, now)
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
    """All that holds now, each once, of a known day: the first on which it was found."""
    waits = waiting.findings(connection, agency_id, sorted(_days(span, opened)), opened, context)
    missing = _no_statement(connection, agency_id, span, found, opened)
    named = {(each.kind, each.subject): each for each in (*compared.findings, *waits, *missing)}
    known = {(each.kind, each.subject): each.day for each in opened}
    seen = max(span.day, day_of(context.clock.now()) - timedelta(days=1))
    return [_dated(each, known.get(name), seen) for name, each in named.items()]


def _dated(finding: Finding, known: date | None, seen: date) -> Finding:
    """What has no day of its own is of the day on which it was first seen: an old day that is run again is not it."""
    if finding.day == EARLIEST_DAY:
        return replace(finding, day=known or seen)
    return replace(finding, day=min(known or finding.day, finding.day))


def _days(span: Span, opened: list[Finding]) -> set[date]:
    """Those whose statements are looked into."""
    return {span.day, *(each.day for each in opened)}


def _looked(span: Span, found: sides.Sides, of_delivered: list[Money], opened: list[Finding]) -> Looked:
    """What this run can say of whether it is over."""
    names = {name for item in (*found.ours, *found.theirs) for name in (item.order_no, item.item_code)}
    dossiers = {each.dossier_no for each in of_delivered}
    return Looked(STANDING, [(COMPARED, names), ({Kind.NOT_BOOKED}, dossiers)], (OF_STATEMENT, _days(span, opened)))


def _must_have_paper(agency_id: str, day: date, context: Context) -> None:
    """A day before the rules know the agency and its record has nothing to reconcile; :class:`InvalidDossier`."""
    try:
        context.rules.known_agency(agency_id, day), context.rules.form("reconciliation", day)
    except NoRule as e:
        raise InvalidDossier([Fault("day", "TIME_TOO_OLD")]) from e


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
    settled: Mapping[tuple[str, str], str],
) -> dict[str, Any]:
    """What the day's paper says: plain JSON values, the same for the same facts."""
    until = [each for each in holding if each.day <= span.day]
    until.sort(key=lambda each: (list(Kind).index(each.kind), each.subject))
    return {
        "day": span.day.isoformat(),
        "statement": found.statement.edition if found.statement else None,
        "unreadable": sum(line.problem is not None for line in found.lines),
        "offices": offices,
        "findings": [_recorded(each, settled.get((each.kind, each.subject))) for each in until],
    }


def _recorded(finding: Finding, note: str | None) -> dict[str, Any]:
    """With the note of who has settled it; None: nobody has."""
    told = {} if note is None else {"note": note}
    return asdict(finding) | {"day": finding.day.isoformat(), "settled": note is not None, **told}

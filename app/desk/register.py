"""Register of the dossiers received in a period (sổ theo dõi hồ sơ): form 06, 07 since Circular 03/2025/TT-VPCP.

It shows how they stand now, so it is printed anew each time and kept nowhere. The process prints nothing else that
long: 5,000 dossiers take one second, a year's 32,463 would take nine and 250 MB, so a file holds a quarter of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from threading import Lock
from typing import Any

import pdf.register
from app.context import Context
from app.domain.errors import Fault, InvalidDossier
from app.domain.life import OPEN, State
from app.domain.local_time import LOCAL
from app.domain.submission import Wish
from app.domain.values import EARLIEST, LONGEST
from app.papers.documents import PrintedPaper
from app.security.principals import Principal, Role
from app.store import register as store
from pdf.register import RegisterLine
from pdf.wording import number

MAX_DAYS, MAX_DOSSIERS = 366, 12_000
_ONE = Lock()  # the next waits without a connection and without its lines in memory
ENDED_VI = {State.REFUSED: "Từ chối", State.WITHDRAWN: "Đã rút", State.STOPPED: "Đã dừng"}
OVERDUE_VI = "Quá hạn"
BY_POST_VI, IN_PERSON_VI = "Bưu chính công ích", "Trực tiếp"


@dataclass(frozen=True, slots=True)
class Period:
    """Days in Vietnam, the last one too."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time(), LOCAL)

    @property
    def end(self) -> datetime:
        """The midnight behind the last day."""
        return datetime.combine(self.last + timedelta(days=1), time(), LOCAL)


def read(first: str | None, last: str | None, now: datetime) -> Period:
    """The period of ``from`` and ``to``; :class:`InvalidDossier` with every fault."""
    faults: list[Fault] = []
    since, until = _day("from", first, now, faults), _day("to", last, now, faults)
    if since and until and not faults:
        if 0 <= (until - since).days < MAX_DAYS:
            return Period(since, until)
        faults.append(Fault("to", "PERIOD_INVALID", (("limit", MAX_DAYS),)))
    raise InvalidDossier(faults)


def paper(period: Period, principal: Principal, context: Context) -> PrintedPaper:
    """The register of an agency, or of what an office founded and brought.

    :class:`InvalidDossier` for a period of more than :data:`MAX_DOSSIERS`; :class:`LayoutError` names what does
    not fit.
    """
    principal.require(Role.READ)
    with _ONE:
        return _paper(period, principal, context)


def _paper(period: Period, principal: Principal, context: Context) -> PrintedPaper:
    whose = (principal.agency_id, principal.office_id, period.start, period.end)
    with context.database.begin() as connection:
        counts = store.count(connection, *whose)
        if counts.total > MAX_DOSSIERS:
            raise InvalidDossier([Fault("to", "TOO_MANY", (("limit", MAX_DOSSIERS),))])
        lines = tuple(_lines(store.rows(connection, *whose), principal, context))
    content = pdf.register.render(_record(period, lines, counts, principal, context))
    name = f"so-theo-doi-{period.first:%Y%m%d}-{period.last:%Y%m%d}.pdf"
    return PrintedPaper(content, "application/pdf", name, hashlib.sha256(content).hexdigest())


def _day(path: str, told: str | None, now: datetime, faults: list[Fault]) -> date | None:
    """A day as ISO 8601 writes it, within what the service can know of."""
    code, found = "REQUIRED", None
    if told:
        try:
            found, code = date.fromisoformat(told), ""
        except ValueError:
            code = "DATE_INVALID"
    if found and found < EARLIEST.date():
        code = "TIME_TOO_OLD"
    elif found and found > (now + LONGEST).date():
        code = "TIME_TOO_FAR"
    if code:
        faults.append(Fault(path, code))
    return found


def _record(
    period: Period, lines: tuple[RegisterLine, ...], counts: store.Counts, principal: Principal, context: Context
) -> pdf.register.Register:
    rules, agency = context.rules, context.rules.known_agency(principal.agency_id, period.last)
    form = rules.form("register", period.last)
    office = rules.office(principal.office_id) if principal.office_id else None
    return pdf.register.Register(
        agency_lines=agency.letterhead_vi,
        place=agency.place_vi,
        issued_at=context.clock.now(),
        title=form.title_vi,
        form_no=f"Mẫu số {form.number}" if form.number else "",
        legal_basis=form.legal_basis_vi,
        period_from=period.start,
        period_to=datetime.combine(period.last, time(), LOCAL),
        desk=office.name_vi if office else agency.name_vi,
        lines=lines,
        totals=(
            ("Giải quyết trước hạn, đúng hạn", f"{number(counts.in_time)} hồ sơ"),
            ("Giải quyết quá hạn", f"{number(counts.late)} hồ sơ"),
        ),
        keeper_name=principal.name,
    )


def _lines(rows: Iterable[Any], principal: Principal, context: Context) -> Iterator[RegisterLine]:
    now = context.clock.now()
    for row in rows:
        day = row.received_at.astimezone(LOCAL).date()
        procedure = context.rules.known_procedure(row.procedure_code, day)
        name = procedure.name_vi if procedure else row.procedure_code
        yield RegisterLine(
            dossier_no=row.dossier_no,
            procedure_name=f"{name} (hạng {row.licence_class})" if row.licence_class else name,
            sets=procedure.sets if procedure else 1,
            owner_name=row.owner_name,
            address=row.address or "",
            phone=row.owner_phone or "",
            agency_name=context.rules.known_agency(principal.agency_id, day).name_vi,
            received_at=row.received_at,
            due_at=row.due_at,
            returned_at=row.returned_at,
            return_method=_method(row),
            note=_note(row, now),
        )


def _method(row: Any) -> str:
    """How it was returned, before that how the citizen wants it."""
    by_post = row.return_wish == Wish.YES and row.state != State.RETURNED_IN_PERSON
    return BY_POST_VI if by_post else IN_PERSON_VI


def _note(row: Any, now: datetime) -> str:
    state = State(row.state)
    overdue = state in OPEN and row.due_at and row.due_at < now
    return OVERDUE_VI if overdue else ENDED_VI.get(state, "")

"""Cash shifts and remittances as they are stored. One collector's opening and closing wait for each other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.domain.money import cash_shift
from app.domain.money.cash_shift import CashShift, Remittance
from app.store.tables import cash_number, remittance, shift

_s, _r, _n = shift.c, remittance.c, cash_number.c
_SHIFTS = select(
    *(column for column in _s if column.name in CashShift.__dataclass_fields__), _r.remittance_no
).select_from(shift.outerjoin(remittance, _r.id == _s.remittance_id))


def lock(connection: Connection, collector: str) -> None:
    """Whoever else opens or closes a shift of this collector waits until this transaction ends."""
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"shift of {collector}", 0))))


def begin(
    connection: Connection,
    collector: str,
    agency_id: str,
    office_id: str | None,
    clerk_name: str,
    opened_at: datetime,
    day: date,
) -> CashShift:
    """A new open shift; its collector must be locked."""
    values = {"collector": collector, "agency_id": agency_id, "office_id": office_id, "clerk_name": clerk_name}
    shift_no = next_number(connection, cash_shift.SHIFT, office_id or agency_id, day)
    connection.execute(insert(shift).values(shift_no=shift_no, opened_at=opened_at, **values))
    return by_numbers(connection, [shift_no])[shift_no]


def close(connection: Connection, opened: CashShift, **columns: Any) -> CashShift:
    """Write what was found when it was closed."""
    connection.execute(update(shift).where(_s.id == opened.id).values(**columns))
    return by_numbers(connection, [opened.shift_no])[opened.shift_no]


def open_of(connection: Connection, collector: str) -> CashShift | None:
    return _one(connection, _SHIFTS.where(_s.collector == collector, _s.closed_at.is_(None)))


def last_closed_of(connection: Connection, collector: str) -> CashShift | None:
    of_collector = _SHIFTS.where(_s.collector == collector, _s.closed_at.is_not(None))
    return _one(connection, of_collector.order_by(_s.id.desc()).limit(1))


def by_request(connection: Connection, collectors: Collection[str], request_id: str) -> CashShift | None:
    """The shift that this request of one of these has closed."""
    return _one(connection, _SHIFTS.where(_s.collector.in_(collectors), _s.request_id == request_id))


def by_numbers(connection: Connection, shift_nos: Sequence[str]) -> dict[str, CashShift]:
    """Those of these shifts that there are."""
    rows = connection.execute(_SHIFTS.where(_s.shift_no.in_(shift_nos)))
    return {row.shift_no: CashShift(**row._mapping) for row in rows}


def lock_numbers(connection: Connection, shift_nos: Sequence[str]) -> dict[str, CashShift]:
    """The same, locked; always in one order, so that two lists that share shifts do not wait for each other."""
    connection.execute(select(_s.id).where(_s.shift_no.in_(shift_nos)).order_by(_s.id).with_for_update())
    return by_numbers(connection, shift_nos)


def not_remitted(connection: Connection, agency_id: str, office_id: str | None) -> list[CashShift]:
    """Closed shifts of an agency, or of one office, that no list has handed on; the oldest first."""
    statement = _SHIFTS.where(_s.agency_id == agency_id, _s.closed_at.is_not(None), _s.remittance_id.is_(None))
    if office_id is not None:
        statement = statement.where(_s.office_id == office_id)
    return [CashShift(**row._mapping) for row in connection.execute(statement.order_by(_s.id))]


def remit(connection: Connection, shifts: Sequence[CashShift], day: date, **columns: Any) -> Remittance:
    """Put these shifts, whose rows are locked, on a new list."""
    first = shifts[0]
    remittance_no = next_number(connection, cash_shift.REMITTANCE, first.office_id or first.agency_id, day)
    values = {"remittance_no": remittance_no, "agency_id": first.agency_id, "office_id": first.office_id, **columns}
    remittance_id = connection.execute(insert(remittance).values(**values).returning(_r.id)).scalar_one()
    ids = [each.id for each in shifts]
    connection.execute(update(shift).where(_s.id.in_(ids)).values(remittance_id=remittance_id))
    return Remittance(**values, shift_nos=tuple(each.shift_no for each in sorted(shifts, key=lambda each: each.id)))


def remittance_of(connection: Connection, remittance_no: str) -> Remittance | None:
    """A list with the numbers of its shifts."""
    row = connection.execute(select(*_LISTED, _r.id).where(_r.remittance_no == remittance_no)).first()
    if row is None:
        return None
    shift_nos = connection.execute(select(_s.shift_no).where(_s.remittance_id == row.id).order_by(_s.id)).scalars()
    return Remittance(**{column.name: getattr(row, column.name) for column in _LISTED}, shift_nos=tuple(shift_nos))


_LISTED = [column for column in _r if column.name in Remittance.__dataclass_fields__]


def _one(connection: Connection, statement: Any) -> CashShift | None:
    row = connection.execute(statement).first()
    return CashShift(**row._mapping) if row else None


def next_number(connection: Connection, kind: str, place: str, day: date) -> str:
    """The next number of that place and day; no gaps, since the next one waits until this one is committed."""
    first = upsert(cash_number).values(kind=kind, place=place, day=day, last=1)
    counted = first.on_conflict_do_update(index_elements=[_n.kind, _n.place, _n.day], set_={"last": _n.last + 1})
    return cash_shift.number(kind, place, day, connection.execute(counted.returning(_n.last)).scalar_one())

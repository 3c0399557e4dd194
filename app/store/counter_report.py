"""Queries for the counter's report: figures by day and the dossiers behind them, by ranges of ``received_at`` and
``returned_at`` (each has its index) and of the time of payments.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Date, and_, cast, func, literal, or_, select, tuple_

from app.domain.dossier import Dossier
from app.domain.life import State
from app.domain.local_time import LOCAL
from app.domain.submission import Channel, Wish
from app.store.dossiers import VIEW, as_dossier
from app.store.tables import dossier, payment

_d, _m = dossier.c, payment.c
_BY_POST = _d.channel == Channel.POST_COUNTER
_REGISTERED = _d.return_wish == Wish.YES
_TAKEN = or_(_BY_POST, _REGISTERED)
_DELIVERED = _d.state == State.DELIVERED


@dataclass(frozen=True, slots=True)
class Received:
    """Of the dossiers received on a day: through the post, registered for return by post, either of the two."""

    received: int
    registered: int
    either: int


@dataclass(frozen=True, slots=True)
class Returned:
    """Of the dossiers delivered on a day: all, those not received on that same day, those not in the same period."""

    returned: int
    other_day: int
    other_period: int


def received(
    connection: Connection, agency_id: str, office_id: str | None, start: datetime, end: datetime
) -> dict[date, Received]:
    """By day of receipt, from ``start`` until before ``end``."""
    counts = (func.count().filter(_BY_POST), func.count().filter(_REGISTERED), func.count())
    day = _day(_d.received_at)
    statement = select(day, *counts).where(*_of(agency_id, office_id), _in(_d.received_at, start, end), _TAKEN)
    return {row[0]: Received(*row[1:]) for row in connection.execute(statement.group_by(day))}


def returned(
    connection: Connection, agency_id: str, office_id: str | None, start: datetime, end: datetime
) -> dict[date, Returned]:
    """By day of delivery."""
    day, received_on = _day(_d.returned_at), _day(_d.received_at)
    same_day = and_(_TAKEN, _d.received_at.is_not(None), received_on == day)
    same_period = and_(_TAKEN, _d.received_at.is_not(None), _in(_d.received_at, start, end))
    counts = (func.count(), func.count().filter(~same_day), func.count().filter(~same_period))
    statement = select(day, *counts).where(*_of(agency_id, office_id), _in(_d.returned_at, start, end), _DELIVERED)
    return {row[0]: Returned(*row[1:]) for row in connection.execute(statement.group_by(day))}


def fees(
    connection: Connection, agency_id: str, office_id: str | None, start: datetime, end: datetime
) -> dict[date, int]:
    """What was collected on each day, less what was given back."""
    own = [_m.agency_id == agency_id, *([_m.office_id == office_id] if office_id else [])]
    day = _day(_m.at)
    statement = select(day, func.sum(_m.amount_vnd)).where(*own, _in(_m.at, start, end)).group_by(day)
    return {row[0]: int(row[1]) for row in connection.execute(statement)}


def page(
    connection: Connection,
    column: str,
    agency_id: str,
    office_id: str | None,
    start: datetime,
    end: datetime,
    limit: int,
    after: tuple[datetime, int] | None,
) -> list[Dossier]:
    """The dossiers behind a number, by the moment for which they are counted; behind all together by the first."""
    taken, back = _in(_d.received_at, start, end), and_(_in(_d.returned_at, start, end), _DELIVERED)
    conditions = {
        "received": (taken & _BY_POST, _d.received_at),
        "registered": (taken & _REGISTERED, _d.received_at),
        "returned": (back, _d.returned_at),
        "total": (or_(taken & _TAKEN, back), _d.received_at),
    }
    condition, at = conditions[column]
    statement = VIEW.where(*_of(agency_id, office_id), condition)
    if after is not None:
        statement = statement.where(tuple_(at, _d.id) > tuple_(*map(literal, after)))
    return [as_dossier(row) for row in connection.execute(statement.order_by(at, _d.id).limit(limit))]


def _of(agency_id: str, office_id: str | None) -> list[ColumnElement[bool]]:
    """Of this agency, of an office what it founded."""
    return [_d.agency_id == agency_id, *([_d.office_id == office_id] if office_id else [])]


def _in(column: ColumnElement[datetime], start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(column >= start, column < end)


def _day(column: ColumnElement[datetime]) -> ColumnElement[date]:
    """The day in Vietnam."""
    return cast(func.timezone(str(LOCAL), column), Date)

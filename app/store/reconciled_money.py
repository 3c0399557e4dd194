"""What a day's reconciliation reads of counters and money: handed in, booked, closed, remitted, by office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, select

from app.domain.money.fees import Kind, Payment
from app.domain.post.doorstep import PAID_THERE
from app.domain.submission import Channel, FeeMethod, FeePlace
from app.store.tables import dossier, payment, remittance, shift

_d, _p, _s, _r = dossier.c, payment.c, shift.c, remittance.c
Rows = Sequence[Any]


def handed_in(connection: Connection, agency_id: str, start: datetime, end: datetime) -> Rows:
    """Dossiers that post counters have taken in."""
    statement = select(_d.office_id, func.count().label("handed_in")).where(
        _d.submitted_at >= start,
        _d.submitted_at < end,
        _d.agency_id == agency_id,
        _d.channel == Channel.POST_COUNTER,
    )
    return connection.execute(statement.group_by(_d.office_id)).all()


def booked(connection: Connection, agency_id: str, start: datetime, end: datetime) -> Rows:
    """Fees collected and given back, by the office that took them."""

    def total(condition: Any) -> Any:
        return func.coalesce(func.sum(case((condition, _p.amount_vnd), else_=0)), 0)

    statement = select(
        _p.office_id,
        total(_p.kind == Kind.COLLECTED).label("booked_vnd"),
        (-total(_p.kind == Kind.REFUNDED)).label("refunded_vnd"),
    ).where(_p.at >= start, _p.at < end, _p.agency_id == agency_id)
    return connection.execute(statement.group_by(_p.office_id)).all()


def booked_at_the_door(connection: Connection, agency_id: str, start: datetime, end: datetime) -> Rows:
    """What of it was collected at a citizen's door, by the office of the dossier, as what was asked for and said is."""
    statement = (
        select(_d.office_id, func.sum(_p.amount_vnd).label("cod_booked_vnd"))
        .join(dossier, _d.id == _p.dossier_id)
        .where(_p.at >= start, _p.at < end, _p.agency_id == agency_id, _p.place.in_([*PAID_THERE.values()]))
    )
    return connection.execute(statement.group_by(_d.office_id)).all()


def shifts_closed(connection: Connection, agency_id: str, start: datetime, end: datetime) -> Rows:
    """Cash shifts that were closed, and all that they took less what they gave back."""
    statement = (
        select(
            _s.office_id,
            func.count(_s.id.distinct()).label("shifts"),
            func.coalesce(func.sum(_p.amount_vnd), 0).label("shifts_vnd"),
        )
        .outerjoin(payment, _p.shift_id == _s.id)
        .where(_s.agency_id == agency_id, _s.closed_at >= start, _s.closed_at < end)
    )
    return connection.execute(statement.group_by(_s.office_id)).all()


def remitted(connection: Connection, agency_id: str, start: datetime, end: datetime) -> Rows:
    """What was handed on by lists."""
    statement = select(_r.office_id, func.sum(_r.amount_vnd).label("remitted_vnd")).where(
        _r.agency_id == agency_id, _r.at >= start, _r.at < end
    )
    return connection.execute(statement.group_by(_r.office_id)).all()


def owed(connection: Connection, agency_id: str, before: datetime) -> Rows:
    """Closed shifts that no list has handed on, closed before a moment, with what is owed by them."""
    amount = select(func.coalesce(func.sum(_p.amount_vnd), 0)).where(_p.shift_id == _s.id).scalar_subquery()
    statement = select(_s.shift_no, _s.office_id, _s.closed_at, amount.label("amount_vnd")).where(
        _s.agency_id == agency_id, _s.closed_at.is_not(None), _s.remittance_id.is_(None), _s.closed_at < before
    )
    return [row for row in connection.execute(statement.order_by(_s.id)) if row.amount_vnd]


def payments_of(connection: Connection, dossier_ids: Iterable[int]) -> dict[int, list[Payment]]:
    """What was paid for each of these dossiers, in order."""
    found: dict[int, list[Payment]] = defaultdict(list)
    statement = select(payment).where(_p.dossier_id.in_(list(dossier_ids))).order_by(_p.id)
    for row in connection.execute(statement):
        how = (FeePlace(row.place), FeeMethod(row.method))
        found[row.dossier_id].append(Payment(Kind(row.kind), row.amount_vnd, *how, row.voucher, row.at, row.seq))
    return found

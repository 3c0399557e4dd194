"""Payments as they are stored: fees collected and given back, append-only; a shift takes them in when it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, insert, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.domain.dossier import Dossier
from app.domain.money.fees import Kind, Payment
from app.domain.submission import FeeMethod, FeePlace
from app.store.tables import dossier as dossiers
from app.store.tables import payment, remittance, shift

_p = payment.c
_PAID = (_p.kind, _p.amount_vnd, _p.place, _p.method, _p.voucher, _p.at, _p.seq)
_PAYER = func.coalesce(dossiers.c.record["submitter"]["name"].astext, dossiers.c.owner_name)  # who handed it in


@dataclass(frozen=True, slots=True)
class Booked:
    """A payment with its place in the books: who took it, in which shift, handed on by which list."""

    payment: Payment
    dossier_id: int
    dossier_no: str
    payer_name: str  # as the shift was closed; before that as the dossier names him now
    collector: str
    shift_no: str | None
    remittance_no: str | None


def add(
    connection: Connection,
    dossier: Dossier,
    *,
    kind: str,
    amount_vnd: int,
    place: str,
    method: str,
    voucher: str | None,
    at: datetime,
    seq: int,
    principal_collector: str,
    office_id: str | None,
) -> None:
    """Write one payment of a dossier; below nought it was given back, and nought is none.

    ``seq`` is of the event that tells of it.
    """
    if amount_vnd == 0:
        return
    if (amount_vnd < 0) != (kind == Kind.REFUNDED):
        raise ValueError("what is given back is below nought, what is collected above")
    values = {"kind": kind, "amount_vnd": amount_vnd, "place": place, "method": method, "voucher": voucher}
    values |= {"at": at, "seq": seq}
    who = {"agency_id": dossier.agency_id, "office_id": office_id, "collector": principal_collector}
    connection.execute(insert(payment).values(dossier_id=dossier.id, **values, **who))


def of(connection: Connection, dossier_id: int) -> list[Booked]:
    """What was paid for a dossier, in order."""
    return _booked(connection, _BOOKED.where(_p.dossier_id == dossier_id))


def of_shift(connection: Connection, shift_id: int) -> list[Booked]:
    """What a shift took in and gave back, in order."""
    return _booked(connection, _BOOKED.where(_p.shift_id == shift_id))


def unshifted(connection: Connection, collector: str) -> list[Booked]:
    """What a collector took since the last close, in order."""
    return _booked(connection, _BOOKED.where(_p.collector == collector, _p.shift_id.is_(None)))


def tills(connection: Connection) -> list[Row[Any]]:
    """What of each collector is in no shift yet: agency and office of the last payment, number, cash, sum, oldest."""
    cash = func.sum(case((_p.method == FeeMethod.CASH, _p.amount_vnd), else_=0))
    last = [func.array_agg(aggregate_order_by(column, _p.id.desc()))[1] for column in (_p.agency_id, _p.office_id)]
    statement = (
        select(
            _p.collector,
            last[0].label("agency_id"),
            last[1].label("office_id"),
            func.count().label("number"),
            cash.label("cash_vnd"),
            func.sum(_p.amount_vnd).label("total_vnd"),
            func.min(_p.at).label("oldest_at"),
        )
        .where(_p.shift_id.is_(None))
        .group_by(_p.collector)
        .order_by(func.min(_p.at))
    )
    return list(connection.execute(statement))


def gather(connection: Connection, collector: str, shift_id: int) -> list[Payment]:
    """Put all that is in no shift yet into this one, with who paid; what is committed only later waits for the next."""
    taken = (
        update(payment)
        .where(_p.collector == collector, _p.shift_id.is_(None), dossiers.c.id == _p.dossier_id)
        .values(shift_id=shift_id, payer_name=_PAYER)
        .returning(*_PAID)
    )
    return [_payment(row) for row in connection.execute(taken)]


def total_of_shifts(connection: Connection, shift_ids: Sequence[int]) -> int:
    """What these shifts took in, less what they gave back, by whatever method."""
    total = select(func.coalesce(func.sum(_p.amount_vnd), 0)).where(_p.shift_id.in_(shift_ids))
    return int(connection.execute(total).scalar_one())


_PLACE = (_p.dossier_id, dossiers.c.dossier_no, _p.collector, shift.c.shift_no, remittance.c.remittance_no)
_BOOKED = (
    select(*_PAID, *_PLACE, func.coalesce(_p.payer_name, _PAYER).label("payer_name"))
    .select_from(
        payment.join(dossiers, dossiers.c.id == _p.dossier_id)
        .outerjoin(shift, shift.c.id == _p.shift_id)
        .outerjoin(remittance, remittance.c.id == shift.c.remittance_id)
    )
    .order_by(_p.id)
)


def _booked(connection: Connection, statement: Select[Any]) -> list[Booked]:
    names = [name for name in Booked.__dataclass_fields__ if name != "payment"]
    return [
        Booked(_payment(row), **{name: row._mapping[name] for name in names}) for row in connection.execute(statement)
    ]


def _payment(row: Row[Any]) -> Payment:
    how = (FeePlace(row.place), FeeMethod(row.method))
    return Payment(Kind(row.kind), row.amount_vnd, *how, row.voucher, row.at, row.seq)

"""The money of results that were delivered: what the post was to collect, says it has, and what stands in the books."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from app import dues
from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import NoRule
from app.domain.money.fees import Payment
from app.domain.post.tracking import Status
from app.domain.reconciliation.comparing import Finding, Money
from app.domain.reconciliation.kinds import Kind
from app.reconciliation.sides import Parcel, Said, Sides
from app.reconciliation.span import Span, day_of
from app.store import dossiers, reconciled, reconciled_money


def of_delivered(
    connection: Connection, agency_id: str, span: Span, sides: Sides, opened: Sequence[Finding], context: Context
) -> list[Money]:
    """One for each dossier whose result was delivered on the day, or of which a finding is open."""
    parcels = {each.row.dossier_id: each for each in sides.parcels if each.now is Status.DELIVERED}
    ids = {number for number, each in parcels.items() if each.row.cod_vnd}
    ids |= set(reconciled.delivered_without_order(connection, agency_id, span.start, span.end))
    numbers = [each.dossier_no for each in opened if each.kind is Kind.NOT_BOOKED]
    ids |= {each.id for each in dossiers.by_codes(connection, numbers, agency_id, None).values()}
    payments = reconciled_money.payments_of(connection, ids)
    return [
        money
        for dossier in dossiers.by_ids(connection, sorted(ids)).values()
        for money in _money(dossier, payments.get(dossier.id, []), parcels.get(dossier.id), sides.said, span, context)
    ]


def _money(
    dossier: Dossier, paid: Sequence[Payment], parcel: Parcel | None, said: Said, span: Span, context: Context
) -> Iterator[Money]:
    try:
        outstanding = dues.account(context.rules, dossier, paid).outstanding_vnd
    except NoRule:  # what the rules no longer know cannot be due
        return
    item_code = parcel.row.item_code or "" if parcel else dossier.item_code or ""
    order_no = parcel.row.order_no if parcel else ""
    line = said.of(order_no or dossier.dossier_no, item_code)
    yield Money(
        dossier_no=dossier.dossier_no,
        office_id=dossier.office_id or "",
        outstanding_vnd=outstanding,
        booked_vnd=sum(each.amount_vnd for each in paid),
        asked_vnd=parcel.row.cod_vnd or 0 if parcel else 0,
        collected_vnd=line[1].cod_vnd if line else None,
        order_no=order_no,
        item_code=item_code,
        day=_day(dossier.returned_at, parcel, span),
    )


def _day(returned_at: datetime | None, parcel: Parcel | None, span: Span) -> date:
    """On which the result was delivered, whichever day is run."""
    delivered_at = returned_at or (parcel.row.status_at if parcel else None)
    return day_of(delivered_at) if delivered_at else span.day

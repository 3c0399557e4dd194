"""The steps by which a cash shift is opened and closed, in a transaction that has locked its collector."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from app.context import Context
from app.domain.errors import Conflict
from app.domain.local_time import LOCAL
from app.domain.money import cash_shift, fees
from app.domain.money.cash_shift import CashShift, Count
from app.money import fee_lists
from app.security.principals import Principal
from app.store import cash_shifts, payments, senders


def closed_before(
    connection: Connection, count: Count, principal: Principal, context: Context, request_id: str | None
) -> CashShift | None:
    """The shift that this same close has closed: told by its request id, or by there being nothing new since.

    The request id is the sender's, whichever of its keys has used it; the till is this key's or person's.
    """
    said = (count.counted_vnd, count.note or None)
    mine = {principal.collector, *senders.collectors(connection, principal.sender)}
    if request_id and (shift := cash_shifts.by_request(connection, mine, request_id)):
        if (shift.counted_vnd, shift.note, shift.office_id) != (*said, principal.office_id):
            raise Conflict
        return shift
    if cash_shifts.open_of(connection, principal.collector) or payments.unshifted(connection, principal.collector):
        return None
    last = cash_shifts.last_closed_of(connection, principal.collector)
    if last is None or last.closed_at is None or (last.counted_vnd, last.note) != said:
        return None
    return last if _day(last.closed_at) == _day(context.clock.now()) else None


def closed(
    connection: Connection, count: Count, principal: Principal, context: Context, request_id: str | None
) -> CashShift:
    """The open shift, or a new one, with everything in it that was in none, closed; :class:`Conflict`."""
    now = context.clock.now()
    shift = cash_shifts.open_of(connection, principal.collector)
    if shift is None:
        first = payments.unshifted(connection, principal.collector)[:1]
        opened_at = first[0].payment.at if first else now
        shift = begun(connection, count.clerk_name, opened_at, principal, context)
    expected_vnd = fees.cash_vnd(payments.gather(connection, principal.collector, shift.id))
    cash_shift.check_count(expected_vnd, count)
    shift = cash_shifts.close(
        connection,
        shift,
        closed_at=now,
        expected_vnd=expected_vnd,
        counted_vnd=count.counted_vnd,
        note=count.note or None,
        clerk_name=count.clerk_name or shift.clerk_name,
        request_id=request_id,
    )
    fee_lists.paper(shift, (), context)  # on trial: what the clerk stated is refused where it could not be printed
    return shift


def begun(
    connection: Connection, clerk_name: str, opened_at: datetime, principal: Principal, context: Context
) -> CashShift:
    """A new open shift; where no clerk is named it is the person who is logged in, and nobody for a key."""
    whose = (principal.collector, principal.agency_id, principal.office_id)
    return cash_shifts.begin(connection, *whose, clerk_name or principal.name, opened_at, _day(context.clock.now()))


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()

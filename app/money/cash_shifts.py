"""Cash shifts (ca thu): opening, closing against the cash that was counted, and handing closed ones on.

Opening is optional: a shift is whatever its collector took since the last close. Closing gathers every such payment in
one transaction; what is committed a moment later belongs to the next shift, so none is lost and none counts twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from app.context import Context
from app.domain.errors import NotFound
from app.domain.local_time import LOCAL
from app.domain.money import fees
from app.domain.money.cash_shift import CashShift, Count, Handover, Remittance
from app.money import fee_lists
from app.money.remitting import is_seen, listed_before, to_be_remitted
from app.money.shift_closing import begun, closed, closed_before
from app.papers.documents import PrintedPaper
from app.security.principals import Principal, Role
from app.store import cash_shifts, payments, senders
from app.store.payments import Booked


@dataclass(frozen=True, slots=True)
class Till:
    """A shift with its payments; ``shift`` None while none was opened. ``repeat`` if this was done before."""

    shift: CashShift | None
    booked: tuple[Booked, ...]
    repeat: bool = False

    @property
    def cash_vnd(self) -> int:
        """The cash that should lie there."""
        return fees.cash_vnd(each.payment for each in self.booked)

    @property
    def total_vnd(self) -> int:
        """All that was taken in, less what was given back, by whatever method."""
        return sum(each.payment.amount_vnd for each in self.booked)


def current(principal: Principal, context: Context) -> Till:
    """What this collector took since the last close."""
    principal.require(Role.COLLECT)
    with context.database.begin() as connection:
        shift = cash_shifts.open_of(connection, principal.collector)
        return Till(shift, tuple(payments.unshifted(connection, principal.collector)))


def begin(clerk_name: str, principal: Principal, context: Context) -> Till:
    """Open a shift; one that is open already is it."""
    principal.require(Role.COLLECT)
    with context.database.begin() as connection:
        cash_shifts.lock(connection, principal.collector)
        there = cash_shifts.open_of(connection, principal.collector)
        shift = there or begun(connection, clerk_name, context.clock.now(), principal, context)
        booked = payments.unshifted(connection, principal.collector)
        return Till(shift, tuple(booked), repeat=there is not None)


def close(count: Count, principal: Principal, context: Context, *, request_id: str | None = None) -> Till:
    """Close what this collector took since the last close, an opened shift also when it is empty.

    :class:`Conflict`: ``SHIFT_DIFFERS`` names what was expected and what was counted, where no note explains it;
    ``CONFLICT`` where the request id has closed a shift with another count; :class:`LayoutError` where note or name
    could not be printed. The same close again is a repeat.
    """
    principal.require(Role.COLLECT)
    with context.database.begin() as connection:
        if request_id:
            senders.lock_request(connection, principal.sender, request_id)
        cash_shifts.lock(connection, principal.collector)
        if before := closed_before(connection, count, principal, context, request_id):
            return _till(connection, before, repeat=True)
        return _till(connection, closed(connection, count, principal, context, request_id))


def find(shift_no: str, principal: Principal, context: Context) -> Till:
    """A shift of this principal's offices, with what is in it; :class:`NotFound`."""
    principal.require(Role.READ, Role.COLLECT)
    shift_no = shift_no.upper()
    with context.database.begin() as connection:
        shift = cash_shifts.by_numbers(connection, [shift_no]).get(shift_no)
        if shift is None or not is_seen(shift, principal):
            raise NotFound
        return _till(connection, shift)


def fee_list(shift_no: str, principal: Principal, context: Context) -> PrintedPaper:
    """The fee list of a shift; :class:`NotFound` until it is closed."""
    till = find(shift_no, principal, context)
    if till.shift is None or till.shift.closed_at is None:
        raise NotFound
    return fee_lists.paper(till.shift, till.booked, context)


def to_remit(principal: Principal, context: Context) -> list[CashShift]:
    """Closed shifts of this principal's offices that no list has handed on; the oldest first."""
    principal.require(Role.READ, Role.COLLECT)
    with context.database.begin() as connection:
        return cash_shifts.not_remitted(connection, principal.agency_id, principal.office_id)


def remit(handover: Handover, principal: Principal, context: Context) -> tuple[Remittance, bool]:
    """Hand closed shifts of one office on, by one list; the list, and whether it was there before.

    :class:`InvalidDossier` names each shift that is not there, is open, or is of another office than the first;
    :class:`Conflict` (``SHIFT_REMITTED``) names those that stand on a list of other shifts or to another receiver.
    """
    principal.require(Role.COLLECT)
    with context.database.begin() as connection:
        found = cash_shifts.lock_numbers(connection, handover.shift_nos)
        shifts = to_be_remitted(handover.shift_nos, found, principal)
        if before := listed_before(connection, shifts, handover.receiver):
            return before, True
        listed = cash_shifts.remit(
            connection,
            shifts,
            context.clock.now().astimezone(LOCAL).date(),
            remitted_by=principal.name or principal.sender,
            receiver=handover.receiver,
            amount_vnd=payments.total_of_shifts(connection, [shift.id for shift in shifts]),
            at=context.clock.now(),
        )
        return listed, False


def find_remittance(remittance_no: str, principal: Principal, context: Context) -> Remittance:
    """A list of this principal's offices; :class:`NotFound`."""
    principal.require(Role.READ, Role.COLLECT)
    with context.database.begin() as connection:
        found = cash_shifts.remittance_of(connection, remittance_no.upper())
    if found is None or not is_seen(found, principal):
        raise NotFound
    return found


def _till(connection: Connection, shift: CashShift, *, repeat: bool = False) -> Till:
    is_open = shift.closed_at is None
    booked = payments.unshifted(connection, shift.collector) if is_open else payments.of_shift(connection, shift.id)
    return Till(shift, tuple(booked), repeat)

"""Which shifts may stand on a list that hands them on, and whether they do already."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from app.domain.errors import Conflict, Fault, InvalidDossier
from app.domain.money.cash_shift import CashShift, Remittance
from app.security.principals import Principal
from app.store import cash_shifts


def is_seen(one: CashShift | Remittance, principal: Principal) -> bool:
    """Whether a shift or a list is of this principal's offices."""
    return one.agency_id == principal.agency_id and principal.office_id in (None, one.office_id)


def to_be_remitted(shift_nos: Sequence[str], found: dict[str, CashShift], principal: Principal) -> list[CashShift]:
    faults: list[Fault] = []
    shifts: list[CashShift] = []
    for nth, shift_no in enumerate(shift_nos):
        shift = found.get(shift_no)
        if shift is None or not is_seen(shift, principal):
            faults.append(Fault(f"shift_nos[{nth}]", "SHIFT_MISSING"))
        elif shift.closed_at is None:
            faults.append(Fault(f"shift_nos[{nth}]", "SHIFT_OPEN"))
        elif shifts and shift.office_id != shifts[0].office_id:
            faults.append(Fault(f"shift_nos[{nth}]", "SHIFT_OF_OTHER_OFFICE"))
        else:
            shifts.append(shift)
    if faults:
        raise InvalidDossier(faults)
    return shifts


def listed_before(connection: Connection, shifts: Sequence[CashShift], receiver: str) -> Remittance | None:
    """The list that has exactly these shifts for this receiver; :class:`Conflict` where some of them are on another."""
    listed = [shift for shift in shifts if shift.remittance_no]
    if not listed:
        return None
    before = cash_shifts.remittance_of(connection, listed[0].remittance_no or "")
    asked = ({shift.shift_no for shift in shifts}, receiver)
    if before is None or (set(before.shift_nos), before.receiver) != asked:
        on = ", ".join(f"{shift.shift_no} ({shift.remittance_no})" for shift in listed)
        raise Conflict(code="SHIFT_REMITTED", shifts=on)
    return before

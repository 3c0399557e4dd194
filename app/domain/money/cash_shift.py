"""Cash shift (ca thu), remittance (bảng kê nộp tiền): what one collector took since the last close, where it went.

A shift is closed against the cash that was counted, to the đồng; what differs must be explained. Closed shifts of an
office are handed on by a numbered list. Decision 45/2016/QĐ-TTg prescribes the hand-over and no form of it.

>>> number(SHIFT, "881600", date(2021, 11, 15), 1)
'CA-881600-211115-1'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.errors import Conflict, Fault
from app.domain.money.fees import vnd
from app.domain.values import Raw, Values

SHIFT, REMITTANCE = "CA", "BK"  # ca, bảng kê
MAX_VND = 100_000_000_000
MAX_NOTE, MAX_NAME = 500, 50  # what has room on the list of a shift
MAX_SHIFTS = 200


@dataclass(frozen=True, slots=True)
class CashShift:
    """``expected_vnd`` is the cash that should lie in the till, ``total_vnd`` all that was taken, by any method.

    Cash is counted without the change that lay there before; below nought where more was given back than taken in.
    """

    id: int
    shift_no: str
    agency_id: str
    office_id: str | None
    collector: str
    clerk_name: str
    opened_at: datetime
    closed_at: datetime | None = None
    expected_vnd: int | None = None
    counted_vnd: int | None = None
    note: str | None = None
    remittance_no: str | None = None

    @property
    def difference_vnd(self) -> int:
        """Over (above nought) or short of what should have lain there."""
        return (self.counted_vnd or 0) - (self.expected_vnd or 0)


@dataclass(frozen=True, slots=True)
class Remittance:
    """Closed shifts of an office, handed on in one sum."""

    remittance_no: str
    agency_id: str
    office_id: str | None
    remitted_by: str
    receiver: str
    amount_vnd: int
    at: datetime
    shift_nos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """What a clerk states at the close; ``clerk_name`` where a key speaks for several clerks."""

    counted_vnd: int
    note: str = ""
    clerk_name: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """Which shifts are handed on, and to whom."""

    shift_nos: tuple[str, ...]
    receiver: str


def number(kind: str, place: str, day: date, nth: int) -> str:
    """The ``nth`` shift or list of an office, or of an agency without one, on a day."""
    return f"{kind}-{place}-{day:%y%m%d}-{nth}"


def check_count(expected_vnd: int, count: Count) -> None:
    """:class:`Conflict` (``SHIFT_DIFFERS``, with the figures) where the cash differs and no note says why."""
    difference = count.counted_vnd - expected_vnd
    if difference and not count.note:
        raise Conflict(
            code="SHIFT_DIFFERS",
            expected=vnd(expected_vnd),
            counted=vnd(count.counted_vnd),
            difference=f"{'thừa' if difference > 0 else 'thiếu'} {vnd(abs(difference))}",
        )


def read_count(raw: Raw, now: datetime, faults: Iterable[Fault] = (), spell: Callable[[str], str] = str) -> Count:
    """What was stated, clean; :class:`InvalidDossier` with every fault, ``faults`` of its shape among them."""
    values = Values(raw, now, spell, list(faults))
    counted = raw.get("counted_vnd")
    if counted in (None, ""):
        values.fault("counted_vnd", "REQUIRED")
    elif (whole := _whole(counted)) is None or abs(whole) > MAX_VND:
        values.fault("counted_vnd", "CASH_INVALID")
    note = values.text(raw, "note", "", MAX_NOTE)
    clerk_name = values.text(raw, "clerk_name", "", MAX_NAME)
    values.end()
    return Count(_whole(counted) or 0, note or "", clerk_name or "")


def read_opening(raw: Raw, now: datetime, faults: Iterable[Fault] = (), spell: Callable[[str], str] = str) -> str:
    """The name of the clerk who opens a shift, empty where none was given; :class:`InvalidDossier`."""
    values = Values(raw, now, spell, list(faults))
    clerk_name = values.text(raw, "clerk_name", "", MAX_NAME)
    values.end()
    return clerk_name or ""


def read_handover(raw: Raw, now: datetime, faults: Iterable[Fault] = ()) -> Handover:
    """What is handed on, clean; :class:`InvalidDossier` with every fault."""
    values = Values(raw, now, str, list(faults))
    rows: Sequence[object] = raw.get("shift_nos") or ()
    if not rows:
        values.fault("shift_nos", "REQUIRED")
    if len(rows) > MAX_SHIFTS:
        values.fault("shift_nos", "TOO_MANY", limit=MAX_SHIFTS)
        rows = ()
    keyed = {f"shift_nos[{nth}]": row for nth, row in enumerate(rows)}
    numbers = [values.text(keyed, key, "", 100, required=True) or "" for key in keyed]
    receiver = values.text(raw, "receiver", "", 200, required=True)
    values.end()
    return Handover(tuple(dict.fromkeys(each.upper() for each in numbers)), receiver or "")


def _whole(value: object) -> int | None:
    """A whole number of either sign, from an int or digits; None for anything else, ``True`` too."""
    if isinstance(value, str):
        digits = value.strip().removeprefix("-")
        return int(value) if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None

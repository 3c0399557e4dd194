"""Administrative procedure (thủ tục hành chính, mã TTHC) as the rules of one day describe it.

National code ``N.NNNNNN``; provinces append their own suffix (``1.002809.000.00.00.H01``), so codes are matched by
their beginning, at a dot. Source: the national catalogue of procedures; papers after Circular 12/2017/TT-BGTVT.

>>> matches("1.002809", "1.002809.000.00.00.H01"), matches("1.002809", "1.0028091")
(True, False)
>>> Duration(days=5).text_vi, Duration(hours=4).text_vi, Duration(months=2).text_vi
('05 ngày làm việc', '04 giờ làm việc', '02 tháng')
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.calendar import WORKING_DAY, WorkingCalendar
from app.domain.old_licence import Handling
from app.domain.submission import Channel


class AfterSupplement(StrEnum):
    """How the period runs on when a supplement has come."""

    ANEW = "anew"  # from the beginning, from when the dossier is complete
    GOES_ON = "goes_on"  # what was left of it at the request


@dataclass(frozen=True, slots=True)
class Duration:
    """Time allowed (thời hạn giải quyết): working days, working hours or calendar months, exactly one of them."""

    days: int | None = None
    hours: int | None = None
    months: int | None = None

    def __post_init__(self) -> None:
        given = [value for value in (self.days, self.hours, self.months) if value is not None]
        if len(given) != 1 or given[0] < 1:
            raise ValueError("duration: one of days, hours, months, at least 1")

    @property
    def text_vi(self) -> str:
        """As form 01 prints it, two digits at least."""
        if self.days is not None:
            return f"{self.days:02d} ngày làm việc"
        return f"{self.hours:02d} giờ làm việc" if self.hours is not None else f"{self.months:02d} tháng"


@dataclass(frozen=True, slots=True)
class PaperRequirement:
    """One paper that a dossier must hold (thành phần hồ sơ), with the number of each kind.

    ``except_classes`` are the licence classes that need no such paper, by the names of the day's law and of the licence
    asked for, not of the one held (``B1`` is a car until 2024 and a three-wheeler since). ``channels`` are those that
    ask for it, empty for all. ``required`` is False for "if there is one".
    """

    code: str
    name_vi: str
    originals: int = 0
    copies: int = 0
    certified: int = 0
    except_classes: frozenset[str] = frozenset()
    channels: frozenset[Channel] = frozenset()
    required: bool = True
    note_vi: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure with the papers, durations and fees that hold on the day it was looked up for.

    One that is not ``enabled`` is known, but no dossier of it is taken in until an operator switches it on.
    ``old_licence`` is what becomes of the licence that its holder has, None where that is nothing of the procedure's.
    """

    code: str
    name_vi: str
    field_vi: str
    papers: tuple[PaperRequirement, ...]
    channels: frozenset[Channel]
    durations: Mapping[Channel, Duration]
    fees_vnd: Mapping[Channel, int]
    sets: int = 1
    enabled: bool = True
    result_vi: str = ""
    legal_basis_vi: str = ""
    note_vi: str = ""
    old_licence: Handling | None = None

    def matches(self, local_code: str) -> bool:
        """Whether a code from outside means this procedure."""
        return matches(self.code, local_code)

    def papers_for(
        self, licence_classes: Collection[str], channel: Channel | str | None = None
    ) -> tuple[PaperRequirement, ...]:
        """The papers for these classes; one is left out only if every class asked for is excepted.

        Without a channel they are those that every channel asks for.
        """
        asked = frozenset(licence_classes)
        return tuple(
            paper
            for paper in self.papers
            if (not asked or not asked <= paper.except_classes) and (not paper.channels or channel in paper.channels)
        )


def due_after_supplement(
    calendar: WorkingCalendar,
    duration: Duration,
    rule: AfterSupplement,
    *,
    received_at: datetime,
    waits: Sequence[tuple[datetime, datetime]],
) -> datetime:
    """When a dossier is due that was supplemented; ``waits`` are when it was asked for more and when that had come.

    Where the period goes on, working days and hours that had begun are given back whole; a period in months moves on by
    the days of the wait.
    """
    requested_at, complete_at = waits[-1]
    if rule is AfterSupplement.ANEW:
        return calendar.due(complete_at, days=duration.days, hours=duration.hours, months=duration.months)
    if duration.days is not None:
        used = _used(calendar.elapsed, received_at, requested_at, waits) // WORKING_DAY
        return calendar.due(complete_at, days=max(duration.days - used, 0))
    if duration.hours is not None:
        used = int(_used(calendar.elapsed_hours, received_at, requested_at, waits).total_seconds() // 3600)
        return calendar.due(complete_at, hours=max(duration.hours - used, 0))
    first = calendar.due(received_at, months=duration.months)
    return calendar.next_working(first + sum((end - start for start, end in waits), timedelta(0)))


def _used(
    elapsed: Callable[[datetime, datetime], timedelta],
    received_at: datetime,
    requested_at: datetime,
    waits: Sequence[tuple[datetime, datetime]],
) -> timedelta:
    """Working time from reception to the last request, without the waits before it."""
    waited = sum((elapsed(start, end) for start, end in waits[:-1]), timedelta(0))
    return elapsed(received_at, requested_at) - waited


def matches(code: str, local_code: str) -> bool:
    """Whether ``local_code`` is ``code`` or ``code`` with a local suffix."""
    return local_code == code or local_code.startswith(f"{code}.")

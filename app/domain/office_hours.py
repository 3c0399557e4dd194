"""Office hours (giờ làm việc): when an office is open on one day, and what time of day so many open hours lead to.

>>> day = Day(date(2021, 11, 15), Opening(date(2021, 1, 1), None, frozenset({0}), (
...     OfficeHours(time(7), time(11, 30)), OfficeHours(time(13, 30), time(17)))))
>>> day.open_at(time(12, 15)), day.after_us(5 * 3_600_000_000)
(datetime.time(13, 30), datetime.time(14, 0))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """One span in which the office is open (giờ làm việc); the closing moment still belongs to it."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("office hours must end after they begin")


@dataclass(frozen=True, slots=True)
class Opening:
    """Office hours of some weekdays (0 is Monday), valid from a day, and to a day or for good.

    Dossiers that come after ``cut_off`` count as received the next time; None means the closing time. ``counts`` is
    False where the office only takes dossiers in: such a day is no working day (ngày làm việc) for any period.
    """

    valid_from: date
    valid_to: date | None
    weekdays: frozenset[int]
    hours: tuple[OfficeHours, ...]
    cut_off: time | None = None
    counts: bool = True

    def __post_init__(self) -> None:
        if not self.hours or any(a.end >= b.start for a, b in zip(self.hours, self.hours[1:], strict=False)):
            raise ValueError("office hours of a day must follow one another with a break between")

    def covers(self, day: date) -> bool:
        """Whether it is in force on that day, whatever the weekday."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Day:
    """One day's hours, worked out once."""

    __slots__ = ("closes", "cut_off", "date", "open_us", "opens", "spans")

    def __init__(self, day: date, opening: Opening) -> None:
        self.date = day
        self.spans = tuple((span.start, span.end) for span in opening.hours)
        self.opens, self.closes = self.spans[0][0], self.spans[-1][1]
        self.cut_off = min(opening.cut_off or self.closes, self.closes)
        self.open_us = self.worked_us(self.closes)

    def open_at(self, at: time) -> time:
        """That time if the office is open, else the end of the break; closing time when it has closed."""
        for start, end in self.spans:
            if at <= end:
                return max(at, start)
        return self.closes

    def worked_us(self, at: time) -> int:
        """Microseconds that the office was open that day before this time."""
        return sum(max(_us(min(at, end)) - _us(start), 0) for start, end in self.spans)

    def after_us(self, worked: int) -> time:
        """The time at which so many open microseconds have gone by; the earlier one at a break."""
        for start, end in self.spans:
            length = _us(end) - _us(start)
            if worked <= length:
                break
            worked -= length
        return (datetime.combine(self.date, start) + worked * timedelta(microseconds=1)).time()


def opening_on(day: date, openings: Sequence[Opening], *, is_extra: bool) -> Opening | None:
    """The opening in force for that day, None when its weekday has none; a make-up day borrows another weekday's.

    ``ValueError`` when two claim the day, or an extra day finds none.
    """
    in_force = [opening for opening in openings if opening.covers(day)]
    found = [opening for opening in in_force if day.weekday() in opening.weekdays]
    if len(found) > 1:
        raise ValueError(f"two sets of office hours for {day}")
    if found or not is_extra:
        return found[0] if found else None
    usual = min((o for o in in_force if o.counts), key=lambda opening: min(opening.weekdays), default=None)
    if usual is None:
        raise ValueError(f"no office hours for the extra working day {day}")
    return usual


def _us(at: time) -> int:
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond

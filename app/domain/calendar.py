"""Working calendar (lịch làm việc): when an office is open, when a dossier is due, how much working time went by.

A period in days begins the day after receipt and ends at the same time of day on its last working day (the one-stop
desks' own practice); a period in hours walks through the office hours; one in months that ends on a day off ends on
the next working day (Civil Code 2015, art. 147 and 148). What comes in after the cut-off (giờ chốt nhận) counts as
received when the office opens next; during the break, when the break is over.

Two measures, because days may have unequal hours. ``elapsed`` counts as people do: whole working days, each worth
``WORKING_DAY`` however long the office is open on it, then the hours since (a working day at most), so that
``elapsed(r, due(r, days=d)) == d * WORKING_DAY``. ``elapsed_hours`` counts the hours the office was open, so that
``elapsed_hours(r, due(r, hours=h)) == timedelta(hours=h)``. Where every day has eight hours they mean the same time.

>>> from app.domain.office_hours import OfficeHours
>>> hours = (OfficeHours(time(7), time(11, 30)), OfficeHours(time(13, 30), time(17)))
>>> week = Opening(date(2023, 1, 1), None, frozenset(range(5)), hours)
>>> calendar = WorkingCalendar(date(2023, 1, 1), date(2023, 12, 31), [week], days_off=[date(2023, 9, 4)])
>>> calendar.due(datetime(2023, 10, 27, 9, 32, tzinfo=LOCAL), days=5).isoformat()
'2023-11-03T09:32:00+07:00'
"""

from __future__ import annotations

import calendar as _gregorian
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.errors import ServiceError
from app.domain.local_time import LOCAL
from app.domain.office_hours import Day, Opening, opening_on

WORKING_DAY = timedelta(hours=8)  # Labour Code 2019, art. 105; one-stop products store eight hours for a day
_MICROSECOND = timedelta(microseconds=1)


class OutsideCalendar(ServiceError):
    """A day outside the years that the data covers: the operator must add them; nothing is assumed."""

    code = "CALENDAR_UNKNOWN"

    def __init__(self, day: date, first: date, last: date) -> None:
        super().__init__(year=day.year)
        self.args = (f"the working calendar covers {first} to {last}, not {day}: add the days to calendar.toml",)


@dataclass(frozen=True, slots=True)
class IntakeStop:
    """A time in which the agency takes no dossiers in (ngừng tiếp nhận), from a moment to a moment or for good."""

    start: datetime
    end: datetime | None
    reason_vi: str


class WorkingCalendar:
    """One office's calendar over the days from ``first`` to ``last``; immutable, safe to share between threads.

    All moments are aware; results are in Asia/Ho_Chi_Minh. ``days_off`` and ``extra_days`` (ngày làm bù) go before
    the weekdays; an extra day has the hours of its weekday, else those of the week's first working day. Every method
    raises ``OutsideCalendar`` for days that are not covered, ``ValueError`` for moments without a zone.
    """

    def __init__(
        self,
        first: date,
        last: date,
        openings: Sequence[Opening],
        days_off: Collection[date] = (),
        extra_days: Collection[date] = (),
        intake_stops: Iterable[IntakeStop] = (),
    ) -> None:
        self.first, self.last = first, last
        self.intake_stops = tuple(intake_stops)
        off, extra = frozenset(days_off), frozenset(extra_days)
        if off & extra:
            raise ValueError(f"{min(off & extra)} is both a day off and an extra working day")
        self._days: list[Day] = []  # working days in order
        self._next: list[int] = []  # for every day from first: which of _days is the first not before it
        self._open_before = [0]  # microseconds that the office was open before each of _days
        self._other: dict[date, Day] = {}  # open, but no working day
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            self._next.append(len(self._days))
            opening = opening_on(day, openings, is_extra=day in extra) if day not in off else None
            if opening and not (opening.counts or day in extra):
                self._other[day] = Day(day, opening)
            elif opening:
                self._days.append(Day(day, opening))
                self._open_before.append(self._open_before[-1] + self._days[-1].open_us)

    def is_working(self, day: date) -> bool:
        """Whether that calendar day is a working day (ngày làm việc)."""
        found = self._next_index(day)
        return found < len(self._days) and self._days[found].date == day

    def is_open(self, moment: datetime) -> bool:
        """Whether the office is open to people at that moment, closing time too."""
        local = _local(moment)
        found = self._other.get(local.date()) or (self._day(local.date()) if self.is_working(local.date()) else None)
        return found is not None and any(start <= local.time() <= end for start, end in found.spans)

    def intake_stop(self, moment: datetime) -> IntakeStop | None:
        """The stop of intake in force at that moment, if any; its first moment is already stopped."""
        stops = (stop for stop in self.intake_stops if stop.start <= moment and (not stop.end or moment < stop.end))
        return next(stops, None)

    def next_working(self, moment: datetime) -> datetime:
        """That moment if the office works then, else when it next begins to."""
        return self._moment(*self._start(moment, cut_off=False))

    def due(
        self, received_at: datetime, days: int | None = None, hours: int | None = None, months: int | None = None
    ) -> datetime:
        """When a dossier is due (ngày hẹn trả) that may take so many working days, working hours or calendar months.

        Give exactly one. The time of day is kept; where the office is closed at that time on the last day, it is the
        end of the break, or closing time.
        """
        index, at = self._start(received_at, cut_off=True)
        if (days is not None) + (hours is not None) + (months is not None) != 1 or (days or hours or months or 0) < 0:
            raise ValueError("give one of days, hours and months, not below 0")
        if hours:
            return self._after_hours(index, at, hours)
        if months:
            index = self._next_index(_add_months(self._day_at(index).date, months))
        return self._moment(index + (days or 0), at)

    def elapsed(self, received_at: datetime, until: datetime) -> timedelta:
        """Working time from receipt to another moment, a whole working day being ``WORKING_DAY``; never negative."""
        index, at = self._start(received_at, cut_off=True)
        end = _local(until)
        found = self._next_index(end.date())
        whole = found - index - (not self.is_working(end.date()))
        if whole >= 0 and self._moment(index + whole, at) > end:
            whole -= 1
        if whole < 0:
            return timedelta(0)
        rest = self._open_until(end) - self._open_before[index + whole] - self._days[index + whole].worked_us(at)
        return whole * WORKING_DAY + min(max(rest, 0) * _MICROSECOND, WORKING_DAY)

    def elapsed_hours(self, received_at: datetime, until: datetime) -> timedelta:
        """The time that the office was open between receipt and another moment; never negative."""
        index, at = self._start(received_at, cut_off=True)
        begun = self._open_before[index] + self._days[index].worked_us(at)
        return max(self._open_until(_local(until)) - begun, 0) * _MICROSECOND

    def _start(self, moment: datetime, *, cut_off: bool) -> tuple[int, time]:
        local = _local(moment)
        today, at = local.date(), local.time()
        index = self._next_index(today)
        day = self._day_at(index)
        if day.date != today:
            return index, day.opens
        if at > (day.cut_off if cut_off else day.closes):
            return index + 1, self._day_at(index + 1).opens
        return index, day.open_at(at)

    def _after_hours(self, index: int, at: time, hours: int) -> datetime:
        target = self._open_before[index] + self._days[index].worked_us(at) + hours * 3_600_000_000
        index = bisect_left(self._open_before, target) - 1
        day = self._day_at(index)
        return datetime.combine(day.date, day.after_us(target - self._open_before[index]), LOCAL)

    def _open_until(self, local: datetime) -> int:
        index = self._next_index(local.date())
        if not self.is_working(local.date()):
            return self._open_before[index]
        return self._open_before[index] + self._days[index].worked_us(local.time())

    def _moment(self, index: int, at: time) -> datetime:
        day = self._day_at(index)
        return datetime.combine(day.date, day.open_at(at), LOCAL)

    def _next_index(self, day: date) -> int:
        if not self.first <= day <= self.last:
            raise OutsideCalendar(day, self.first, self.last)
        return self._next[(day - self.first).days]

    def _day_at(self, index: int) -> Day:
        if index >= len(self._days):
            raise OutsideCalendar(self.last + timedelta(days=1), self.first, self.last)
        return self._days[index]

    def _day(self, day: date) -> Day:
        return self._day_at(self._next_index(day))


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, _gregorian.monthrange(year, month + 1)[1]))


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(LOCAL)

"""Tables ``calendars``, ``openings``, ``days_off``, ``working_days`` and ``intake_stops``: working calendars.

Public holidays and most government swaps are the library's (``holidays``); the days of the files go before them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta

import holidays

from app.domain.calendar import IntakeStop, WorkingCalendar
from app.domain.local_time import LOCAL
from app.domain.office_hours import OfficeHours, Opening
from app.rules.entries import Entry, RulesError, Validity
from app.rules.timeline import Dated

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class CalendarTables:
    """The tables as read; :meth:`build` makes the calendars of them. ``read`` are all entries, to be shown."""

    calendars: dict[str, tuple[str, Validity, Entry]] = field(default_factory=dict)
    openings: list[tuple[str, Opening]] = field(default_factory=list)
    days: dict[tuple[date, str | None], bool] = field(default_factory=dict)
    stops: list[tuple[str, IntakeStop]] = field(default_factory=list)
    named: list[tuple[str, Entry]] = field(default_factory=list)
    read: list[Dated[str]] = field(default_factory=list)

    def read_calendars(self, entry: Entry) -> None:
        validity, agency_id = entry.validity(), self._agency(entry)
        if validity.end is None:
            raise entry.error("'to' is missing: a calendar knows its last year")
        if agency_id in self.calendars:
            raise entry.error(f"second calendar of {agency_id}")
        self.calendars[agency_id] = (entry.text("holidays"), validity, entry)
        self.read.append(Dated(agency_id, validity, entry))

    def read_openings(self, entry: Entry) -> None:
        validity, agency_id = entry.validity(), self._agency(entry)
        names = entry.texts("weekdays")
        if unknown := set(names) - set(WEEKDAYS):
            raise entry.error(f"'weekdays' has the unknown value '{min(unknown)}'; known: {', '.join(WEEKDAYS)}")
        try:
            spans = [OfficeHours(*map(time.fromisoformat, span.split("-"))) for span in entry.texts("hours")]
            cut_off = entry.optional_text("cut_off")
            opening = Opening(
                valid_from=validity.start,
                valid_to=validity.end,
                weekdays=frozenset(map(WEEKDAYS.index, names)),
                hours=tuple(spans),
                cut_off=time.fromisoformat(cut_off) if cut_off else None,
                counts=entry.flag("counts", True),
            )
        except (TypeError, ValueError) as e:
            raise entry.error(f'hours such as "07:00-11:30", cut_off such as "17:00": {e}') from e
        self.openings.append((agency_id, opening))
        self.read.append(Dated(agency_id, validity, entry))

    def read_days_off(self, entry: Entry) -> None:
        self._read_days(entry, working=False)

    def read_working_days(self, entry: Entry) -> None:
        self._read_days(entry, working=True)

    def read_intake_stops(self, entry: Entry) -> None:
        start, agency_id = entry.moment("from"), self._agency(entry)
        end = entry.moment("to") if "to" in entry.values else None
        if end is not None and end <= start:
            raise entry.error("'to' lies before 'from'")
        last = end.astimezone(LOCAL).date() if end else None
        validity = Validity(start.astimezone(LOCAL).date(), last, *entry.source())
        self.stops.append((agency_id, IntakeStop(start, end, entry.text("reason_vi"))))
        self.read.append(Dated(agency_id, validity, entry))

    def build(self, agency_ids: Collection[str]) -> dict[str, WorkingCalendar]:
        """One calendar for each of the agencies, and for no other."""
        for agency_id, entry in self.named:
            if agency_id not in agency_ids:
                raise entry.error(f"unknown agency '{agency_id}'")
        if without := sorted(set(agency_ids) - self.calendars.keys()):
            raise RulesError(f"calendar.toml: no [[calendars]] for {without[0]}")
        return {agency_id: self._build(agency_id, *row) for agency_id, row in self.calendars.items()}

    def _build(self, agency_id: str, country: str, validity: Validity, entry: Entry) -> WorkingCalendar:
        first, last = validity.start, validity.end or validity.start
        off, worked = _from_library(country, first, last, entry)
        openings = [opening for whose, opening in self.openings if whose == agency_id]
        if not openings:
            raise entry.error(f"no [[openings]] for {agency_id}")
        own = {day: working for (day, whose), working in self.days.items() if whose is None}
        own |= {day: working for (day, whose), working in self.days.items() if whose == agency_id}
        try:
            return WorkingCalendar(
                first,
                last,
                openings,
                days_off=(off - own.keys()) | {day for day, working in own.items() if not working},
                extra_days=(worked - own.keys()) | {day for day, working in own.items() if working},
                intake_stops=[stop for whose, stop in self.stops if whose == agency_id],
            )
        except ValueError as e:
            raise entry.error(str(e)) from e

    def _agency(self, entry: Entry) -> str:
        agency_id = entry.text("agency")
        self.named.append((agency_id, entry))
        return agency_id

    def _read_days(self, entry: Entry, *, working: bool) -> None:
        validity, agency_id = entry.validity(), self._agency(entry) if "agency" in entry.values else None
        self.read.append(Dated(f"{agency_id or 'every agency'}: {entry.text('reason_vi')}", validity, entry))
        if validity.end is None:
            raise entry.error("'to' is missing: name the last day")
        for day in _days(validity.start, validity.end):
            if (day, agency_id) in self.days:
                raise entry.error(f"{day} is given twice")
            self.days[day, agency_id] = working


def _from_library(country: str, first: date, last: date, entry: Entry) -> tuple[set[date], set[date]]:
    """Days off and make-up days; one year more at both ends, as a swap may cross New Year."""
    try:
        known = holidays.country_holidays(country, years=range(first.year - 1, last.year + 2))
    except NotImplementedError as e:
        raise entry.error(f"'holidays': {e}") from e
    return set(known), set(known.weekend_workdays)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))

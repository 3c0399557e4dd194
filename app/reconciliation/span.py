"""A day as reconciliation counts it: from midnight to midnight in Vietnam."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.errors import Fault, InvalidDossier
from app.domain.local_time import LOCAL
from app.domain.values import EARLIEST


@dataclass(frozen=True, slots=True)
class Span:
    """One day; ``end`` is the midnight behind it."""

    day: date

    @property
    def start(self) -> datetime:
        return datetime.combine(self.day, time(), LOCAL)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.day + timedelta(days=1), time(), LOCAL)

    def holds(self, moment: datetime | None) -> bool:
        return moment is not None and self.start <= moment < self.end


def day_of(moment: datetime) -> date:
    """The day of a moment in Vietnam."""
    return moment.astimezone(LOCAL).date()


def read_day(told: str | None, now: datetime) -> date:
    """A day as ISO 8601 writes it, no later than today; :class:`InvalidDossier` for another."""
    code = "REQUIRED"
    if told:
        try:
            found = date.fromisoformat(told)
        except ValueError:
            code = "DATE_INVALID"
        else:
            if EARLIEST.date() <= found <= day_of(now):
                return found
            code = "TIME_IN_FUTURE" if found > day_of(now) else "TIME_TOO_OLD"
    raise InvalidDossier([Fault("day", code)])

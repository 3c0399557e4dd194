"""One raw value at a time: cleaned, judged, and its fault noted under the name that the sender uses.

:class:`Values` is what :mod:`app.domain.reading` puts a submission together with. A faulty value reads as absent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from app.domain import text
from app.domain.errors import Fault, InvalidDossier, InvalidFormat
from app.domain.local_time import LOCAL

# The postal channel began with Decision 45/2016/QĐ-TTg; an older time is a default of somebody's software (1970).
EARLIEST = datetime(2016, 12, 16, tzinfo=UTC)
CLOCK_TOLERANCE = timedelta(days=1)
FAST_CLOCK = timedelta(minutes=5)  # by how much the clock of who says when he did something may be ahead of ours
MAX_COUNT = 1000
LONGEST = timedelta(days=730)  # no promise reaches further
DAY_LENGTH, END_OF_DAY = len("2021-11-15"), 17
SHORT = 100  # characters of a value that is no free text
_DIGITS = re.compile(r"[0-9]{1,10}")

E = TypeVar("E", bound=StrEnum)
D = TypeVar("D")
T = TypeVar("T")
Raw = Mapping[str, Any]


class Values:
    """Reads from one raw message. ``at`` is the path of the part that a value stands in, with its dot."""

    def __init__(self, raw: Raw, now: datetime, spell: Callable[[str], str], faults: list[Fault]) -> None:
        self.raw, self.now, self.spell, self.faults = raw, now, spell, faults
        self.today = now.astimezone(LOCAL).date()
        self.known = {fault.path for fault in faults}

    def part(self, key: str) -> Raw:
        value = self.raw.get(key)
        return value if value and isinstance(value, Mapping) else {}

    def text(self, raw: Raw, key: str, at: str, limit: int, *, required: bool = False) -> str | None:
        """Clean text of at most ``limit`` characters; blank reads as absent."""
        value = raw.get(key)
        path = f"{at}{key}"
        cleaned = self.judged(path, text.clean, str(value)) if value is not None else None
        if not cleaned:
            if required and not self.is_known(path):
                self.fault(path, "REQUIRED")
            return None
        if len(cleaned) > limit:
            self.fault(path, "TEXT_TOO_LONG", limit=limit)
        return cleaned

    def parsed(self, raw: Raw, key: str, at: str, parse: Callable[[str], T]) -> T | None:
        return self.judged(f"{at}{key}", parse, self.text(raw, key, at, SHORT))

    def judged(self, path: str, parse: Callable[[str], T], value: str | None) -> T | None:
        if value is None:
            return None
        try:
            return parse(value)
        except InvalidFormat as e:
            self.fault(path, e.code)
            return None

    def choice(self, raw: Raw, key: str, at: str, kind: type[E], default: D) -> E | D:
        value = raw.get(key)
        if value in (None, ""):
            return default
        try:
            return kind(value)
        except ValueError:
            self.fault(f"{at}{key}", "CHOICE_UNKNOWN")
            return default

    def time(self, raw: Raw, key: str, at: str) -> datetime | None:
        """ISO 8601 in UTC; without an offset it is Vietnam's time. A day of tolerance for the sender's clock."""
        value = raw.get(key)
        if value in (None, ""):
            return None
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
            moment = (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fault(f"{at}{key}", "DATE_INVALID")
            return None
        if moment < EARLIEST:
            self.fault(f"{at}{key}", "TIME_TOO_OLD")
        elif moment > self.now + CLOCK_TOLERANCE:
            self.fault(f"{at}{key}", "TIME_IN_FUTURE")
        return moment

    def coming(self, raw: Raw, key: str, at: str) -> datetime | None:
        """A time to come, read as :meth:`time` does; a day without its hour is the end of office hours."""
        value = raw.get(key)
        if value in (None, ""):
            return None
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
            if isinstance(value, str) and len(value.strip()) == DAY_LENGTH:
                moment = moment.replace(hour=END_OF_DAY)
            moment = (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fault(f"{at}{key}", "DATE_INVALID")
            return None
        if moment <= self.now:
            self.fault(f"{at}{key}", "TIME_PAST")
        elif moment > self.now + LONGEST:
            self.fault(f"{at}{key}", "TIME_TOO_FAR")
        return moment

    def end(self) -> None:
        """:class:`InvalidDossier` with every fault that was found."""
        if self.faults:
            raise InvalidDossier(self.faults)

    def is_known(self, path: str) -> bool:
        return self.spell(path) in self.known

    def fault(self, path: str, code: str, **params: object) -> None:
        spelled = self.spell(path)
        if spelled not in self.known:
            self.known.add(spelled)
            self.faults.append(Fault(spelled, code, tuple(params.items())))

    def count(self, raw: Raw, key: str, at: str) -> int:
        """How many of something; absent is none."""
        value = raw.get(key)
        count = 0 if value in (None, "") else whole(value)
        if count is None or count > MAX_COUNT:
            self.fault(f"{at}{key}", "NUMBER_NEGATIVE")
        return count or 0


def whole(value: object) -> int | None:
    """A whole number that is not negative, from an int or digits; None for anything else, ``True`` too."""
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None

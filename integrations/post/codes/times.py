"""Times as the post's systems write them, read leniently: an unreadable one is None, never an error.

ISO 8601 with or without an offset, .NET's seven decimals (and its ``0001-01-01`` for "none"), ``dd/MM/yyyy HH:mm:ss``,
``yyyyMMddHHmmss``, ``/Date(1637568907123)/`` and MongoDB's ``{"$date": …}``. Without an offset it is Vietnam's time.

>>> read("2021-11-22T09:15:07.1234567").isoformat(), read("23/11/2021 16:20:00").isoformat()
('2021-11-22T02:15:07.123456+00:00', '2021-11-23T09:20:00+00:00')
>>> read({"$date": 1637568907123}) == read("/Date(1637568907123)/") == read("2021-11-22T08:15:07.123Z")
True
>>> read("0001-01-01T00:00:00"), read("hôm qua"), read(None)
(None, None, None)
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from app.domain.local_time import LOCAL

EARLIEST = datetime(2016, 12, 16, tzinfo=UTC)  # the postal channel began (Decision 45/2016/QĐ-TTg); older is "none"
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,](\d+))?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
_MILLISECONDS = re.compile(r"/?Date\((-?\d{1,14})(?:[+-]\d{4})?\)/?|(\d{13})")
_FORMATS = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d-%m-%Y %H:%M:%S", "%Y%m%d%H%M%S", "%H:%M:%S %d/%m/%Y")


def read(value: Any) -> datetime | None:
    """The time in UTC; None for anything that is not one."""
    while isinstance(value, dict):
        value = value.get("$date", value.get("$numberLong"))
    text = str(value).strip() if isinstance(value, str | int) else ""
    try:
        found = _read(text)
        return found if found and found >= EARLIEST else None
    except (ValueError, OverflowError, OSError):
        return None


def _read(text: str) -> datetime | None:
    if match := _ISO.fullmatch(text):
        day, minutes, seconds, decimals, offset = match.groups()
        parts = f"{day}T{minutes}{seconds or ':00'}.{(decimals or '0')[:6]:0<6}{_with_colon(offset)}"
        return _utc(datetime.fromisoformat(parts))
    if match := _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(match[1] or match[2]) / 1000, UTC)
    for form in _FORMATS:
        try:
            return _utc(datetime.strptime(text, form))  # noqa: DTZ007  # its zone is given below
        except ValueError:
            continue
    return None


def _with_colon(offset: str | None) -> str:
    if not offset:
        return ""
    return "+00:00" if offset in "Zz" else f"{offset[:3]}:{offset[-2:]}"


def _utc(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)).astimezone(UTC)

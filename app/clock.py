"""The business clock: the time that the law counts by, passed in wherever it is needed.

In production it is the real time. The sandbox, the demo and the benchmarks live on a day of their own and walk on from
there: ``DOSSIER_NOW=2021-11-15T08:00+07:00`` starts at the moment the process starts, and ``…@1764000000`` (seconds of
real time since 1970) lets several processes share one start. Leases, signatures and nonces never use this clock.

>>> from datetime import datetime, timezone
>>> clock = BusinessClock.parse("2021-11-15T08:00+07:00@1000", real=lambda: 1060.0)
>>> clock.now().isoformat()
'2021-11-15T01:01:00+00:00'
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class BusinessClock:
    """``now()`` is aware, in UTC."""

    offset: timedelta = timedelta()
    real: Callable[[], float] = time.time

    @classmethod
    def parse(cls, text: str | None, real: Callable[[], float] = time.time) -> BusinessClock:
        """From the value of ``DOSSIER_NOW``; ``ValueError`` if it is not ISO 8601 with an offset, then ``@seconds``."""
        if not text:
            return cls(real=real)
        start, _, since = text.partition("@")
        moment = datetime.fromisoformat(start)
        if moment.tzinfo is None:
            raise ValueError("DOSSIER_NOW needs an offset, as in 2021-11-15T08:00+07:00")
        return cls(timedelta(seconds=moment.timestamp() - (float(since) if since else real())), real)

    def of(self, real: datetime | None) -> datetime | None:
        """What this clock showed at a moment of real time; None where there is none."""
        return real and real + self.offset

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.real(), UTC) + self.offset

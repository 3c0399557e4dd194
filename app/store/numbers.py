"""Running numbers of dossiers: per agency and day, taken in blocks so that no dossier waits for another's commit.

A quiet desk takes them one by one. When a block lasts less than a second the next is twice as large, so that a busy
hour does not queue at one row. What a process leaves unused is a gap; ``number_block`` records every block, so each gap
is known (:func:`gaps`).
"""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import text

from app.store.database import Database

LARGEST_BLOCK = 64
_TAKE = """
WITH counter AS (
    INSERT INTO number_counter AS c (agency_id, day, last)
    VALUES (%(agency_id)s, %(day)s, %(start)s - 1 + %(size)s)
    ON CONFLICT (agency_id, day) DO UPDATE SET last = c.last + %(size)s
    RETURNING last
)
INSERT INTO number_block (agency_id, day, first, last)
SELECT %(agency_id)s, %(day)s, last - %(size)s + 1, last FROM counter
RETURNING first, last
"""
_GAPS = text("""
SELECT n FROM number_block, generate_series(first, last) AS n
WHERE agency_id = :agency_id AND day = :day AND NOT EXISTS (
    SELECT FROM dossier WHERE dossier_no = :prefix || lpad(n::text, greatest(4, length(n::text)), '0'))
ORDER BY n
""")

_SKIP_IDS = text("""
SELECT setval(sequence, nextval(sequence) + :count) FROM pg_get_serial_sequence('dossier', 'id') AS sequence
""")


@dataclass
class _Block:
    day: date
    size: int = 1
    taken_at: float = float("-inf")
    free: list[int] = field(default_factory=list)  # a heap: the lowest goes first


class NumberSource:
    """One per process, shared by its threads."""

    def __init__(self, database: Database, real: Callable[[], float] = time.monotonic) -> None:
        self._database, self._real = database, real
        self._blocks: dict[str, _Block] = {}
        self._lock = threading.Lock()

    def take(self, agency_id: str, day: date, start: int = 1) -> int:
        """The next number of this agency and day; the day's first is ``start``."""
        with self._lock:
            block = self._blocks.get(agency_id)
            if block is None or block.day != day:
                block = self._blocks[agency_id] = _Block(day)
            if not block.free:
                self._refill(agency_id, block, start)
            return heapq.heappop(block.free)

    def give_back(self, agency_id: str, day: date, number: int) -> None:
        """A number that was not used after all, so that a repeat leaves no gap."""
        with self._lock:
            block = self._blocks.get(agency_id)
            if block is not None and block.day == day:
                heapq.heappush(block.free, number)

    def _refill(self, agency_id: str, block: _Block, start: int) -> None:
        now = self._real()
        busy = now - block.taken_at < 1.0
        block.size = min(block.size * 2, LARGEST_BLOCK) if busy else 1
        block.taken_at = now
        values = {"agency_id": agency_id, "day": block.day, "start": start, "size": block.size}
        ((first, last),) = self._database.run(_TAKE, values)
        block.free = list(range(first, last + 1))


def gaps(database: Database, agency_id: str, day: date, prefix: str) -> list[int]:
    """Numbers of that day that were taken and bear no dossier; ``prefix`` is the dossier number up to its last dash."""
    with database.begin() as connection:
        return list(connection.execute(_GAPS, {"agency_id": agency_id, "day": day, "prefix": prefix}).scalars())


def skip(database: Database, agency_id: str, day: date, count: int, start: int = 1) -> tuple[int, int]:
    """Leave out ``count`` numbers, and as many row ids, which papers bear as bar codes; the first and the last number.

    For a database that was set back: they may stand on paper already. The block is recorded as taken, so its numbers
    show as gaps. What a running process holds is not touched: stop them first.
    """
    values = {"agency_id": agency_id, "day": day, "start": start, "size": count}
    ((first, last),) = database.run(_TAKE, values)
    with database.begin() as connection:
        connection.execute(_SKIP_IDS, {"count": count})
    return first, last

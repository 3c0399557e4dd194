"""Shift files in a worker's hand: one worker holds a file for a while, notes what is done, and lets go.

The row is the truth: whichever file is open and held by nobody is to be worked on. Leases run on real time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, func, select, update

from app.domain.post.shift_file import LineResult
from app.store import shift_file_lines as lines
from app.store.shift_files import Kept, kept
from app.store.tables import shift_file

MAX_ATTEMPTS = 5  # without a line done; then a person must look
_f = shift_file.c
_LET_GO = {"lease_until": None, "claimed_by": None}


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many files are not done, and how many wait for a person."""

    open: int
    parked: int


def claim(connection: Connection, claimed_by: str, lease_s: float) -> Kept | None:
    """The open file that has waited longest for a hand, held for a while, its attempt counted; commit before the work.

    One that has had its attempts is parked instead.
    """
    is_open = (_f.ended_at.is_(None), _f.parked_at.is_(None))
    free = _f.lease_until.is_(None) | (_f.lease_until < func.clock_timestamp())
    oldest = select(_f.id).where(*is_open, free).order_by(_f.worked_at.nulls_first(), _f.id).limit(1)
    row = connection.execute(
        update(shift_file)
        .where(_f.id == oldest.with_for_update(skip_locked=True).scalar_subquery())
        .values(
            attempts=_f.attempts + 1,
            worked_at=func.clock_timestamp(),
            lease_until=_from_now(lease_s),
            claimed_by=claimed_by,
            parked_at=case((_f.attempts >= MAX_ATTEMPTS, func.clock_timestamp()), else_=None),
        )
        .returning(*_f)
    ).first()
    return kept(row, {}) if row else None


def note(connection: Connection, file_id: int, done: Sequence[LineResult], lease_s: float) -> None:
    """What came of some lines; the file is held on."""
    lines.add(connection, file_id, done)
    _set(connection, file_id, attempts=0, lease_until=_from_now(lease_s))


def end(connection: Connection, file_id: int) -> None:
    """Every line is done."""
    _set(connection, file_id, ended_at=func.clock_timestamp(), attempts=0, **_LET_GO)


def park(connection: Connection, file_id: int) -> None:
    """Put a file aside for a person: trying again would fail again."""
    _set(connection, file_id, parked_at=func.clock_timestamp(), **_LET_GO)


def release(connection: Connection, file_id: int, *, counted: bool) -> None:
    """Let go of a file; not ``counted`` where nothing could be tried."""
    attempts = _f.attempts if counted else func.greatest(_f.attempts - 1, 0)
    _set(connection, file_id, attempts=attempts, **_LET_GO)


def release_claims(connection: Connection, claimed_by: str) -> None:
    """Let go of what a worker part had in hand when it died; called when it starts anew."""
    held = (_f.claimed_by == claimed_by, _f.ended_at.is_(None))
    connection.execute(update(shift_file).where(*held).values(_LET_GO))


def backlog(connection: Connection) -> Backlog:
    """What is not done."""
    parked = func.count().filter(_f.parked_at.is_not(None))
    row = connection.execute(select(func.count() - parked, parked).where(_f.ended_at.is_(None))).one()
    return Backlog(row[0], row[1])


def _set(connection: Connection, file_id: int, **values: Any) -> None:
    connection.execute(update(shift_file).where(_f.id == file_id).values(**values))


def _from_now(seconds: float) -> Any:
    return func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)

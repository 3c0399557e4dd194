"""Clashes: whose an item code is already. No code may come to us a second time before it has rested (UPU S10).

A code is somebody's as long as it waits in a range, for :data:`~app.domain.post.item_code.REST` after it was taken or
voided, and as long after codes of its range were skipped: nobody can say which of those were used.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Select, and_, cast, func, select, text, true

from app.domain.post import item_code
from app.domain.post.item_code_list import Run
from app.store import tables

_r, _c = tables.item_code_range.c, tables.item_code.c


def lock(connection: Connection, code: str | None = None) -> None:
    """Until the transaction ends nobody else allocates; with a ``code`` nobody else is given that one either.

    Without one nobody takes: an allocation sees all that was taken before it.
    """
    if code is None:
        connection.execute(text("LOCK TABLE item_code_range IN SHARE ROW EXCLUSIVE MODE"))
        return
    connection.execute(text("LOCK TABLE item_code_range IN ROW EXCLUSIVE MODE"))
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(code, 0))))


def first(connection: Connection, run: Run, rested_before: datetime | None) -> str | None:
    """The first code of a run that is somebody's, None if it is free; ``rested_before`` None: nothing has rested."""
    found = [connection.execute(each).scalar() for each in (_waiting(run), *_used(run, rested_before))]
    serials = [serial for serial in found if serial is not None]
    return item_code.build(run.service, min(serials)) if serials else None


def _waiting(run: Run) -> Select[Any]:
    """The lowest serial that still waits in a range."""
    overlapping = and_(_r.service == run.service, _r.next <= run.last, _r.last >= run.first, _r.next <= _r.last)
    return select(func.min(func.greatest(_r.next, run.first))).where(overlapping)


def _used(run: Run, rested_before: datetime | None) -> tuple[Select[Any], Select[Any]]:
    """The lowest serial that was taken or given; the lowest of a range in which codes were skipped."""
    ended = func.greatest(_c.taken_at, _c.voided_at)
    taken = select(cast(func.substr(func.min(_c.code), 3, 8), Integer)).where(
        _c.code.between(f"{run.service}{run.first:08d}", f"{run.service}{run.last:08d}9ZZ"),
        ended >= rested_before if rested_before else true(),
    )
    skipped = select(func.min(func.greatest(_r.first, run.first))).where(
        _r.service == run.service,
        _r.first <= run.last,
        _r.next > run.first,
        _r.skipped_at >= rested_before if rested_before else _r.skipped_at.is_not(None),
    )
    return taken, skipped

"""Supply: how many item codes each agency and office has left, and how fast they go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from app.store import tables

MONTH = timedelta(days=30)
_r, _c = tables.item_code_range.c, tables.item_code.c


@dataclass(frozen=True, slots=True)
class Supply:
    """``office_id`` None: the agency's, for all offices without codes of their own. ``used`` in the last 30 days."""

    agency_id: str
    office_id: str | None
    left: int
    used: int

    def is_low(self, threshold: int) -> bool:
        """Fewer than ``threshold`` are left, or less than a fortnight's. An office that stopped is not told of."""
        stopped = self.office_id is not None and self.left == self.used == 0
        return not stopped and (self.left < threshold or self.left * 2 < self.used)


def supplies(connection: Connection, now: datetime) -> list[Supply]:
    """Whoever was ever allocated codes, by agency and office, the agency's own first."""
    taken = select(_c.range_id, func.count().label("used")).where(_c.taken_at > now - MONTH).group_by(_c.range_id)
    recent = taken.subquery()
    statement = (
        select(_r.agency_id, _r.office_id, func.sum(_r.last - _r.next + 1), func.sum(func.coalesce(recent.c.used, 0)))
        .select_from(tables.item_code_range.outerjoin(recent, recent.c.range_id == _r.id))
        .group_by(_r.agency_id, _r.office_id)
        .order_by(_r.agency_id, _r.office_id.is_not(None), _r.office_id)
    )
    return [Supply(row[0], row[1], int(row[2]), int(row[3])) for row in connection.execute(statement)]


def low(connection: Connection, threshold: int, now: datetime) -> list[Supply]:
    """Those for whom new codes must be asked of the post."""
    return [each for each in supplies(connection, now) if each.is_low(threshold)]

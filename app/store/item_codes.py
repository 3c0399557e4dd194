"""Item codes (số hiệu bưu gửi): taken from a range that the post has allocated, under its row lock; none twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, text, update

from app.domain import item_code
from app.domain.dossier import Dossier
from app.domain.errors import NotReady
from app.store import tables
from app.store.database import Taken

_range = tables.item_code_range


def allocate(connection: Connection, agency_id: str, service: str, first: int, last: int) -> None:
    """Record a range of serials from the post; :class:`app.store.database.Taken` if another holds some of them."""
    connection.execute(text("LOCK TABLE item_code_range IN SHARE ROW EXCLUSIVE MODE"))
    overlapping = select(_range.c.id).where(_range.c.service == service, _range.c.first <= last, _range.c.last >= first)
    if connection.execute(overlapping).first():
        raise Taken("item_code_range overlaps")
    connection.execute(insert(_range).values(agency_id=agency_id, service=service, first=first, last=last, next=first))


def take(connection: Connection, dossier: Dossier, now: datetime) -> Dossier:
    """The dossier with the next code of its agency; :class:`NotReady` (``ITEM_CODES_EXHAUSTED``) when none is left."""
    row = _open_range(connection, dossier.agency_id) or _open_range(connection, dossier.agency_id)
    if row is None:
        raise NotReady(code="ITEM_CODES_EXHAUSTED")
    code = item_code.build(row.service, row.next)
    connection.execute(update(_range).where(_range.c.id == row.id).values(next=row.next + 1))
    connection.execute(insert(tables.item_code).values(code=code, range_id=row.id, dossier_id=dossier.id, taken_at=now))
    return replace(dossier, item_code=code)


def skip(connection: Connection, agency_id: str, count: int) -> int:
    """Make the next ``count`` codes of an agency void for ever; how many there were, never more than are left."""
    open_ranges = connection.execute(
        select(_range.c.id, _range.c.next, _range.c.last)
        .where(_range.c.agency_id == agency_id, _range.c.next <= _range.c.last)
        .order_by(_range.c.id)
        .with_for_update()
    ).all()
    left_over = count
    for row in open_ranges:
        step = min(left_over, row.last - row.next + 1)
        connection.execute(update(_range).where(_range.c.id == row.id).values(next=row.next + step))
        left_over -= step
    return count - left_over


def last_serial(connection: Connection) -> int:
    """The highest serial that any range holds, 0 without one."""
    return connection.execute(select(func.max(_range.c.last))).scalar_one() or 0


def left(connection: Connection, agency_id: str) -> int:
    """How many codes the agency still has."""
    remaining = func.coalesce(func.sum(_range.c.last - _range.c.next + 1), 0)
    return int(connection.execute(select(remaining).where(_range.c.agency_id == agency_id)).scalar_one())


def _open_range(connection: Connection, agency_id: str) -> Row[Any, Any, Any] | None:
    """The oldest range with codes left, locked. None also when its last one went while we waited: ask again."""
    return connection.execute(
        select(_range.c.id, _range.c.service, _range.c.next)
        .where(_range.c.agency_id == agency_id, _range.c.next <= _range.c.last)
        .order_by(_range.c.id)
        .limit(1)
        .with_for_update()
    ).first()

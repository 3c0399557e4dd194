"""Item codes (số hiệu bưu gửi): taken from a range that the post has allocated, under its row lock; none twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from app.domain import item_code
from app.domain.dossier import Dossier
from app.domain.errors import NotReady
from app.store import tables

_range = tables.item_code_range


def allocate(connection: Connection, agency_id: str, service: str, first: int, last: int) -> None:
    """Record a range of serials from the post; :class:`app.store.database.Taken` if it begins where another does."""
    connection.execute(insert(_range).values(agency_id=agency_id, service=service, first=first, last=last, next=first))


def take(connection: Connection, dossier: Dossier, now: datetime) -> Dossier:
    """The dossier with the next code of its agency; :class:`NotReady` (``ITEM_CODES_EXHAUSTED``) when none is left."""
    row = connection.execute(
        select(_range.c.id, _range.c.service, _range.c.next)
        .where(_range.c.agency_id == dossier.agency_id, _range.c.next <= _range.c.last)
        .order_by(_range.c.id)
        .limit(1)
        .with_for_update()
    ).first()
    if row is None:
        raise NotReady(code="ITEM_CODES_EXHAUSTED")
    code = item_code.build(row.service, row.next)
    connection.execute(update(_range).where(_range.c.id == row.id).values(next=row.next + 1))
    connection.execute(insert(tables.item_code).values(code=code, range_id=row.id, dossier_id=dossier.id, taken_at=now))
    return replace(dossier, item_code=code)


def left(connection: Connection, agency_id: str) -> int:
    """How many codes the agency still has."""
    remaining = func.coalesce(func.sum(_range.c.last - _range.c.next + 1), 0)
    return int(connection.execute(select(remaining).where(_range.c.agency_id == agency_id)).scalar_one())

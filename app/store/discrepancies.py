"""Queries about discrepancies: papers that were counted otherwise at the desk than they were handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from app.domain.counting import Discrepancy, Listed
from app.domain.paper_check import Counts, Difference, Kind
from app.store.tables import discrepancy, paper

_c, _p = discrepancy.c, paper.c
_COLUMNS: list[Any] = [_c[name] for name in Discrepancy.__dataclass_fields__]


def listed(connection: Connection, dossier_id: int) -> list[Listed]:
    """The papers of a dossier as they were handed in, in their order."""
    statement = select(paper).where(_p.dossier_id == dossier_id).order_by(_p.position)
    return [
        Listed(
            position=row.position,
            name=row.name,
            counts=Counts(row.originals, row.certified, row.copies),
            code=row.code,
            is_file=bool(row.file_key or row.file_url),
        )
        for row in connection.execute(statement)
    ]


def of(connection: Connection, dossier_id: int) -> list[Discrepancy]:
    """All of a dossier, closed ones too, in the order in which they were found."""
    rows = connection.execute(select(*_COLUMNS).where(_c.dossier_id == dossier_id).order_by(_c.id))
    return [_discrepancy(row) for row in rows]


def open_count(connection: Connection, dossier_id: int) -> int:
    """How many a person must still close."""
    statement = select(func.count()).where(_c.dossier_id == dossier_id, _c.closed_at.is_(None))
    return connection.execute(statement).scalar_one()


def add(connection: Connection, dossier_id: int, seq: int, found: Sequence[Difference], at: datetime) -> None:
    """Open one for each difference of the count that the event ``seq`` tells of."""
    if found:
        connection.execute(
            insert(discrepancy),
            [
                {
                    "dossier_id": dossier_id,
                    "seq": seq,
                    "kind": each.kind,
                    "name": each.name_vi,
                    "listed": asdict(each.asked),
                    "found": asdict(each.found),
                    "opened_at": at,
                }
                for each in found
            ],
        )


def close(connection: Connection, ids: Sequence[int], resolution: str, closed_by: str, at: datetime) -> None:
    """Close these open ones; the row of their dossier must be locked."""
    values = {"closed_at": at, "closed_by": closed_by, "resolution": resolution}
    connection.execute(update(discrepancy).where(_c.id.in_(ids)).values(**values))


def _discrepancy(row: Any) -> Discrepancy:
    counts = {name: Counts(**getattr(row, name)) for name in ("listed", "found")}
    return Discrepancy(**{**row._mapping, **counts, "kind": Kind(row.kind)})

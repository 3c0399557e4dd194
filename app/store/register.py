"""Queries for the register of dossiers (sổ theo dõi hồ sơ): what an agency or office received in a period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from app.store.dossiers import seen_by
from app.store.tables import dossier

BATCH = 1000
_d = dossier.c
_owner = _d.record["owner"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many dossiers there are, and of those that are finished how many in time and how many late."""

    total: int
    in_time: int
    late: int


def count(connection: Connection, agency_id: str, office_id: str | None, start: datetime, end: datetime) -> Counts:
    """Of the dossiers received from ``start`` until before ``end``."""
    total, in_time, late = connection.execute(
        select(
            func.count(),
            func.count().filter(_d.finished_at <= _d.due_at),
            func.count().filter(_d.finished_at > _d.due_at),
        )
        .select_from(dossier)
        .where(*_received(agency_id, office_id, start, end))
    ).one()
    return Counts(total, in_time, late)


def rows(
    connection: Connection, agency_id: str, office_id: str | None, start: datetime, end: datetime
) -> Iterator[Any]:
    """These dossiers in the order of receipt, a batch at a time, with what the register says of each."""
    statement = (
        select(
            _d.dossier_no,
            _d.procedure_code,
            _d.licence_class,
            _d.owner_name,
            _d.owner_phone,
            _owner["address"]["raw"].astext.label("address"),
            _d.state,
            _d.return_wish,
            _d.received_at,
            _d.due_at,
            _d.finished_at,
            _d.returned_at,
        )
        .where(*_received(agency_id, office_id, start, end))
        .order_by(_d.received_at, _d.id)
        .execution_options(yield_per=BATCH)
    )
    yield from connection.execute(statement)


def _received(agency_id: str, office_id: str | None, start: datetime, end: datetime) -> list[ColumnElement[bool]]:
    return [*seen_by(agency_id, office_id), _d.received_at >= start, _d.received_at < end]

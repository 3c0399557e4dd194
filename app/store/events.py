"""Events as they are stored: the chain of every dossier, in order, for whoever verifies it.

A batch of dossiers is a short transaction of its own and all that is in memory at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, select

from app.domain.event import Event, broken_at
from app.store.database import Database
from app.store.tables import dossier, event

BATCH = 1000
_d, _e = dossier.c, event.c
Chain = Sequence[tuple[int, Event, bytes]]


def chains(database: Database, dossier_nos: Sequence[str] | None = None) -> Iterator[tuple[str, Chain]]:
    """Each dossier's number and its events by ``seq``, in the order of intake; of these numbers, or of all."""
    last = 0
    while True:
        with database.begin() as connection:
            batch = _batch(connection, last, dossier_nos)
        for (dossier_id, dossier_no), rows in groupby(batch, key=lambda row: (row.id, row.dossier_no)):
            yield dossier_no, [_link(row) for row in rows if row.seq is not None]
            last = dossier_id
        if not batch:
            return


def first_broken(dossier_no: str, chain: Chain) -> int | None:
    """The ``seq`` where a dossier's chain is broken, None if it is whole. No dossier is without its first event."""
    return broken_at(dossier_no, chain) if chain else 1


def _batch(connection: Connection, after: int, dossier_nos: Sequence[str] | None) -> list[Row[Any]]:
    """The events of the next dossiers; a dossier without any has one row, all null but itself."""
    ids = select(_d.id).where(_d.id > after).order_by(_d.id).limit(BATCH)
    if dossier_nos is not None:
        ids = ids.where(_d.dossier_no.in_(dossier_nos))
    columns = (_d.id, _d.dossier_no, _e.seq, _e.kind, _e.at, _e.key_id, _e.source, _e.reason, _e.details, _e.hash)
    statement = select(*columns).select_from(dossier.outerjoin(event, _e.dossier_id == _d.id))
    return list(connection.execute(statement.where(_d.id.in_(ids)).order_by(_d.id, _e.seq)))


def _link(row: Row[Any]) -> tuple[int, Event, bytes]:
    return row.seq, Event(row.kind, row.at, row.key_id, row.source, row.reason, row.details), row.hash

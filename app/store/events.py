"""Events as they are stored, each dossier's in a chain, and the remarks that go with them.

Whoever verifies all chains reads a batch of dossiers at a time: a short transaction, and all that is in memory at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.domain.dossier import Dossier
from app.domain.event import Event, broken_at, link
from app.domain.remark import NOTHING, Remark
from app.store.among import among
from app.store.database import Database
from app.store.tables import dossier, event, remark

BATCH = 1000
_d, _e, _r = dossier.c, event.c, remark.c
_EVENT = (_e.seq, _e.kind, _e.at, _e.key_id, _e.account_id, _e.source, _e.reason, _e.details, _e.hash)
Chain = Sequence[tuple[int, Event, bytes]]


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a dossier with what was said at it; ``officer`` is empty where a machine did it."""

    seq: int
    event: Event
    said: Remark = NOTHING
    officer: str = ""


def append(connection: Connection, about: Dossier, happened: Event, said: Remark = NOTHING, officer: str = "") -> int:
    """Add an event to the chain of a dossier whose row is locked; its ``seq``."""
    return append_all(connection, [(about, happened, said)], officer)[0]


def append_all(
    connection: Connection, happened: Sequence[tuple[Dossier, Event, Remark]], officer: str = ""
) -> list[int]:
    """Add one event, with what was said at it, to the chain of each of several locked dossiers; the ``seq`` of each."""
    ends = _ends(connection, [about.id for about, _, _ in happened])
    rows, remarks = [], []
    for about, told, said in happened:
        seq, previous = ends.get(about.id, (0, b""))
        place = {"dossier_id": about.id, "seq": seq + 1}
        values = {name: getattr(told, name) for name in Event.__dataclass_fields__}
        rows.append(place | values | {"hash": link(about.dossier_no, previous, seq + 1, told)})
        if said != NOTHING or officer:
            remarks.append(place | {"officer": officer, "said": said.as_record()})
    if rows:
        connection.execute(insert(event), rows)
    if remarks:
        connection.execute(insert(remark), remarks)
    return [row["seq"] for row in rows]


def _ends(connection: Connection, dossier_ids: Sequence[int]) -> dict[int, tuple[int, bytes]]:
    """The last event of each chain: its ``seq`` and its hash."""
    theirs = select(_e.dossier_id, _e.seq, _e.hash).where(among(_e.dossier_id, dossier_ids))
    rows = connection.execute(theirs.ext(distinct_on(_e.dossier_id)).order_by(_e.dossier_id, _e.seq.desc()))
    return {row.dossier_id: (row.seq, row.hash) for row in rows}


def having(connection: Connection, dossier_ids: Sequence[int], kinds: Iterable[str]) -> set[int]:
    """Those of these dossiers to which something of these kinds has happened."""
    found = select(_e.dossier_id).where(among(_e.dossier_id, dossier_ids), _e.kind.in_(list(kinds)))
    return set(connection.execute(found).scalars())


def history(connection: Connection, dossier_ids: Sequence[int]) -> dict[int, list[Told]]:
    """What happened to each of these dossiers, in order."""
    statement = (
        select(_e.dossier_id, *_EVENT, _r.officer, _r.said)
        .select_from(event.outerjoin(remark, (_r.dossier_id == _e.dossier_id) & (_r.seq == _e.seq)))
        .where(_e.dossier_id.in_(dossier_ids))
        .order_by(_e.dossier_id, _e.seq)
    )
    told: dict[int, list[Told]] = {dossier_id: [] for dossier_id in dossier_ids}
    for row in connection.execute(statement):
        said = Remark.from_record(row.said) if row.said else NOTHING
        told[row.dossier_id].append(Told(row.seq, _event(row), said, row.officer or ""))
    return told


def chained(dossier_no: str, events: Sequence[Event]) -> list[dict[str, Any]]:
    """The first events of a dossier as rows of plain JSON values."""
    rows: list[dict[str, Any]] = []
    previous = b""
    for seq, happened in enumerate(events, start=1):
        previous = link(dossier_no, previous, seq, happened)
        values = {name: getattr(happened, name) for name in Event.__dataclass_fields__}
        rows.append({**values, "seq": seq, "at": happened.at.isoformat(), "hash": previous.hex()})
    return rows


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
    statement = select(_d.id, _d.dossier_no, *_EVENT).select_from(dossier.outerjoin(event, _e.dossier_id == _d.id))
    return list(connection.execute(statement.where(_d.id.in_(ids)).order_by(_d.id, _e.seq)))


def _link(row: Row[Any]) -> tuple[int, Event, bytes]:
    return row.seq, _event(row), row.hash


def _event(row: Any) -> Event:
    return Event(**{name: getattr(row, name) for name in Event.__dataclass_fields__})

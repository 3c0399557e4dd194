"""Shift files as their senders see them: kept, found by number or by content, listed, opened again.

:mod:`app.store.shift_file_work` is a worker's side, :mod:`app.store.shift_file_lines` what came of each line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from app.domain.post.shift_file import ShiftFile
from app.store import shift_file_lines as lines
from app.store.tables import shift_file

ONE_PER_NAME = "shift_file_sender_name_key"
_f = shift_file.c
_SHOWN = (
    _f.file_no, _f.media_type, _f.dialect, _f.total, _f.taken_at, _f.ended_at, _f.parked_at, _f.emptied_at, _f.name,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """A file with where its bytes lie and who sent it."""

    id: int
    file: ShiftFile
    file_key: str
    sender: str
    agency_id: str
    office_id: str | None
    key_id: int | None
    account_id: int | None
    channels: tuple[str, ...]


def add(connection: Connection, file: ShiftFile, **columns: Any) -> None:
    """A new file; :class:`app.store.database.Taken` when its sender has sent it before, or used its name."""
    connection.execute(
        insert(shift_file).values({column.name: getattr(file, column.name) for column in _SHOWN} | columns)
    )


def same(connection: Connection, sha256: bytes, sender: str, agency_id: str, office_id: str | None) -> Kept | None:
    """The file with these bytes that this sender has sent before."""
    whose = (_f.sender == sender, _f.agency_id == agency_id, _f.office_id.is_not_distinct_from(office_id))
    return _one(connection, _f.sha256 == sha256, *whose)


def find(connection: Connection, file_no: str, *conditions: ColumnElement[bool]) -> Kept | None:
    """By its number, where the ``conditions`` of :func:`seen_by` let it be seen."""
    return _one(connection, _f.file_no == file_no, *conditions)


def newest(
    connection: Connection, limit: int, *conditions: ColumnElement[bool], after: int | None = None
) -> list[ShiftFile]:
    """The newest first, or those that came before the file with the id ``after``."""
    older = [_f.id < after] if after is not None else []
    wanted = select(shift_file).where(*conditions, *older).order_by(_f.id.desc()).limit(limit)
    rows = connection.execute(wanted).all()
    counts = lines.counts(connection, [row.id for row in rows])
    return [kept(row, counts[row.id]).file for row in rows]


def seen_by(sender: str, agency_id: str, office_id: str | None) -> list[ColumnElement[bool]]:
    """What its own sender sees and, where it speaks for one office, what that office has sent."""
    if office_id is None:
        return [_f.agency_id == agency_id, _f.sender == sender]
    return [_f.agency_id == agency_id, _f.office_id == office_id]


def reopen(connection: Connection, file_id: int) -> bool:
    """Let every line that was not taken in be tried again, if the file has ended or was parked; whether it is open now.

    Held until the transaction ends: nobody empties it in between.
    """
    held = select(_f.ended_at, _f.parked_at).where(_f.id == file_id).with_for_update()
    row = connection.execute(held).one()
    if row.ended_at is None and row.parked_at is None:
        return True
    is_left = bool(lines.forget_not_taken_in(connection, file_id)) or row.ended_at is None
    if is_left:
        fresh = {"ended_at": None, "parked_at": None, "emptied_at": None, "attempts": 0, "lease_until": None}
        connection.execute(update(shift_file).where(_f.id == file_id).values(**fresh))
    return is_left


def empty_one(connection: Connection, ended_before: datetime) -> str | None:
    """Take away what the oldest file that ended before then says of people; where its bytes lie, or None.

    Its number, its counts and the dossiers that came of it stay. Held until the transaction ends: whoever sends the
    same file again meanwhile waits for that.
    """
    full = (_f.ended_at < ended_before, _f.emptied_at.is_(None))
    oldest = select(_f.id, _f.file_key).where(*full).order_by(_f.ended_at).limit(1)
    row = connection.execute(oldest.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    lines.empty(connection, row.id)
    connection.execute(update(shift_file).where(_f.id == row.id).values(emptied_at=func.clock_timestamp()))
    return str(row.file_key)


def kept(row: Row[Any], counts: Mapping[str, int]) -> Kept:
    """A row of the table, with how many lines came to which end."""
    file = ShiftFile(**{column.name: getattr(row, column.name) for column in _SHOWN}, counts=counts)
    whose = (row.sender, row.agency_id, row.office_id, row.key_id, row.account_id, tuple(row.channels))
    return Kept(row.id, file, row.file_key, *whose)


def _one(connection: Connection, *conditions: ColumnElement[bool]) -> Kept | None:
    row = connection.execute(select(shift_file).where(*conditions)).first()
    return kept(row, lines.counts(connection, [row.id])[row.id]) if row else None

"""Shift files as they are stored: found, taken in hand by one worker at a time, and what came of their lines.

The row is the truth: whichever file is open and held by nobody is to be worked on. Leases run on real time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.domain.errors import Fault
from app.domain.shift_file import TAKEN_IN, LineResult, Outcome, ShiftFile
from app.store.tables import shift_file, shift_file_line

MAX_ATTEMPTS = 5  # without a line done; then a person must look
ONE_PER_NAME = "shift_file_sender_name_key"
_f, _l = shift_file.c, shift_file_line.c
_SHOWN = (_f.file_no, _f.media_type, _f.dialect, _f.total, _f.taken_at, _f.ended_at, _f.parked_at, _f.name)


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


def newest(connection: Connection, limit: int, *conditions: ColumnElement[bool]) -> list[ShiftFile]:
    rows = connection.execute(select(shift_file).where(*conditions).order_by(_f.id.desc()).limit(limit)).all()
    counts = _counts(connection, [row.id for row in rows])
    return [_kept(row, counts[row.id]).file for row in rows]


def seen_by(sender: str, agency_id: str, office_id: str | None) -> list[ColumnElement[bool]]:
    """What its own sender sees and, where it speaks for one office, what that office has sent."""
    own = _f.sender == sender
    if office_id is None:
        return [_f.agency_id == agency_id, own]
    return [_f.agency_id == agency_id, _f.office_id == office_id]


def results(connection: Connection, file_id: int) -> list[LineResult]:
    """What came of the lines that are done, in order."""
    rows = connection.execute(select(shift_file_line).where(_l.file_id == file_id).order_by(_l.number))
    return [
        LineResult(
            row.number,
            row.request_id,
            Outcome(row.outcome),
            tuple(Fault(path, code, tuple(params.items())) for path, code, params in row.faults),
            row.dossier_no,
            row.due_at,
            tuple(row.warnings),
        )
        for row in rows
    ]


def done_numbers(connection: Connection, file_id: int) -> set[int]:
    return set(connection.execute(select(_l.number).where(_l.file_id == file_id)).scalars())


def reopen(connection: Connection, file_id: int) -> None:
    """Let every line that was not taken in be tried again, once the file has ended or was parked."""
    stopped = _f.ended_at.is_not(None) | _f.parked_at.is_not(None)
    row = connection.execute(select(_f.ended_at).where(_f.id == file_id, stopped).with_for_update()).first()
    if row is None:
        return
    others = (_l.file_id == file_id, _l.outcome.not_in([*TAKEN_IN]))
    if connection.execute(delete(shift_file_line).where(*others)).rowcount or row.ended_at is None:
        fresh = {"ended_at": None, "parked_at": None, "attempts": 0, "lease_until": None}
        connection.execute(update(shift_file).where(_f.id == file_id).values(**fresh))


# -- a worker's hand ---------------------------------------------------------------------------------------------


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
    return _kept(row, {}) if row else None


def note(connection: Connection, file_id: int, done: Sequence[LineResult], lease_s: float) -> None:
    """What came of some lines; the file is held on."""
    rows = [_row(file_id, result) for result in done]
    connection.execute(upsert(shift_file_line).on_conflict_do_nothing(), rows)
    held = {"attempts": 0, "lease_until": _from_now(lease_s)}
    connection.execute(update(shift_file).where(_f.id == file_id).values(**held))


def end(connection: Connection, file_id: int) -> None:
    """Every line is done."""
    fresh = {"ended_at": func.clock_timestamp(), "lease_until": None, "claimed_by": None, "attempts": 0}
    connection.execute(update(shift_file).where(_f.id == file_id).values(**fresh))


def park(connection: Connection, file_id: int) -> None:
    """Put a file aside for a person: trying again would fail again."""
    fresh = {"parked_at": func.clock_timestamp(), "lease_until": None, "claimed_by": None}
    connection.execute(update(shift_file).where(_f.id == file_id).values(**fresh))


def release(connection: Connection, file_id: int, *, counted: bool) -> None:
    """Let go of a file; not ``counted`` where nothing could be tried."""
    attempts = _f.attempts if counted else func.greatest(_f.attempts - 1, 0)
    fresh = {"lease_until": None, "claimed_by": None, "attempts": attempts}
    connection.execute(update(shift_file).where(_f.id == file_id).values(**fresh))


def release_claims(connection: Connection, claimed_by: str) -> None:
    """Let go of what a worker part had in hand when it died; called when it starts anew."""
    held = (_f.claimed_by == claimed_by, _f.ended_at.is_(None))
    connection.execute(update(shift_file).where(*held).values(lease_until=None, claimed_by=None))


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many files are not done, and how many of them wait for a person."""

    open: int
    parked: int


def backlog(connection: Connection) -> Backlog:
    parked = func.count().filter(_f.parked_at.is_not(None))
    row = connection.execute(select(func.count() - parked, parked).where(_f.ended_at.is_(None))).one()
    return Backlog(row[0], row[1])


def _one(connection: Connection, *conditions: ColumnElement[bool]) -> Kept | None:
    row = connection.execute(select(shift_file).where(*conditions)).first()
    return _kept(row, _counts(connection, [row.id])[row.id]) if row else None


def _counts(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = {file_id: {} for file_id in ids}
    made = select(_l.file_id, _l.outcome, func.count()).where(_l.file_id.in_(ids)).group_by(_l.file_id, _l.outcome)
    for file_id, outcome, count in connection.execute(made) if ids else ():
        counts[file_id][outcome] = count
    return counts


def _kept(row: Row[Any], counts: dict[str, int]) -> Kept:
    file = ShiftFile(**{column.name: getattr(row, column.name) for column in _SHOWN}, counts=counts)
    whose = (row.sender, row.agency_id, row.office_id, row.key_id, row.account_id, tuple(row.channels))
    return Kept(row.id, file, row.file_key, *whose)


def _row(file_id: int, result: LineResult) -> dict[str, Any]:
    return {
        "file_id": file_id,
        "number": result.number,
        "request_id": result.request_id,
        "outcome": result.outcome,
        "faults": [
            [fault.path, fault.code, {key: _plain(value) for key, value in fault.params}] for fault in result.faults
        ],
        "warnings": list(result.warnings),
        "dossier_no": result.dossier_no,
        "due_at": result.due_at,
    }


def _plain(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)


def _from_now(seconds: float) -> Any:
    return func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)

"""What came of each line of a shift file: codes and numbers, never what the line said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.domain.errors import Fault
from app.domain.post.shift_file import TAKEN_IN, LineResult, Outcome
from app.store.tables import shift_file_line

_l = shift_file_line.c


def add(connection: Connection, file_id: int, done: Sequence[LineResult]) -> None:
    """What came of some lines; the first to say so of a line is right."""
    connection.execute(insert(shift_file_line).on_conflict_do_nothing(), [_row(file_id, each) for each in done])


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
    """The numbers of the lines that are done."""
    return set(connection.execute(select(_l.number).where(_l.file_id == file_id)).scalars())


def counts(connection: Connection, file_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """For each file how many of its lines came to which outcome."""
    found: dict[int, dict[str, int]] = {file_id: {} for file_id in file_ids}
    outcomes = select(_l.file_id, _l.outcome, func.count()).where(_l.file_id.in_(file_ids))
    for file_id, outcome, count in connection.execute(outcomes.group_by(_l.file_id, _l.outcome)) if file_ids else ():
        found[file_id][outcome] = count
    return found


def forget_not_taken_in(connection: Connection, file_id: int) -> int:
    """Let the lines that are no dossier be done anew; how many they are."""
    others = (_l.file_id == file_id, _l.outcome.not_in([*TAKEN_IN]))
    return connection.execute(delete(shift_file_line).where(*others)).rowcount


def empty(connection: Connection, file_id: int) -> None:
    """Leave of every line only its number, its outcome and its dossier."""
    nothing: dict[str, Any] = {"request_id": None, "faults": [], "warnings": [], "due_at": None}
    connection.execute(update(shift_file_line).where(_l.file_id == file_id).values(nothing))


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

"""What is left of a shift file when it is old: its numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app import shift_files
from app.context import Context
from app.domain.post.shift_file import State
from app.store import tables
from app.sweep import sweep
from tests import builders
from tests.core.test_shift_files import CSV, file_of, rows, sent, told, work_all

PARTLY = """\
request_id;procedure;full_name;phone
t-1;1.002820;Lê Thị Út;
t-2;1.002820;Lê Văn Tám;chưa có
"""


def row_of(file_no: str, context: Context) -> Any:
    with context.database.begin() as connection:
        return connection.execute(select(tables.shift_file).where(tables.shift_file.c.file_no == file_no)).one()


def ended_days_ago(file_no: str, days: float, context: Context) -> str:
    """Where the bytes lie of a file that ended then."""
    ended = {"ended_at": datetime.now(UTC) - timedelta(days=days)}
    with context.database.begin() as connection:
        connection.execute(update(tables.shift_file).where(tables.shift_file.c.file_no == file_no).values(ended))
    return str(row_of(file_no, context).file_key)


def test_after_ninety_days_only_numbers_are_left(context: Context) -> None:
    who, content = builders.principal(context), PARTLY
    file, young = sent(content, who, context), sent(content + "\n", who, context)
    key, young_key = ended_days_ago(file.file_no, 91, context), ended_days_ago(young.file_no, 89, context)
    before = told(file, who, context)
    assert sweep(context).shift_files == 1 and sweep(context).shift_files == 0
    assert context.files.get(key) is None and context.files.get(young_key) is not None
    left = shift_files.find(file.file_no, who, context)
    assert left.emptied_at and not shift_files.find(young.file_no, who, context).emptied_at
    assert (left.state, left.total, left.counts) == (State.DONE, 2, {"accepted": 1, "refused": 1})
    after = told(file, who, context)
    assert [(line["outcome"], line["dossier_no"]) for line in after] == [
        (line["outcome"], line["dossier_no"]) for line in before
    ]
    assert not any(line[name] for line in after for name in ("request_id", "codes", "texts", "due_at"))
    assert told(young, who, context)[1]["codes"] == "phone: PHONE_INVALID"


def test_an_emptied_file_that_comes_again_is_the_same_file(context: Context) -> None:
    who = builders.principal(context)
    whole, partly = file_of(rows(2, "p")), PARTLY
    keys = [ended_days_ago(sent(each, who, context).file_no, 91, context) for each in (whole, partly)]
    assert sweep(context).shift_files == 2
    again = [shift_files.take_in(each.encode(), CSV, who, context) for each in (whole, partly)]
    assert [(each.repeat, each.file.state) for each in again] == [(True, State.DONE), (True, State.WORKING)]
    assert [context.files.get(key) is None for key in keys] == [True, False]  # nothing to be done, nothing kept
    work_all(context)
    assert told(again[1].file, who, context)[1]["codes"] == "phone: PHONE_INVALID"
    assert row_of(again[1].file.file_no, context).emptied_at is None


def test_a_file_that_waits_or_is_parked_is_never_emptied(context: Context) -> None:
    who = builders.principal(context)
    taken = shift_files.take_in(file_of(rows(1, "q")).encode(), CSV, who, context)
    with context.database.begin() as connection:
        long_ago = {"taken_at": datetime.now(UTC) - timedelta(days=400)}
        connection.execute(
            update(tables.shift_file).where(tables.shift_file.c.file_no == taken.file.file_no).values(long_ago)
        )
    assert sweep(context).shift_files == 0
    assert context.files.get(row_of(taken.file.file_no, context).file_key) is not None
    work_all(context)

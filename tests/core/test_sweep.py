"""The sweep takes only what nobody needs."""

from __future__ import annotations

import errno
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from app import intake, shift_files
from app.context import Context
from app.security.principals import Principal
from app.store import batches, tables
from app.store.files import Folder
from app.sweep import sweep
from integrations.post.shift_files import FORMATS
from tests import builders

PAPER = {"name": "Đơn", "originals": 1, "attachment": {"file_name": "a.pdf", "content": "JVBERi0xLjcK"}}


def aged(context: Context, key: str, days: float) -> Path:
    path = context.settings.var / "files" / key
    then = time.time() - days * 86_400
    os.utime(path, (then, then))
    return path


def test_file_of_a_dossier_that_was_never_stored_goes_after_a_day(context: Context, desk: Principal) -> None:
    intake.accept(builders.submission(context, papers=[PAPER]), desk, context, "test")
    with context.database.begin() as connection:
        kept = connection.execute(select(tables.paper.c.file_key).where(tables.paper.c.file_key.is_not(None))).scalars()
        kept_key = next(iter(kept))
    context.files.put({"attachments/20211115/orphan": b"x", "attachments/20211115/young": b"x"})
    orphan, named = aged(context, "attachments/20211115/orphan", 2), aged(context, kept_key, 2)
    assert sweep(context).files == 1
    assert not orphan.exists() and named.exists()
    assert context.files.get("attachments/20211115/young") == b"x"


def test_shift_file_of_no_row_goes_after_a_day(context: Context, desk: Principal) -> None:
    content = b"request_id;procedure;full_name\ns-1;1.002820;An\n"
    taken = shift_files.take_in(content, FORMATS.of("text/csv"), desk, context)
    with context.database.begin() as connection:
        named = tables.shift_file.c.file_no == taken.file.file_no
        key = connection.execute(select(tables.shift_file.c.file_key).where(named)).scalar_one()
    context.files.put({"shiftfiles/20211115/orphan": b"x", "shiftfiles/20211115/young": b"x"})
    orphan, kept = aged(context, "shiftfiles/20211115/orphan", 2), aged(context, key, 2)
    assert sweep(context).files == 1
    assert not orphan.exists() and kept.exists()
    assert context.files.get("shiftfiles/20211115/young") == b"x"


def test_a_day_that_the_database_does_not_know_is_kept_and_told(
    context: Context, caplog: pytest.LogCaptureFixture
) -> None:
    keys = [f"attachments/20211116/file{i}" for i in range(11)]
    context.files.put(dict.fromkeys(keys, b"x"))
    for key in keys:
        aged(context, key, 2)
    assert sweep(context).files == 0
    assert all(context.files.get(key) for key in keys)
    told = [(record.levelname, vars(record)["folder"], vars(record)["rows"]) for record in caplog.records]
    assert told == [("ERROR", "attachments/20211116", 11)]
    context.files.delete(keys.pop())
    assert sweep(context).files == 10  # so few may be intakes that were broken off


def test_what_a_broken_write_left_goes_after_a_day(context: Context) -> None:
    context.files.put({"papers/20211115/whole.pdf": b"x"})
    context.files.put({"papers/20211115/young.pdf": b"x"})
    for name in (".whole.pdf.1.ab", ".young.pdf.1.ab"):
        (context.settings.var / "files/papers/20211115" / name).write_bytes(b"half")
    old = aged(context, "papers/20211115/.whole.pdf.1.ab", 2)
    assert sweep(context).unfinished == 1
    left = sorted(path.name for path in old.parent.iterdir())
    assert left == [".young.pdf.1.ab", "whole.pdf", "young.pdf"]


def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        written(path, content[:1])
        if content == b"second":
            raise OSError(errno.ENOSPC, "No space left on device")
        return len(content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        Folder(tmp_path / "files").put({"papers/20211115/a.pdf": b"first", "papers/20211115/b.pdf": b"second"})
    assert list((tmp_path / "files/papers/20211115").iterdir()) == []


def test_a_file_that_goes_while_the_folder_is_read_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, listed = Folder(tmp_path), Path.iterdir
    files.put({"papers/20211115/a.pdf": b"x", "papers/20211115/b.pdf": b"x"})

    def going(folder: Path) -> list[Path]:
        found = sorted(listed(folder))
        found[0].unlink()
        return found

    monkeypatch.setattr(Path, "iterdir", going)
    now = datetime.now(UTC)
    found = files.by_folder("papers", now - timedelta(days=1), now + timedelta(days=1))
    assert list(found) == [["papers/20211115/b.pdf"]]


def test_progress_of_a_shift_goes_after_90_days(context: Context) -> None:
    with context.database.begin() as connection:
        for name in ("old", "young"):
            batches.begin(connection, "s", name, 1)
        old = tables.batch.c.request_id == "old"
        aged_by = timedelta(days=91)
        connection.execute(update(tables.batch).where(old).values(started_at=datetime.now(UTC) - aged_by))
    assert sweep(context).batches == 1
    with context.database.begin() as connection:
        assert batches.progress(connection, "s", "old") is None
        assert batches.progress(connection, "s", "young") is not None


def test_old_nonces_and_answers_go_and_fresh_ones_stay(context: Context) -> None:
    nonce, message, now = tables.nonce, tables.webhook_message, datetime.now(UTC)
    with context.database.begin() as connection:
        for i, age in enumerate((timedelta(minutes=1), timedelta(hours=1))):
            connection.execute(insert(nonce).values(key_id=1, digest=bytes([i]), seen_at=now - age))
        for i, age in enumerate((timedelta(days=1), timedelta(days=60))):
            values = {"sender": "s", "message_id": str(i), "digest": b"", "answer": {}, "at": now - age}
            connection.execute(insert(message).values(**values))
    swept = sweep(context)
    assert (swept.nonces, swept.messages) == (1, 1)
    with context.database.begin() as connection:
        assert connection.execute(select(nonce.c.digest)).scalars().all() == [b"\0"]
        assert connection.execute(select(message.c.message_id)).scalars().all() == ["0"]

"""The sweep takes only what nobody needs."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from app import intake
from app.context import Context
from app.security.principals import Principal
from app.store import tables
from app.sweep import sweep
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

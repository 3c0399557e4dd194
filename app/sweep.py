"""The sweep: takes away what nobody needs any more, a little at a time.

Rows that are owed need no sweep of their own: the relay's query finds those that a bell has missed.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select

from app.context import Context
from app.security.keys import DIGEST_LIFE
from app.store import post_statements, shift_files, tables

EVERY_S = 600
ORPHAN_AGE = timedelta(days=1)  # far longer than any intake takes
ORPHAN_REACH = timedelta(days=4)  # older folders were swept when they were younger: cost does not grow with the years
UNBELIEVABLE = 10  # so many nameless files that are most of a folder are no broken intakes: the database went back
NAMED_BY = {"attachments": tables.paper.c.file_key, "shiftfiles": tables.shift_file.c.file_key}  # kind of file → where
EMPTIED = 50  # shift files at a time: 7,200 a day
BATCH_AGE = timedelta(days=90)  # how a shift's message went is asked on the day
REPLAY_AGE = timedelta(days=30)  # a portal's message that comes later fails by its time-stamp anyway
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """How much went."""

    nonces: int
    messages: int
    batches: int
    files: int
    unfinished: int
    shift_files: int
    statements: int


def sweep(context: Context) -> Swept:
    """Old nonces, answers and progress, what old shift files say, files of what was never stored. Runs on real time."""
    now = datetime.now(UTC)
    nonce, message, batch = tables.nonce, tables.webhook_message, tables.batch
    with context.database.begin() as connection:
        nonces = connection.execute(delete(nonce).where(nonce.c.seen_at < now - 2 * DIGEST_LIFE)).rowcount
        messages = connection.execute(delete(message).where(message.c.at < now - REPLAY_AGE)).rowcount
        batches = connection.execute(delete(batch).where(batch.c.started_at < now - BATCH_AGE)).rowcount
    reach = now - ORPHAN_REACH, now - ORPHAN_AGE
    orphans = sum(_orphans(context, kind, *reach) for kind in NAMED_BY)
    unfinished = context.files.forget_unfinished(*reach)
    return Swept(nonces, messages, batches, orphans, unfinished, _emptied(context, now), _statements(context))


def _orphans(context: Context, kind: str, after: datetime, before: datetime) -> int:
    """Delete files that no row names: their intake was broken off between file and commit.

    Where that would be most of a day, the database is older than the files: nothing is deleted, a person is told.
    """
    column, gone = NAMED_BY[kind], 0
    for keys in context.files.by_folder(kind, after, before):
        with context.database.begin() as connection:
            named = set(connection.execute(select(column).where(column.in_(keys))).scalars())
        nameless = set(keys) - named
        if len(nameless) > max(UNBELIEVABLE, len(keys) / 2):
            day = keys[0].rpartition("/")[0]
            log.error("most files of a day are named by no row: kept", extra={"folder": day, "rows": len(nameless)})
            continue
        for key in nameless:
            context.files.delete(key)
        gone += len(nameless)
    return gone


def _statements(context: Context) -> int:
    """Forget the files of old statements of the post, whose notes may name people; they are dated by business time."""
    before = context.clock.now() - timedelta(days=context.settings.shift_file_days)
    with context.database.begin() as connection:
        return post_statements.empty(connection, before)


def _emptied(context: Context, now: datetime) -> int:
    """Take away bytes and values of shift files that ended long ago, some at a time; how many.

    The bytes go while the row is held: a sender who sends the same file again at that moment has them put back.
    """
    before = now - timedelta(days=context.settings.shift_file_days)
    for gone in range(EMPTIED):
        with context.database.begin() as connection:
            key = shift_files.empty_one(connection, before)
            if key is None:
                return gone
            context.files.delete(key)
    return EMPTIED

"""The sweep: takes away what nobody needs any more, a little at a time.

Rows that are owed need no sweep of their own: the relay's query finds those that a bell has missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select

from app.context import Context
from app.security.keys import DIGEST_LIFE
from app.store import tables

EVERY_S = 600
ORPHAN_AGE = timedelta(days=1)  # far longer than any intake takes
ORPHAN_REACH = timedelta(days=4)  # older folders were swept when they were younger: cost does not grow with the years
REPLAY_AGE = timedelta(days=30)  # a portal's message that comes later fails by its time-stamp anyway


@dataclass(frozen=True, slots=True)
class Swept:
    """How much went."""

    nonces: int
    messages: int
    files: int


def sweep(context: Context) -> Swept:
    """Old nonces, old answers to the portal, and files of dossiers that were never stored. Runs on real time."""
    now = datetime.now(UTC)
    nonce, message = tables.nonce, tables.webhook_message
    with context.database.begin() as connection:
        nonces = connection.execute(delete(nonce).where(nonce.c.seen_at < now - 2 * DIGEST_LIFE)).rowcount
        messages = connection.execute(delete(message).where(message.c.at < now - REPLAY_AGE)).rowcount
    return Swept(nonces, messages, _orphans(context, now - ORPHAN_REACH, now - ORPHAN_AGE))


def _orphans(context: Context, after: datetime, before: datetime) -> int:
    """Delete attachments that no paper names: their intake was broken off between file and commit."""
    column, gone = tables.paper.c.file_key, 0
    for keys in context.files.by_folder("attachments", after, before):
        with context.database.begin() as connection:
            named = set(connection.execute(select(column).where(column.in_(keys))).scalars())
        for key in set(keys) - named:
            context.files.delete(key)
            gone += 1
    return gone

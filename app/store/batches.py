"""Batches: how far a shift's message has come, for whoever asks while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import batch

_b = batch.c


@dataclass(frozen=True, slots=True)
class Progress:
    """How many items there are, and what came of those that are done."""

    total: int
    accepted: int
    repeats: int
    refused: int
    started_at: datetime
    ended_at: datetime | None

    @property
    def done(self) -> int:
        return self.accepted + self.repeats + self.refused


def begin(connection: Connection, sender: str, request_id: str, total: int) -> None:
    """A batch begins, or begins anew under the same id."""
    fresh = {"total": total, "accepted": 0, "repeats": 0, "refused": 0, "started_at": func.now(), "ended_at": None}
    statement = insert(batch).values(sender=sender, request_id=request_id, total=total)
    connection.execute(statement.on_conflict_do_update(index_elements=["sender", "request_id"], set_=fresh))


def note(connection: Connection, sender: str, request_id: str, *, ended: bool, **counts: int) -> None:
    """How far it has come: ``accepted``, ``repeats``, ``refused``."""
    values = {**counts, "ended_at": func.now()} if ended else counts
    connection.execute(update(batch).where(_b.sender == sender, _b.request_id == request_id).values(**values))


def progress(connection: Connection, sender: str, request_id: str) -> Progress | None:
    columns = (_b.total, _b.accepted, _b.repeats, _b.refused, _b.started_at, _b.ended_at)
    row = connection.execute(select(*columns).where(_b.sender == sender, _b.request_id == request_id)).first()
    return Progress(*row) if row else None

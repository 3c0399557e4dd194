"""Confirmations of handover lists as they are stored: the one answer to each (sender, request id)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app.domain.errors import Conflict
from app.store.tables import handover_confirmation

_c = handover_confirmation.c


def claim(
    connection: Connection, sender: str, request_id: str, handover_id: int, fingerprint: bytes, at: datetime
) -> None:
    """Take a request id before anything is done under it; :func:`settle` belongs to the same transaction.

    :class:`app.store.database.Taken` when it was taken before, or at the same moment by one that was quicker.
    """
    values = {"sender": sender, "request_id": request_id, "handover_id": handover_id}
    connection.execute(insert(handover_confirmation).values(**values, fingerprint=fingerprint, answer={}, at=at))


def settle(connection: Connection, sender: str, request_id: str, answer: dict[str, Any]) -> None:
    mine = (_c.sender == sender, _c.request_id == request_id)
    connection.execute(update(handover_confirmation).where(*mine).values(answer=answer))


def answered(connection: Connection, sender: str, request_id: str, fingerprint: bytes) -> dict[str, Any] | None:
    """The first answer; None if there is none, :class:`Conflict` where the request id was used for other content."""
    mine = (_c.sender == sender, _c.request_id == request_id)
    row = connection.execute(select(_c.fingerprint, _c.answer).where(*mine)).first()
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise Conflict
    answer: dict[str, Any] = row.answer
    return answer

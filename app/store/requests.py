"""Requests: the one answer to each (sender, request id), kept with what it changed and given again to a repeat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app.domain.correction import Kept
from app.domain.dossier import Answer
from app.domain.errors import Conflict
from app.store.database import Database
from app.store.tables import request

_r = request.c


def answered(database: Database, sender: str, request_id: str, fingerprint: bytes) -> Answer | None:
    """The first answer to this request id, marked as a repeat; None if it was never answered.

    :class:`Conflict` if the request id was used for other content.
    """
    row = database.one(select(_r.fingerprint, _r.answer).where(_r.sender == sender, _r.request_id == request_id))
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise Conflict
    return Answer.from_record(row.answer).repeated()


def keep(
    connection: Connection,
    dossier_id: int,
    sender: str,
    request_id: str,
    office_id: str | None,
    fingerprint: bytes,
    answer: Answer,
    record: dict[str, Any],
    at: datetime,
) -> None:
    """Keep an answer about a dossier that another request has founded; ``record`` is what came.

    :class:`app.store.database.Taken` at commit or before, when the same request was quicker.
    """
    values = {"dossier_id": dossier_id, "sender": sender, "request_id": request_id, "office_id": office_id}
    said = {"fingerprint": fingerprint, "answer": answer.as_record(), "record": record, "at": at}
    connection.execute(insert(request).values(**values, **said))


def claim(
    connection: Connection,
    dossier_id: int,
    sender: str,
    request_id: str,
    office_id: str | None,
    fingerprint: bytes,
    at: datetime,
) -> None:
    """Take a request id before anything is done under it; :func:`settle` belongs to the same transaction.

    :class:`app.store.database.Taken` when it was taken before, or at the same moment by one that was quicker.
    """
    values = {"dossier_id": dossier_id, "sender": sender, "request_id": request_id, "office_id": office_id}
    connection.execute(insert(request).values(**values, fingerprint=fingerprint, answer={}, at=at))


def settle(connection: Connection, sender: str, request_id: str, answer: Answer, record: dict[str, Any]) -> None:
    """Keep the answer to a request that was claimed; ``record`` is what came."""
    mine = (_r.sender == sender, _r.request_id == request_id)
    connection.execute(update(request).where(*mine).values(answer=answer.as_record(), record=record))


def record_of(connection: Connection, sender: str, request_id: str) -> dict[str, Any]:
    """What was kept with the answer to a request; empty if nothing was."""
    statement = select(_r.record).where(_r.sender == sender, _r.request_id == request_id)
    return connection.execute(statement).scalar_one_or_none() or {}


def corrections(connection: Connection, dossier_ids: Sequence[int]) -> dict[int, list[Kept]]:
    """The corrections that were made to each of these dossiers, in order."""
    kept = _r.record["correction"]
    statement = select(_r.dossier_id, _r.sender, kept).where(_r.dossier_id.in_(dossier_ids), kept.is_not(None))
    made: dict[int, list[Kept]] = {dossier_id: [] for dossier_id in dossier_ids}
    for dossier_id, sender, record in connection.execute(statement):
        made[dossier_id].append(Kept(sender, **record))
    return {dossier_id: sorted(each, key=lambda one: one.seq) for dossier_id, each in made.items()}


def joined(connection: Connection, dossier_id: int, sender: str) -> dict[str, Any]:
    """What this sender brought to a dossier that another had founded; empty if it brought nothing."""
    mine = (_r.dossier_id == dossier_id, _r.sender == sender, _r.record["owner"].is_not(None))
    record = connection.execute(select(_r.record).where(*mine).order_by(_r.at.desc()).limit(1)).scalar_one_or_none()
    return record or {}


def has_brought(
    connection: Connection, dossier_id: int, fingerprint: bytes, besides: tuple[str, str] | None = None
) -> bool:
    """Whether a request has brought the same content to this dossier before, ``besides`` this (sender, request id)."""
    statement = select(_r.sender, _r.request_id).where(_r.dossier_id == dossier_id, _r.fingerprint == fingerprint)
    return any(tuple(row) != besides for row in connection.execute(statement))

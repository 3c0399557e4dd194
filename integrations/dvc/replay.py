"""One answer for one webhook id: claimed before the dossiers are taken in, kept after they are committed.

A crash in between leaves a claim without an answer; the same message again is then carried out again, which is
harmless, since every dossier is taken in once by its own code.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.context import Context
from app.domain.errors import Conflict
from app.store.tables import request, webhook_message

Results = list[dict[str, Any]]
_m = webhook_message.c


def claim(sender: str, message_id: str, body: bytes, context: Context) -> Results | None:
    """The results given before to the same message, or None if it is to be carried out.

    :class:`Conflict` when the id came with another body.
    """
    digest = hashlib.sha256(body).digest()
    values = {"sender": sender, "message_id": message_id, "digest": digest, "answer": {}}
    with context.database.begin() as connection:
        connection.execute(insert(webhook_message).values(values).on_conflict_do_nothing())
        row = connection.execute(
            select(_m.digest, _m.answer).where(_m.sender == sender, _m.message_id == message_id)
        ).one()
    if row.digest != digest:
        raise Conflict
    results: Results | None = row.answer.get("results")
    return results


def keep(sender: str, message_id: str, results: Results, context: Context) -> None:
    """Keep the first answer; of two identical messages at one moment the quicker one's stays."""
    with context.database.begin() as connection:
        connection.execute(
            update(webhook_message)
            .where(_m.sender == sender, _m.message_id == message_id, _m.answer == {})
            .values(answer={"results": results})
        )


def is_known(sender: str, request_id: str, context: Context) -> bool:
    """Whether this sender has handed in a dossier under this request id."""
    r = request.c
    return context.database.one(select(r.dossier_id).where(r.sender == sender, r.request_id == request_id)) is not None

"""Taking over (ghi nhận theo kênh nộp sau): what a joining submission says of wishes and fee, kept as a correction is.

What the dossier had before stays with the request; papers that stand for earlier events read as they did.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.domain import taking_over
from app.domain.correction import Record, merged
from app.domain.dossier import Dossier
from app.domain.post.order import Leg
from app.domain.taking_over import Said
from app.post import owing
from app.store import documents, dossiers, events, outbox
from app.updates import following


def said(connection: Connection, dossier: Dossier, brought: Record) -> Said:
    """What of the record that came a locked dossier takes over."""
    return taking_over.said(dossier.record, brought, fetched=_is_fetched(connection, dossier))


def write(connection: Connection, before: Dossier, said: Said, seq: int, context: Context) -> Dossier:
    """The dossier as stored now, by the event ``seq``; what the post was asked for follows."""
    after = before
    if said.changes:
        record = merged(before.record, said.changes)
        after = dossiers.change(connection, before, record=record, **dossiers.found_by(record))
    return following.tell_post(connection, before, after, seq, context)


def owe_papers(connection: Connection, before: Dossier, after: Dossier, seq: int, context: Context) -> None:
    """The paper that says something else by now; where it is received only now its receipt is owed anyhow."""
    if after.record == before.record or after.received_at != before.received_at:
        return
    history = events.history(connection, [after.id])[after.id]
    listed = documents.papers_of(connection, [after.id])[after.id]
    then = replace(after, record=before.record)
    for kind in following.read_otherwise([after.paper], then, after, history, listed, context):
        outbox.owe(connection, after, kind, seq)


def kept(before: Dossier, said: Said, seq: int) -> dict[str, Any]:
    """What is kept with the request."""
    known = {name: before.record[name] for name in said.changes if name in before.record}
    return {"correction": {"seq": seq, "changes": said.changes, "before": known}} if said.changes else {}


def _is_fetched(connection: Connection, dossier: Dossier) -> bool:
    """Whether the papers are here, or on their way by the post: they cannot stay at home any more."""
    if dossier.received_at is not None:
        return True
    asked = owing.of_leg(connection, dossier, Leg.COLLECT) if dossier.wants_collection else []
    return any(item.is_under_way and item.ended is None for item in asked)

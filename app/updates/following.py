"""Following (điều chỉnh theo): what stands on paper, and what the post was asked for, follow a record that changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from app import forms
from app.context import Context
from app.domain.dossier import Dossier
from app.domain.life import State
from app.domain.post.order import Leg
from app.post import cancelling, owing
from app.store.events import Told


def read_otherwise(
    kinds: Iterable[str],
    before: Dossier,
    after: Dossier,
    history: Sequence[Told],
    listed: Sequence[Any],
    context: Context,
) -> list[str]:
    """Those papers that say something else now."""

    def reads(dossier: Dossier, kind: str) -> Any:
        return forms.record(forms.Edition(kind, dossier, history, listed), context)

    return [kind for kind in kinds if reads(before, kind) != reads(after, kind)]


def tell_post(connection: Connection, before: Dossier, after: Dossier, edition: int, context: Context) -> Dossier:
    """Order the parcel that is wished for now; what was ordered before follows."""
    now = context.clock.now()
    if context.asks_post(after.agency_id):
        if after.wants_post and not before.wants_post and after.state is State.FINISHED:
            owing.first(connection, after, Leg.RETURN, edition, now)
        if after.wants_collection and not before.wants_collection:
            owing.first(connection, after, Leg.COLLECT, edition, now)
    return cancelling.follow(connection, after, edition, now, context)

"""Group (nhóm hồ sơ): dossiers that make one move together, as on a list; what must be known of them is read once.

Nothing is read before it is asked for, and then of all of them. A move of one dossier is that of a group of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from sqlalchemy import Connection

from app.context import Context
from app.domain.dossier import Dossier
from app.domain.post.order import Leg
from app.domain.post.parcel import Parcel
from app.papers import editions
from app.store import events, postal_items
from app.store.events import Told


class Group:
    """The rows of these dossiers are locked, so what was read stays true until the move is written."""

    def __init__(self, connection: Connection, dossiers: Sequence[Dossier], context: Context) -> None:
        self.connection, self.dossiers, self.context = connection, dossiers, context
        self.ids = [dossier.id for dossier in dossiers]
        self.now = context.clock.now()  # together: at one moment

    @cached_property
    def histories(self) -> dict[int, list[Told]]:
        """What happened to each so far."""
        return events.history(self.connection, self.ids)

    @cached_property
    def parcels(self) -> dict[int, Parcel]:
        """The newest order to carry the result home, of those that have one."""
        return postal_items.newest(self.connection, self.ids, Leg.RETURN)

    @cached_property
    def stale_labels(self) -> set[int]:
        """Those whose label tells of another sum than what the post has to collect by now."""
        return editions.with_stale_labels(self.connection, self.dossiers, self.context)

"""Parcels whose reports came a while ago and are not weighed yet: whatever fails there fails each time anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select, text

from app.store.tables import dossier, postal_item, tracking_event

LATE_S = 900  # of real time; a feed is read, and its parcels are weighed, far more often
_p, _d, _t = postal_item.c, dossier.c, tracking_event.c


def late(connection: Connection, agency_id: str | None = None) -> Sequence[Row[Any, Any, Any]]:
    """Those of an agency, or all: order number, dossier number and office, the oldest first."""
    came_at = select(func.max(_t.recorded_at)).where(_t.postal_item_id == _p.id).correlate(postal_item)
    statement = (
        select(_p.order_no, _d.dossier_no, _d.office_id)
        .join(dossier, _d.id == _p.dossier_id)
        .where(
            text("postal_item.unsettled"),  # leads to the partial index, whatever the plan
            came_at.scalar_subquery() < func.clock_timestamp() - func.make_interval(0, 0, 0, 0, 0, 0, LATE_S),
        )
    )
    if agency_id is not None:
        statement = statement.where(_d.agency_id == agency_id)
    return connection.execute(statement.order_by(_p.id)).all()

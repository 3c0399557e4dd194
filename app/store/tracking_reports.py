"""Reports of counter software as they are stored: whose parcel each is of, and what is kept of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from app.domain.post.named import Carried, Names, Unclear
from app.domain.post.tracking import TrackingEvent
from app.store import postal_items
from app.store.dossiers import seen_by
from app.store.tables import dossier, postal_item, tracking_event
from app.store.tracking import as_event

_p, _d, _e = postal_item.c, dossier.c, tracking_event.c


@dataclass(frozen=True, slots=True)
class Whose:
    """The parcel that a report is of, and its dossier."""

    item_id: int
    dossier_id: int
    dossier_no: str


def ours(
    connection: Connection, events: Sequence[TrackingEvent], agency_id: str, office_id: str | None
) -> dict[TrackingEvent, Whose | Unclear]:
    """The parcel of each report, as far as this agency and office see it; else why it is not clear which."""
    orders = {event.order_no for event in events if event.order_no}
    codes = {event.item_code for event in events if event.item_code}
    mine = _p.dossier_id.in_(select(_d.id).where(_d.agency_id == agency_id))
    parcels = postal_items.carried(connection, orders, codes, mine)
    ids = {each.dossier_id for each in parcels}
    seen = select(_d.id, _d.dossier_no).where(_d.id.in_(ids), *seen_by(agency_id, office_id))
    numbers = {row.id: row.dossier_no for row in connection.execute(seen)}
    names, shown = Names(parcels), Names(each for each in parcels if each.dossier_id in numbers)
    found: dict[TrackingEvent, Whose | Unclear] = {}
    for event in events:
        one = names.of(event.order_no, event.item_code)
        if isinstance(one, Carried) and one.dossier_id in numbers:
            found[event] = Whose(one.item_id, one.dossier_id, numbers[one.dossier_id])
        elif isinstance(one, Unclear) and shown.of(event.order_no, event.item_code):
            found[event] = one
    return found


def dossier_of(connection: Connection, order_no: str, agency_id: str, office_id: str | None) -> str | None:
    """The number of the dossier that an order is of."""
    joined = select(_d.dossier_no).join(postal_item, _d.id == _p.dossier_id)
    return connection.execute(joined.where(_p.order_no == order_no, *seen_by(agency_id, office_id))).scalar()


def kept(connection: Connection, events: Collection[TrackingEvent]) -> dict[str, TrackingEvent]:
    """What is kept under the ids of these, by id; they are of one source."""
    ids, sources = [event.source_id for event in events], {event.source for event in events}
    statement = select(tracking_event).where(_e.source.in_(sources), _e.source_id.in_(ids))
    return {row.source_id: as_event(row) for row in connection.execute(statement)}


def understand(connection: Connection, event: TrackingEvent, item_id: int) -> None:
    """A report that is kept means more by now; what was written stays. The parcel must be locked."""
    same = (_e.source == event.source, _e.source_id == event.source_id, _e.postal_item_id == item_id)
    meaning = {"status": event.status, "reason": event.reason, "raw_text": event.raw_text}
    connection.execute(update(tracking_event).where(*same).values(meaning))
    postal_items.mark_unsettled(connection, {item_id})

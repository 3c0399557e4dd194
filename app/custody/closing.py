"""The parcel and its dossier end together: what a move or an act says of the licence, its parcel has as a report too.

A move that the post's own report made needs none: the parcel has it. Without an account at the post there is no parcel.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from app.custody import places
from app.domain.dossier import Dossier
from app.domain.event import Event
from app.domain.parcel import Parcel
from app.domain.postal_order import Leg
from app.domain.tracking import ENDS, Reason, Status, TrackingEvent, standing
from app.store import postal_items, tracking
from app.store.events import Told

ENDED = {"deliver": Status.DELIVERED, "take_back": Status.RETURNED}  # moves
_BACK_VI = "ghi nhận tại bộ phận một cửa"


def close(connection: Connection, dossier: Dossier, move: str, seq: int, event: Event) -> None:
    """End the parcel of a locked dossier whose way such a move has ended; nothing where it is over already."""
    if status := ENDED.get(move):
        at = places.happened(Told(seq, event))
        report(connection, dossier, status, seq, at, event.details.get("post_office", ""))


def report(
    connection: Connection,
    dossier: Dossier,
    status: Status,
    seq: int,
    at: datetime,
    post_office: str = "",
    reason: Reason | None = None,
) -> None:
    """Tell the parcel under way what the event ``seq`` says; the same again, or one that has ended, changes nothing."""
    item = _under_way(connection, dossier)
    if item is None:
        return
    told = TrackingEvent(
        places.OURS,
        f"{dossier.dossier_no}:{seq}",
        order_no=item.order_no,
        item_code=item.item_code,
        raw_text=_BACK_VI,
        at=at,
        status=status,
        reason=reason,
        pos_code=post_office or None,
    )
    values = {name: getattr(told, name) for name in TrackingEvent.__dataclass_fields__}
    tracking.add(connection, [{**values, "postal_item_id": item.id, "problem": None}])
    found = standing(tracking.of_parcels(connection, [item.id])[item.id])
    stands = {"status": found.status, "reason": found.reason, "status_at": found.at, "disputed": found.disputed}
    postal_items.change(connection, item, **stands)


def _under_way(connection: Connection, dossier: Dossier) -> Parcel | None:
    """The newest parcel with the licence, locked, unless its order or its reports say that it has ended."""
    items = [item for item in postal_items.of_dossier(connection, dossier.id) if item.leg is Leg.RETURN]
    if not items:
        return None
    item = postal_items.lock(connection, items[-1].id)
    reports = tracking.of_parcels(connection, [item.id])[item.id]
    return item if item.is_live and standing(reports).status not in ENDS else None

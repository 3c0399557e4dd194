"""The parcel and its dossier end together: what a move or an act says of the licence, its parcel has as a report too.

A move that the post's own report made needs none: the parcel has it. Without an account at the post there is no parcel.
An envelope that the desk takes back is "returned" only where the post has had it. Where nothing shows that, as after a
hand-over by mistake, the order still stands there: it is called off and issued again, since two would stand otherwise.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from app.custody import places
from app.domain.dossier import Dossier
from app.domain.event import Event
from app.domain.life import MOVES
from app.domain.post.order import Leg
from app.domain.post.parcel import OrderState, Parcel
from app.domain.post.tracking import ENDS, Reason, Status, TrackingEvent, standing
from app.post import cancelling
from app.post.written import calm, never_sent
from app.store import events, postal_items, tracking
from app.store.events import Told

ENDED = {"deliver": Status.DELIVERED, "take_back": Status.RETURNED}  # moves
_AT_THE_DESK_VI = "ghi nhận tại bộ phận một cửa"
_AT_THE_POST_VI = "ghi nhận tại bưu cục"


def close(connection: Connection, dossier: Dossier, move: str, seq: int, event: Event) -> None:
    """End the parcel of a locked dossier whose way such a move has ended; nothing where it is over already."""
    status = ENDED.get(move)
    item = _under_way(connection, dossier) if status else None
    if status is None or item is None:
        return
    office = event.details.get("post_office", "")
    if status is Status.RETURNED and not (office or _the_post_had_it(connection, dossier, item)):
        cancelling.call_off(connection, dossier, item, seq, event.at, again=True)
        return
    text = _AT_THE_POST_VI if office else _AT_THE_DESK_VI
    report(connection, dossier, status, seq, places.happened(Told(seq, event)), office, text=text)


def report(
    connection: Connection,
    dossier: Dossier,
    status: Status,
    seq: int,
    at: datetime,
    post_office: str = "",
    reason: Reason | None = None,
    text: str = _AT_THE_POST_VI,
) -> None:
    """Tell the parcel under way what the event ``seq`` says; the same again, or one that has ended, changes nothing.

    An order that was never sent ends with its parcel: it is cancelled without a call.
    """
    item = _under_way(connection, dossier)
    if item is None:
        return
    told = TrackingEvent(
        places.OURS,
        f"{dossier.dossier_no}:{seq}",
        order_no=item.order_no,
        item_code=item.item_code,
        raw_text=text,
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
    if found.status in ENDS:
        calm(connection, dossier, item)
    if item.state is OrderState.READY and found.status in ENDS:
        never_sent(connection, dossier, item, at, told=found.status is Status.RETURNED)


def _the_post_had_it(connection: Connection, dossier: Dossier, item: Parcel) -> bool:
    """By what was reported of the parcel, or by its hand-over: a list that both sides signed, or the post told it."""
    if any(report.status in places.CARRIED for report in tracking.of_parcels(connection, [item.id])[item.id]):
        return True
    history = events.history(connection, [dossier.id])[dossier.id]
    handed = (told for told in reversed(history) if told.event.kind == MOVES["hand_over"].event)
    last = next(handed, None)
    return last is not None and not last.event.details.keys().isdisjoint({"list_no", "post_office"})


def _under_way(connection: Connection, dossier: Dossier) -> Parcel | None:
    """The newest parcel with the licence, locked, unless its order or its reports say that it has ended."""
    items = [item for item in postal_items.of_dossier(connection, dossier.id) if item.leg is Leg.RETURN]
    if not items:
        return None
    item = postal_items.lock(connection, items[-1].id)
    reports = tracking.of_parcels(connection, [item.id])[item.id]
    return item if item.is_live and standing(reports).status not in ENDS else None

"""The parcel and its dossier end together: what a move or an act says of the licence, its parcel has as a report too.

A move that the post's own report made needs none: the parcel has it. Without an account at the post there is no parcel.
An envelope that the desk takes back is "returned" only where the post has had it. Where nothing shows that, as after a
hand-over by mistake, the order still stands there: it is called off and issued again, since two would stand otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.custody import places
from app.domain.dossier import Dossier
from app.domain.event import Event
from app.domain.life import MOVES
from app.domain.post.order import Leg
from app.domain.post.parcel import OrderState, Parcel
from app.domain.post.tracking import ENDS, Reason, Standing, Status, TrackingEvent, standing
from app.post import cancelling
from app.post.written import calm, never_sent
from app.store import events, postal_items, tracking
from app.store.events import Told

STATUSES = {  # of the parcel, by the event of an act
    "licence_received": Status.IN_TRANSIT,
    "licence_attempted": Status.ATTEMPTED,
    "licence_kept": Status.HELD,
    "licence_sent_again": Status.OUT_FOR_DELIVERY,
}
_BEGINS = frozenset({MOVES["finish"].event, MOVES["take_back"].event})
ENDED = {"deliver": Status.DELIVERED, "take_back": Status.RETURNED}  # moves
_AT_THE_DESK_VI = "ghi nhận tại bộ phận một cửa"
_AT_THE_POST_VI = "ghi nhận tại bưu cục"


def close(connection: Connection, move: str, moved: Sequence[tuple[Dossier, int, Event]]) -> None:
    """End the parcels of locked dossiers whose way such a move has ended, each told by its event.

    Nothing of what is over already. Of a way that begins, the parcels are told what the post has told before.
    """
    if move == "hand_over":
        _catch_up(connection, [dossier for dossier, _, _ in moved])
    status = ENDED.get(move)
    items = _under_way(connection, [dossier for dossier, _, _ in moved]) if status else {}
    if status is None or not items:
        return
    reports = []
    for dossier, seq, event in moved:
        item, office = items.get(dossier.id), event.details.get("post_office", "")
        if item is None:
            continue
        if status is Status.RETURNED and not (office or _the_post_had_it(connection, dossier, item)):
            cancelling.call_off(connection, dossier, item, seq, event.at, again=True)
            continue
        text = _AT_THE_POST_VI if office else _AT_THE_DESK_VI
        at = places.happened(Told(seq, event))
        reports.append((dossier, item, _told(dossier, item, status, seq, at, office, text=text)))
    _tell(connection, reports)


def _catch_up(connection: Connection, handed_over: Sequence[Dossier]) -> None:
    """What the post's counter told of this way before the hand-over was told: a list is often signed in the evening."""
    ahead = events.having(connection, [dossier.id for dossier in handed_over], STATUSES)
    if not ahead:
        return
    history = events.history(connection, sorted(ahead))
    told = {id_: [each for each in _of_this_way(history[id_]) if each.event.kind in STATUSES] for id_ in ahead}
    items = _under_way(connection, [dossier for dossier in handed_over if told.get(dossier.id)])
    dossiers = {dossier.id: dossier for dossier in handed_over}
    _tell(
        connection,
        [(dossiers[id_], item, _said(dossiers[id_], item, each)) for id_, item in items.items() for each in told[id_]],
    )


def _of_this_way(told: Sequence[Told]) -> Sequence[Told]:
    """What was told since it was finished, or came back."""
    begun = [nth for nth, each in enumerate(told) if each.event.kind in _BEGINS]
    return told[begun[-1] :] if begun else ()


def _said(dossier: Dossier, item: Parcel, told: Told) -> TrackingEvent:
    details = told.event.details
    failure = Reason(details["failure"]) if details.get("failure") else None
    office = details.get("post_office", "")
    return _told(dossier, item, STATUSES[told.event.kind], told.seq, places.happened(told), office, failure)


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
    for item in _under_way(connection, [dossier]).values():
        _tell(connection, [(dossier, item, _told(dossier, item, status, seq, at, post_office, reason, text))])


def _told(
    dossier: Dossier,
    item: Parcel,
    status: Status,
    seq: int,
    at: datetime,
    post_office: str,
    reason: Reason | None = None,
    text: str = _AT_THE_POST_VI,
) -> TrackingEvent:
    return TrackingEvent(
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


def _tell(connection: Connection, reports: Sequence[tuple[Dossier, Parcel, TrackingEvent]]) -> None:
    """Keep these reports of locked parcels, and weigh each parcel by all that were made of it."""
    tracking.add(connection, [_row(item, told) for _, item, told in reports])
    known = tracking.of_parcels(connection, [item.id for _, item, _ in reports]) if reports else {}
    found = {item_id: standing(told) for item_id, told in known.items()}
    postal_items.change_each(connection, [(item, _stands(found[item.id])) for _, item, _ in reports])
    for dossier, item, told in reports:
        status = found[item.id].status
        if status in ENDS:
            calm(connection, dossier, item)
        if item.state is OrderState.READY and status in ENDS:
            assert told.at is not None  # noqa: S101  as it was made
            never_sent(connection, dossier, item, told.at, told=status is Status.RETURNED)


def _row(item: Parcel, told: TrackingEvent) -> dict[str, Any]:
    values = {name: getattr(told, name) for name in TrackingEvent.__dataclass_fields__}
    return {**values, "postal_item_id": item.id, "problem": None}


def _stands(found: Standing) -> dict[str, Any]:
    return {"status": found.status, "reason": found.reason, "status_at": found.at, "disputed": found.disputed}


def _the_post_had_it(connection: Connection, dossier: Dossier, item: Parcel) -> bool:
    """By what was reported of the parcel, or by its hand-over: a list that both sides signed, or the post told it."""
    if any(report.status in places.CARRIED for report in tracking.of_parcels(connection, [item.id])[item.id]):
        return True
    history = events.history(connection, [dossier.id])[dossier.id]
    handed = (told for told in reversed(history) if told.event.kind == MOVES["hand_over"].event)
    last = next(handed, None)
    return last is not None and not last.event.details.keys().isdisjoint({"list_no", "post_office"})


def _under_way(connection: Connection, dossiers: Sequence[Dossier]) -> dict[int, Parcel]:
    """The newest parcel with the licence of each, locked, unless its order or its reports say that it has ended."""
    newest = postal_items.newest(connection, [dossier.id for dossier in dossiers], Leg.RETURN)
    if not newest:
        return {}
    items = postal_items.lock_each(connection, [item.id for item in newest.values()])
    reports = tracking.of_parcels(connection, [item.id for item in items])
    open_ = (item for item in items if item.is_live and standing(reports[item.id]).status not in ENDS)
    return {item.dossier_id: item for item in open_}

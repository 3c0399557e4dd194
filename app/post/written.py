"""How orders end, as it is written: the parcel, its event, what is owed no more, and what follows from a cancelled one.

The dossier and the parcel are locked by whoever calls. The item code of a cancelled order is void with it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.domain.dossier import Dossier
from app.domain.errors import NotReady
from app.domain.event import Event
from app.domain.life import State
from app.domain.post.order import Leg
from app.domain.post.parcel import OF_CODE, OPEN_ENDED, Finding, OrderState, Parcel
from app.domain.post.wanted import is_wanted
from app.post import owing
from app.store import events, item_codes, outbox, postal_items

SOURCE = "post"
MAX_ANSWER = 300  # characters of an answer
TOLD = {  # what was written of an order → the event that tells of it
    OrderState.ACCEPTED: "post_ordered",
    OrderState.REFUSED: "post_refused",
    OrderState.UNKNOWN: "post_order_unknown",
    OrderState.CANCELLED: "post_order_cancelled",
}
_ON_THE_ENVELOPE = (State.HANDED_TO_POST, State.DELIVERED)  # the post has it, and it comes back under this code


def write(
    connection: Connection, dossier: Dossier, item: Parcel, state: OrderState, now: datetime, **columns: Any
) -> Dossier:
    """Write how an order ended, with its event; the dossier as it stands then."""
    postal_items.change(connection, item, state=state, answered_at=now, **columns)
    tell(connection, dossier, item, TOLD[state], now)
    if state not in OPEN_ENDED:
        outbox.finish(connection, dossier.id, postal_items.WORK, item.edition)
    if state is OrderState.CANCELLED:
        dossier = _without_code(connection, dossier, item, now)
    if state in (OrderState.CANCELLED, OrderState.REFUSED):  # nothing is left to take back
        if item.finding in OF_CODE:
            postal_items.change(connection, item, finding=None)
        calm(connection, dossier, item)
        dossier = _issued_again(connection, dossier, item, now) if item.again else dossier
    return dossier


def shortened(answer: str) -> str:
    """An answer of the post's as it is kept; who needs more of it asks the post."""
    return answer if len(answer) <= MAX_ANSWER else f"{answer[: MAX_ANSWER - 1]}…"


def never_sent(connection: Connection, dossier: Dossier, item: Parcel, now: datetime, *, told: bool) -> None:
    """Nothing was asked of the post, and its parcel has come to its end by the label alone: nothing is sent now.

    Not ``told`` in the history where it would stand behind the delivery, as if that had been cancelled.
    """
    postal_items.change(connection, item, state=OrderState.CANCELLED, answered_at=now)
    outbox.finish(connection, dossier.id, postal_items.WORK, item.edition)
    if told:
        tell(connection, dossier, item, TOLD[OrderState.CANCELLED], now)


def tell(connection: Connection, dossier: Dossier, item: Parcel, kind: str, now: datetime) -> None:
    """An event of an order, by the service itself."""
    details = {"order_no": item.order_no} | ({"wanted_by": item.cancel_seq} if item.cancel_seq else {})
    events.append(connection, dossier, Event(kind, now, None, SOURCE, details=details))


def calm(connection: Connection, dossier: Dossier, item: Parcel) -> None:
    """Taking the order back is over: it ended, or it shall stand."""
    if item.cancel is not None or item.again:
        postal_items.change(connection, item, cancel=None, again=False)
        outbox.finish(connection, dossier.id, postal_items.CANCEL, item.edition)


def _without_code(connection: Connection, dossier: Dossier, item: Parcel, now: datetime) -> Dossier:
    """One that was taken since belongs to no order yet, so it stays."""
    if item.leg is not Leg.RETURN or dossier.item_code is None or dossier.state in _ON_THE_ENVELOPE:
        return dossier
    if owing.is_fresh(connection, dossier, item):
        return dossier
    return item_codes.void(connection, dossier, TOLD[OrderState.CANCELLED], now, replaced=False)


def _issued_again(connection: Connection, dossier: Dossier, item: Parcel, now: datetime) -> Dossier:
    """Under the next number, as was wanted; without an item code for it a person must see to it."""
    if not is_wanted(dossier, item.leg):
        return dossier
    event = Event(owing.REISSUED, now, None, SOURCE, details={"ended": item.order_no})
    try:
        with connection.begin_nested():
            owing.again(connection, dossier, item.leg, event, now)
    except NotReady:
        postal_items.change(connection, item, finding=Finding.NOT_ORDERED_AGAIN)
    return dossier

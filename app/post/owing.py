"""Owing an order to the post: written down in the transaction that wants it, asked for by the job.

A leg has one order at a time. The next one has the next counted number, and comes only once the one before has ended.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from app.domain.dossier import Dossier
from app.domain.event import Event
from app.domain.post.order import Leg, first_number, next_number
from app.domain.post.parcel import Parcel
from app.domain.post.wanted import is_wanted
from app.store import events, item_codes, outbox, postal_items

REISSUED = "post_order_reissued"


def first(connection: Connection, dossier: Dossier, leg: Leg, edition: int, now: datetime) -> None:
    """Owe the order of a leg, ``edition`` being the ``seq`` of the event that wants it; the dossier must be locked.

    Nothing is owed where the dossier wants no such parcel now. An order that stands counts on: none is made beside it.
    One that is being taken back is issued again after that.
    """
    used = of_leg(connection, dossier, leg)
    if not is_wanted(dossier, leg):
        return
    if used and used[-1].is_live:
        if used[-1].cancel is not None:
            postal_items.change(connection, used[-1], again=True)
        return
    if used and leg is Leg.RETURN:
        before, dossier = dossier.item_code, _with_fresh_code(connection, dossier, used[-1], now)
        if dossier.item_code not in (None, before):  # else it is on the envelope already
            outbox.owe(connection, dossier, "label", edition)
    _add(connection, dossier, leg, used, edition, now)


def again(connection: Connection, dossier: Dossier, leg: Leg, event: Event, now: datetime, officer: str = "") -> Parcel:
    """Issue the ended order of a leg again, told by ``event``: next number, new item code, new label.

    :class:`NotReady` when no item code is left.
    """
    used = of_leg(connection, dossier, leg)
    edition = events.append(connection, dossier, event, officer=officer)
    if leg is Leg.RETURN:
        dossier = _with_fresh_code(connection, dossier, used[-1], now)
        if dossier.item_code:
            outbox.owe(connection, dossier, "label", edition)
    postal_items.change(connection, used[-1], finding=None, again=False)
    _add(connection, dossier, leg, used, edition, now)
    return postal_items.lock_owed(connection, dossier.id, edition)


def of_leg(connection: Connection, dossier: Dossier, leg: Leg) -> list[Parcel]:
    """The orders of one leg so far, the newest last."""
    return [item for item in postal_items.of_dossier(connection, dossier.id) if item.leg is leg]


def is_fresh(connection: Connection, dossier: Dossier, item: Parcel) -> bool:
    """Whether the dossier's live code was never this order's; the post may have answered with another than we told."""
    return dossier.item_code != item.item_code and item_codes.taken_after(connection, dossier, item.made_at)


def _with_fresh_code(connection: Connection, dossier: Dossier, ended: Parcel, now: datetime) -> Dossier:
    """With a code that was on no parcel yet; None where the post gives it."""
    if dossier.item_code is None:
        return item_codes.renewed(connection, dossier, now)
    if is_fresh(connection, dossier, ended):
        return dossier
    return item_codes.void(connection, dossier, REISSUED, now)


def _add(connection: Connection, dossier: Dossier, leg: Leg, used: list[Parcel], edition: int, now: datetime) -> None:
    number = first_number(dossier.dossier_no, leg)
    postal_items.add(
        connection,
        dossier.id,
        leg,
        order_no=next_number(number, [item.order_no for item in used]) if used else number,
        issue=1 + max((item.issue for item in used), default=0),
        edition=edition,
        item_code=dossier.item_code if leg is Leg.RETURN else None,
        made_at=now,
    )
    outbox.owe(connection, dossier, postal_items.WORK, edition)

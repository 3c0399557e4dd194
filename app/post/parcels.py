"""Parcels (bưu gửi) of a dossier: the order for one is owed in the transaction that wants it, issued again by a person.

Where an agency has no account at the post nothing is asked of it, and results go by handover list as before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, NotFound
from app.domain.parcel import ENDED, Parcel
from app.domain.postal_order import Leg, first_number, next_number
from app.domain.role import Role
from app.domain.tracking import TrackingEvent
from app.lookup import find, locked
from app.security.principals import Principal
from app.store import events, item_codes, outbox, postal_items, tracking

REISSUED = "post_order_reissued"


@dataclass(frozen=True, slots=True)
class Seen:
    """A parcel with what the post reported of it, in the order in which that came."""

    parcel: Parcel
    events: tuple[TrackingEvent, ...]


def order_return(connection: Connection, dossier: Dossier, edition: int, now: datetime) -> None:
    """Owe the order for the parcel that brings the result home; ``edition`` is the ``seq`` of the event that wants it.

    The dossier must be locked. An order that was made before counts on: no number is used twice.
    """
    used = [item for item in postal_items.of_dossier(connection, dossier.id) if item.leg is Leg.RETURN]
    _owe(connection, dossier, used, edition, now)


def reissue(code: str, principal: Principal, context: Context, source: str) -> Parcel:
    """Order the parcel again under the next number, after the post has refused or cancelled the order.

    The item code of the ended order is void: the dossier gets the next one, and its label is owed anew; where the post
    had given it, the post gives another. :class:`NotReady` when no item code is left; :class:`NotFound` where nothing
    was ordered; :class:`Conflict` (``POST_ORDER_STANDS``): what stands, or ended unknown, is never issued again.
    """
    principal.require(Role.RETURN)
    now = context.clock.now()
    with context.database.begin() as connection:
        dossier = locked(connection, code, principal)
        used = [item for item in postal_items.of_dossier(connection, dossier.id) if item.leg is Leg.RETURN]
        if not used:
            raise NotFound
        if not context.asks_post(dossier.agency_id):
            raise Conflict(code="POST_ACCOUNT_NONE")
        if used[-1].state not in ENDED:
            raise Conflict(code="POST_ORDER_STANDS", state=used[-1].state.vi)
        details = {"ended": used[-1].order_no}
        edition = events.append(connection, dossier, principal.event(REISSUED, now, source, details))
        if dossier.item_code:
            dossier = item_codes.void(connection, dossier, "post_order_reissued", now)
        if dossier.item_code:
            outbox.owe(connection, dossier, "label", edition)
        _owe(connection, dossier, used, edition, now)
        return postal_items.lock_owed(connection, dossier.id, edition)


def of(code: str, principal: Principal, context: Context) -> tuple[Dossier, list[Seen]]:
    """A dossier's parcels, oldest order first; :class:`NotFound`."""
    dossier = find(code, principal, context)
    with context.database.begin() as connection:
        items = postal_items.of_dossier(connection, dossier.id)
        told = tracking.of_parcels(connection, (item.id for item in items))
    return dossier, [Seen(item, tuple(told[item.id])) for item in items]


def returning(dossier: Dossier, context: Context) -> Parcel | None:
    """The parcel that brings the result home, the newest order of it."""
    with context.database.begin() as connection:
        items = postal_items.of_dossier(connection, dossier.id)
    return next((item for item in reversed(items) if item.leg is Leg.RETURN), None)


def _owe(connection: Connection, dossier: Dossier, used: list[Parcel], edition: int, now: datetime) -> None:
    first = first_number(dossier.dossier_no, Leg.RETURN)
    postal_items.add(
        connection,
        dossier.id,
        Leg.RETURN,
        order_no=next_number(first, [item.order_no for item in used]) if used else first,
        issue=1 + max((item.issue for item in used), default=0),
        edition=edition,
        item_code=dossier.item_code,
        made_at=now,
    )
    outbox.owe(connection, dossier, postal_items.WORK, edition)

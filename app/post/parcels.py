"""Parcels (bưu gửi) of a dossier: their orders are owed in the transaction that wants them, issued again by a person.

Where an agency has no account at the post nothing is asked of it: results go by handover list as before, and of papers
that should be fetched it is shown that nobody was asked (:func:`unasked`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, NotFound
from app.domain.life import State, impossible
from app.domain.parcel import Parcel
from app.domain.postal_order import Leg
from app.domain.tracking import Status, TrackingEvent
from app.domain.wanted import is_wanted
from app.lookup import find, locked
from app.post import cancelling, owing
from app.security.principals import Principal
from app.store import postal_items, tracking

UNASKED_VI = {  # what a person reads where nobody is asked
    Leg.RETURN: "Không còn yêu cầu chuyển trả kết quả nào ở bưu điện; cần gửi lại yêu cầu hoặc trả tại quầy.",
    Leg.COLLECT: "Chưa yêu cầu bưu điện đến lấy hồ sơ tại nhà; cần liên hệ bưu điện hoặc báo công dân nộp trực tiếp.",
}
COME_VI = "hồ sơ giấy đã về đến cơ quan, chờ tiếp nhận"
NOBODY_VI = "chưa yêu cầu bưu điện đến lấy hồ sơ"
REISSUE_VI = "gửi lại yêu cầu chuyển phát"


@dataclass(frozen=True, slots=True)
class Seen:
    """A parcel with what the post reported of it, in the order in which that came."""

    parcel: Parcel
    events: tuple[TrackingEvent, ...]


def order_return(connection: Connection, dossier: Dossier, edition: int, now: datetime) -> None:
    """Owe the order for the parcel that brings the result home; ``edition`` is the ``seq`` of the event that wants it.

    The dossier must be locked, its agency have an account. An order that was made before counts on: none is made beside
    one that stands, no number is used twice.
    """
    owing.first(connection, dossier, Leg.RETURN, edition, now)


def order_collect(connection: Connection, dossier: Dossier, edition: int, now: datetime) -> None:
    """Likewise for the parcel in which the post fetches the papers from the citizen's home."""
    owing.first(connection, dossier, Leg.COLLECT, edition, now)


def cancel_unwanted(connection: Connection, dossier: Dossier, leg: Leg, edition: int, now: datetime) -> Dossier:
    """Take the order of a leg back, which has lost its purpose by the event ``edition``; nothing where none stands."""
    return cancelling.unwanted(connection, dossier, leg, edition, now)


def reissue(code: str, leg: Leg, principal: Principal, context: Context, source: str) -> Parcel:
    """Order the parcel of a leg again under the next number, after its order has ended or it was sent back.

    The item code of the ended order is void: the dossier gets the next one, and its label is owed anew; where the post
    had given it, the post gives another. :class:`NotReady` when no item code is left; :class:`NotFound` where nothing
    was ordered; :class:`Conflict`: ``POST_ORDER_STANDS``: what stands, or ended unknown, is never issued again;
    ``MOVE_IMPOSSIBLE`` where the dossier wants no such parcel now.
    """
    principal.require(cancelling.WORKING[leg])
    with context.database.begin() as connection:
        dossier = locked(connection, code, principal)
        used = owing.of_leg(connection, dossier, leg)
        if not used:
            raise NotFound
        if not context.asks_post(dossier.agency_id):
            raise Conflict(code="POST_ACCOUNT_NONE")
        if used[-1].ended is None:
            raise Conflict(code="POST_ORDER_STANDS", state=used[-1].state.vi)
        if not is_wanted(dossier, leg) or dossier.state is State.HANDED_TO_POST:
            raise impossible(dossier.state, REISSUE_VI)
        now, details = context.clock.now(), {"ended": used[-1].order_no}
        return owing.again(connection, dossier, leg, principal.event(owing.REISSUED, now, source, details), now)


def of(code: str, principal: Principal, context: Context) -> tuple[Dossier, list[Seen]]:
    """A dossier's parcels, oldest order first; :class:`NotFound`."""
    dossier = find(code, principal, context)
    with context.database.begin() as connection:
        items = postal_items.of_dossier(connection, dossier.id)
        told = tracking.of_parcels(connection, (item.id for item in items))
    return dossier, [Seen(item, tuple(told[item.id])) for item in items]


def unasked(dossier: Dossier, seen: Sequence[Seen]) -> list[Leg]:
    """The parcels that the dossier wants by now and for which nobody is asked.

    A result without an order goes by handover list; one whose order ended waits for a person.
    """
    newest = {each.parcel.leg: each.parcel for each in seen}
    missing = [leg for leg in Leg if is_wanted(dossier, leg) and (leg not in newest or newest[leg].ended is not None)]
    return [leg for leg in missing if leg in newest or leg is Leg.COLLECT]


def notes(dossiers: Iterable[Dossier], context: Context) -> dict[int, str]:
    """What a list says of papers that the post was to fetch: that they have come, or that nobody is asked; by id."""
    fetched = {each.id: each for each in dossiers if is_wanted(each, Leg.COLLECT)}
    if not fetched:
        return {}
    with context.database.begin() as connection:
        items = postal_items.of_dossiers(connection, fetched)
    newest = {item.dossier_id: item for item in items if item.leg is Leg.COLLECT}
    come = {id_: COME_VI for id_, item in newest.items() if item.status is Status.DELIVERED}
    nobody = {id_: NOBODY_VI for id_ in fetched if id_ not in newest or newest[id_].ended is not None}
    return come | nobody


def returning(dossier: Dossier, context: Context) -> Parcel | None:
    """The parcel that brings the result home, the newest order of it."""
    return _newest(dossier, Leg.RETURN, context)


def collecting(dossier: Dossier, context: Context) -> Parcel | None:
    """The parcel in which the papers come from the citizen's home, likewise."""
    return _newest(dossier, Leg.COLLECT, context)


def _newest(dossier: Dossier, leg: Leg, context: Context) -> Parcel | None:
    with context.database.begin() as connection:
        used = owing.of_leg(connection, dossier, leg)
    return used[-1] if used else None

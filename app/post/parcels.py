"""Parcels (bưu gửi) of a dossier: their orders are owed in the transaction that wants them, issued again by a person.

Where an agency has no account at the post nothing is asked of it: results go by handover list as before, and of papers
that should be fetched it is shown that nobody was asked (:func:`unasked`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, NotFound
from app.domain.life import State, impossible
from app.domain.post.order import Leg
from app.domain.post.parcel import Parcel
from app.domain.post.tracking import Status, TrackingEvent
from app.domain.post.wanted import is_wanted
from app.lookup import find, locked
from app.post import cancelling, owing
from app.security.principals import Principal
from app.store import events, postal_items, tracking

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


def reissue(code: str, leg: Leg, principal: Principal, context: Context, source: str) -> Parcel:
    """Order the parcel of a leg again under the next number, after its order has ended or it was sent back.

    The item code of the ended order is void: the dossier gets the next one, and its label is owed anew; where the post
    had given it, the post gives another. :class:`NotReady` when no item code is left; :class:`NotFound` where nothing
    was ordered; :class:`Conflict`: ``POST_ORDER_STANDS``: what stands, or ended unknown, is never issued again;
    ``MOVE_IMPOSSIBLE`` where the dossier wants no such parcel now. Asked for again by the same one while that order
    stands it is a repeat, its answer was lost: the order that this one has made.
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
            if _reissued_by(connection, dossier, used[-1], principal):
                return used[-1]
            raise Conflict(code="POST_ORDER_STANDS", state=used[-1].state.vi)
        if not is_wanted(dossier, leg) or dossier.state is State.HANDED_TO_POST:
            raise impossible(dossier.state, REISSUE_VI)
        now, details = context.clock.now(), {"ended": used[-1].order_no}
        event = principal.event(owing.REISSUED, now, source, details)
        return owing.again(connection, dossier, leg, event, now, principal.name)


def _reissued_by(connection: Connection, dossier: Dossier, item: Parcel, principal: Principal) -> bool:
    """Whether this one has issued it, and the post has not got the parcel since."""
    made = next(told for told in events.history(connection, [dossier.id])[dossier.id] if told.seq == item.edition)
    mine = made.event.kind == owing.REISSUED and principal.did(made.event)
    return mine and dossier.state is not State.HANDED_TO_POST and item.cancel is None and item.is_live


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
    with context.database.begin() as connection:
        used = owing.of_leg(connection, dossier, Leg.RETURN)
    return used[-1] if used else None

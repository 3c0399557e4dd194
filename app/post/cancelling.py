"""Taking an order back (hủy yêu cầu chuyển phát): by a person, or by the service where it has lost its purpose.

What was not sent yet is cancelled without a call. For all else the post is asked by a job (:mod:`app.post.cancels`),
and the order stands until the post has cancelled it. An order that reads otherwise by now (another address, another sum
to collect) is cancelled and issued again under the next number, as long as the post does not have the parcel.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from app.context import Context
from app.domain.act import Act
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, NotFound
from app.domain.life import State, impossible
from app.domain.post.order import Leg
from app.domain.post.parcel import Cancelling, Finding, OrderState, Parcel
from app.domain.post.tracking import Status
from app.domain.post.wanted import is_pointless, is_wanted
from app.domain.remark import Remark
from app.domain.role import Role
from app.lookup import locked
from app.post import content, owing
from app.post.content import Content
from app.post.written import write
from app.security.principals import Principal
from app.store import events, outbox, postal_items

VI = "hủy yêu cầu chuyển phát"
WORKING = {Leg.RETURN: Role.RETURN, Leg.COLLECT: Role.RECEIVE}  # who looks after the parcels of a leg
CANCEL = {
    leg: Act(
        name="cancel_parcel", vi=VI, event="post_cancel_asked", roles=frozenset({role}), needs=frozenset({"reason"})
    )
    for leg, role in WORKING.items()
}


def cancel(
    code: str, leg: Leg, said: Remark, principal: Principal, context: Context, source: str
) -> tuple[Parcel, bool]:
    """Take the order of a leg back; the parcel as it stands, and whether this was asked for before.

    ``said`` is read by :data:`CANCEL`. What is cancelled already, or being cancelled, is a repeat; what the post has
    refused to cancel, or has not answered until nobody asked it any more, is asked once more. :class:`NotAllowed`;
    :class:`NotFound` where nothing was ordered;
    :class:`Conflict`: ``POST_ORDER_OVER`` where nothing is left to cancel, ``MOVE_IMPOSSIBLE`` while the post has it.
    """
    act, now = CANCEL[leg], context.clock.now()
    principal.require(*act.roles)
    with context.database.begin() as connection:
        dossier = locked(connection, code, principal)
        item = _newest(connection, dossier, leg)
        if item is None:
            raise NotFound
        parked = outbox.is_parked(connection, dossier.id, postal_items.CANCEL, item.edition)
        if item.state is OrderState.CANCELLED or (item.is_called_off and not item.again and not parked):
            return item, True
        if not item.is_live:
            raise Conflict(code="POST_ORDER_OVER", state=end_vi(item))
        if leg is Leg.RETURN and dossier.state is State.HANDED_TO_POST:
            raise impossible(dossier.state, act.vi)
        details = {"order_no": item.order_no, "said": said.digest()}
        edition = events.append(
            connection, dossier, principal.event(act.event, now, source, details), said, principal.name
        )
        call_off(connection, dossier, item, edition, now)
        return postal_items.lock(connection, item.id), False


def unwanted(connection: Connection, dossier: Dossier, leg: Leg, edition: int, now: datetime) -> Dossier:
    """The order of this leg has lost its purpose by the event ``edition``; the locked dossier as it stands then.

    Papers that the post has fetched already cannot stay at home any more: they come, and are received.
    """
    item = _newest(connection, dossier, leg)
    if item is None or (leg is Leg.COLLECT and item.is_under_way):
        return dossier
    return call_off(connection, dossier, item, edition, now)


def follow(connection: Connection, dossier: Dossier, edition: int, now: datetime, context: Context) -> Dossier:
    """After a change by the event ``edition``: what the post was asked for follows the locked dossier."""
    return follow_all(connection, [(dossier, edition)], now, context)[0]


def follow_all(
    connection: Connection, changed: Sequence[tuple[Dossier, int]], now: datetime, context: Context
) -> list[Dossier]:
    """The same of several dossiers, each with its event."""
    after, editions = {dossier.id: dossier for dossier, _ in changed}, {dossier.id: seq for dossier, seq in changed}
    for leg in Leg:
        items = postal_items.newest(connection, after, leg)
        # Where the post has refused to cancel, a person knows of it.
        live = {id_: item for id_, item in items.items() if item.is_live and item.cancel is not Cancelling.REFUSED}
        wanted = [after[id_] for id_ in live if is_wanted(after[id_], leg)]
        told = content.of_all(connection, wanted, leg, context.rules) if wanted else {}
        for id_, item in live.items():
            after[id_] = _follow(connection, after[id_], item, told.get(id_), editions[id_], now)
    return list(after.values())


def _follow(
    connection: Connection, dossier: Dossier, item: Parcel, told: Content | None, edition: int, now: datetime
) -> Dossier:
    """One live order; ``told`` is what the post would be asked by now, None where its parcel is not wanted."""
    if is_pointless(dossier, item.leg):
        return unwanted(connection, dossier, item.leg, edition, now)
    if told is not None and not content.carried(item, told):
        return _changed(connection, dossier, item, edition, now)
    if item.finding is Finding.COD_OTHERWISE:  # it was changed back
        postal_items.change(connection, item, finding=None)
    return dossier


def relabelled(connection: Connection, dossier: Dossier, edition: int, now: datetime) -> Dossier:
    """The result has another item code by the event ``edition``: an order that told the old one is issued again."""
    item = _newest(connection, dossier, Leg.RETURN)
    return dossier if item is None else call_off(connection, dossier, item, edition, now, again=True)


def call_off(
    connection: Connection, dossier: Dossier, item: Parcel, edition: int, now: datetime, *, again: bool = False
) -> Dossier:
    """Want an order cancelled, and issued ``again`` after that; one that has ended stays as it is."""
    if not item.is_live:
        return dossier
    if item.state is OrderState.READY and again:  # the rest is read from the dossier when it leaves
        if item.leg is Leg.RETURN:
            postal_items.change(connection, item, item_code=dossier.item_code, made_at=now)
        return dossier
    if item.state is OrderState.READY:
        postal_items.change(connection, item, cancel_seq=edition)
        return write(connection, dossier, postal_items.lock(connection, item.id), OrderState.CANCELLED, now)
    if not item.is_called_off:
        postal_items.change(connection, item, cancel=Cancelling.WANTED)
    if not item.is_called_off or outbox.is_parked(connection, dossier.id, postal_items.CANCEL, item.edition):
        postal_items.change(connection, item, cancel_seq=edition)
        outbox.owe_anew(connection, dossier, postal_items.CANCEL, item.edition)
    postal_items.change(connection, item, again=again)
    return dossier


def require_settled(connection: Connection, item: Parcel | None, dossier: Dossier) -> None:
    """:class:`Conflict` while the result must not be handed over; ``item`` is its newest parcel.

    ``POST_CANCEL_OPEN``: it is not known whether the post still carries it; ``POST_CANCEL_REFUSED``: the post carries
    it under another code than the envelope has by now.
    """
    if item is None or item.cancel is None:
        return
    if item.is_called_off:
        raise Conflict(code="POST_CANCEL_OPEN", state=item.cancel.vi)
    if owing.is_fresh(connection, dossier, item):
        raise Conflict(code="POST_CANCEL_REFUSED")


def is_unknown_there(item: Parcel | None, dossier: Dossier) -> bool:
    """Whether the envelope has a code that no order tells: the last one is over, and this code was taken since."""
    return item is not None and item.ended is not None and item.item_code != dossier.item_code


def _newest(connection: Connection, dossier: Dossier, leg: Leg) -> Parcel | None:
    used = owing.of_leg(connection, dossier, leg)
    return used[-1] if used else None


def _changed(connection: Connection, dossier: Dossier, item: Parcel, edition: int, now: datetime) -> Dossier:
    """Once the post has the parcel nothing can be changed of it: a person must tell the post."""
    if item.is_under_way or (item.leg is Leg.RETURN and dossier.state is State.HANDED_TO_POST):
        postal_items.change(connection, item, finding=Finding.COD_OTHERWISE)
        return dossier
    return call_off(connection, dossier, item, edition, now, again=True)


def end_vi(item: Parcel) -> str:
    """Where the order of a parcel is, or how it ended."""
    return item.status.vi if item.status in (Status.DELIVERED, Status.RETURNED) else item.state.vi

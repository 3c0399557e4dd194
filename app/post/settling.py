"""Settling an order (ghi kết quả yêu cầu chuyển phát): a person says how it ended, once the post has told it.

For an order, or its cancellation, whose end stayed unknown until nobody asks any more; and for one that the post would
not cancel because the parcel had been on its way, and has come back since. Who said it stands in the history.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from app.context import Context
from app.custody import closing
from app.domain.act import Act
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, NotFound
from app.domain.life import State
from app.domain.post.order import Leg
from app.domain.post.parcel import OPEN_ENDED, Cancelling, OrderState, Parcel
from app.domain.post.tracking import Status
from app.domain.post.wanted import is_wanted
from app.domain.remark import Remark
from app.lookup import locked
from app.post import cancelling, content, owing
from app.post.written import calm, write
from app.security.principals import Principal
from app.store import events, outbox, postal_items


class End(StrEnum):
    """What the post has told of it."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    RETURNED = "returned"

    @property
    def vi(self) -> str:
        return _ENDS[self]


_ENDS = {
    End.ACCEPTED: "bưu điện đã nhận, yêu cầu còn hiệu lực",
    End.REFUSED: "bưu điện không nhận yêu cầu",
    End.CANCELLED: "bưu điện đã hủy yêu cầu",
    End.RETURNED: "bưu điện đã chuyển hoàn bưu gửi, bưu gửi đang ở cơ quan",
}
EVENT = "post_order_settled"
SETTLE = {
    leg: Act(
        name="settle_parcel",
        vi="ghi kết quả yêu cầu chuyển phát",
        event=EVENT,
        roles=frozenset({role}),
        needs=frozenset({"reason"}),
    )
    for leg, role in cancelling.WORKING.items()
}


def possible(item: Parcel, dossier: Dossier) -> list[End]:
    """What may be told of the newest order of a leg; nothing where its end is known."""
    is_open = item.state in OPEN_ENDED
    if not item.is_live or not (is_open or item.cancel is not None):
        return []
    back = item.leg is Leg.RETURN and dossier.state is State.FINISHED
    allowed = {End.ACCEPTED: True, End.REFUSED: is_open, End.CANCELLED: True, End.RETURNED: back}
    return [end for end in End if allowed[end]]


def settle(
    code: str, leg: Leg, end: End, said: Remark, principal: Principal, context: Context, source: str
) -> tuple[Parcel, bool]:
    """Write how the newest order of a leg ended; the parcel, and whether this one has said the same before.

    ``said`` is read by :data:`SETTLE`. :class:`NotAllowed`; :class:`NotFound` where nothing was ordered;
    :class:`Conflict` (``POST_END_KNOWN``) where nothing of it is open.
    """
    act, now = SETTLE[leg], context.clock.now()
    principal.require(*act.roles)
    with context.database.begin() as connection:
        dossier = locked(connection, code, principal)
        used = owing.of_leg(connection, dossier, leg)
        if not used:
            raise NotFound
        details = {"order_no": used[-1].order_no, "end": end, "said": said.digest()}
        if _settled_before(connection, dossier, details, principal):
            return used[-1], True
        item = postal_items.lock(connection, used[-1].id)
        if end not in possible(item, dossier):
            raise Conflict(code="POST_END_KNOWN", state=cancelling.end_vi(item))
        event = principal.event(act.event, now, source, details)
        seq = events.append(connection, dossier, event, said, principal.name)
        if item.state in OPEN_ENDED or end in (End.REFUSED, End.CANCELLED):
            state = OrderState.ACCEPTED if end is End.RETURNED else OrderState(end)
            write(connection, dossier, item, state, now)
        if end is End.ACCEPTED:
            _not_cancelled(connection, dossier, item, seq, now, context)
        if end is End.RETURNED:
            calm(connection, dossier, item)  # there is nothing to take back any more
            closing.report(connection, dossier, Status.RETURNED, seq, now)
        return postal_items.lock(connection, item.id), False


def _not_cancelled(
    connection: Connection, dossier: Dossier, item: Parcel, seq: int, now: datetime, context: Context
) -> None:
    """The order stands at the post: that ends what is asked of the order itself, not what it is taken back for.

    Taking it back goes on where the post was not asked for it yet, or another order shall follow. Else the post did not
    do it: an order that is as it would be made today may stand, any other stays a person's matter.
    """
    if item.cancel is Cancelling.WANTED or item.again:
        cancelling.call_off(connection, dossier, item, seq, now, again=item.again)
    elif item.cancel is not None and _is_as_today(connection, dossier, item, context):
        calm(connection, dossier, item)
    elif item.cancel is not None:
        postal_items.change(connection, item, cancel=Cancelling.REFUSED)
        outbox.finish(connection, dossier.id, postal_items.CANCEL, item.edition)


def _is_as_today(connection: Connection, dossier: Dossier, item: Parcel, context: Context) -> bool:
    """Whether the post was asked for what the dossier wants by now, under the code on its envelope."""
    if not is_wanted(dossier, item.leg) or (item.leg is Leg.RETURN and owing.is_fresh(connection, dossier, item)):
        return False
    return content.carried(item, content.of(connection, dossier, item.leg, context.rules))


def _settled_before(connection: Connection, dossier: Dossier, details: dict[str, str], principal: Principal) -> bool:
    """Whether this one has said the very same of this order: its answer was lost."""
    told = events.history(connection, [dossier.id])[dossier.id]
    same = (each.event for each in told if each.event.kind == EVENT and principal.did(each.event))
    return any(event.details == details for event in same)

"""Orders to the post (yêu cầu chuyển phát): the job that asks for what the outbox owes, each order once.

The attempt is committed before the call. A call has three ends: done, refused, unknown; an unknown one is settled as
the account's adapter can (look it up, send the same again), else it is parked until the tracking feed or a person says
what became of it. ``Unavailable`` is surely not carried out: it is asked again for as long as that lasts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection

from app import dues
from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import (
    AlreadyExists,
    Conflict,
    InvalidFormat,
    OutcomeUnknown,
    Rejected,
    ServiceError,
    Unavailable,
)
from app.domain.event import Event
from app.domain.life import State
from app.domain.parcel import OPEN_ENDED, OrderState, Parcel
from app.domain.postal_order import Accepted, Party, PostalOrder
from app.forms.returning import RESULT_VI
from app.logs import where
from app.store import dossiers, events, item_codes, outbox, payments, postal_items
from app.store.outbox import Owed

RETRY_S = 60.0  # where the post does not say when to come back
WEIGHT_G = 50  # a licence and its papers in their envelope
SOURCE = "post"
_TOLD = {  # what was written of an order → the event that tells of it
    OrderState.ACCEPTED: "post_ordered",
    OrderState.REFUSED: "post_refused",
    OrderState.UNKNOWN: "post_order_unknown",
    OrderState.CANCELLED: "post_order_cancelled",
}
log = logging.getLogger(__name__)


class Line(Protocol):
    """An agency's account at the post. ``patience_s``: how long a call that nobody has answered may still be at work.

    ``settles``: whether the post can be asked what became of an order.
    """

    @property
    def sender(self) -> Party: ...
    @property
    def patience_s(self) -> float: ...
    @property
    def settles(self) -> bool: ...

    def create(self, order: PostalOrder) -> Accepted:
        """Ask the post to carry a parcel."""

    def settle(self, order: PostalOrder) -> Accepted | None:
        """What became of an order whose end was unknown; None: this post cannot tell."""


Lines = Callable[[str], Line | None]  # by agency id


@dataclass(frozen=True, slots=True)
class _Task:
    """One order that leaves now, or whose end is asked for."""

    row: Owed
    order: PostalOrder
    line: Line
    settles: bool


def ask_owed(ids: Sequence[int], context: Context, lines: Lines) -> None:
    """The worker's job: ask the post for what these outbox rows owe; rows that are done already are passed over."""
    with context.database.begin() as connection:
        claimed = outbox.claim(connection, ids, context.settings.worker_name, context.settings.lease_s)
    for row_id in claimed:
        try:
            _ask(row_id, context, lines)
        except Exception as e:  # noqa: BLE001  one bad order never fails its batch
            code = e.code if isinstance(e, ServiceError) else "INTERNAL"
            log.error("order failed", extra={"code": code, "problem": where(e)})
            with context.database.begin() as connection:
                outbox.release(connection, [row_id], RETRY_S, code)


def write(
    connection: Connection, dossier: Dossier, item: Parcel, state: OrderState, now: datetime, **columns: Any
) -> None:
    """Write how an order ended, with its event; the dossier and the parcel are locked."""
    postal_items.change(connection, item, state=state, answered_at=now, **columns)
    details = {"order_no": item.order_no}
    events.append(connection, dossier, Event(_TOLD[state], now, None, SOURCE, details=details))
    if state not in OPEN_ENDED:
        outbox.finish(connection, dossier.id, postal_items.WORK, item.edition)


def _ask(row_id: int, context: Context, lines: Lines) -> None:
    with context.database.begin() as connection:
        task = _begun(connection, row_id, context, lines)
    if task is None:
        return
    try:
        accepted = task.line.settle(task.order) if task.settles else task.line.create(task.order)
    except AlreadyExists as e:
        accepted = Accepted(task.order.order_no, task.order.item_code, "", e.detail)
    except Unavailable as e:
        _later(task, e, context)
        return
    except Rejected as e:
        _refused(task, e.detail, context)
        return
    except OutcomeUnknown as e:
        _unknown(task, context, e.detail)
        return
    if accepted is None:
        _unknown(task, context)
        return
    _accepted(task, accepted, context)


def _begun(connection: Connection, row_id: int, context: Context, lines: Lines) -> _Task | None:
    """The order, marked as asked; None where there is nothing to ask now."""
    row = outbox.find(connection, row_id)
    if row is None:
        return None
    dossier, now = dossiers.lock(connection, row.dossier_id), context.clock.now()
    item, line = postal_items.lock_owed(connection, row.dossier_id, row.edition), lines(dossier.agency_id)
    if item.state is OrderState.READY and dossier.state not in (State.FINISHED, State.HANDED_TO_POST):
        write(connection, dossier, item, OrderState.CANCELLED, now)  # the citizen has come for it meanwhile
    elif item.state not in OPEN_ENDED | {OrderState.READY}:
        outbox.done(connection, [row.id])
    elif line is None:
        outbox.park(connection, row.id, "POST_ACCOUNT_NONE")
    elif item.state is OrderState.ASKED:  # whoever asked has died meanwhile, or still waits for the answer
        write(connection, dossier, item, OrderState.UNKNOWN, now)
        outbox.release(connection, [row.id], line.patience_s, OutcomeUnknown.code)
    elif (wait_s := _at_work_s(item, line, now)) > 0:
        outbox.release(connection, [row.id], wait_s, OutcomeUnknown.code, counted=False)
    else:
        return _Task(row, _order(connection, dossier, item, line, now, context), line, item.state is OrderState.UNKNOWN)
    return None


def _at_work_s(item: Parcel, line: Line, now: datetime) -> float:
    """How long another job's call for an unknown order may still be at work."""
    if item.state is not OrderState.UNKNOWN or item.asked_at is None or item.asked_at > now:
        return 0
    return line.patience_s - (now - item.asked_at).total_seconds()


def _order(
    connection: Connection, dossier: Dossier, item: Parcel, line: Line, now: datetime, context: Context
) -> PostalOrder:
    """What the post is asked to carry, as on the label."""
    booked = [each.payment for each in payments.of(connection, dossier.id)]
    owner, wish = dossier.record["owner"], dossier.record.get("return_by_post") or {}
    address = wish.get("address") or owner.get("address") or {}
    order = PostalOrder(
        order_no=item.order_no,
        sender=line.sender,
        receiver=Party(
            name=wish.get("receiver") or owner["name"],
            phone=wish.get("phone") or owner.get("phone") or "",
            address=address.get("raw", ""),
        ),
        contents=f"{RESULT_VI} – HS {dossier.dossier_no}",
        weight_g=WEIGHT_G,
        item_code=item.item_code,
        cod_vnd=dues.cod_vnd(context.rules, dossier, booked),
        payer=dues.freight_payer(context.rules, dossier),
    )
    asked: dict[str, Any] = {"asked_at": now}
    if item.state is OrderState.READY:
        asked |= {"state": OrderState.ASKED, "cod_vnd": order.cod_vnd, "payer": order.payer}
    postal_items.change(connection, item, **asked)
    return order


def _accepted(task: _Task, accepted: Accepted, context: Context) -> None:
    """An item code that the post gives is the dossier's, and stands on its label, where it has none of its own."""
    item_code = accepted.item_code or task.order.item_code
    answer = {"answer_code": accepted.code, "answer_text": accepted.text}
    with context.database.begin() as connection:
        dossier = _written(connection, task, OrderState.ACCEPTED, context, item_code=item_code, **answer)
        if task.order.item_code is None and item_code is not None:
            try:
                item_codes.given(connection, dossier, item_code, context.clock.now())
            except (InvalidFormat, Conflict) as e:  # judged before anything of it is written
                log.warning("item code of the post", extra={"dossier_no": dossier.dossier_no, "code": e.code})
            else:
                outbox.owe(connection, dossier, "label", task.row.edition)


def _refused(task: _Task, detail: str, context: Context) -> None:
    with context.database.begin() as connection:
        _written(connection, task, OrderState.REFUSED, context, answer_text=detail)


def _written(connection: Connection, task: _Task, state: OrderState, context: Context, **columns: Any) -> Dossier:
    """The dossier, locked, with the answer to its order, unless the tracking feed was quicker."""
    dossier = dossiers.lock(connection, task.row.dossier_id)
    item = postal_items.lock_owed(connection, dossier.id, task.row.edition)
    if item.state in OPEN_ENDED:
        write(connection, dossier, item, state, context.clock.now(), **columns)
    elif item.item_code is None and columns.get("item_code"):
        postal_items.change(connection, item, item_code=columns["item_code"])
    outbox.finish(connection, dossier.id, task.row.kind, task.row.edition)
    return dossier


def _later(task: _Task, error: Unavailable, context: Context) -> None:
    """Not carried out this time. An order that may have been carried out before stays unknown."""
    with context.database.begin() as connection:
        dossiers.lock(connection, task.row.dossier_id)
        item = postal_items.lock_owed(connection, task.row.dossier_id, task.row.edition)
        if item.state is OrderState.ASKED and not task.settles:
            postal_items.change(connection, item, state=OrderState.READY)
        after_s = RETRY_S if error.retry_after_s is None else error.retry_after_s
        outbox.release(connection, [task.row.id], after_s, error.code, counted=False)


def _unknown(task: _Task, context: Context, detail: str = "") -> None:
    """Ask what became of it once the post cannot be at work on it any more; where it cannot be asked, park it."""
    with context.database.begin() as connection:
        dossier = dossiers.lock(connection, task.row.dossier_id)
        item = postal_items.lock_owed(connection, dossier.id, task.row.edition)
        if item.state not in OPEN_ENDED:
            return
        if item.state is OrderState.ASKED:
            write(connection, dossier, item, OrderState.UNKNOWN, context.clock.now(), answer_text=detail)
        if task.line.settles:
            outbox.release(connection, [task.row.id], task.line.patience_s, OutcomeUnknown.code)
        else:
            outbox.park(connection, task.row.id, OutcomeUnknown.code)

"""Orders to the post (yêu cầu chuyển phát): the job that asks for what the outbox owes, each order once.

The attempt is committed before the call. A call has three ends: done, refused, unknown; an unknown one is settled as
the account's adapter can (look it up, send the same again), else it is parked until the tracking feed or a person says
what became of it. ``Unavailable`` is surely not carried out: it is asked again for as long as that lasts.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import AlreadyExists, OutcomeUnknown, Rejected, ServiceError, Unavailable
from app.domain.post.order import Accepted, Leg, PostalOrder
from app.domain.post.parcel import OPEN_ENDED, Finding, OrderState, Parcel
from app.domain.post.wanted import is_wanted
from app.logs import where
from app.post import answered_codes, cancels, content
from app.post.line import RETRY_S, Line, Lines
from app.post.written import calm, shortened, write
from app.store import dossiers, item_codes, outbox, postal_items
from app.store.outbox import Owed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Task:
    """One order that leaves now, or whose end is asked for."""

    row: Owed
    order: PostalOrder
    line: Line
    settles: bool
    leg: Leg
    sends: bool = True  # False: its end is only asked for, it is never sent again


def ask_owed(ids: Sequence[int], context: Context, lines: Lines) -> None:
    """The worker's job: ask the post for what these outbox rows owe; rows that are done already are passed over."""
    with context.database.begin() as connection:
        claimed = outbox.claim(connection, ids, context.settings.worker_name, context.settings.lease_s)
        cancelled = outbox.of_kind(connection, claimed, postal_items.CANCEL)
    for row_id in claimed:
        try:
            (cancels.ask if row_id in cancelled else _ask)(row_id, context, lines)
        except Exception as e:  # noqa: BLE001  one bad order never fails its batch
            code = e.code if isinstance(e, ServiceError) else "INTERNAL"
            log.error("order failed", extra={"code": code, "problem": where(e)})
            with context.database.begin() as connection:
                outbox.release(connection, [row_id], RETRY_S, code)


def _ask(row_id: int, context: Context, lines: Lines) -> None:
    with context.database.begin() as connection:
        task = _begun(connection, row_id, context, lines)
    if task is None:
        return
    try:
        accepted = task.line.settle(task.order, sends=task.sends) if task.settles else task.line.create(task.order)
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
    sends = item.is_live and item.cancel is None and is_wanted(dossier, item.leg)
    if item.state is OrderState.READY and not sends:
        write(connection, dossier, item, OrderState.CANCELLED, now)  # as where the citizen has come for it meanwhile
    elif item.state not in OPEN_ENDED | {OrderState.READY} or item.is_called_off:  # taking it back settles it
        outbox.done(connection, [row.id])
    elif line is None:
        outbox.park(connection, row.id, "POST_ACCOUNT_NONE")
    elif item.state is OrderState.ASKED:  # whoever asked has died meanwhile, or still waits for the answer
        write(connection, dossier, item, OrderState.UNKNOWN, now)
        outbox.release(connection, [row.id], line.patience_s, OutcomeUnknown.code)
    elif (wait_s := _at_work_s(item, line, now)) > 0:
        outbox.release(connection, [row.id], wait_s, OutcomeUnknown.code, counted=False)
    else:
        order = _order(connection, dossier, item, line, now, context)
        return _Task(row, order, line, item.state is OrderState.UNKNOWN, item.leg, sends)
    return None


def _at_work_s(item: Parcel, line: Line, now: datetime) -> float:
    """How long another job's call for an unknown order may still be at work."""
    return line.still_at_work_s(item.asked_at, now) if item.state is OrderState.UNKNOWN else 0


def _order(
    connection: Connection, dossier: Dossier, item: Parcel, line: Line, now: datetime, context: Context
) -> PostalOrder:
    """What the post is asked to carry; where the end is unknown it is the same as it was."""
    told = content.of(connection, dossier, item.leg, context.rules)
    asked: dict[str, Any] = {"asked_at": now}
    if item.state is OrderState.READY:
        asked |= {"state": OrderState.ASKED, "cod_vnd": told.cod_vnd, "payer": told.payer, "content": told.digest()}
        asked |= {"item_code": told.item_code}
    postal_items.change(connection, item, **asked)
    return told.order(item.order_no, line.sender)


def _accepted(task: _Task, accepted: Accepted, context: Context) -> None:
    """An item code that the post gives is the dossier's, and stands on its label, where it has none of its own."""
    now, ours = context.clock.now(), task.order.item_code
    with context.database.begin() as connection:
        dossier = dossiers.lock(connection, task.row.dossier_id)
        item = postal_items.lock_owed(connection, dossier.id, task.row.edition)
        item_code, finding = answered_codes.judged(
            connection, dossier, item, ours, accepted.item_code, now, is_told=task.line.tells_item_code
        )
        answer = {"answer_code": accepted.code, "answer_text": shortened(accepted.text), "item_code": item_code}
        dossier = _written(connection, task, OrderState.ACCEPTED, context, **answer)
        item = postal_items.lock_owed(connection, dossier.id, task.row.edition)
        if item.is_live and task.leg is Leg.RETURN and ours is None and dossier.item_code is None:
            finding = finding or _given(connection, dossier, task, item_code, now)
        if item.is_live and finding is not None:
            log.warning("item code of the post", extra={"dossier_no": dossier.dossier_no, "problem": finding})
            postal_items.change(connection, item, finding=item.finding or finding)


def _given(connection: Connection, dossier: Dossier, task: _Task, code: str | None, now: datetime) -> Finding | None:
    """Without a code that can be used nothing can be handed over: a person must see to it."""
    if code is None:
        return Finding.CODE_UNUSABLE
    item_codes.given(connection, dossier, code, now)
    outbox.owe(connection, dossier, "label", task.row.edition)
    return None


def _refused(task: _Task, detail: str, context: Context) -> None:
    with context.database.begin() as connection:
        _written(connection, task, OrderState.REFUSED, context, answer_text=shortened(detail))


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
        dossier = dossiers.lock(connection, task.row.dossier_id)
        item = postal_items.lock_owed(connection, dossier.id, task.row.edition)
        if item.state is OrderState.ASKED and not task.settles:
            postal_items.change(connection, item, state=OrderState.READY)
            if item.cancel is not None and not item.again:
                write(connection, dossier, item, OrderState.CANCELLED, context.clock.now())
                return
            calm(connection, dossier, item)
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
            write(connection, dossier, item, OrderState.UNKNOWN, context.clock.now(), answer_text=shortened(detail))
        if item.is_called_off:
            outbox.finish(connection, dossier.id, task.row.kind, task.row.edition)
        elif task.line.settles if task.sends else task.line.finds:
            outbox.release(connection, [task.row.id], task.line.patience_s, OutcomeUnknown.code)
        else:
            outbox.park(connection, task.row.id, OutcomeUnknown.code)

"""Cancelling at the post (hủy yêu cầu chuyển phát): the job that asks for what the outbox owes.

The attempt is committed before the call, which has three ends. Done: the order is cancelled. Refused, as where the
parcel is on its way: the order stands, and a person sees that it was not cancelled. Unknown: the same is asked again,
because cancelling twice is harmless. It makes nothing, an order that is cancelled stays cancelled, and "it is cancelled
already" counts as done; in this it differs from ordering, where asking twice may make two parcels. Still unknown after
some attempts it is parked for a person.

An order whose own end is unknown is cancelled only when no call for it can be at work any more: the post would say that
it does not know it, and take it afterwards. "Cancelled" settles such an order too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import OutcomeUnknown, Rejected, Unavailable
from app.domain.post.parcel import OPEN_ENDED, Cancelling, OrderState, Parcel
from app.post.line import RETRY_S, Line, Lines
from app.post.written import calm, shortened, tell, write
from app.store import dossiers, outbox, postal_items
from app.store.outbox import Owed


@dataclass(frozen=True, slots=True)
class _Task:
    """One order that is to be cancelled now."""

    row: Owed
    order_no: str
    line: Line


def ask(row_id: int, context: Context, lines: Lines) -> None:
    """Ask the post to cancel what this outbox row owes."""
    with context.database.begin() as connection:
        task = _begun(connection, row_id, context, lines)
    if task is None:
        return
    try:
        cancelled = task.line.cancel(task.order_no)
    except Unavailable as e:
        _later(task, e, context)
    except Rejected as e:
        _refused(task, e.detail, context)
    except OutcomeUnknown:
        _unknown(task, context)
    else:
        _done(task, f"{cancelled.code} {cancelled.text}".strip(), context)


def _begun(connection: Connection, row_id: int, context: Context, lines: Lines) -> _Task | None:
    """What is to be asked, marked as asked; None where there is nothing to ask now."""
    row = outbox.find(connection, row_id)
    if row is None:
        return None
    dossier, now = dossiers.lock(connection, row.dossier_id), context.clock.now()
    item, line = postal_items.lock_owed(connection, row.dossier_id, row.edition), lines(dossier.agency_id)
    if not (item.is_called_off and item.is_live):
        outbox.done(connection, [row.id])
    elif line is None:
        outbox.park(connection, row.id, "POST_ACCOUNT_NONE")
    elif (wait_s := _at_work_s(item, line, now)) > 0:
        outbox.release(connection, [row.id], wait_s, OutcomeUnknown.code, counted=False)
    else:
        if item.state is OrderState.ASKED:  # whoever ordered it has died meanwhile
            write(connection, dossier, item, OrderState.UNKNOWN, now)
        first = item.cancel is Cancelling.WANTED
        postal_items.change(
            connection, item, cancel=Cancelling.ASKED if first else Cancelling.UNKNOWN, cancel_asked_at=now
        )
        return _Task(row, item.order_no, line)
    return None


def _at_work_s(item: Parcel, line: Line, now: datetime) -> float:
    """How long another call for this order may still be at work."""
    ordering = line.still_at_work_s(item.asked_at, now) if item.state in OPEN_ENDED else 0
    asking = item.cancel in (Cancelling.ASKED, Cancelling.UNKNOWN)
    return max(ordering, line.still_at_work_s(item.cancel_asked_at, now) if asking else 0)


def _locked(connection: Connection, task: _Task) -> tuple[Dossier, Parcel]:
    dossier = dossiers.lock(connection, task.row.dossier_id)
    return dossier, postal_items.lock_owed(connection, dossier.id, task.row.edition)


def _done(task: _Task, answer: str, context: Context) -> None:
    with context.database.begin() as connection:
        dossier, item = _locked(connection, task)
        if item.is_live:
            write(connection, dossier, item, OrderState.CANCELLED, context.clock.now(), answer_text=shortened(answer))
        else:  # the feed was quicker
            calm(connection, dossier, item)


def _refused(task: _Task, detail: str, context: Context) -> None:
    """The order stands; a person sees why, and may ask again. Where its own end was open, that is asked for now."""
    with context.database.begin() as connection:
        dossier, item = _locked(connection, task)
        if item.is_live and item.cancel is not None:
            postal_items.change(connection, item, cancel=Cancelling.REFUSED, again=False, answer_text=shortened(detail))
            tell(connection, dossier, item, "post_cancel_refused", context.clock.now())
            if item.state in OPEN_ENDED:
                outbox.owe_anew(connection, dossier, postal_items.WORK, item.edition)
        outbox.finish(connection, dossier.id, task.row.kind, task.row.edition)


def _unknown(task: _Task, context: Context) -> None:
    """Ask again once the post cannot be at work on it any more."""
    with context.database.begin() as connection:
        dossier, item = _locked(connection, task)
        if item.is_live and item.cancel is Cancelling.ASKED:
            postal_items.change(connection, item, cancel=Cancelling.UNKNOWN)
            tell(connection, dossier, item, "post_cancel_unknown", context.clock.now())
        outbox.release(connection, [task.row.id], task.line.patience_s, OutcomeUnknown.code)


def _later(task: _Task, error: Unavailable, context: Context) -> None:
    """Not carried out this time; it is asked again for as long as that lasts."""
    with context.database.begin() as connection:
        _, item = _locked(connection, task)
        if item.is_live and item.cancel is Cancelling.ASKED:
            postal_items.change(connection, item, cancel=Cancelling.WANTED)
        after_s = RETRY_S if error.retry_after_s is None else error.retry_after_s
        outbox.release(connection, [task.row.id], after_s, error.code, counted=False)

"""Parcels as they are stored: the order that the post was asked for, and where each stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, case, insert, or_, select, update

from app.domain.money.fees import FreightPayer
from app.domain.post.order import Leg
from app.domain.post.parcel import Cancelling, Finding, OrderState, Parcel
from app.domain.post.service_mode import WISHES
from app.domain.post.tracking import Reason, Status
from app.domain.post.wanted import STATES
from app.domain.submission import Wish
from app.store.tables import dossier, outbox, postal_item

_p, _d, _o = postal_item.c, dossier.c, outbox.c
_ITEM = select(*(column for column in _p if column.name in Parcel.__dataclass_fields__))
_CHOICES = {
    "leg": Leg,
    "state": OrderState,
    "status": Status,
    "payer": FreightPayer,
    "reason": Reason,
    "finding": Finding,
    "cancel": Cancelling,
}
WORK, CANCEL = "post_order", "post_cancel"  # its kinds of work in the outbox


def add(
    connection: Connection,
    dossier_id: int,
    leg: Leg,
    *,
    order_no: str,
    issue: int,
    edition: int,
    item_code: str | None,
    made_at: datetime,
) -> None:
    """A parcel whose order is ready to be sent; the dossier must be locked."""
    values = {"dossier_id": dossier_id, "leg": leg, "order_no": order_no, "issue": issue, "edition": edition}
    start = {"state": OrderState.READY, "status": Status.UNKNOWN}
    connection.execute(insert(postal_item).values(**values, **start, item_code=item_code, made_at=made_at))


def of_dossier(connection: Connection, dossier_id: int) -> list[Parcel]:
    """All parcels of a dossier, those of one leg in the order of their issue."""
    statement = _ITEM.where(_p.dossier_id == dossier_id).order_by(_p.leg, _p.issue)
    return [_parcel(row) for row in connection.execute(statement)]


def of_dossiers(connection: Connection, dossier_ids: Iterable[int]) -> list[Parcel]:
    """The same of several dossiers."""
    statement = _ITEM.where(_p.dossier_id.in_(list(dossier_ids))).order_by(_p.dossier_id, _p.leg, _p.issue)
    return [_parcel(row) for row in connection.execute(statement)]


def lock(connection: Connection, item_id: int) -> Parcel:
    """One parcel as it stands now, locked; its dossier is locked before it."""
    return _parcel(connection.execute(_ITEM.where(_p.id == item_id).with_for_update()).one())


def lock_owed(connection: Connection, dossier_id: int, edition: int) -> Parcel:
    """The parcel whose order an outbox row owes, locked likewise."""
    owed = _ITEM.where(_p.dossier_id == dossier_id, _p.edition == edition)
    return _parcel(connection.execute(owed.with_for_update()).one())


def change(connection: Connection, item: Parcel, **columns: Any) -> None:
    """Write what changed of a locked parcel."""
    connection.execute(update(postal_item).where(_p.id == item.id).values(**columns))


def by_order(connection: Connection, order_no: str) -> Parcel | None:
    """The parcel with this order number."""
    row = connection.execute(_ITEM.where(_p.order_no == order_no)).first()
    return None if row is None else _parcel(row)


def known(connection: Connection, order_nos: Iterable[str], item_codes: Iterable[str]) -> tuple[dict[str, int], ...]:
    """The parcels by order number and by item code, for those of these that are ours; the newest of a code."""
    rows = connection.execute(
        select(_p.id, _p.order_no, _p.item_code)
        .where(or_(_p.order_no.in_(list(order_nos)), _p.item_code.in_(list(item_codes))))
        .order_by(_p.id)
    ).all()
    return {row.order_no: row.id for row in rows}, {row.item_code: row.id for row in rows if row.item_code}


def lock_these(connection: Connection, item_ids: Collection[int]) -> None:
    """These parcels, in the one order in which all lock several."""
    if item_ids:
        connection.execute(select(_p.id).where(_p.id.in_(item_ids)).order_by(_p.id).with_for_update())


def lock_all(connection: Connection, dossier_id: int) -> dict[int, Parcel]:
    """All parcels of a locked dossier, locked in that order too; by id."""
    statement = _ITEM.where(_p.dossier_id == dossier_id).order_by(_p.id).with_for_update()
    return {row.id: _parcel(row) for row in connection.execute(statement)}


def mark_unsettled(connection: Connection, item_ids: Collection[int]) -> None:
    """Reports came for these, which are locked."""
    if item_ids:
        connection.execute(update(postal_item).where(_p.id.in_(item_ids)).values(unsettled=True))


def unsettled(connection: Connection, after: int, limit: int) -> list[tuple[int, int]]:
    """Parcels whose reports were not weighed yet, as id and dossier."""
    statement = select(_p.id, _p.dossier_id).where(_p.unsettled, _p.id > after).order_by(_p.id).limit(limit)
    return [(row.id, row.dossier_id) for row in connection.execute(statement)]


def troubled(connection: Connection) -> Sequence[Row[Any, Any, Any, Any, Any, Any, Any, Any]]:
    """What does not go on by itself: orders and cancellations without an answer, refused or parked, and findings.

    Oldest first. An order that was cancelled or refused and issued again is done with.
    """
    later = postal_item.alias()
    again = select(later.c.id).where(
        later.c.dossier_id == _p.dossier_id, later.c.leg == _p.leg, later.c.issue > _p.issue
    )
    open_orders = (_p.state.in_([OrderState.ASKED, OrderState.REFUSED, OrderState.UNKNOWN])) & ~again.exists()
    columns = (_p.order_no, _p.state, _p.status, _p.finding, _p.cancel, _p.asked_at, _o.state.label("work"))
    works = (_o.dossier_id == _p.dossier_id) & (_o.edition == _p.edition)
    works &= _o.kind == case((_p.cancel.is_not(None), CANCEL), else_=WORK)
    return connection.execute(
        select(*columns, _o.error_code)
        .join(dossier, _d.id == _p.dossier_id)
        .outerjoin(outbox, works)
        .where(
            or_(
                open_orders,
                _p.finding.is_not(None),
                _p.cancel.is_not(None),
                (_o.state == "parked"),
                (_o.error_code.is_not(None)),
            )
        )
        .order_by(_p.id)
    ).all()


def unasked(connection: Connection) -> list[tuple[str, Leg]]:
    """Dossiers that want a parcel by now for which nobody is asked, as number and leg.

    Papers to be fetched without an order, also where the agency has no account at the post; results whose order was
    cancelled, or that were sent back. Where results go by handover list none was ever ordered; a refused order is told
    of by :func:`troubled`.
    """
    standing = (_p.state != OrderState.CANCELLED) & (_p.status != Status.RETURNED)
    of_leg = select(_p.id).where(_p.dossier_id == _d.id)
    found: list[tuple[str, Leg]] = []
    for leg, possible in (
        (Leg.COLLECT, _d.received_at.is_(None)),
        (Leg.RETURN, of_leg.where(_p.leg == Leg.RETURN).exists()),
    ):
        live = of_leg.where(_p.leg == leg, standing).exists()
        wished = _d.record[WISHES[leg]]["wish"].astext == Wish.YES
        statement = select(_d.dossier_no).where(
            _d.closed_at.is_(None), _d.state.in_(STATES[leg]), wished, ~live, possible
        )
        found += [(number, leg) for number in connection.execute(statement.order_by(_d.id)).scalars()]
    return found


def _parcel(row: Row[Any]) -> Parcel:
    values = dict(row._mapping)
    return Parcel(**values | {name: kind(values[name]) for name, kind in _CHOICES.items() if values[name] is not None})

"""Parcels as they are stored: the order that the post was asked for, and where each stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, case, func, insert, or_, select, text, union, update
from sqlalchemy.dialects.postgresql import distinct_on

from app.domain.money.fees import FreightPayer
from app.domain.post.named import Carried
from app.domain.post.order import Leg
from app.domain.post.parcel import ENDED, Cancelling, Finding, OrderState, Parcel
from app.domain.post.tracking import Reason, Status
from app.domain.post.wanted import STATES
from app.domain.post.wish import PARTS
from app.domain.submission import Wish
from app.store.among import among
from app.store.tables import dossier, item_code, outbox, postal_item

_p, _d, _o, _c = postal_item.c, dossier.c, outbox.c, item_code.c
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
# As their partial indexes have them, which they lead to whatever the plan.
_OPEN = text(
    "(postal_item.state IN ('asked', 'refused', 'unknown') OR postal_item.finding IS NOT NULL"
    " OR postal_item.cancel IS NOT NULL)"
)
_UNFINISHED = text("outbox.state <> 'done'")
_LIVE = _p.state.not_in(ENDED) & _p.status.not_in([Status.RETURNED, Status.DELIVERED])  # as Parcel.is_live
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
    statement = _ITEM.where(among(_p.dossier_id, dossier_ids)).order_by(_p.dossier_id, _p.leg, _p.issue)
    return [_parcel(row) for row in connection.execute(statement)]


def newest(connection: Connection, dossier_ids: Iterable[int], leg: Leg) -> dict[int, Parcel]:
    """The newest order of one leg of each of these dossiers; absent where there is none."""
    return {item.dossier_id: item for item in of_dossiers(connection, dossier_ids) if item.leg is leg}


def lock(connection: Connection, item_id: int) -> Parcel:
    """One parcel as it stands now, locked; its dossier is locked before it."""
    return _parcel(connection.execute(_ITEM.where(_p.id == item_id).with_for_update()).one())


def lock_owed(connection: Connection, dossier_id: int, edition: int) -> Parcel:
    """The parcel whose order an outbox row owes, locked likewise."""
    owed = _ITEM.where(_p.dossier_id == dossier_id, _p.edition == edition)
    return _parcel(connection.execute(owed.with_for_update()).one())


def lock_each(connection: Connection, item_ids: Iterable[int]) -> list[Parcel]:
    """These as they stand now, locked in the order of their ids; their dossiers are locked before them."""
    statement = _ITEM.where(among(_p.id, item_ids)).order_by(_p.id).with_for_update()
    return [_parcel(row) for row in connection.execute(statement)]


def change(connection: Connection, item: Parcel, **columns: Any) -> None:
    """Write what changed of a locked parcel."""
    connection.execute(update(postal_item).where(_p.id == item.id).values(**columns))


def change_each(connection: Connection, changes: Sequence[tuple[Parcel, dict[str, Any]]]) -> None:
    """The same of several, each with values of its own for the same columns."""
    if changes:
        values: dict[str, Any] = {name: bindparam(name) for name in changes[0][1]}
        statement = update(postal_item).where(_p.id == bindparam("item_id")).values(values)
        connection.execute(statement, [{"item_id": item.id, **columns} for item, columns in changes])


def by_order(connection: Connection, order_no: str) -> Parcel | None:
    """The parcel with this order number."""
    row = connection.execute(_ITEM.where(_p.order_no == order_no)).first()
    return None if row is None else _parcel(row)


def carried(
    connection: Connection, order_nos: Iterable[str], item_codes: Iterable[str], *where: ColumnElement[bool]
) -> list[Carried]:
    """The parcels with one of these order numbers or item codes, in the order in which they were made.

    By its label's code too, whatever code its order was answered with: such a parcel is there once for each.
    """
    codes, is_live = list(item_codes), _LIVE.label("is_live")
    columns = (_p.id.label("item_id"), _p.order_no, _p.dossier_id, _p.leg, is_live)
    named = select(*columns, _p.item_code).where(or_(_p.order_no.in_(list(order_nos)), _p.item_code.in_(codes)), *where)
    labelled = (
        select(*columns, _c.code.label("item_code"))
        .join(item_code, _c.dossier_id == _p.dossier_id)
        .where(_c.code.in_(codes), _p.leg == Leg.RETURN, _under_label(), *where)
        .ext(distinct_on(_c.code, _p.dossier_id))
        .order_by(_c.code, _p.dossier_id, _p.issue.desc())
    )
    rows = {*connection.execute(named).all(), *(connection.execute(labelled).all() if codes else ())}
    return [Carried(**{**row._mapping, "leg": Leg(row.leg)}) for row in sorted(rows, key=lambda row: row.item_id)]


def _under_label() -> ColumnElement[bool]:
    """Whether a parcel went under the label with a code of its dossier: ordered while that was live, or still live."""
    is_behind = or_(_c.voided_at.is_(None), _p.made_at < _c.voided_at)
    return is_behind & or_(_p.made_at >= _c.taken_at, _LIVE)


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


def troubled(connection: Connection) -> Sequence[Row[Any, Any, Any, Any, Any, Any, Any, Any, Any]]:
    """What does not go on by itself: orders and cancellations without an answer, refused or parked, and findings.

    Oldest first. An order that was cancelled or refused and issued again is done with.
    """
    open_orders = (_p.state.in_([OrderState.ASKED, OrderState.REFUSED, OrderState.UNKNOWN])) & ~_issued_again()
    columns = (_p.order_no, _p.state, _p.status, _p.finding, _p.cancel, _p.asked_at, _o.state.label("work"))
    works = (_o.dossier_id == _p.dossier_id) & (_o.edition == _p.edition)
    works &= _o.kind == case((_p.cancel.is_not(None), CANCEL), else_=WORK)
    failed = or_(_o.state == "parked", _o.error_code.is_not(None))
    answer = func.concat_ws(" ", func.nullif(_p.answer_code, ""), func.nullif(_p.answer_text, ""))
    maybe = union(
        select(_p.id).where(_OPEN),
        select(_p.id)
        .join(outbox, (_o.dossier_id == _p.dossier_id) & (_o.edition == _p.edition))
        .where(_UNFINISHED, failed, _o.kind.in_([WORK, CANCEL])),
    ).subquery()
    return connection.execute(
        select(*columns, _o.error_code, answer.label("answer"))
        .outerjoin(outbox, works)
        .where(_p.id.in_(select(maybe.c.id)))
        .where(or_(open_orders, _p.finding.is_not(None), _p.cancel.is_not(None), failed))
        .order_by(_p.id)
    ).all()


def unasked(connection: Connection) -> list[tuple[str, Leg]]:
    """Dossiers that want a parcel by now for which nobody is asked, as number and leg.

    Papers to be fetched without an order, also where the agency has no account at the post; results whose newest order
    was cancelled, or that were sent back. Where results go by handover list none was ever ordered; a refused order is
    told of by :func:`troubled`.
    """
    standing = (_p.state != OrderState.CANCELLED) & (_p.status != Status.RETURNED) & ~_issued_again()
    of_leg = select(_p.id).where(_p.dossier_id == _d.id)
    found: list[tuple[str, Leg]] = []
    for leg, possible in (
        (Leg.COLLECT, _d.received_at.is_(None)),
        (Leg.RETURN, of_leg.where(_p.leg == Leg.RETURN).exists()),
    ):
        live = of_leg.where(_p.leg == leg, standing).exists()
        wished = _d.record[PARTS[leg]]["wish"].astext == Wish.YES
        statement = select(_d.dossier_no).where(
            _d.closed_at.is_(None), _d.state.in_(STATES[leg]), wished, ~live, possible
        )
        found += [(number, leg) for number in connection.execute(statement.order_by(_d.id)).scalars()]
    return found


def _issued_again() -> ColumnElement[bool]:
    """Whether a parcel's leg has a newer order."""
    later = postal_item.alias()
    newer = (later.c.dossier_id == _p.dossier_id, later.c.leg == _p.leg, later.c.issue > _p.issue)
    return select(later.c.id).where(*newer).correlate(postal_item).exists()


def _parcel(row: Row[Any]) -> Parcel:
    values = dict(row._mapping)
    return Parcel(**values | {name: kind(values[name]) for name, kind in _CHOICES.items() if values[name] is not None})

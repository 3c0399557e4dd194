"""What a day's reconciliation reads of parcels and lists: those of the day, and what of the open ones does not go on.

Every query asks by an index for the day or for what is still open, so that none grows with what is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, exists, func, or_, select, text, union

from app.domain.handover.item import Direction, ItemKind
from app.domain.life import State
from app.domain.post.item_code import REST
from app.domain.post.tracking import Status
from app.domain.scan import CodeKind
from app.store.among import among
from app.store.tables import (
    dossier,
    event,
    handover,
    handover_found,
    handover_item,
    item_code,
    outbox,
    postal_item,
    tracking_event,
)

_d, _p, _e, _t, _o, _c = dossier.c, postal_item.c, event.c, tracking_event.c, outbox.c, item_code.c
_h, _i, _f = handover.c, handover_item.c, handover_found.c
Rows = Sequence[Any]
_ITEM_CODE = case((_i.code_kind == CodeKind.ITEM, _i.code), else_="").label("item_code")
_PARCEL = (
    _p.id, _p.dossier_id, _p.leg, _p.order_no, _p.item_code, _p.state, _p.status, _p.status_at, _p.cod_vnd, _p.payer,
    _p.made_at, _p.asked_at, _p.finding, _p.cancel, _d.dossier_no, _d.office_id, _d.state.label("dossier_state"),
)  # fmt: skip
_PARCELS = select(*_PARCEL).join(dossier, _d.id == _p.dossier_id)
# As the partial index postal_item_under_way_idx has it.
_UNDER_WAY = text(
    "postal_item.status NOT IN ('cancelled', 'returned', 'delivered')"
    " AND (postal_item.state NOT IN ('refused', 'cancelled') OR postal_item.status NOT IN ('unknown', 'ordered'))"
)
_UNFINISHED = text("outbox.state <> 'done'")  # leads to the partial index, whatever the plan
_TROUBLED = text(
    "(postal_item.state IN ('asked', 'refused', 'unknown') OR postal_item.finding IS NOT NULL"
    " OR postal_item.cancel IS NOT NULL)"
)


def of_day(
    connection: Connection,
    agency_id: str,
    start: datetime,
    end: datetime,
    order_nos: Iterable[str],
    item_codes: Iterable[str],
) -> Rows:
    """Parcels that were ordered, reported of or handed over between these moments, and those of these names.

    An item code names the parcel that it is on now, not one on which it was before it rested and came again.
    """
    ids = union(
        select(_p.id).where(_p.asked_at >= start, _p.asked_at < end),
        select(_t.postal_item_id).where(_t.at >= start, _t.at < end, _t.postal_item_id.is_not(None)),
        select(_p.id).where(_p.dossier_id.in_(_handed_over(agency_id, start, end).with_only_columns(_i.dossier_id))),
        select(_p.id).where(among(_p.order_no, order_nos)),
        select(_p.id).where(among(_p.item_code, item_codes), _p.made_at > start - REST),
    ).subquery()
    statement = _PARCELS.where(_p.id.in_(select(ids.c[0])), _d.agency_id == agency_id)
    return connection.execute(statement.order_by(_p.id)).all()


def handed_over(connection: Connection, agency_id: str, start: datetime, end: datetime) -> Rows:
    """Results that changed hands by lists to the post, signed by both between these moments."""
    return connection.execute(_handed_over(agency_id, start, end)).all()


def changed_hands(connection: Connection, agency_id: str, start: datetime, end: datetime) -> Rows:
    """How many items of each kind changed hands by lists signed between these moments, by direction and post office."""
    columns = (_h.direction, _h.post_office_id.label("office_id"), _i.kind)
    statement = _signed(agency_id, start, end).with_only_columns(*columns, func.count().label("number"))
    return connection.execute(statement.group_by(*columns)).all()


def reports_of(connection: Connection, item_ids: Iterable[int]) -> Rows:
    """Every usable report of these parcels, for where they stood at any moment."""
    columns = (_t.postal_item_id, _t.source, _t.source_id, _t.status, _t.at, _t.reason)
    statement = select(*columns).where(among(_t.postal_item_id, item_ids), _t.problem.is_(None))
    return connection.execute(statement).all()


def named(connection: Connection, agency_id: str, dossier_nos: Iterable[str], item_codes: Iterable[str]) -> Rows:
    """Dossiers by their number or by the item code of their label, with that code."""
    ids = union(
        select(_d.id).where(among(_d.dossier_no, dossier_nos)),
        select(_c.dossier_id).where(among(_c.code, item_codes), _c.voided_at.is_(None)),
    ).subquery()
    code = func.coalesce(_c.code, "").label("item_code")
    statement = (
        select(_d.id.label("dossier_id"), _d.dossier_no, _d.office_id, _d.state.label("dossier_state"), code)
        .outerjoin(item_code, (_c.dossier_id == _d.id) & _c.voided_at.is_(None))
        .where(_d.id.in_(select(ids.c[0])), _d.agency_id == agency_id)
    )
    return connection.execute(statement.order_by(_d.id)).all()


def under_way_twice(connection: Connection, agency_id: str) -> Rows:
    """Parcels of one dossier and leg of which the post carries several at once."""
    several = (
        select(_p.dossier_id, _p.leg).where(_UNDER_WAY).group_by(_p.dossier_id, _p.leg).having(func.count() > 1)
    ).subquery()
    statement = _PARCELS.join(several, (several.c.dossier_id == _p.dossier_id) & (several.c.leg == _p.leg))
    return connection.execute(statement.where(_UNDER_WAY, _d.agency_id == agency_id).order_by(_p.id)).all()


def troubled(connection: Connection, agency_id: str) -> Rows:
    """Orders without an answer or refused, and parcels with a finding; not those that were issued again."""
    later = postal_item.alias()
    again = select(later.c.id).where(
        later.c.dossier_id == _p.dossier_id, later.c.leg == _p.leg, later.c.issue > _p.issue
    )
    statement = _PARCELS.where(_TROUBLED, _d.agency_id == agency_id, or_(_p.finding.is_not(None), ~again.exists()))
    return connection.execute(statement.order_by(_p.id)).all()


def with_the_post(connection: Connection, agency_id: str, before: datetime) -> Rows:
    """Dossiers that were handed to the post before a moment, of which it has reported nothing."""
    handed_at = (
        select(func.max(_e.at)).where(_e.dossier_id == _d.id, _e.kind == "handed_over").correlate(dossier)
    ).scalar_subquery()
    seen = exists().where(
        _p.dossier_id == _d.id,
        _p.status.not_in((Status.RETURNED, Status.CANCELLED)),  # of a parcel before this one
        _t.postal_item_id == _p.id,
        _t.problem.is_(None),
        _t.status != Status.ORDERED,
    )
    statement = (
        select(
            _d.id, _d.dossier_no, _d.office_id, _c.code.label("item_code"), handed_at.label("handed_at"),
            select(func.max(_p.order_no)).where(_p.dossier_id == _d.id, _UNDER_WAY).scalar_subquery().label("order_no"),
        )
        .outerjoin(item_code, (_c.dossier_id == _d.id) & _c.voided_at.is_(None))
        .where(
            _d.agency_id == agency_id,
            _d.closed_at.is_(None),
            _d.finished_at.is_not(None),  # so that the index of open dossiers leads to them
            _d.state == State.HANDED_TO_POST,
            ~seen,
        )
        .order_by(_d.id)
    )  # fmt: skip
    return [row for row in connection.execute(statement) if row.handed_at is not None and row.handed_at < before]


def parked(connection: Connection, agency_id: str) -> Rows:
    """Work of this agency that was put aside for a person."""
    statement = (
        select(_o.id, _o.kind, _o.edition, _o.error_code, _o.created_at, _d.dossier_no, _d.office_id)
        .join(dossier, _d.id == _o.dossier_id)
        .where(_o.state == "parked", _UNFINISHED, _d.agency_id == agency_id)
    )
    return connection.execute(statement.order_by(_o.id)).all()


def delivered_without_order(connection: Connection, agency_id: str, start: datetime, end: datetime) -> list[int]:
    """Dossiers whose result the citizen got between these moments, and whose fee was to be paid then."""
    place = _d.record["fee"]["place"].astext
    statement = select(_d.id).where(
        _d.agency_id == agency_id,
        _d.returned_at >= start,
        _d.returned_at < end,
        place.in_(("on_return", "on_collection")),
    )
    return list(connection.execute(statement).scalars())


def has_dossiers(connection: Connection, agency_id: str) -> bool:
    """Whether an agency has any at all."""
    return connection.execute(select(exists().where(_d.agency_id == agency_id))).scalar_one()


def _signed(agency_id: str, start: datetime, end: datetime) -> Select[Any]:
    """Items of lists that both had signed, but for those that the count did not find."""
    found = exists().where(_f.handover_id == _i.handover_id, or_(_f.code == _i.code, _f.code == _d.dossier_no))
    return (
        select(_i.dossier_id, _d.dossier_no, _d.office_id, _d.state.label("dossier_state"), _h.signed_at, _ITEM_CODE)
        .select_from(handover)
        .join(handover_item, _i.handover_id == _h.id)
        .join(dossier, _d.id == _i.dossier_id)
        .where(_h.agency_id == agency_id, _h.signed_at >= start, _h.signed_at < end, found)
    )


def _handed_over(agency_id: str, start: datetime, end: datetime) -> Select[Any]:
    return _signed(agency_id, start, end).where(_h.direction == Direction.TO_POST, _i.kind == ItemKind.RESULT)

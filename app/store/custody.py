"""Queries of custody: blanks in use, parcels with what was reported of them, and what somebody must look at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from app.domain.errors import Conflict
from app.domain.life import State
from app.domain.post.order import Leg
from app.domain.post.tracking import TrackingEvent
from app.store import came_to, tables, tracking
from app.store.among import among
from app.store.dossiers import seen_by

_s, _w, _d, _p, _i = (
    table.c
    for table in (tables.licence_serial, tables.custody_watch, tables.dossier, tables.postal_item, tables.item_code)
)
_e = tables.event.c
_ENVELOPED = (State.FINISHED, State.HANDED_TO_POST)


class Report(NamedTuple):
    """What the post told of a parcel, and which way that goes; ``next_seq``: of the event that owes the next one."""

    leg: Leg
    told: TrackingEvent
    issue: int = 1
    next_seq: int | None = None


def blank(connection: Connection, dossier_id: int) -> str:
    """The serial of the blank that a dossier's licence is printed on; empty while none was told."""
    live = select(_s.serial).where(_s.dossier_id == dossier_id, _s.voided_at.is_(None))
    return connection.execute(live).scalar_one_or_none() or ""


def take_blank(connection: Connection, dossier_id: int, serial: str, seq: int, at: datetime) -> None:
    """Write down a blank; the dossier is locked and has no live one. :class:`Conflict` where it is another licence's.

    Insert first: of two dossiers at the same moment the second waits, then meets the rule.
    """
    values = {"dossier_id": dossier_id, "serial": serial, "seq": seq, "at": at}
    added = insert(tables.licence_serial).values(**values).on_conflict_do_nothing().returning(_s.id)
    if connection.execute(added).first() is None:
        raise Conflict(code="LICENCE_SERIAL_TAKEN")


def spoil_blank(connection: Connection, dossier_id: int, at: datetime) -> None:
    """Its blank was spoilt."""
    live = update(tables.licence_serial).where(_s.dossier_id == dossier_id, _s.voided_at.is_(None))
    connection.execute(live.values(voided_at=at))


def reports(connection: Connection, dossier_ids: Collection[int]) -> dict[int, list[Report]]:
    """All that the post told of the parcels of these dossiers."""
    found: dict[int, list[Report]] = {dossier_id: [] for dossier_id in dossier_ids}
    following = func.lead(_p.edition).over(partition_by=(_p.dossier_id, _p.leg), order_by=_p.issue)
    columns = (_p.id, _p.dossier_id, _p.leg, _p.issue, following.label("next_seq"))
    statement = select(*columns).where(_p.dossier_id.in_(list(found)))
    items = {row.id: row for row in connection.execute(statement)}
    for item_id, told in tracking.of_parcels(connection, items).items() if items else ():
        item = items[item_id]
        found[item.dossier_id] += [Report(Leg(item.leg), each, item.issue, item.next_seq) for each in told]
    return found


def carried_under(connection: Connection, item_code: str, agency_id: str, office_id: str | None) -> int | None:
    """The dossier of an agency whose licence lies in an envelope with this code, as far as a post office may have it.

    While it is with the post any may: between its offices the post moves an envelope by itself. Before and after, codes
    follow one another: of what has not come to it an office finds nothing.
    """
    live = select(_i.dossier_id).join(tables.dossier, _d.id == _i.dossier_id)
    return connection.execute(live.where(_i.code == item_code, *_carried(agency_id, office_id))).scalar_one_or_none()


def carried_among(connection: Connection, ids: Collection[int], agency_id: str, office_id: str) -> dict[int, str]:
    """The item codes of those of these dossiers whose envelopes have come to this post office, by id."""
    live = select(_i.dossier_id, _i.code).join(tables.dossier, _d.id == _i.dossier_id)
    rows = connection.execute(live.where(among(_i.dossier_id, ids), *_carried(agency_id, office_id)))
    return {row.dossier_id: row.code for row in rows}


def _carried(agency_id: str, office_id: str | None) -> Sequence[ColumnElement[bool]]:
    live = (_i.voided_at.is_(None), _d.agency_id == agency_id, _d.state.in_(_ENVELOPED))
    if office_id is None:
        return live
    own = (and_(*seen_by(agency_id, office_id)), came_to.post_office(office_id))
    return (*live, or_(*own, _d.state == State.HANDED_TO_POST))


class Teller(Protocol):
    """Whose events these are, in which agency."""

    @property
    def agency_id(self) -> str: ...
    @property
    def key_id(self) -> int | None: ...
    @property
    def account_id(self) -> int | None: ...


def told_under(connection: Connection, item_code: str, who: Teller) -> int | None:
    """The newest dossier of its agency that has, or had, this code and of which this key or account has told before."""
    own = _e.key_id.is_not_distinct_from(who.key_id) & _e.account_id.is_not_distinct_from(who.account_id)
    told = select(_e.seq).where(_e.dossier_id == _i.dossier_id, own).exists()
    named = select(_i.dossier_id).join(tables.dossier, _d.id == _i.dossier_id)
    mine = (_i.code == item_code, _d.agency_id == who.agency_id, told)
    return connection.execute(named.where(*mine).order_by(_i.taken_at.desc()).limit(1)).scalar()


def watch(connection: Connection, looks: Mapping[int, tuple[str, datetime | None]]) -> None:
    """From when on each of these dossiers must be looked at, with its agency; None: not at all. Locked before."""
    never = [dossier_id for dossier_id, (_, look_at) in looks.items() if look_at is None]
    if never:
        connection.execute(delete(tables.custody_watch).where(_w.dossier_id.in_(never)))
    rows = [
        {"dossier_id": dossier_id, "agency_id": agency_id, "look_at": look_at}
        for dossier_id, (agency_id, look_at) in sorted(looks.items())
        if look_at is not None
    ]
    if rows:
        fresh = insert(tables.custody_watch)
        moved = {"look_at": fresh.excluded.look_at}
        connection.execute(fresh.on_conflict_do_update(index_elements=["dossier_id"], set_=moved), rows)


def due(
    connection: Connection, agency_id: str, office_id: str | None, now: datetime, limit: int, skip: int = 0
) -> Sequence[int]:
    """The dossiers that must be looked at by now, the longest waiting first, behind as many as are skipped."""
    mine = (_w.agency_id == agency_id, _w.look_at < now, *_concerns(agency_id, office_id))
    statement = select(_w.dossier_id).join(tables.dossier, _d.id == _w.dossier_id).where(*mine)
    page = statement.order_by(_w.look_at, _w.dossier_id).limit(limit).offset(skip)
    return list(connection.execute(page).scalars())


def due_count(connection: Connection, agency_id: str, office_id: str | None, now: datetime) -> int:
    """How many there are."""
    statement = select(func.count()).select_from(tables.custody_watch)
    if office_id is not None:
        statement = statement.join(tables.dossier, _d.id == _w.dossier_id).where(*_concerns(agency_id, office_id))
    return int(connection.execute(statement.where(_w.agency_id == agency_id, _w.look_at < now)).scalar_one())


def agencies_due(connection: Connection, now: datetime) -> Sequence[str]:
    """The agencies that have something to look at."""
    statement = select(_w.agency_id).where(_w.look_at < now).distinct().order_by(_w.agency_id)
    return list(connection.execute(statement).scalars())


def _concerns(agency_id: str, office_id: str | None) -> Sequence[ColumnElement[bool]]:
    """All of an agency; of an office what it took in, and what has come to it."""
    if office_id is None:
        return seen_by(agency_id, None)
    return [or_(and_(*seen_by(agency_id, office_id)), came_to.office(office_id))]

"""Item codes renewed: what came back in its envelope gets the next code, many dossiers in a few statements.

The same codes in the same order as one dossier after the other would take them (:mod:`app.store.item_codes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from app.domain.dossier import Dossier
from app.domain.post import item_code
from app.store.among import among
from app.store.tables import item_code as _code
from app.store.tables import item_code_range as _range

_c, _r = _code.c, _range.c


def renew(connection: Connection, dossiers: Sequence[Dossier], reason: str, now: datetime) -> list[Dossier]:
    """These dossiers, locked and each with a live code, which is void from now on, with the next one in its place.

    Without one where the post had given the last, and where none is left: it is taken when it is to be sent again.
    """
    ids = [dossier.id for dossier in dossiers]
    live = update(_code).where(among(_c.dossier_id, ids), _c.voided_at.is_(None))
    connection.execute(live.values(voided_at=now, void_reason=reason))
    ours = _of_our_ranges(connection, ids)
    taken = _take(connection, [dossier for dossier in dossiers if dossier.id in ours], now)
    return [replace(dossier, item_code=taken.get(dossier.id)) for dossier in dossiers]


def _of_our_ranges(connection: Connection, ids: Sequence[int]) -> set[int]:
    """Those whose last code, which is void, was ours to give."""
    void = among(_c.dossier_id, ids) & _c.voided_at.is_not(None)
    last = select(_c.dossier_id, _c.range_id).where(void).ext(distinct_on(_c.dossier_id))
    rows = connection.execute(last.order_by(_c.dossier_id, _c.taken_at.desc(), _c.voided_at.desc()))
    return {row.dossier_id for row in rows if row.range_id is not None}


def _take(connection: Connection, waiting: Sequence[Dossier], now: datetime) -> dict[int, str]:
    """The next code of each, in their order, as long as there are some."""
    taken: dict[int, str] = {}
    while waiting and (ranges := _open_ranges(connection, waiting)):
        following, rows = {each.id: each.next for each in ranges}, []
        for dossier in waiting:
            open_ = (each for each in ranges if _is_of(each, dossier) and following[each.id] <= each.last)
            if found := next(open_, None):
                code = taken[dossier.id] = item_code.build(found.service, following[found.id])
                rows.append({"code": code, "range_id": found.id, "dossier_id": dossier.id, "taken_at": now})
                following[found.id] += 1
        connection.execute(insert(_code), rows)
        used = {row["range_id"] for row in rows}
        moved = update(_range).where(_r.id == bindparam("range")).values(next=bindparam("following"))
        connection.execute(moved, [{"range": id_, "following": following[id_]} for id_ in used])
        waiting = [dossier for dossier in waiting if dossier.id not in taken]
    return taken


def _open_ranges(connection: Connection, dossiers: Sequence[Dossier]) -> Sequence[Any]:
    """The ranges that these take from, locked in the order in which all take: an office's own first."""
    offices = {dossier.office_id for dossier in dossiers if dossier.office_id}
    columns = (_r.id, _r.agency_id, _r.office_id, _r.service, _r.next, _r.last)
    theirs = (
        among(_r.agency_id, {dossier.agency_id for dossier in dossiers}),
        or_(among(_r.office_id, offices), _r.office_id.is_(None)),
        _r.next <= _r.last,
    )
    statement = select(*columns).where(*theirs).order_by(_r.office_id.is_(None), _r.id)
    return connection.execute(statement.with_for_update()).all()


def _is_of(row: Any, dossier: Dossier) -> bool:
    return row.agency_id == dossier.agency_id and row.office_id in (None, dossier.office_id)

"""Item codes (số hiệu bưu gửi): taken from ranges that the post has allocated, under their row locks; none twice.

An office takes from its own ranges first, then from its agency's. What a dossier does not use is void for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, or_, select, update

from app.domain.dossier import Dossier
from app.domain.errors import Conflict, InvalidFormat, NotReady
from app.domain.post import item_code
from app.domain.post.item_code_list import Run
from app.store import item_code_clashes, tables

_range, _code = tables.item_code_range, tables.item_code
_r, _c, _p = _range.c, _code.c, tables.postal_item.c


@dataclass(frozen=True, slots=True)
class Voided:
    """A code that is a dossier's no more."""

    code: str
    at: datetime


def allocate(
    connection: Connection,
    agency_id: str,
    service: str,
    first: int,
    last: int,
    office_id: str | None = None,
    rested_before: datetime | None = None,
) -> None:
    """Record a range of serials from the post; :class:`Conflict` (``ITEM_CODE_IN_USE``) names the first clash.

    Otherwise as :func:`allocate_all`.
    """
    if clashes := allocate_all(connection, [Run(service, first, last)], agency_id, office_id, rested_before):
        raise Conflict(code="ITEM_CODE_IN_USE", item_code=clashes[0])


def allocate_all(
    connection: Connection,
    runs: Sequence[Run],
    agency_id: str,
    office_id: str | None = None,
    rested_before: datetime | None = None,
) -> list[str]:
    """Record runs of serials, none twice, for an agency or as an office's own, unless a code of theirs is somebody's.

    The first such code of each run. Codes whose use ended before ``rested_before``
    (:data:`~app.domain.post.item_code.REST`) may come again; None: none may.
    """
    item_code_clashes.lock(connection)
    clashes = [clash for run in runs if (clash := item_code_clashes.first(connection, run, rested_before))]
    if runs and not clashes:
        owner = {"agency_id": agency_id, "office_id": office_id}
        connection.execute(insert(_range), [owner | asdict(run) | {"next": run.first} for run in runs])
    return clashes


def take(connection: Connection, dossier: Dossier, now: datetime) -> Dossier:
    """The dossier, which is locked and has no live code, with the next code of its office, else of its agency.

    :class:`NotReady` (``ITEM_CODES_EXHAUSTED``) when none is left.
    """
    row = _open_range(connection, dossier)
    if row is None:
        raise NotReady(code="ITEM_CODES_EXHAUSTED")
    code = item_code.build(row.service, row.next)
    connection.execute(update(_range).where(_r.id == row.id).values(next=row.next + 1))
    connection.execute(insert(_code).values(code=code, range_id=row.id, dossier_id=dossier.id, taken_at=now))
    return replace(dossier, item_code=code)


def first(connection: Connection, dossier: Dossier, now: datetime, *, post_gives: bool) -> Dossier:
    """The dossier with its first code; without, where the post gives it since no range was allocated. As :func:`take`.

    A range that is used up is another matter: who prints codes of its own is told that there are none.
    """
    return dossier if post_gives and not _has_ranges(connection, dossier) else take(connection, dossier, now)


def given(connection: Connection, dossier: Dossier, raw: str, now: datetime) -> Dossier:
    """The dossier with a code that the post has given it in its reply; the same one again changes nothing.

    The dossier's row must be locked. :class:`InvalidFormat` for what is no code of our post; :class:`Conflict`:
    ``ITEM_CODE_OTHER`` where it has another live one, ``ITEM_CODE_IN_USE`` for one of our ranges or another dossier's.
    """
    code = ours(raw)
    if dossier.item_code == code:
        return dossier
    if dossier.item_code is not None:
        raise Conflict(code="ITEM_CODE_OTHER", item_code=dossier.item_code)
    item_code_clashes.lock(connection, code)
    serial = int(code[2:10])
    if item_code_clashes.first(connection, Run(code[:2], serial, serial), now - item_code.REST):
        raise Conflict(code="ITEM_CODE_IN_USE", item_code=code)
    connection.execute(insert(_code).values(code=code, dossier_id=dossier.id, taken_at=now))
    return replace(dossier, item_code=code)


def ours(raw: str) -> str:
    """A code of our post, clean; :class:`InvalidFormat`."""
    code = item_code.validate(raw)
    if not code.endswith(item_code.COUNTRY):
        raise InvalidFormat("ITEM_CODE_INVALID", "item code: of another country's post")
    return code


def is_anothers(connection: Connection, raw: str, own: str | None, item_id: int, now: datetime) -> bool:
    """Whether a code that the post gives for a parcel waits in a range, or is another parcel's; never the ``own`` one.

    Nobody else is given it until the transaction ends.
    """
    code = item_code.compact(raw)
    if code == own:
        return False
    item_code_clashes.lock(connection, code)
    since, serial = now - item_code.REST, code[2:10]
    if item_code.is_valid(code) and item_code_clashes.first(connection, Run(code[:2], int(serial), int(serial)), since):
        return True
    others = select(_p.id).where(_p.item_code.in_((raw, code)), _p.id != item_id, _p.made_at >= since)
    return connection.execute(others.limit(1)).first() is not None


def void(connection: Connection, dossier: Dossier, reason: str, now: datetime, *, replaced: bool = True) -> Dossier:
    """The dossier with the next code in place of its live one, which is void from now on. Errors as in :func:`take`.

    Without one where it goes by post no more, where the post had given it (its next reply brings another), and where
    it shall not be ``replaced``.
    """
    live = update(_code).where(_c.dossier_id == dossier.id, _c.voided_at.is_(None))
    row = connection.execute(live.values(voided_at=now, void_reason=reason).returning(_c.range_id)).one()
    without = replace(dossier, item_code=None)
    return take(connection, without, now) if replaced and row.range_id is not None and dossier.wants_post else without


def renewed(connection: Connection, dossier: Dossier, now: datetime) -> Dossier:
    """The dossier, whose last code is void, with the next one; without where the post gives them. As :func:`take`.

    It gives the next one too where it gave the last, or was to give it and no range was allocated since.
    """
    void = select(_c.range_id).where(_c.dossier_id == dossier.id, _c.voided_at.is_not(None))
    row = connection.execute(void.order_by(_c.taken_at.desc(), _c.voided_at.desc()).limit(1)).first()
    ours = _has_ranges(connection, dossier) if row is None else row.range_id is not None
    return take(connection, dossier, now) if ours else dossier


def taken_after(connection: Connection, dossier: Dossier, at: datetime) -> bool:
    """Whether the dossier's live code was taken after a moment: then it was on nothing that was sent by then."""
    live = select(_c.code).where(_c.dossier_id == dossier.id, _c.voided_at.is_(None), _c.taken_at > at)
    return connection.execute(live).first() is not None


def voided(connection: Connection, dossier_ids: Sequence[int]) -> dict[int, list[Voided]]:
    """The void codes of those dossiers that have some, in the order in which they had them."""
    found: dict[int, list[Voided]] = {}
    if dossier_ids:
        void = select(_c.dossier_id, _c.code, _c.voided_at).where(_c.voided_at.is_not(None))
        for row in connection.execute(void.where(_c.dossier_id.in_(dossier_ids)).order_by(_c.voided_at)):
            found.setdefault(row.dossier_id, []).append(Voided(row.code, row.voided_at))
    return found


def skip(connection: Connection, agency_id: str, count: int, office_id: str | None = None) -> int:
    """Make the next ``count`` codes of an agency, or of an office's own, void; how many, never more than are left."""
    open_ranges = connection.execute(
        select(_r.id, _r.next, _r.last)
        .where(*_pool(agency_id, office_id), _r.next <= _r.last)
        .order_by(_r.id)
        .with_for_update()
    ).all()
    left_over = count
    for row in open_ranges:
        step = min(left_over, row.last - row.next + 1)
        if step:
            values = {"next": row.next + step, "skipped_at": func.now()}
            connection.execute(update(_range).where(_r.id == row.id).values(values))
        left_over -= step
    return count - left_over


def last_serial(connection: Connection) -> int:
    """The highest serial that any range holds, 0 without one."""
    return connection.execute(select(func.max(_r.last))).scalar_one() or 0


def left(connection: Connection, agency_id: str, office_id: str | None = None) -> int:
    """How many codes are left to the whole agency, or to an office as its own."""
    remaining = func.coalesce(func.sum(_r.last - _r.next + 1), 0)
    return int(connection.execute(select(remaining).where(*_pool(agency_id, office_id))).scalar_one())


def _pool(agency_id: str, office_id: str | None) -> list[ColumnElement[bool]]:
    return [_r.agency_id == agency_id, _r.office_id.is_not_distinct_from(office_id)]


def _has_ranges(connection: Connection, dossier: Dossier) -> bool:
    """Whether the post has ever allocated one that its codes would come from."""
    own = or_(_r.office_id == dossier.office_id, _r.office_id.is_(None))
    return connection.execute(select(_r.id).where(_r.agency_id == dossier.agency_id, own).limit(1)).first() is not None


def _open_range(connection: Connection, dossier: Dossier) -> Row[Any, Any, Any] | None:
    """The range that is next for it, locked. One whose last code went while we waited is passed over: asked again."""
    own = or_(_r.office_id == dossier.office_id, _r.office_id.is_(None))
    ids = select(_r.id).where(_r.agency_id == dossier.agency_id, own, _r.next <= _r.last)
    ids = ids.order_by(_r.office_id.is_(None), _r.id).limit(1)
    while (range_id := connection.execute(ids).scalar()) is not None:
        locked = select(_r.id, _r.service, _r.next).where(_r.id == range_id, _r.next <= _r.last).with_for_update()
        if row := connection.execute(locked).first():
            return row
    return None

"""Handover lists as they are stored. Whoever changes a list waits until the one before has ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, false, func, insert, or_, select, update

from app.domain import text
from app.domain.errors import InvalidFormat
from app.domain.handover import lists
from app.domain.handover.count import Found
from app.domain.handover.item import Direction
from app.domain.handover.life import OVER, State
from app.domain.handover.lists import HandoverList
from app.domain.scan import Code
from app.store import handover_rows, tables
from app.store.handover_rows import Handover, Line

__all__ = ["Handover", "Line"]

_h, _i, _f = tables.handover.c, tables.handover_item.c, tables.handover_found.c


def begin(connection: Connection, place: str, day: date, direction: Direction, **columns: Any) -> str:
    """The number of a new open list of a place; the next one waits until this one is committed, so there are no gaps.

    :class:`app.store.database.Taken` where the request id has opened another.
    """
    beginning = lists.number(direction, place, day, 0)[:-1]
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(beginning, 0))))
    given = connection.execute(select(func.count()).where(*_begins(beginning))).scalar_one()
    list_no = lists.number(direction, place, day, given + 1)
    values = {"list_no": list_no, "direction": direction, "state": State.OPEN, **columns}
    connection.execute(insert(tables.handover).values(**values))
    return list_no


def by_request(connection: Connection, opened_by: Collection[str], request_id: str) -> Handover | None:
    """The list that this request of one of these has opened."""
    return _one(connection, _h.opened_by.in_(opened_by), _h.request_id == request_id)


def find(connection: Connection, list_no: str, agency_id: str, office_id: str | None) -> Handover | None:
    """A list of this agency; of an office only where it gives or receives."""
    return _one(connection, *_named(list_no), *_seen_by(agency_id, office_id))


def lock(connection: Connection, list_no: str, agency_id: str, office_id: str | None) -> Handover | None:
    """The same as it stands now, locked until the transaction ends: locked first, read after."""
    seen = (*_named(list_no), *_seen_by(agency_id, office_id))
    connection.execute(select(_h.id).where(*seen).with_for_update())
    return _one(connection, *seen)


def signatories(connection: Connection, numbers: Collection[str]) -> dict[str, tuple[str, str]]:
    """The names of who gave and who received by signed lists, by their numbers."""
    if not numbers:
        return {}
    signed = select(_h.list_no, _h.giver["name"].astext, _h.receiver["name"].astext)
    rows = connection.execute(signed.where(_h.list_no.in_(numbers), _h.signed_at.is_not(None)))
    return {number: (giver or "", receiver or "") for number, giver, receiver in rows}


def page(
    connection: Connection, agency_id: str, office_id: str | None, limit: int, *, over: bool, before: int | None
) -> list[Handover]:
    """Lists without their items, the newest first; those with which nothing is left to be done, or the others."""
    condition = _h.state.in_(OVER) if over else _h.signed_at.is_(None) & _h.state.not_in(OVER)
    statement = (
        handover_rows.LISTS.where(*_seen_by(agency_id, office_id), condition).order_by(_h.id.desc()).limit(limit)
    )
    if before is not None:
        statement = statement.where(_h.id < before)
    return [handover_rows.handover(row) for row in connection.execute(statement)]


def change(connection: Connection, kept: Handover, listed: HandoverList, **columns: Any) -> Handover:
    """Write what is now otherwise, but for its items and what was found; its row must be locked."""
    values = {
        "state": listed.state,
        "bag_no": listed.bag_no,
        "seal_no": listed.seal_no,
        "giver": handover_rows.signatory_record(listed.giver),
        "receiver": handover_rows.signatory_record(listed.receiver),
        **columns,
    }
    connection.execute(update(tables.handover).where(_h.id == kept.id).values(**values))
    return replace(kept, listed=listed, **columns)


def add_lines(connection: Connection, kept: Handover, lines: Sequence[Line]) -> None:
    """Further items, behind the others."""
    last = select(func.coalesce(func.max(_i.position), 0)).where(_i.handover_id == kept.id)
    first = connection.execute(last).scalar_one() + 1
    rows = [
        {"handover_id": kept.id, "position": nth, **handover_rows.line_row(line)}
        for nth, line in enumerate(lines, first)
    ]
    if rows:
        connection.execute(insert(tables.handover_item), rows)


def take_out(connection: Connection, kept: Handover, codes: Iterable[Code]) -> None:
    gone = [code.text for code in codes]
    connection.execute(delete(tables.handover_item).where(_i.handover_id == kept.id, _i.code.in_(gone)))


def add_found(connection: Connection, kept: Handover, found: Iterable[Found]) -> None:
    rows = [{"handover_id": kept.id, **handover_rows.found_row(each)} for each in found]
    if rows:
        connection.execute(insert(tables.handover_found), rows)


def drop_found(connection: Connection, kept: Handover, codes: Iterable[Code]) -> None:
    gone = [code.text for code in codes]
    connection.execute(delete(tables.handover_found).where(_f.handover_id == kept.id, _f.code.in_(gone)))


def _begins(beginning: str) -> list[ColumnElement[bool]]:
    """Whether a number begins like this: letter by letter, as its index has them, whatever the plan."""
    behind = f"{beginning[:-1]}{chr(ord(beginning[-1]) + 1)}"
    return [_h.list_no.bool_op("~>=~")(beginning), _h.list_no.bool_op("~<~")(behind)]


def _named(list_no: str) -> list[ColumnElement[bool]]:
    """By its number however it was typed; what cannot be read is nobody's."""
    try:
        return [_h.list_no == text.clean(list_no).upper()]
    except InvalidFormat:
        return [false()]


def _seen_by(agency_id: str, office_id: str | None) -> list[ColumnElement[bool]]:
    own = [_h.agency_id == agency_id]
    return own if office_id is None else [*own, or_(_h.post_office_id == office_id, _h.desk_office_id == office_id)]


def _one(connection: Connection, *conditions: ColumnElement[bool]) -> Handover | None:
    row = connection.execute(handover_rows.LISTS.where(*conditions)).first()
    if row is None:
        return None
    lines = tuple(
        map(
            handover_rows.line,
            connection.execute(handover_rows.LINES.where(_i.handover_id == row.id).order_by(_i.position)),
        )
    )
    found = frozenset(map(handover_rows.found, connection.execute(handover_rows.FOUND.where(_f.handover_id == row.id))))
    kept = handover_rows.handover(row)
    listed = replace(kept.listed, items=tuple(line.item for line in lines), found=found)
    return replace(kept, listed=listed, lines=lines)

"""Queries about dossiers: look-ups by whatever a person has in hand, and the locked change of a move."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from app.domain import dossier_number, text
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, InvalidFormat
from app.domain.life import State
from app.store import tables

_d = tables.dossier.c
VIEW = select(
    *(column for column in tables.dossier.c if column.name in Dossier.__dataclass_fields__),
    tables.item_code.c.code.label("item_code"),
).select_from(tables.dossier.outerjoin(tables.item_code, tables.item_code.c.dossier_id == _d.id))


def by_code(connection: Connection, code: str, agency_id: str, office_id: str | None) -> Dossier | None:
    """By our number, the code it carries, or the alias on its papers; only of this agency, and office if one is given.

    :class:`Conflict` (``CODE_AMBIGUOUS``) when two issuers gave the same code to two dossiers.
    """
    try:
        code = text.clean(code)
    except InvalidFormat:
        return None  # a code that cannot be read is nobody's
    same = [_d.dossier_no == code.upper(), _d.code == code]
    with suppress(InvalidFormat):
        same.append(_d.id == dossier_number.from_alias(code))
    rows = connection.execute(VIEW.where(or_(*same), *seen_by(agency_id, office_id))).all()
    own = [row for row in rows if row.dossier_no == code.upper()]
    if len(rows) > 1 and not own:
        raise Conflict(code="CODE_AMBIGUOUS")
    return as_dossier((own or rows)[0]) if rows else None


def of_citizen(
    connection: Connection, id_number: str | None, phone: str | None, agency_id: str, office_id: str | None, limit: int
) -> list[Dossier]:
    """The newest dossiers of an owner, by what is given of citizen id and phone."""
    given = [column == value for column, value in ((_d.owner_id_number, id_number), (_d.owner_phone, phone)) if value]
    statement = VIEW.where(*given, *seen_by(agency_id, office_id)).order_by(_d.id.desc()).limit(limit)
    return [as_dossier(row) for row in connection.execute(statement)]


def seen_by(agency_id: str, office_id: str | None) -> list[ColumnElement[bool]]:
    """What a key may see: its agency's, and of an office what it founded or brought."""
    if office_id is None:
        return [_d.agency_id == agency_id]
    r = tables.request.c
    brought = select(r.dossier_id).where(r.dossier_id == _d.id, r.office_id == office_id).exists()
    return [_d.agency_id == agency_id, or_(_d.office_id == office_id, brought)]


def by_issued_code(connection: Connection, code: str, code_issuer: str) -> Dossier | None:
    """The dossier that carries this issuer's code, of any agency; its row is locked."""
    statement = select(_d.id).where(_d.code == code, _d.code_issuer == code_issuer)
    dossier_id = connection.execute(statement).scalar_one_or_none()
    return None if dossier_id is None else lock(connection, dossier_id)


def by_ids(connection: Connection, ids: Sequence[int]) -> dict[int, Dossier]:
    return {row.id: as_dossier(row) for row in connection.execute(VIEW.where(_d.id.in_(ids)))}


def by_token(connection: Connection, token: str) -> Dossier | None:
    row = connection.execute(VIEW.where(_d.tracking_token == token)).first()
    return as_dossier(row) if row else None


def lock(connection: Connection, dossier_id: int) -> Dossier:
    """The dossier as it stands now, locked until the transaction ends.

    Locked first, read after: a statement that has waited for the lock sees the row anew, but not what was joined to it.
    """
    connection.execute(select(_d.id).where(_d.id == dossier_id).with_for_update())
    return as_dossier(connection.execute(VIEW.where(_d.id == dossier_id)).one())


def change(connection: Connection, dossier: Dossier, **columns: Any) -> Dossier:
    """Write what changed. The row must be locked; the event that tells of it is :func:`app.store.events.append`'s."""
    revision = dossier.revision + 1
    connection.execute(update(tables.dossier).where(_d.id == dossier.id).values(revision=revision, **columns))
    known = {name: value for name, value in columns.items() if name in Dossier.__dataclass_fields__}
    return replace(dossier, revision=revision, **known)


def add_papers(connection: Connection, dossier_id: int, at: datetime, rows: Sequence[dict[str, Any]]) -> None:
    """Papers that came after the dossier was founded."""
    names = [column.name for column in tables.paper.c]
    values = [{**dict.fromkeys(names), "dossier_id": dossier_id, "at": at, **row} for row in rows]
    if values:  # all of one shape: those with a file and those without go in together
        connection.execute(insert(tables.paper), values)


def paper_count(connection: Connection, dossier_id: int) -> int:
    return connection.execute(
        select(func.count()).select_from(tables.paper).where(tables.paper.c.dossier_id == dossier_id)
    ).scalar_one()


def as_dossier(row: Any) -> Dossier:
    resumes = State(row.resumes) if row.resumes else None
    return Dossier(**{**row._mapping, "state": State(row.state), "resumes": resumes})

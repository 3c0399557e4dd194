"""Queries about dossiers: look-ups by whatever a person has in hand, and the locked change of a move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from app.domain import dossier_number, text
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, InvalidFormat
from app.domain.identity import IdDocument
from app.domain.life import State
from app.store import tables
from app.store.among import among

_d, _i = tables.dossier.c, tables.item_code.c
VIEW = select(
    *(column for column in tables.dossier.c if column.name in Dossier.__dataclass_fields__),
    _i.code.label("item_code"),
).select_from(tables.dossier.outerjoin(tables.item_code, (_i.dossier_id == _d.id) & _i.voided_at.is_(None)))


def by_code(
    connection: Connection, code: str, agency_id: str, office_id: str | None, *also: ColumnElement[bool]
) -> Dossier | None:
    """By our number, the code it carries, or the alias on its papers; only of this agency, and office if one is given.

    ``also`` are conditions under which the office sees more than its own.
    Our number never means another dossier that carries it as its code, also where that is the only one to be seen.
    :class:`Conflict` (``CODE_AMBIGUOUS``) then, and when two issuers gave the same code to two dossiers.
    """
    return by_codes(connection, [code], agency_id, office_id, *also).get(code)


def by_codes(
    connection: Connection, codes: Sequence[str], agency_id: str, office_id: str | None, *also: ColumnElement[bool]
) -> dict[str, Dossier]:
    """The same for many, each under the code as it was given; those that are nobody's are not among them."""
    names = {code: name for code in codes if (name := _Name.read(code))}
    same = [_d.dossier_no.in_([name.code.upper() for name in names.values()])]
    same.append(_d.code.in_([name.code for name in names.values()]))
    if ids := [name.dossier_id for name in names.values() if name.dossier_id is not None]:
        same.append(_d.id.in_(ids))
    by_name: dict[str | int, list[Any]] = defaultdict(list)
    for row in of_agency(connection, or_(*same), agency_id, office_id, *also) if names else ():
        for each in {row.dossier_no, row.code, row.id}:
            by_name[each].append(row)
    return {code: as_dossier(row) for code, name in names.items() if (row := name.among(by_name)) is not None}


def of_agency(
    connection: Connection,
    same: ColumnElement[bool],
    agency_id: str,
    office_id: str | None,
    *also: ColumnElement[bool],
) -> Sequence[Row[Any]]:
    """Those of the agency, with ``is_seen``."""
    is_seen = or_(and_(*seen_by(agency_id, office_id)), *also).label("is_seen")
    return connection.execute(VIEW.add_columns(is_seen).where(same, _d.agency_id == agency_id)).all()


class _Name(NamedTuple):
    """What a code may be: a number or an issuer's code, or an alias and by that an id."""

    code: str
    dossier_id: int | None

    @classmethod
    def read(cls, code: str) -> _Name | None:
        """None for a code that cannot be read: it is nobody's."""
        try:
            code = text.clean(code)
        except InvalidFormat:
            return None
        with suppress(InvalidFormat):
            return cls(code, dossier_number.from_alias(code))
        return cls(code, None)

    def among(self, rows: Mapping[str | int, Sequence[Any]]) -> Any:
        """The row that is meant, of those that may be seen; our own number goes before what others issue."""
        own = [row for row in rows.get(self.code.upper(), ()) if row.dossier_no == self.code.upper()]
        issued = [row for row in rows.get(self.code, ()) if row.code == self.code]
        others = {row.id: row for row in (*issued, *rows.get(self.dossier_id or 0, ())) if row.is_seen}
        seen = [row for row in own if row.is_seen] or list(others.values())
        if len(seen) > 1 or (seen and own and seen[0].id != own[0].id):
            raise Conflict(code="CODE_AMBIGUOUS")
        return next(iter(seen), None)


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


def to_join(connection: Connection, code: str, code_issuer: str) -> Dossier | None:
    """The same, or the one that has the code as its number.

    :class:`Conflict` (``CODE_AMBIGUOUS``) when these are two.
    """
    carried = and_(_d.code == code, _d.code_issuer == code_issuer)
    found = connection.execute(select(_d.id).where(or_(carried, _d.dossier_no == code))).scalars().all()
    if len(found) > 1:
        raise Conflict(code="CODE_AMBIGUOUS")
    return lock(connection, found[0]) if found else None


def by_ids(connection: Connection, ids: Sequence[int]) -> dict[int, Dossier]:
    return {row.id: as_dossier(row) for row in connection.execute(VIEW.where(_d.id.in_(ids)))}


def by_number(connection: Connection, dossier_no: str) -> Dossier | None:
    """By our own number, of any agency."""
    row = connection.execute(VIEW.where(_d.dossier_no == dossier_no)).first()
    return as_dossier(row) if row else None


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
    return change_all(connection, [dossier], **columns)[0]


def change_all(connection: Connection, dossiers: Sequence[Dossier], **columns: Any) -> list[Dossier]:
    """Write the same of several dossiers, whose rows are locked."""
    these = among(_d.id, [dossier.id for dossier in dossiers])
    connection.execute(update(tables.dossier).where(these).values(revision=_d.revision + 1, **columns))
    known = {name: value for name, value in columns.items() if name in Dossier.__dataclass_fields__}
    return [replace(dossier, revision=dossier.revision + 1, **known) for dossier in dossiers]


def change_each(connection: Connection, changes: Sequence[tuple[Dossier, Mapping[str, Any]]]) -> list[Dossier]:
    """The same of several with columns of their own, in their order; those that change alike in one statement."""
    alike: dict[tuple[Any, ...], list[Dossier]] = defaultdict(list)
    for dossier, columns in changes:
        alike[tuple(sorted(columns.items()))].append(dossier)
    after = {
        dossier.id: dossier
        for columns, same in alike.items()
        for dossier in change_all(connection, same, **dict(columns))
    }
    return [after[dossier.id] for dossier, _ in changes]


def add_papers(connection: Connection, dossier_id: int, at: datetime, seq: int, rows: Sequence[dict[str, Any]]) -> None:
    """Papers that came after the dossier was founded; ``seq`` is of the event that tells of them."""
    names = [column.name for column in tables.paper.c]
    values = [{**dict.fromkeys(names), "dossier_id": dossier_id, "at": at, "seq": seq, **row} for row in rows]
    if values:  # all of one shape: those with a file and those without go in together
        connection.execute(insert(tables.paper), values)


def paper_count(connection: Connection, dossier_id: int) -> int:
    return connection.execute(
        select(func.count()).select_from(tables.paper).where(tables.paper.c.dossier_id == dossier_id)
    ).scalar_one()


def files_of(connection: Connection, dossier_id: int) -> list[Row[Any]]:
    """The papers that are there by name, and what each was: digest of the file that came, where a portal keeps it."""
    p = tables.paper.c
    return list(connection.execute(select(p.name, p.sha256, p.file_url).where(p.dossier_id == dossier_id)))


def received_by(connection: Connection, dossier_id: int) -> str | None:
    """The office that received it on the authority's behalf, None where the authority did itself or nobody has yet."""
    e, k, a = tables.event.c, tables.sender_key.c, tables.account.c
    who = tables.event.outerjoin(tables.sender_key, k.id == e.key_id).outerjoin(tables.account, a.id == e.account_id)
    office = func.coalesce(k.office_id, a.office_id)
    statement = select(office).select_from(who).where(e.dossier_id == dossier_id, e.kind == "received")
    return connection.execute(statement.order_by(e.seq.desc()).limit(1)).scalar_one_or_none()


def found_by(record: dict[str, Any]) -> dict[str, Any]:
    """The columns that repeat what of a record is looked for, told apart or sorted by."""
    owner = record["owner"]
    return {
        "licence_class": record.get("licence_class"),
        "owner_name": owner["name"],
        "owner_search": text.search_key(owner["name"]),
        "owner_sort": text.sort_key(owner["name"]),
        "owner_id_number": id_number(record),
        "owner_phone": owner.get("phone"),
        "return_wish": record["return_by_post"]["wish"],
    }


def id_number(record: dict[str, Any]) -> str | None:
    """What the owner is known by; a number that a portal fills in for a missing one is nobody's."""
    owner = record["owner"]
    known = IdDocument(**owner["id_document"]) if owner.get("id_document") else None
    return known.number if known is not None and not known.is_placeholder else None


def as_dossier(row: Any) -> Dossier:
    values = {name: value for name, value in row._mapping.items() if name != "is_seen"}
    resumes = State(row.resumes) if row.resumes else None
    return Dossier(**{**values, "state": State(row.state), "resumes": resumes})

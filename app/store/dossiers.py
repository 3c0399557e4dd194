"""Queries about dossiers: the one statement that takes one in, look-ups, moves.

The intake statement is written by hand for psycopg: one round trip and one commit carry dossier, papers, events, outbox
row and the stored answer (measured: four times the ORM, twice SQLAlchemy Core).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, or_, select, update

from app.domain import dossier_number, text
from app.domain.dossier import SAME_CITIZEN_OPEN, Answer, Dossier
from app.domain.errors import Conflict, InvalidFormat
from app.domain.event import Event, link
from app.domain.life import State
from app.domain.submission import Person, Submission
from app.store import tables
from app.store.database import Database, Taken

ONE_PER_NUMBER = "dossier_dossier_no_key"
ONE_PER_CODE = "dossier_code_code_issuer_key"  # the rule: one dossier for a code of an issuer

_INSERT = f"""
WITH d AS (
    INSERT INTO dossier (
        dossier_no, agency_id, office_id, sender, channel, code, code_issuer, procedure_code, licence_class, state,
        owner_name, owner_search, owner_sort, owner_id_number, owner_phone, return_wish, record, rules_version,
        submitted_at, received_at, due_at, tracking_token, also_open)
    VALUES (
        %(dossier_no)s, %(agency_id)s, %(office_id)s, %(sender)s, %(channel)s, %(code)s, %(code_issuer)s,
        %(procedure_code)s, %(licence_class)s, %(state)s,
        %(owner_name)s, %(owner_search)s, %(owner_sort)s, %(owner_id_number)s, %(owner_phone)s, %(return_wish)s,
        %(record)s::jsonb, %(rules_version)s,
        %(submitted_at)s, %(received_at)s, %(due_at)s, %(tracking_token)s,
        EXISTS (SELECT FROM dossier WHERE owner_id_number = %(owner_id_number)s
                AND procedure_code = %(procedure_code)s AND finished_at IS NULL))
    RETURNING id, also_open
), r AS (
    INSERT INTO request (sender, request_id, dossier_id, office_id, fingerprint, answer, at)
    SELECT %(sender)s, %(request_id)s, d.id, %(office_id)s, %(fingerprint)s,
           %(answer)s::jsonb ||
               CASE WHEN d.also_open THEN '{{"warnings": ["{SAME_CITIZEN_OPEN}"]}}' ELSE '{{}}' END::jsonb,
           %(at)s
    FROM d RETURNING answer
), p AS (
    INSERT INTO paper (dossier_id, at, position, name, code, originals, copies, certified, file_url, file_key,
                       file_name, media_type, sha256, size_bytes)
    SELECT d.id, %(at)s, p.* FROM d, jsonb_to_recordset(%(papers)s::jsonb) AS p(
        position int, name text, code text, originals int, copies int, certified int, file_url text, file_key text,
        file_name text, media_type text, sha256 text, size_bytes int)
), e AS (
    INSERT INTO event (dossier_id, seq, kind, at, key_id, source, reason, details, hash)
    SELECT d.id, e.seq, e.kind, e.at, e.key_id, e.source, NULL, e.details, decode(e.hash, 'hex')
    FROM d, jsonb_to_recordset(%(events)s::jsonb) AS e(
        seq int, kind text, at timestamptz, key_id bigint, source text, details jsonb, hash text)
), o AS (
    INSERT INTO outbox (dossier_id, kind) SELECT d.id, %(paper)s FROM d
)
SELECT answer FROM r
"""  # noqa: S608  nothing from outside is in the text
_OWN = (
    select(tables.request.c.answer)
    .join(tables.dossier, tables.dossier.c.id == tables.request.c.dossier_id)
    .where(tables.dossier.c.tracking_token == bindparam("token"))
    .order_by(tables.request.c.at)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Intake:
    """All that is written when a dossier is taken in."""

    dossier: Dossier
    submission: Submission
    fingerprint: bytes
    events: Sequence[Event]
    papers: Sequence[dict[str, Any]]


def take_in(database: Database, intake: Intake) -> Answer:
    """Store it, durably, and give the answer; :class:`app.store.database.Taken` when a unique rule was met.

    A statement whose line broke after the commit is sent again and meets itself: the random token tells.
    """
    dossier, submission = intake.dossier, intake.submission
    owner = submission.owner
    values = {
        "dossier_no": dossier.dossier_no,
        "agency_id": dossier.agency_id,
        "office_id": dossier.office_id,
        "sender": dossier.sender,
        "channel": dossier.channel,
        "code": dossier.code,
        "code_issuer": dossier.code_issuer,
        "procedure_code": dossier.procedure_code,
        "licence_class": submission.licence_class,
        "state": dossier.state,
        "owner_name": owner.name,
        "owner_search": text.search_key(owner.name),
        "owner_sort": text.sort_key(owner.name),
        "owner_id_number": _number(owner),
        "owner_phone": owner.phone,
        "return_wish": submission.return_by_post.wish,
        "record": _json(dossier.record),
        "rules_version": dossier.rules_version,
        "submitted_at": dossier.submitted_at,
        "received_at": dossier.received_at,
        "due_at": dossier.due_at,
        "tracking_token": dossier.tracking_token,
        "request_id": submission.request_id,
        "fingerprint": intake.fingerprint,
        "answer": _json(Answer.about(dossier).as_record()),
        "at": intake.events[0].at,
        "papers": _json(intake.papers),
        "events": _json(_chained(dossier.dossier_no, intake.events)),
        "paper": dossier.paper,
    }
    try:
        ((answer,),) = database.run(_INSERT, values)
    except Taken:
        if (own := database.one(_OWN, {"token": dossier.tracking_token})) is None:
            raise
        answer = own.answer
    return Answer.from_record(answer)


def answered(database: Database, sender: str, request_id: str, fingerprint: bytes) -> Answer | None:
    """The first answer to this request id, marked as a repeat; None if it was never answered.

    :class:`Conflict` if the request id was used for other content.
    """
    r = tables.request.c
    row = database.one(select(r.fingerprint, r.answer).where(r.sender == sender, r.request_id == request_id))
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise Conflict
    return Answer.from_record(row.answer).repeated()


_d = tables.dossier.c
_VIEW = select(
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
    rows = connection.execute(_VIEW.where(or_(*same), *_seen_by(agency_id, office_id))).all()
    own = [row for row in rows if row.dossier_no == code.upper()]
    if len(rows) > 1 and not own:
        raise Conflict(code="CODE_AMBIGUOUS")
    return as_dossier((own or rows)[0]) if rows else None


def of_citizen(
    connection: Connection, id_number: str | None, phone: str | None, agency_id: str, office_id: str | None, limit: int
) -> list[Dossier]:
    """The newest dossiers of an owner, by what is given of citizen id and phone."""
    given = [column == value for column, value in ((_d.owner_id_number, id_number), (_d.owner_phone, phone)) if value]
    statement = _VIEW.where(*given, *_seen_by(agency_id, office_id)).order_by(_d.id.desc()).limit(limit)
    return [as_dossier(row) for row in connection.execute(statement)]


def _seen_by(agency_id: str, office_id: str | None) -> list[ColumnElement[bool]]:
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
    return {row.id: as_dossier(row) for row in connection.execute(_VIEW.where(_d.id.in_(ids)))}


def by_token(connection: Connection, token: str) -> Dossier | None:
    row = connection.execute(_VIEW.where(_d.tracking_token == token)).first()
    return as_dossier(row) if row else None


def lock(connection: Connection, dossier_id: int) -> Dossier:
    """The dossier as it stands now, locked until the transaction ends.

    Locked first, read after: a statement that has waited for the lock sees the row anew, but not what was joined to it.
    """
    connection.execute(select(_d.id).where(_d.id == dossier_id).with_for_update())
    return as_dossier(connection.execute(_VIEW.where(_d.id == dossier_id)).one())


def change(connection: Connection, dossier: Dossier, event: Event, **columns: Any) -> Dossier:
    """Write a move: the changed columns, the event behind the last one. The row must be locked."""
    connection.execute(
        update(tables.dossier).where(_d.id == dossier.id).values(revision=dossier.revision + 1, **columns)
    )
    append(connection, dossier, event)
    return replace(dossier, revision=dossier.revision + 1, **columns)


def append(connection: Connection, dossier: Dossier, event: Event) -> None:
    """Add an event to the chain of a dossier whose row is locked."""
    e = tables.event.c
    last = connection.execute(
        select(e.seq, e.hash).where(e.dossier_id == dossier.id).order_by(e.seq.desc()).limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, b"")
    connection.execute(
        insert(tables.event).values(
            dossier_id=dossier.id,
            seq=seq,
            kind=event.kind,
            at=event.at,
            key_id=event.key_id,
            source=event.source,
            reason=event.reason,
            details=event.details,
            hash=link(dossier.dossier_no, previous, seq, event),
        )
    )


def did(connection: Connection, dossier_id: int, kind: str, key_id: int) -> bool:
    """Whether this key has written an event of this kind."""
    e = tables.event.c
    statement = select(e.seq).where(e.dossier_id == dossier_id, e.kind == kind, e.key_id == key_id)
    return connection.execute(statement).first() is not None


def has_brought(connection: Connection, dossier_id: int, fingerprint: bytes) -> bool:
    """Whether a request has brought the same content to this dossier before."""
    r = tables.request.c
    statement = select(r.request_id).where(r.dossier_id == dossier_id, r.fingerprint == fingerprint)
    return connection.execute(statement).first() is not None


def add_papers(connection: Connection, dossier_id: int, at: datetime, rows: Sequence[dict[str, Any]]) -> None:
    """Papers that came after the dossier was founded."""
    if rows:
        connection.execute(insert(tables.paper), [{"dossier_id": dossier_id, "at": at, **row} for row in rows])


def paper_count(connection: Connection, dossier_id: int) -> int:
    return connection.execute(
        select(func.count()).select_from(tables.paper).where(tables.paper.c.dossier_id == dossier_id)
    ).scalar_one()


def as_dossier(row: Any) -> Dossier:
    return Dossier(**{**row._mapping, "state": State(row.state)})


def _number(owner: Person) -> str | None:
    """What the owner is known by; a number that a portal fills in for a missing one is nobody's."""
    known = owner.id_document
    return known.number if known is not None and not known.is_placeholder else None


def _chained(dossier_no: str, events: Sequence[Event]) -> list[dict[str, Any]]:
    rows, previous = [], b""
    for seq, event in enumerate(events, start=1):
        previous = link(dossier_no, previous, seq, event)
        rows.append(
            {
                "seq": seq,
                "kind": event.kind,
                "at": event.at.isoformat(),
                "key_id": event.key_id,
                "source": event.source,
                "details": event.details,
                "hash": previous.hex(),
            }
        )
    return rows


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

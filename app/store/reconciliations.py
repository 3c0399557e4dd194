"""Editions of a day's reconciliation, and its findings: opened once, seen again, closed by themselves or by a person.

No row of either is ever deleted, and what a person has settled is never changed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    ColumnElement,
    Connection,
    Row,
    bindparam,
    cast,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on

from app.domain.local_time import LOCAL
from app.domain.reconciliation.comparing import Finding
from app.domain.reconciliation.kinds import Kind
from app.store.among import among
from app.store.tables import post_statement, reconciliation, reconciliation_finding

_r, _f = reconciliation.c, reconciliation_finding.c
_FACTS = ("day", "dossier_no", "order_no", "item_code", "office_id", "ours", "theirs", "money")
_NAME = ("kind", "subject")


@dataclass(frozen=True, slots=True)
class Edition:
    """What one run found of a day; ``record`` is plain JSON values."""

    day: date
    edition: int
    record: dict[str, Any]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A finding with its history: ``settled_by`` None and closed: it closed by itself."""

    id: int
    finding: Finding
    opened_at: datetime
    seen_at: datetime
    closed_at: datetime | None
    settled_by: str | None
    settled_name: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Looked:
    """What a run has looked at, and so knows of whether it still holds: all of some ``kinds``; of others those of these
    ``subjects``; of others again those of these ``days``."""

    kinds: Collection[Kind]
    subjects: Sequence[tuple[Collection[Kind], Collection[str]]]
    days: tuple[Collection[Kind], Collection[date]]


def last(connection: Connection, agency_id: str, day: date, edition: int | None = None) -> Edition | None:
    """The newest edition of a day, or that of this number."""
    statement = select(reconciliation).where(_r.agency_id == agency_id, _r.day == day).order_by(_r.edition.desc())
    if edition is not None:
        statement = statement.where(_r.edition == edition)
    row = connection.execute(statement.limit(1)).first()
    return _edition(row) if row else None


def done_days(connection: Connection, agency_id: str, since: date) -> set[date]:
    """The days from this one on that were reconciled after they were over."""
    over = func.timezone(str(LOCAL), cast(_r.day + 1, TIMESTAMP))
    statement = select(_r.day).where(_r.agency_id == agency_id, _r.day >= since, _r.checked_at >= over)
    return set(connection.execute(statement).scalars())


def late_days(connection: Connection, agency_id: str, since: date, until: date) -> set[date]:
    """The days in these bounds whose statement came after they were reconciled the last time, or that never were."""
    s = post_statement.c
    checked = select(_r.day).where(_r.agency_id == s.agency_id, _r.day == s.day, _r.checked_at >= s.read_at).exists()
    statement = select(s.day).where(
        s.agency_id == agency_id, s.day >= since, s.day <= until, s.superseded_at.is_(None), ~checked
    )
    return set(connection.execute(statement).scalars())


def page(connection: Connection, agency_id: str, limit: int, before: date | None = None) -> list[Edition]:
    """The newest edition of each of the last days, of those before a day, the newest day first."""
    statement = (
        select(reconciliation)
        .ext(distinct_on(_r.day))
        .where(_r.agency_id == agency_id, true() if before is None else _r.day < before)
        .order_by(_r.day.desc(), _r.edition.desc())
        .limit(limit)
    )
    return [_edition(row) for row in connection.execute(statement)]


def keep(
    connection: Connection, agency_id: str, day: date, record: dict[str, Any], at: datetime
) -> tuple[Edition, bool]:
    """The edition of this record, and whether it was there before: the last one that says the same is it."""
    digest = hashlib.sha256(json.dumps(record, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    newest = connection.execute(
        select(reconciliation).where(_r.agency_id == agency_id, _r.day == day).order_by(_r.edition.desc()).limit(1)
    ).first()
    if newest and newest.digest == digest:
        same = (_r.agency_id == agency_id, _r.day == day, _r.edition == newest.edition)
        connection.execute(update(reconciliation).where(*same).values(checked_at=at))
        return _edition(newest), True
    edition = Edition(day, newest.edition + 1 if newest else 1, record, at)
    values = {name: getattr(edition, name) for name in Edition.__dataclass_fields__}
    connection.execute(insert(reconciliation).values(agency_id=agency_id, digest=digest, checked_at=at, **values))
    return edition, False


def open_findings(
    connection: Connection,
    agency_id: str,
    office_id: str | None = None,
    *,
    kind: Kind | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Kept]:
    """What still waits for a person, the oldest first; of an office only its own.

    Of one ``kind`` only, where one is asked for, behind the id ``after``; without a ``limit`` all of them.
    """
    statement = select(reconciliation_finding).where(*_open(agency_id, office_id), _f.id > after)
    if kind is not None:
        statement = statement.where(_f.kind == kind)
    return [_kept(row) for row in connection.execute(statement.order_by(_f.id).limit(limit))]


def open_kinds(connection: Connection, agency_id: str, office_id: str | None = None) -> dict[Kind, int]:
    """How many of each kind wait, in the order of the kinds; of an office only its own."""
    statement = select(_f.kind, func.count()).where(*_open(agency_id, office_id)).group_by(_f.kind)
    counts = {Kind(kind): count for kind, count in connection.execute(statement)}
    return {kind: counts[kind] for kind in Kind if kind in counts}


def open_count(connection: Connection) -> int:
    """How many findings of all agencies wait for a person."""
    return connection.execute(select(func.count()).where(_f.closed_at.is_(None))).scalar_one()


def note_findings(
    connection: Connection, agency_id: str, holding: Sequence[Finding], looked: Looked, at: datetime
) -> dict[tuple[str, str], str]:
    """Bring the list up to what holds now; kind and subject of what a person has settled, each with the note.

    The agency must be locked.

    What holds and is open was seen again; what a person settled stays settled while its facts stay as they were and no
    run has found it over; what is open and holds no longer closes by itself. A person may settle at the same time:
    what is closed by then is never changed.
    """
    known = _newest(connection, agency_id, holding)
    pairs = [(finding, known.get((finding.kind, finding.subject))) for finding in holding]
    still = _change(connection, [(row, finding) for finding, row in pairs if row and row.closed_at is None], at)
    new: list[Finding] = []
    settled: list[int] = []
    for finding, row in pairs:
        if row is None or (row.id not in still and not _is_settled(row, finding)):
            new.append(finding)
        elif row.id not in still:
            settled.append(row.id)
    seen = update(reconciliation_finding).where(among(_f.id, settled)).values(seen_at=at)
    notes = connection.execute(seen.returning(_f.kind, _f.subject, _f.note)).all()
    _add(connection, agency_id, new, at)
    _heal(connection, agency_id, holding, at)
    _end(connection, agency_id, looked, settled, at)
    return {(row.kind, row.subject): row.note or "" for row in notes}


def lock_finding(connection: Connection, agency_id: str, office_id: str | None, finding_id: int) -> Kept | None:
    """One finding, locked; of an office only its own."""
    statement = select(reconciliation_finding).where(_f.agency_id == agency_id, _f.id == finding_id).with_for_update()
    if office_id is not None:
        statement = statement.where(_f.office_id == office_id)
    row = connection.execute(statement).first()
    return _kept(row) if row else None


def settle(connection: Connection, kept: Kept, settled_by: str, name: str, note: str, at: datetime) -> None:
    """A person has settled it; its row must be locked and open."""
    values = {"closed_at": at, "settled_by": settled_by, "settled_name": name, "note": note}
    connection.execute(update(reconciliation_finding).where(_f.id == kept.id).values(**values))


def _open(agency_id: str, office_id: str | None) -> list[ColumnElement[bool]]:
    own = [] if office_id is None else [_f.office_id == office_id]
    return [_f.agency_id == agency_id, _f.closed_at.is_(None), *own]


def _is_settled(row: Row[Any], finding: Finding) -> bool:
    """Whether a person has settled just this; a row that was open when it was read was settled since."""
    by_person = row.closed_at is None or (row.settled_by is not None and row.ended_at is None)
    return by_person and _facts(row) == _facts(finding)


def _newest(connection: Connection, agency_id: str, findings: Iterable[Finding]) -> dict[tuple[str, str], Row[Any]]:
    """What of these is open, or was settled by a person and not found over since."""
    whose = select(reconciliation_finding).where(_f.agency_id == agency_id)
    subjects = among(_f.subject, {each.subject for each in findings})
    settled = whose.where(_f.settled_by.is_not(None), _f.ended_at.is_(None), subjects).order_by(_f.id)
    rows = [*connection.execute(settled), *connection.execute(whose.where(_f.closed_at.is_(None)))]
    return {(row.kind, row.subject): row for row in rows}


def _change(connection: Connection, pairs: Sequence[tuple[Row[Any], Finding]], at: datetime) -> set[int]:
    """What is open was seen again, as it is now; the ids of those that nobody has closed meanwhile."""
    open_still = (among(_f.id, [row.id for row, _ in pairs]), _f.closed_at.is_(None))
    seen = update(reconciliation_finding).where(*open_still).values(seen_at=at)
    still = set(connection.execute(seen.returning(_f.id)).scalars())
    changed = [
        {"of": row.id} | {f"new_{name}": getattr(finding, name) for name in _FACTS}
        for row, finding in pairs
        if row.id in still and any(getattr(row, name) != getattr(finding, name) for name in _FACTS)
    ]
    if changed:
        new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _FACTS}
        connection.execute(update(reconciliation_finding).where(_f.id == bindparam("of")).values(new), changed)
    return still


def _add(connection: Connection, agency_id: str, findings: Sequence[Finding], at: datetime) -> None:
    rows = [
        {"agency_id": agency_id, "opened_at": at, "seen_at": at}
        | {name: getattr(finding, name) for name in (*_NAME, *_FACTS)}
        for finding in findings
    ]
    if rows:
        connection.execute(insert(reconciliation_finding), rows)


def _heal(connection: Connection, agency_id: str, holding: Sequence[Finding], at: datetime) -> None:
    names = {(str(each.kind), each.subject) for each in holding}
    gone = [
        each.id
        for each in open_findings(connection, agency_id)
        if (str(each.finding.kind), each.finding.subject) not in names
    ]
    open_still = (among(_f.id, gone), _f.closed_at.is_(None))
    connection.execute(update(reconciliation_finding).where(*open_still).values(closed_at=at))


def _end(connection: Connection, agency_id: str, looked: Looked, holding: Collection[int], at: datetime) -> None:
    """What a person has settled and a run that looked at it finds over: should it come back, it is another matter."""
    seen = or_(
        among(_f.kind, looked.kinds),
        *(among(_f.kind, kinds) & among(_f.subject, subjects) for kinds, subjects in looked.subjects),
        among(_f.kind, looked.days[0]) & among(_f.day, looked.days[1]),
    )
    settled = (_f.agency_id == agency_id, _f.settled_by.is_not(None), _f.ended_at.is_(None), seen)
    over = update(reconciliation_finding).where(*settled, ~among(_f.id, holding))
    connection.execute(over.values(ended_at=at))


def _facts(of: Any) -> tuple[str, ...]:
    """What makes it another matter when it changes; the day alone does not."""
    return tuple(getattr(of, name) for name in _FACTS if name != "day")


def _edition(row: Row[Any]) -> Edition:
    return Edition(**{name: getattr(row, name) for name in Edition.__dataclass_fields__})


def _kept(row: Row[Any]) -> Kept:
    finding = Finding(Kind(row.kind), row.subject, **{name: getattr(row, name) for name in _FACTS})
    names = [name for name in Kept.__dataclass_fields__ if name != "finding"]
    return Kept(finding=finding, **{name: getattr(row, name) for name in names})

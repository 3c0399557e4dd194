"""Queries for lists of what is to be done: by the time it is due, in pages, never what is closed.

Pages walk ``dossier_open_idx`` in its order, figures and what has run out read all of it that is an agency's. It holds
nothing that is closed: their cost grows with what is open, not with the years.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, tuple_

from app.domain.dossier import Dossier
from app.domain.life import State
from app.store import tables
from app.store.dossiers import VIEW, as_dossier, seen_by

_d, _c = tables.dossier.c, tables.discrepancy.c
# Until when: the due time; before it is received until when it is answered, else since when it waits.
_WHEN = func.coalesce(_d.due_at, _d.answer_by, _d.submitted_at)
_DIFFERING = select(_c.id).where(_c.dossier_id == _d.id, _c.closed_at.is_(None)).exists()
Mark = tuple[datetime, int]  # where a page ends: time and id of its last dossier


def unfinished(
    connection: Connection,
    agency_id: str,
    office_id: str | None,
    states: Collection[State],
    limit: int,
    *,
    after: Mark | None = None,
    due_before: datetime | None = None,
    differing: bool = False,
) -> list[Dossier]:
    """Dossiers without a result in these states, by when they are due."""
    statement = _of(VIEW, agency_id, office_id).where(_d.finished_at.is_(None), _d.state.in_(states))
    if due_before is not None:
        statement = statement.where(_d.due_at < due_before, _is_before(due_before))
    if differing:
        statement = statement.where(_DIFFERING)
    return _page(connection, statement.order_by(_d.finished_at), _WHEN, after, limit)


def finished(
    connection: Connection,
    agency_id: str,
    office_id: str | None,
    states: Collection[State],
    limit: int,
    *,
    after: Mark | None = None,
) -> list[Dossier]:
    """Dossiers with a result that the citizen does not have yet, by when they were finished."""
    statement = _of(VIEW, agency_id, office_id).where(_d.finished_at.is_not(None), _d.state.in_(states))
    return _page(connection, statement, _d.finished_at, after, limit)


def unanswered(
    connection: Connection, agency_id: str, office_id: str | None, now: datetime, limit: int
) -> tuple[list[Dossier], int]:
    """What was handed in online and should have been answered by now: the oldest of it, and how many there are."""
    late = (_d.finished_at.is_(None), _d.state == State.SUBMITTED, _d.answer_by < now, _is_before(now))
    statement = _of(VIEW, agency_id, office_id).where(*late).order_by(_d.finished_at)
    total = _of(select(func.count()).select_from(tables.dossier), agency_id, office_id).where(*late)
    found = _page(connection, statement, _WHEN, None, limit)
    return found, connection.execute(total).scalar_one()


def expired(
    connection: Connection, agency_id: str, office_id: str | None, now: datetime, limit: int
) -> tuple[list[Dossier], int]:
    """What the citizen was to bring by now and has not: the oldest of it, and how many there are."""
    late = (_d.finished_at.is_(None), _d.state == State.WAITING_FOR_SUPPLEMENT, _d.supplement_by < now)
    total = _of(select(func.count()).select_from(tables.dossier), agency_id, office_id).where(*late)
    found = _page(connection, _of(VIEW, agency_id, office_id).where(*late), _d.supplement_by, None, limit)
    return found, connection.execute(total).scalar_one()


def counts(
    connection: Connection, agency_id: str, office_id: str | None, now: datetime
) -> dict[State, tuple[int, int, int, int]]:
    """For each state how many there are, past their due time, past the time of the answer, of the supplement."""
    columns = (
        _d.state,
        func.count(),
        func.count().filter(_d.due_at < now),
        func.count().filter(_d.answer_by < now),
        func.count().filter(_d.supplement_by < now),
    )
    statement = _of(select(*columns), agency_id, office_id).group_by(_d.state)
    return {State(row[0]): (row[1], row[2], row[3], row[4]) for row in connection.execute(statement)}


def differing_count(connection: Connection, agency_id: str, office_id: str | None) -> int:
    """How many dossiers have a discrepancy that nobody has closed."""
    open_ones = select(_c.dossier_id).where(_c.closed_at.is_(None))
    statement = _of(select(func.count()).select_from(tables.dossier), agency_id, office_id).where(_d.id.in_(open_ones))
    return int(connection.execute(statement).scalar_one())


def _is_before(moment: datetime) -> ColumnElement[bool]:
    """The same once more in the words of the index: how far it must be read."""
    return _WHEN.__lt__(moment)


def _of(statement: Select[Any], agency_id: str, office_id: str | None) -> Select[Any]:
    return statement.where(*seen_by(agency_id, office_id), _d.closed_at.is_(None))


def _page(
    connection: Connection, statement: Select[Any], key: ColumnElement[Any], after: Mark | None, limit: int
) -> list[Dossier]:
    if after is not None:
        statement = statement.where(tuple_(key, _d.id) > tuple_(*after))
    return [as_dossier(row) for row in connection.execute(statement.order_by(key, _d.id).limit(limit))]

"""The post's statements as they are stored: every file that came, and its lines as they are read today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from app.domain.money.fees import FreightPayer
from app.domain.post.statement import Line
from app.domain.post.tracking import Status
from app.store.among import among
from app.store.tables import post_statement, post_statement_line

_s, _l = post_statement.c, post_statement_line.c
_LINE = [_l[name] for name in Line.__dataclass_fields__]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that came for a day; ``superseded``: a newer one counts."""

    id: int
    day: date
    edition: int
    sha256: str
    at: datetime
    superseded: bool


def lock(connection: Connection, agency_id: str) -> None:
    """Whoever else sends a statement of this agency or reconciles it waits until this transaction ends."""
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"reconciliation of {agency_id}", 0))))


def by_digest(connection: Connection, agency_id: str, day: date, sha256: str) -> Kept | None:
    """The same file, if it came for this day before."""
    return _one(connection, _s.agency_id == agency_id, _s.day == day, _s.sha256 == sha256)


def current(connection: Connection, agency_id: str, day: date) -> Kept | None:
    """The file of a day that counts."""
    return _one(connection, _s.agency_id == agency_id, _s.day == day, _s.superseded_at.is_(None))


def is_any(connection: Connection, agency_id: str) -> bool:
    """Whether this agency's post has ever sent one."""
    return connection.execute(select(select(_s.id).where(_s.agency_id == agency_id).exists())).scalar_one()


def add(
    connection: Connection, agency_id: str, day: date, sha256: str, content: bytes, sent_by: str, at: datetime
) -> Kept:
    """A new file of a day, which counts from now on. The agency must be locked."""
    whose = (_s.agency_id == agency_id, _s.day == day)
    last = connection.execute(select(func.coalesce(func.max(_s.edition), 0)).where(*whose)).scalar_one()
    connection.execute(update(post_statement).where(*whose, _s.superseded_at.is_(None)).values(superseded_at=at))
    values = {"agency_id": agency_id, "day": day, "edition": last + 1, "sha256": sha256, "content": content}
    connection.execute(insert(post_statement).values(**values, sent_by=sent_by, at=at, read_at=at))
    found = current(connection, agency_id, day)
    assert found is not None  # noqa: S101
    return found


def count_again(connection: Connection, statement: Kept, agency_id: str, at: datetime) -> Kept:
    """A file that was superseded counts from now on, in place of the one that does. The agency must be locked."""
    current = (_s.agency_id == agency_id, _s.day == statement.day, _s.superseded_at.is_(None))
    connection.execute(update(post_statement).where(*current).values(superseded_at=at))
    connection.execute(update(post_statement).where(_s.id == statement.id).values(superseded_at=None, read_at=at))
    return replace(statement, superseded=False)


def put_lines(connection: Connection, statement_id: int, found: Sequence[Line], at: datetime) -> None:
    """The lines of a file as it is read now; where it was read otherwise before, its day is to be reconciled again."""
    if lines(connection, statement_id) == list(found):
        return
    connection.execute(delete(post_statement_line).where(_l.statement_id == statement_id))
    names = Line.__dataclass_fields__
    if rows := [{"statement_id": statement_id} | {name: getattr(line, name) for name in names} for line in found]:
        connection.execute(insert(post_statement_line), rows)
    connection.execute(update(post_statement).where(_s.id == statement_id).values(read_at=at))


def put_back(connection: Connection, statement_id: int, content: bytes) -> None:
    """The file of one that was emptied has come again."""
    emptied = (_s.id == statement_id, _s.content.is_(None))
    connection.execute(update(post_statement).where(*emptied).values(content=content))


def empty(connection: Connection, before: datetime) -> int:
    """Forget the files that came before this; what was read of them stays. How many."""
    old = (_s.at < before, _s.content.is_not(None))
    return connection.execute(update(post_statement).where(*old).values(content=None)).rowcount


def lines(connection: Connection, statement_id: int) -> list[Line]:
    """The lines of a file, in order."""
    rows = connection.execute(select(*_LINE).where(_l.statement_id == statement_id).order_by(_l.position))
    return [_line(row) for row in rows]


def last_lines(
    connection: Connection, agency_id: str, order_nos: Iterable[str], item_codes: Iterable[str]
) -> list[tuple[date, Line]]:
    """What the newest day's statement says of these parcels, each with that day; of the files that count."""
    numbers, codes = list(order_nos), list(item_codes)
    key = func.coalesce(func.nullif(_l.order_no, ""), _l.item_code)
    found = (
        select(_s.day, *_LINE, func.rank().over(partition_by=key, order_by=_s.day.desc()).label("place"))
        .join(post_statement, _s.id == _l.statement_id)
        .where(
            or_(among(_l.order_no, numbers), among(_l.item_code, codes)),
            _s.agency_id == agency_id,
            _s.superseded_at.is_(None),
            _l.problem.is_(None),
        )
    ).subquery()
    statement = select(found).where(found.c.place == 1).order_by(found.c.day, found.c.position)
    return [(row.day, _line(row)) for row in connection.execute(statement)] if numbers or codes else []


def spoilt(connection: Connection, agency_id: str, order_nos: Iterable[str], item_codes: Iterable[str]) -> set[str]:
    """Those of these parcels' names that stand in lines that cannot be used, of the files that count."""
    statement = (
        select(_l.order_no, _l.item_code)
        .join(post_statement, _s.id == _l.statement_id)
        .where(
            or_(among(_l.order_no, order_nos), among(_l.item_code, item_codes)),
            _s.agency_id == agency_id,
            _s.superseded_at.is_(None),
            _l.problem.is_not(None),
        )
    )
    return {name for row in connection.execute(statement) for name in row if name}


def odd_lines(connection: Connection, agency_id: str, days: Iterable[date]) -> list[tuple[date, Line]]:
    """Lines of these days' statements that cannot be used, or whose status is in no table."""
    statement = (
        select(_s.day, *_LINE)
        .join(post_statement, _s.id == _l.statement_id)
        .where(
            _s.agency_id == agency_id,
            _s.day.in_(list(days)),
            _s.superseded_at.is_(None),
            or_(_l.problem.is_not(None), (_l.status == Status.UNKNOWN) & (_l.raw_code != "")),
        )
        .order_by(_s.day, _l.position)
    )
    return [(row.day, _line(row)) for row in connection.execute(statement)]


def days_with(connection: Connection, agency_id: str, days: Iterable[date]) -> set[date]:
    """Those of these days of which there is a statement."""
    statement = select(_s.day).where(_s.agency_id == agency_id, _s.day.in_(list(days)), _s.superseded_at.is_(None))
    return set(connection.execute(statement).scalars())


def _one(connection: Connection, *conditions: Any) -> Kept | None:
    statement = select(_s.id, _s.day, _s.edition, _s.sha256, _s.at, _s.superseded_at).where(*conditions)
    row = connection.execute(statement).first()
    return row and Kept(row.id, row.day, row.edition, row.sha256, row.at, row.superseded_at is not None)


def _line(row: Row[Any]) -> Line:
    values = {name: getattr(row, name) for name in Line.__dataclass_fields__}
    payer = FreightPayer(values["payer"]) if values["payer"] else None
    return Line(**values | {"status": Status(values["status"]), "payer": payer})

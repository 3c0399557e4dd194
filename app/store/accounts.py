"""Queries about people's accounts and their log-ins. The times are real time, and the database's clock tells them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, delete, func, insert, or_, select, update

from app.store.tables import account, login

SEEN_EVERY = timedelta(minutes=1)  # a page that is looked at is not worth a write each time
_a, _l = account.c, login.c


def add(connection: Connection, **values: Any) -> int:
    """The id of a new account; ``Taken`` when the user name is another's."""
    found: int = connection.execute(insert(account).values(**values).returning(_a.id)).scalar_one()
    return found


def everyone(connection: Connection) -> Sequence[Row[Any]]:
    """All accounts by user name; ``seen_at`` is of the log-ins that still lie here, ``locked`` of this moment."""
    seen = select(func.max(_l.seen_at)).where(_l.account_id == _a.id).scalar_subquery()
    locked = func.coalesce(_a.locked_until > func.now(), False).label("locked")
    columns: list[ColumnElement[Any]] = [*_a, seen.label("seen_at"), locked]
    return connection.execute(select(*columns).order_by(_a.username)).all()


def change(connection: Connection, username: str, **columns: Any) -> int | None:
    """Change an account; its id, None if there is no such user name."""
    statement = update(account).where(_a.username == username).values(**columns).returning(_a.id)
    return connection.execute(statement).scalar_one_or_none()


def disable(connection: Connection, username: str) -> int | None:
    return change(connection, username, disabled_at=func.coalesce(_a.disabled_at, func.now()))


def attempt(connection: Connection, username: str, most: int, lock: timedelta) -> Row[Any] | None:
    """Count an attempt as failed before it is judged; the account, None where nobody may try.

    The attempt that makes ``most`` in a row locks the account, so no two at the same moment get one more.
    """
    last = _a.failures + 1 >= most
    statement = (
        update(account)
        .where(
            _a.username == username,
            _a.disabled_at.is_(None),
            or_(_a.locked_until.is_(None), _a.locked_until <= func.now()),
        )
        .values(
            failures=case((last, 0), else_=_a.failures + 1),
            locked_until=case((last, func.now() + lock), else_=None),
        )
        .returning(_a.id, _a.username, _a.password_hash)
    )
    return connection.execute(statement).first()


def forgive(connection: Connection, account_id: int, password_hash: str) -> bool:
    """The password was right: what failed before counts no more. False if it was set anew meanwhile."""
    statement = update(account).where(_a.id == account_id, _a.password_hash == password_hash, _a.disabled_at.is_(None))
    return connection.execute(statement.values(failures=0, locked_until=None)).rowcount == 1


def begin_login(connection: Connection, account_id: int, token_sha256: bytes) -> None:
    connection.execute(insert(login).values(token_sha256=token_sha256, account_id=account_id))


def by_login(connection: Connection, token_sha256: bytes, idle: timedelta, longest: timedelta) -> Row[Any] | None:
    """The account that is logged in by this token, unless it lay idle too long, is too old, or is disabled."""
    columns: list[ColumnElement[Any]] = [*_a, (_l.seen_at < func.now() - SEEN_EVERY).label("seen_long_ago")]
    statement = (
        select(*columns)
        .join(login, _l.account_id == _a.id)
        .where(_l.token_sha256 == token_sha256, _a.disabled_at.is_(None), ~_is_over(idle, longest))
    )
    found = connection.execute(statement).first()
    if found is not None and found.seen_long_ago:
        connection.execute(update(login).where(_l.token_sha256 == token_sha256).values(seen_at=func.now()))
    return found


def end_login(connection: Connection, token_sha256: bytes) -> None:
    connection.execute(delete(login).where(_l.token_sha256 == token_sha256))


def end_logins(connection: Connection, account_id: int, but: bytes = b"") -> None:
    """End every log-in of an account, or every other one."""
    connection.execute(delete(login).where(_l.account_id == account_id, _l.token_sha256 != but))


def sweep_logins(connection: Connection, idle: timedelta, longest: timedelta) -> None:
    """Take out the log-ins that are over."""
    connection.execute(delete(login).where(_is_over(idle, longest)))


def _is_over(idle: timedelta, longest: timedelta) -> ColumnElement[bool]:
    return or_(_l.seen_at <= func.now() - idle, _l.at <= func.now() - longest)

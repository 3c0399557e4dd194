"""Queries about people's accounts and their log-ins. The times are real time, and the database's clock tells them.

What failed at the log-in is :mod:`app.store.login_failures`'.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, update

from app.store.tables import account, login

SEEN_EVERY = timedelta(minutes=1)  # a page that is looked at is not worth a write each time
_a, _l = account.c, login.c


def add(connection: Connection, **values: Any) -> int:
    """The id of a new account; ``Taken`` when the user name is another's."""
    found: int = connection.execute(insert(account).values(**values).returning(_a.id)).scalar_one()
    return found


def everyone(connection: Connection) -> Sequence[Row[Any]]:
    """All accounts by user name; ``seen_at`` is of the log-ins that still lie here."""
    seen = select(func.max(_l.seen_at)).where(_l.account_id == _a.id).scalar_subquery()
    columns: list[ColumnElement[Any]] = [*_a, seen.label("seen_at")]
    return connection.execute(select(*columns).order_by(_a.username)).all()


def change(connection: Connection, username: str, **columns: Any) -> int | None:
    """Change an account; its id, None if there is no such user name."""
    statement = update(account).where(_a.username == username).values(**columns).returning(_a.id)
    return connection.execute(statement).scalar_one_or_none()


def disable(connection: Connection, username: str) -> int | None:
    return change(connection, username, disabled_at=func.coalesce(_a.disabled_at, func.now()))


def by_username(connection: Connection, username: str) -> Row[Any] | None:
    """Id and password of an account that nobody has disabled."""
    columns: list[ColumnElement[Any]] = [_a.id, _a.password_hash]
    statement = select(*columns).where(_a.username == username, _a.disabled_at.is_(None))
    return connection.execute(statement).first()


def still_has(connection: Connection, account_id: int, password_hash: str) -> bool:
    """Whether the account is open and its password was not set anew meanwhile; its row is locked."""
    statement = select(_a.id).where(_a.id == account_id, _a.password_hash == password_hash, _a.disabled_at.is_(None))
    return connection.execute(statement.with_for_update()).first() is not None


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

"""The way to PostgreSQL: one SQLAlchemy engine for all, and its bare psycopg connection where every round trip counts.

A database out of reach becomes :class:`NotReady` (try again); a broken unique rule becomes :class:`Taken`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.errors import UniqueViolation
from sqlalchemy import Connection, Row, create_engine, make_url, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.domain.errors import NotReady

# A server that hangs or is cut off must not keep a thread for ever; a URL that names one of these is obeyed instead.
_LIMITS = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
    "options": "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=120s",
}
_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_OUT_OF_REACH = (psycopg.OperationalError, OperationalError, PoolTimeout)


class Taken(Exception):
    """An insert met a unique rule; ``rule`` is the constraint's name."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class Database:
    """``begin()`` for a transaction, ``run()`` for one durable statement. Safe to share between threads."""

    def __init__(self, url: str, pool_size: int = 4) -> None:
        self.url = url
        address = make_url(driver_url(url))
        self.engine = create_engine(
            address,
            connect_args={name: value for name, value in _LIMITS.items() if name not in address.query},
            pool_size=pool_size,
            max_overflow=0,  # the threads of a web process are many: this is how many of them work here at once
            pool_timeout=10,
            hide_parameters=True,
        )

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction: commits at the end, rolls back on any error."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except _OUT_OF_REACH as e:
            raise NotReady from e
        except IntegrityError as e:
            if isinstance(e.orig, UniqueViolation):
                raise Taken(e.orig.diag.constraint_name or "") from e
            raise

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """One moment for all that is read: what two statements say belongs together. Nothing is written or locked."""
        with self.begin() as connection:
            connection.execute(_SNAPSHOT)
            yield connection

    def run(self, statement: str, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        """One prepared statement in its own transaction; its rows. Durable when it returns.

        A connection that died while it lay idle is replaced once; a statement is only ever one that may be repeated.
        """
        try:
            return self._run(statement, values)
        except _OUT_OF_REACH:
            self.engine.dispose()
        try:
            return self._run(statement, values)
        except _OUT_OF_REACH as e:
            raise NotReady from e

    def _run(self, statement: str, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        pooled = self.engine.raw_connection()
        try:
            connection: psycopg.Connection[Any] = pooled.driver_connection  # type: ignore[assignment]
            connection.autocommit = True
            try:
                return connection.execute(statement, values, prepare=True).fetchall()
            except UniqueViolation as e:
                raise Taken(e.diag.constraint_name or "") from e
            finally:
                if not connection.closed:
                    connection.autocommit = False
                else:
                    pooled.invalidate()
        finally:
            pooled.close()

    def one(self, statement: Any, values: Mapping[str, Any] | None = None) -> Row[Any] | None:
        """The first row of a SQLAlchemy statement in a transaction of its own, or None."""
        with self.begin() as connection:
            return connection.execute(statement, values or {}).first()


def driver_url(url: str) -> str:
    """``postgresql://…`` as SQLAlchemy wants it for psycopg 3."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1).replace("postgres://", "postgresql+psycopg://", 1)

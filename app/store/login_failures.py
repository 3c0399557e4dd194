"""Wrong passwords, counted by user name and client address, and by user name over all addresses.

Both are keyed digests: what is typed as a user name may be anybody's name or a password. The times are real time, and
the database's clock tells them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Connection, case, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import login_failure

EVERYWHERE = b""  # in the place of an address: all of them together
_f = login_failure.c


def count(connection: Connection, username: bytes, address: bytes, most: int, lock: timedelta) -> int | None:
    """One more attempt, counted as failed before it is judged; how many in a row, None where it is locked.

    The ``most``-th locks, so no two at the same moment get one more; when the time is over, counting begins again.
    """
    statement = insert(login_failure).values(username=username, address=address, failures=1, at=func.now())
    statement = statement.on_conflict_do_update(
        index_elements=[_f.username, _f.address],
        set_={"failures": case((_f.failures >= most, 1), else_=_f.failures + 1), "at": func.now()},
        where=or_(_f.failures < most, _f.at <= func.now() - lock),
    )
    return connection.execute(statement.returning(_f.failures)).scalar_one_or_none()


def forgive(connection: Connection, username: bytes, address: bytes) -> None:
    """The password was right: what failed from this address counts no more, there and among all addresses."""
    of_name = _f.username == username
    here = delete(login_failure).where(of_name, _f.address == address).returning(_f.failures)
    failures = connection.execute(here).scalar_one_or_none() or 0
    everywhere = update(login_failure).where(of_name, _f.address == EVERYWHERE)
    connection.execute(everywhere.values(failures=func.greatest(_f.failures - failures, 0)))


def clear(connection: Connection, username: bytes) -> None:
    """Let everybody try anew."""
    connection.execute(delete(login_failure).where(_f.username == username))


def locked(
    connection: Connection, usernames: Collection[bytes], limits: tuple[int, int], lock: timedelta
) -> set[bytes]:
    """Those of these names that are locked now for some address, or everywhere; ``limits`` for one and for all."""
    one, all_ = limits
    full = _f.failures >= case((_f.address == EVERYWHERE, all_), else_=one)
    statement = select(_f.username).where(_f.username.in_(usernames), full, _f.at > func.now() - lock)
    return set(connection.execute(statement).scalars())


def sweep(connection: Connection, older: timedelta) -> None:
    """Forget what failed long ago; what another attempt has in hand stays."""
    old = select(_f.username, _f.address).where(_f.at <= func.now() - older).with_for_update(skip_locked=True)
    connection.execute(delete(login_failure).where(tuple_(_f.username, _f.address).in_(old)))

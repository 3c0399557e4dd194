"""Attempts to log in: how many wrong passwords, and who may try no more for a while.

Five in a row lock a user name for 15 minutes at the address that they came from, so that a stranger elsewhere does not
lock an officer out at his desk; a hundred from all addresses lock it everywhere.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from app.context import Context
from app.security.secrets import keyed
from app.store import login_failures as store

MOST_FAILURES, MOST_EVERYWHERE, LOCK = 5, 100, timedelta(minutes=15)
REMEMBERED = timedelta(days=1)  # a wrong password


@dataclass(frozen=True, slots=True)
class Standing:
    """How many failed in a row, this one with them; None where it is locked."""

    here: int | None
    everywhere: int | None

    @property
    def may_try(self) -> bool:
        return self.here is not None and self.everywhere is not None

    @property
    def failed(self) -> str:
        """What to tell the operator when it was wrong."""
        if self.here is None or self.here >= MOST_FAILURES:
            return "log-in failed, locked at this address"
        if self.everywhere is None or self.everywhere >= MOST_EVERYWHERE:
            return "log-in failed, locked at every address"
        return "log-in failed"


@dataclass(frozen=True, slots=True)
class Attempt:
    """By a user name, from an address; both as keyed digests."""

    username: bytes
    address: bytes

    @classmethod
    def of(cls, username: str, address: str, context: Context) -> Attempt:
        return cls(_name(username, context), keyed(f"address {_network(address)}", context.settings))

    def count(self, connection: Connection) -> Standing:
        """Count it as failed before it is judged."""
        store.sweep(connection, REMEMBERED)
        here = store.count(connection, self.username, self.address, MOST_FAILURES, LOCK)
        if here is None:
            return Standing(None, None)
        return Standing(here, store.count(connection, self.username, store.EVERYWHERE, MOST_EVERYWHERE, LOCK))

    def forgive(self, connection: Connection) -> None:
        """It was right: what failed from here counts no more."""
        store.forgive(connection, self.username, self.address)


def locked(usernames: Iterable[str], context: Context) -> set[str]:
    """Those of these that are locked now, at some address or everywhere."""
    names = {_name(username, context): username for username in usernames}
    with context.database.begin() as connection:
        found = store.locked(connection, names.keys(), (MOST_FAILURES, MOST_EVERYWHERE), LOCK)
    return {names[each] for each in found}


def unlock(connection: Connection, username: str, context: Context) -> None:
    """Let everybody try anew."""
    store.clear(connection, _name(username, context))


def _name(username: str, context: Context) -> bytes:
    return keyed(f"user name {username}", context.settings)


def _network(address: str) -> str:
    """An address as it counts: of IPv6 its /64, since one house has as many addresses as it likes."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is None:
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(getattr(known, "ipv4_mapped", None) or known)

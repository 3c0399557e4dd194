"""Accounts of people (tài khoản cán bộ), as the operator makes and changes them.

:mod:`app.security.logins` lets people in by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.context import Context
from app.domain.errors import Fault, InvalidDossier, NotFound
from app.domain.role import Role
from app.security import attempts, passwords
from app.store import accounts as store

_USERNAME = re.compile("[a-z0-9][a-z0-9._-]{1,39}")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Who it is for. ``office_id`` None means the whole agency."""

    username: str
    name: str
    agency_id: str
    office_id: str | None
    roles: Iterable[Role]


def is_username(text: str) -> bool:
    """Small letters, digits and ``. _ -``, 2 to 40 of them."""
    return _USERNAME.fullmatch(text) is not None


def create(new: NewAccount, password: str, context: Context) -> int:
    """The id of a new account.

    ``Taken`` when the user name is another's, :class:`InvalidDossier` for a weak password.
    """
    kept = _hashed(password, new.username)
    with context.database.begin() as connection:
        return store.add(
            connection,
            username=new.username,
            name=new.name,
            agency_id=new.agency_id,
            office_id=new.office_id,
            roles=sorted(new.roles),
            password_hash=kept,
        )


def set_password(username: str, password: str, context: Context) -> None:
    """By the operator: opens a locked account, ends its log-ins; :class:`NotFound` for an unknown user name."""
    _change(username, context, password_hash=_hashed(password, username))


def set_roles(username: str, roles: Iterable[Role], context: Context) -> None:
    """What it may do from the next page on; :class:`NotFound` for an unknown user name."""
    with context.database.begin() as connection:
        if store.change(connection, username, roles=sorted(roles)) is None:
            raise NotFound


def disable(username: str, context: Context) -> None:
    """Its log-ins end at once, and nobody logs in any more; :class:`NotFound` for an unknown user name."""
    with context.database.begin() as connection:
        account_id = store.disable(connection, username)
        if account_id is None:
            raise NotFound
        store.end_logins(connection, account_id)


def enable(username: str, context: Context) -> None:
    """Open it again; :class:`NotFound` for an unknown user name."""
    _change(username, context, disabled_at=None)


def _change(username: str, context: Context, **columns: Any) -> None:
    with context.database.begin() as connection:
        account_id = store.change(connection, username, **columns)
        if account_id is None:
            raise NotFound
        store.end_logins(connection, account_id)
        attempts.unlock(connection, username, context)


def _hashed(password: str, username: str) -> str:
    if code := passwords.weakness(password, username):
        raise InvalidDossier([Fault("password", code)])
    return passwords.hashed(password)

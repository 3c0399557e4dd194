"""Log-ins of people (đăng nhập): from a user name and a password to the principal behind each page.

A log-in is a random token in a cookie, kept here as SHA-256. It ends after 30 minutes without a page, after 12 hours in
any case, and at once when its account is disabled or its password is set anew.

Wrong passwords are counted (:mod:`app.security.attempts`). One text answers every failed log-in, and a user name that
is nobody's is counted, looked up and hashed for like any other.
"""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from app.context import Context
from app.domain.errors import Fault, InvalidDossier, NotAuthenticated
from app.domain.role import Role
from app.domain.submission import Channel
from app.security import passwords
from app.security.accounts import is_username
from app.security.attempts import Attempt
from app.security.principals import Principal
from app.security.secrets import digest
from app.store import accounts as store

SENDER = "desk:"  # before the user name, where a sender is named
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)  # real time
log = logging.getLogger(__name__)


def log_in(username: str, password: str, address: str, context: Context) -> str:
    """The token of a new log-in; :class:`NotAuthenticated` (``LOGIN_FAILED``) for whatever is wrong.

    ``address`` is the client's: wrong passwords are counted by it.
    """
    username = username.strip().lower()
    attempt = Attempt.of(username, address, context)
    found = _proved(username, password, attempt, context)
    if found is None:
        raise NotAuthenticated(code="LOGIN_FAILED")
    token = secrets.token_urlsafe(32)
    with context.database.begin() as connection:
        if not store.still_has(connection, found.id, found.password_hash):
            raise NotAuthenticated(code="LOGIN_FAILED")
        attempt.forgive(connection)
        store.sweep_logins(connection, IDLE, LONGEST)
        store.begin_login(connection, found.id, digest(token))
        if passwords.is_outdated(found.password_hash):
            store.change(connection, username, password_hash=passwords.hashed(password))
    return token


def log_out(token: str, context: Context) -> None:
    with context.database.begin() as connection:
        store.end_login(connection, digest(token))


def principal(token: str, context: Context) -> Principal:
    """The person who is logged in by this token; :class:`NotAuthenticated` for any other."""
    with context.database.begin() as connection:
        row = store.by_login(connection, digest(token), IDLE, LONGEST)
    if row is None:
        raise NotAuthenticated
    return _principal(row, context)


def change_password(token: str, old: str, new: str, again: str, address: str, context: Context) -> None:
    """By the person; every other log-in of the account ends.

    :class:`InvalidDossier` names what is wrong. Wrong old passwords lock as at the log-in.
    """
    username = principal(token, context).sender.removeprefix(SENDER)
    attempt = Attempt.of(username, address, context)
    found = _proved(username, old, attempt, context)
    faults = [Fault("old", "PASSWORD_WRONG")] if found is None else []
    faults += [Fault("new", code)] if (code := passwords.weakness(new, username)) else []
    faults += [] if new == again else [Fault("again", "PASSWORDS_DIFFER")]
    with context.database.begin() as connection:
        if found is not None and store.still_has(connection, found.id, found.password_hash):
            attempt.forgive(connection)
            if not faults:
                store.change(connection, username, password_hash=passwords.hashed(new))
                store.end_logins(connection, found.id, but=digest(token))
    if faults:
        raise InvalidDossier(faults)


def _proved(username: str, password: str, attempt: Attempt, context: Context) -> Row[Any] | None:
    """The account, if this is its password and this address may try; the same work for every user name."""
    with context.database.begin() as connection:
        standing = attempt.count(connection)
        found = store.by_username(connection, username if is_username(username) else "")
    right = passwords.matches(password, found.password_hash if found else None)
    if found is not None and right and standing.may_try:
        return found
    log.warning(standing.failed, extra={"account_id": found.id} if found else None)
    return None


def _principal(row: Row[Any], context: Context) -> Principal:
    office = context.rules.office(row.office_id) if row.office_id else None
    return Principal(
        key_id=None,
        sender=f"{SENDER}{row.username}",
        agency_id=row.agency_id,
        office_id=row.office_id,
        channels=(office.kind.channel if office else Channel.PROVINCIAL_CENTRE,),
        roles=frozenset(Role(role) for role in row.roles),
        account_id=row.id,
        name=row.name,
    )

"""Machine keys: made, looked up, revoked.

A look-up is remembered for a few seconds, so that a key costs no query per message; a revoked key dies within
``MEMORY_S``. One text answers every failed look-up.
"""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update

from app.context import Context
from app.domain.errors import NotAuthenticated
from app.domain.submission import Channel
from app.security.principals import Principal, Role
from app.security.secrets import digest, new_secret, new_webhook_secret, seal, unseal
from app.store.tables import sender_key

MEMORY_S = 5.0
_COLUMNS = [c for c in sender_key.c if c.name not in ("created_at", "revoked_at")]
log = logging.getLogger(__name__)
_remembered: dict[tuple[str, bytes, str], tuple[float, Principal]] = {}


@dataclass(frozen=True, slots=True)
class NewKey:
    """What to make: for whom, and for which door (``username`` for SOAP, ``webhook`` for signed messages)."""

    sender: str
    agency_id: str
    channels: tuple[Channel, ...]
    roles: Iterable[Role]
    office_id: str | None = None
    username: str | None = None
    webhook: bool = False


def create(new: NewKey, context: Context) -> str:
    """Store a new key and return its secret, which is shown only here."""
    secret = new_webhook_secret() if new.webhook else new_secret("dp")
    values = {
        "sender": new.sender,
        "agency_id": new.agency_id,
        "office_id": new.office_id,
        "username": new.username,
        "secret_sha256": digest(secret),
        "secret_sealed": seal(secret, context.settings) if new.webhook else None,
        "channels": list(new.channels),
        "roles": sorted(new.roles),
    }
    with context.database.begin() as connection:
        connection.execute(insert(sender_key).values(**values))
    return secret


def revoke(sender: str, context: Context) -> int:
    """Revoke all keys of a sender; how many there were."""
    with context.database.begin() as connection:
        return connection.execute(
            update(sender_key)
            .where(sender_key.c.sender == sender, sender_key.c.revoked_at.is_(None))
            .values(revoked_at=func.now())
        ).rowcount


def forget(sender: str, context: Context) -> None:
    """Take a sender's keys out altogether, so that its user name can be given again; for the sandbox."""
    with context.database.begin() as connection:
        connection.execute(delete(sender_key).where(sender_key.c.sender == sender))


def by_bearer(token: str, context: Context) -> Principal:
    """The principal of an API key; :class:`NotAuthenticated` for any other."""
    return _find(digest(token), "", context)


def by_password(username: str, password: str, context: Context) -> Principal:
    """The principal of a user name and password; :class:`NotAuthenticated` for any other."""
    if not username:
        raise NotAuthenticated
    return _find(digest(password), username, context)


def webhook_keys(context: Context) -> list[tuple[Principal, str]]:
    """Every live signing secret with its principal; two of one sender while it rotates them.

    One that was sealed under another ``DOSSIER_SECRET_KEY`` opens no door, and keeps none of the others shut.
    """
    with context.database.begin() as connection:
        rows = connection.execute(_live().where(sender_key.c.secret_sealed.is_not(None))).all()
    opened = []
    for row in rows:
        try:
            opened.append((_principal(row), unseal(row.secret_sealed, context.settings)))
        except ValueError:
            log.error("a signing secret cannot be unsealed", extra={"key_id": row.id})
    return opened


def _find(secret: bytes, username: str, context: Context) -> Principal:
    place = (context.database.url, secret, username)
    known = _remembered.get(place)
    if known and known[0] > time.monotonic():
        return known[1]
    statement = _live().where(
        sender_key.c.secret_sha256 == secret,
        sender_key.c.secret_sealed.is_(None),
        sender_key.c.username == username if username else sender_key.c.username.is_(None),
    )
    row = context.database.one(statement)
    if row is None or not hmac.compare_digest(row.secret_sha256, secret):
        _remembered.pop(place, None)
        raise NotAuthenticated
    principal = _principal(row)
    _remembered[place] = (time.monotonic() + MEMORY_S, principal)
    return principal


def _live() -> Select[Any]:
    return select(*_COLUMNS).where(sender_key.c.revoked_at.is_(None))


def _principal(row: Row[Any]) -> Principal:
    return Principal(
        key_id=row.id,
        sender=row.sender,
        agency_id=row.agency_id,
        office_id=row.office_id,
        channels=tuple(Channel(c) for c in row.channels),
        roles=frozenset(Role(r) for r in row.roles),
    )

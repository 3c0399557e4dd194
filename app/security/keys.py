"""Machine keys: made, looked up, revoked.

A look-up is remembered for a few seconds, so that a key costs no query per message; a revoked key dies within
``MEMORY_S``. One text answers every failed look-up.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update

from app.context import Context
from app.domain.errors import NotAuthenticated
from app.domain.submission import Channel
from app.security.principals import Principal, Role
from app.security.secrets import digest, new_secret, new_webhook_secret, seal, unseal
from app.store.database import Taken
from app.store.tables import nonce as nonce_table
from app.store.tables import sender_key

MEMORY_S = 5.0
DIGEST_LIFE = timedelta(minutes=5)  # how far a digest's time may be from ours, and how long its nonce is known
log = logging.getLogger(__name__)
_COLUMNS = [c for c in sender_key.c if c.name not in ("created_at", "revoked_at")]
_remembered: dict[tuple[str, bytes, str], tuple[float, Principal]] = {}


class Kind(StrEnum):
    """What a key is used with."""

    API = "api"
    PASSWORD = "password"  # noqa: S105
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class NewKey:
    """What to make, and for whom: with a ``username`` a password, for the ``webhook`` a signing secret, or an API key.

    ``by_digest`` lets the password be sent as a digest too; that needs it in clear, so it is kept, sealed: only for
    clients that can do nothing better.
    """

    sender: str
    agency_id: str
    channels: tuple[Channel, ...]
    roles: Iterable[Role]
    office_id: str | None = None
    username: str | None = None
    by_digest: bool = False
    webhook: bool = False

    @property
    def kind(self) -> Kind:
        return Kind.WEBHOOK if self.webhook else Kind.PASSWORD if self.username else Kind.API


def create(new: NewKey, context: Context) -> str:
    """Store a new key and return its secret, which is shown only here."""
    secret = new_webhook_secret() if new.webhook else new_secret("dp")
    values = {
        "sender": new.sender,
        "agency_id": new.agency_id,
        "office_id": new.office_id,
        "kind": new.kind,
        "username": new.username,
        "secret_sha256": digest(secret),
        "secret_sealed": seal(secret, context.settings) if new.webhook or new.by_digest else None,
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


def by_digest(username: str, sent: str, nonce: str, created: str, context: Context) -> Principal:
    """The principal of a UsernameToken digest: base64 of SHA-1 over nonce, created and password (OASIS WSS 1.0).

    Each opens the door once: nonce and time together are remembered, since some clients (KDSoap) begin every process
    with the same nonce. :class:`NotAuthenticated` for a wrong digest, an old one, or one seen before.
    """
    row = context.database.one(_live(Kind.PASSWORD).where(sender_key.c.username == username))
    if row is None or row.secret_sealed is None:
        raise NotAuthenticated
    try:
        moment = datetime.fromisoformat(created)
        raw = base64.b64decode(nonce, validate=True)
    except (ValueError, binascii.Error) as e:
        raise NotAuthenticated from e
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    password = _unsealed(row, context)
    if password is None:
        raise NotAuthenticated
    wanted = base64.b64encode(hashlib.sha1(raw + created.encode() + password.encode()).digest())  # noqa: S324
    in_time = abs(datetime.now(UTC) - moment) <= DIGEST_LIFE
    if not hmac.compare_digest(wanted, sent.encode()) or not in_time or not raw:
        raise NotAuthenticated
    try:
        with context.database.begin() as connection:
            seen = hashlib.sha256(raw + created.encode()).digest()
            connection.execute(insert(nonce_table).values(key_id=row.id, digest=seen))
    except Taken as e:
        raise NotAuthenticated from e
    return _principal(row)


def webhook_keys(context: Context) -> list[tuple[Principal, str]]:
    """Every live signing secret with its principal; two of one sender while it rotates them.

    One that was sealed under another ``DOSSIER_SECRET_KEY`` opens no door, and keeps none of the others shut.
    """
    with context.database.begin() as connection:
        rows = connection.execute(_live(Kind.WEBHOOK)).all()
    secrets = ((_principal(row), _unsealed(row, context)) for row in rows)
    return [(principal, secret) for principal, secret in secrets if secret is not None]


def _unsealed(row: Row[Any], context: Context) -> str | None:
    """The secret of a key; None, and a line in the log, when it was sealed under another ``DOSSIER_SECRET_KEY``."""
    try:
        return unseal(row.secret_sealed, context.settings)
    except ValueError:
        log.error("a secret cannot be unsealed", extra={"key_id": row.id})
        return None


def _find(secret: bytes, username: str, context: Context) -> Principal:
    place = (context.database.url, secret, username)
    known = _remembered.get(place)
    if known and known[0] > time.monotonic():
        return known[1]
    statement = _live(Kind.PASSWORD if username else Kind.API).where(sender_key.c.secret_sha256 == secret)
    row = context.database.one(statement.where(sender_key.c.username == username) if username else statement)
    if row is None or not hmac.compare_digest(row.secret_sha256, secret):
        _remembered.pop(place, None)
        raise NotAuthenticated
    principal = _principal(row)
    _remembered[place] = (time.monotonic() + MEMORY_S, principal)
    return principal


def _live(kind: Kind) -> Select[Any]:
    return select(*_COLUMNS).where(sender_key.c.kind == kind, sender_key.c.revoked_at.is_(None))


def _principal(row: Row[Any]) -> Principal:
    return Principal(
        key_id=row.id,
        sender=row.sender,
        agency_id=row.agency_id,
        office_id=row.office_id,
        channels=tuple(Channel(c) for c in row.channels),
        roles=frozenset(Role(r) for r in row.roles),
    )

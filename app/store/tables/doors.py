"""Doors: keys of machines, accounts of people, what guards the doors, and what they keep of the messages that came."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from app.store.tables.base import id_column, metadata, moment

sender_key = Table(
    "sender_key",
    metadata,
    id_column(),
    Column("sender", Text, nullable=False),
    Column("agency_id", Text, nullable=False),
    Column("office_id", Text),
    Column("kind", Text, nullable=False, comment="api, password or webhook"),
    Column("username", Text, unique=True, comment="of a password only"),
    Column("secret_sha256", LargeBinary, nullable=False, unique=True),
    Column("secret_sealed", LargeBinary, comment="encrypted; only where the secret must be known again"),
    Column("channels", ARRAY(Text), nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    moment("created_at", nullable=False, server_default=func.now()),
    moment("revoked_at"),
)

account = Table(
    "account",
    metadata,
    id_column(),
    Column("username", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, comment="as papers show it"),
    Column("agency_id", Text, nullable=False),
    Column("office_id", Text),
    Column("roles", ARRAY(Text), nullable=False),
    Column("password_hash", Text, nullable=False, comment="argon2id"),
    moment("created_at", nullable=False, server_default=func.now()),
    moment("disabled_at"),
)

login = Table(
    "login",
    metadata,
    Column("token_sha256", LargeBinary, primary_key=True),
    Column("account_id", BigInteger, ForeignKey("account.id"), nullable=False, index=True),
    moment("at", nullable=False, server_default=func.now()),
    moment("seen_at", nullable=False, server_default=func.now()),
)

login_failure = Table(
    "login_failure",
    metadata,
    Column("username", LargeBinary, primary_key=True, comment="keyed digest: what is typed there may be anything"),
    Column("address", LargeBinary, primary_key=True, comment="keyed digest; empty: all addresses together"),
    Column("failures", Integer, nullable=False),
    moment("at", nullable=False),
    Index("login_failure_at_idx", "at"),
)

nonce = Table(
    "nonce",
    metadata,
    Column("key_id", BigInteger, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    moment("seen_at", nullable=False, server_default=func.now()),
)

batch = Table(
    "batch",
    metadata,
    Column("sender", Text, primary_key=True),
    Column("request_id", Text, primary_key=True),
    Column("total", Integer, nullable=False),
    Column("accepted", Integer, nullable=False, server_default="0"),
    Column("repeats", Integer, nullable=False, server_default="0"),
    Column("refused", Integer, nullable=False, server_default="0"),
    moment("started_at", nullable=False, server_default=func.now()),
    moment("ended_at"),
)

webhook_message = Table(
    "webhook_message",
    metadata,
    Column("sender", Text, primary_key=True),
    Column("message_id", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("answer", JSONB, nullable=False),
    moment("at", nullable=False, server_default=func.now()),
)

"""Shift files: who sent them, where their bytes lie, how far each has come, and what came of every line."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from app.store.tables.base import id_column, metadata, moment

shift_file = Table(
    "shift_file",
    metadata,
    id_column(),
    Column("file_no", Text, nullable=False, unique=True),
    Column("sender", Text, nullable=False),
    Column("agency_id", Text, nullable=False),
    Column("office_id", Text),
    Column("key_id", BigInteger),
    Column("account_id", BigInteger),
    Column("channels", ARRAY(Text), nullable=False, comment="by which its sender might hand in when it came"),
    Column("name", Text, comment="the sender's own, from Idempotency-Key"),
    Column("media_type", Text, nullable=False),
    Column("dialect", Text, nullable=False, comment="the separator of a CSV"),
    Column("sha256", LargeBinary, nullable=False),
    Column("file_key", Text, nullable=False),
    Column("total", Integer, nullable=False, comment="lines"),
    moment("taken_at", nullable=False),
    moment("worked_at", comment="when a worker took it in hand the last time"),
    Column("attempts", Integer, nullable=False, server_default="0", comment="since a line was done the last time"),
    moment("lease_until"),
    Column("claimed_by", Text),
    moment("ended_at"),
    moment("parked_at"),
    moment("emptied_at", comment="since when only the numbers are left of it and its lines"),
    UniqueConstraint("sender", "agency_id", "office_id", "sha256", postgresql_nulls_not_distinct=True),
    UniqueConstraint("sender", "name"),
    Index("shift_file_open_idx", "worked_at", postgresql_where=text("ended_at IS NULL AND parked_at IS NULL")),
    Index("shift_file_unended_idx", "parked_at", postgresql_where=text("ended_at IS NULL")),
    Index("shift_file_full_idx", "ended_at", postgresql_where=text("emptied_at IS NULL")),
)

shift_file_line = Table(
    "shift_file_line",
    metadata,
    Column("file_id", BigInteger, ForeignKey("shift_file.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, comment="of the line, as its file counts them"),
    Column("request_id", Text, comment="null: what stood there was none"),
    Column("outcome", Text, nullable=False),
    Column("faults", JSONB, nullable=False, comment="place, code and what its text names; never a value"),
    Column("warnings", ARRAY(Text), nullable=False),
    Column("dossier_no", Text),
    moment("due_at"),
)

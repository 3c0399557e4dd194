"""Handover lists, what is on them and what was found."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
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
from sqlalchemy.dialects.postgresql import JSONB

from app.store.tables.base import dossier_id_column, id_column, metadata, moment

handover = Table(
    "handover",
    metadata,
    id_column(),
    Column("list_no", Text, nullable=False, unique=True),
    Column("agency_id", Text, nullable=False),
    Column("direction", Text, nullable=False, comment="as in app.domain.handover.item"),
    Column("post_office_id", Text, nullable=False),
    Column("desk_office_id", Text, comment="null: the desk of the authority itself"),
    Column("state", Text, nullable=False),
    Column("bag_no", Text, nullable=False, server_default=""),
    Column("seal_no", Text, nullable=False, server_default=""),
    Column("corrects", Text, ForeignKey("handover.list_no"), index=True, comment="the signed list that it puts right"),
    moment("opened_at", nullable=False),
    moment("counted_at", comment="the count was closed"),
    moment("signed_at", comment="by both: locked from then on"),
    Column("giver", JSONB, comment="name, role, at, by"),
    Column("receiver", JSONB, comment="name, role, at, by"),
    Column("opened_by", Text, nullable=False, comment="key:<id> or account:<id>"),
    Column("request_id", Text, comment="of the opening: the same again is no second one"),
    Column("fingerprint", LargeBinary, nullable=False, comment="of what was asked for with it"),
    UniqueConstraint("opened_by", "request_id"),
    Index("handover_number_idx", "list_no", postgresql_ops={"list_no": "text_pattern_ops"}),
    Index("handover_agency_idx", "agency_id", "id"),
    Index("handover_signed_idx", "agency_id", "signed_at", postgresql_where=text("signed_at IS NOT NULL")),
    Index("handover_open_idx", "agency_id", "id", postgresql_where=text("signed_at IS NULL")),
)

handover_confirmation = Table(
    "handover_confirmation",
    metadata,
    Column("sender", Text, primary_key=True),
    Column("request_id", Text, primary_key=True),
    Column("handover_id", BigInteger, ForeignKey("handover.id"), nullable=False, index=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("answer", JSONB, nullable=False),
    moment("at", nullable=False),
)

handover_item = Table(
    "handover_item",
    metadata,
    Column("handover_id", BigInteger, ForeignKey("handover.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    dossier_id_column(index=True),
    Column("kind", Text, nullable=False, comment="as in app.domain.handover.item"),
    Column("code_kind", Text, nullable=False),
    Column("code", Text, nullable=False, comment="on the outside: an item code or a dossier number"),
    Column("originals", Integer, nullable=False),
    Column("certified", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("fee_vnd", BigInteger, nullable=False),
    Column("by_post", Boolean, nullable=False),
    Column("owner_name", Text, nullable=False, comment="as it was when it was listed: the paper never changes"),
    Column("content", Text, nullable=False, comment="the same of what was asked for"),
    Column("reason", Text, nullable=False, comment="why it came back"),
    UniqueConstraint("handover_id", "code"),
    UniqueConstraint("handover_id", "dossier_id", "kind"),
)

handover_found = Table(
    "handover_found",
    metadata,
    Column("handover_id", BigInteger, ForeignKey("handover.id"), primary_key=True),
    Column("code_kind", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("kind", Text, primary_key=True, comment="what was found; empty: as it is listed"),
)

"""Daily reconciliation: the post's statements as they came and as they are read, a day's editions, findings."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
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

from app.store.tables.base import id_column, metadata, moment

post_statement = Table(
    "post_statement",
    metadata,
    id_column(),
    Column("agency_id", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("edition", Integer, nullable=False, comment="1, one more each time another file came for the day"),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, comment="the file as it came; its notes may name people: null after a time"),
    Column("sent_by", Text, nullable=False, comment="key:<id>, account:<id> or operator"),
    moment("at", nullable=False),
    moment("superseded_at", comment="a newer file of the day counts"),
    moment("read_at", nullable=False, comment="its lines changed: it came, or the tables know more"),
    UniqueConstraint("agency_id", "day", "edition"),
    UniqueConstraint("agency_id", "day", "sha256"),
    Index("post_statement_full_idx", "at", postgresql_where=text("content IS NOT NULL")),
    Index(
        "post_statement_current_idx", "agency_id", "day", unique=True, postgresql_where=text("superseded_at IS NULL")
    ),
)

post_statement_line = Table(
    "post_statement_line",
    metadata,
    Column("statement_id", BigInteger, ForeignKey("post_statement.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("order_no", Text, nullable=False),
    Column("item_code", Text, nullable=False),
    Column("raw_code", Text, nullable=False, comment="as the post wrote it"),
    Column("status", Text, nullable=False),
    moment("at"),
    Column("cod_vnd", BigInteger),
    Column("freight_vnd", BigInteger),
    Column("payer", Text),
    Column("problem", Text, comment="why it cannot be used; null: it can"),
    Index("post_statement_line_order_no_idx", "order_no", postgresql_where=text("order_no <> ''")),
    Index("post_statement_line_item_code_idx", "item_code", postgresql_where=text("item_code <> ''")),
)

reconciliation = Table(
    "reconciliation",
    metadata,
    Column("agency_id", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False, comment="of the record: the same again is no new edition"),
    Column("record", JSONB, nullable=False, comment="totals by office and findings, as the paper shows them"),
    moment("made_at", nullable=False),
    moment("checked_at", nullable=False, comment="the last run that found the same"),
)

reconciliation_finding = Table(
    "reconciliation_finding",
    metadata,
    id_column(),
    Column("agency_id", Text, nullable=False),
    Column("office_id", Text, nullable=False, comment="whose dossier it is; empty: of the whole agency"),
    Column("kind", Text, nullable=False, comment="as in app.domain.reconciliation.kinds"),
    Column("subject", Text, nullable=False),
    Column("day", Date, nullable=False, comment="the day that it concerns"),
    Column("dossier_no", Text, nullable=False),
    Column("order_no", Text, nullable=False),
    Column("item_code", Text, nullable=False),
    Column("ours", Text, nullable=False),
    Column("theirs", Text, nullable=False),
    Column("money", Text, nullable=False),
    moment("opened_at", nullable=False),
    moment("seen_at", nullable=False, comment="the last run in which it held"),
    moment("closed_at", comment="it no longer held, or a person has settled it"),
    Column("settled_by", Text, comment="key:<id> or account:<id>; null: it closed by itself"),
    Column("settled_name", Text, comment="of the person"),
    Column("note", Text, comment="how it was settled; may name people"),
    moment("ended_at", comment="settled, and a later run found it over: should it come back, it is another matter"),
    CheckConstraint("(settled_by IS NULL) = (note IS NULL)", name="settled_has_note"),
    Index(
        "reconciliation_finding_open_idx",
        "agency_id",
        "kind",
        "subject",
        unique=True,
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index("reconciliation_finding_subject_idx", "agency_id", "kind", "subject", "id"),
    Index(
        "reconciliation_finding_settled_idx",
        "agency_id",
        "subject",
        postgresql_where=text("settled_by IS NOT NULL AND ended_at IS NULL"),
    ),
)

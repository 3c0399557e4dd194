"""Fees and where they lie: payments, cash shifts, remittances."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from app.store.tables.base import dossier_id_column, id_column, metadata, moment

payment = Table(
    "payment",
    metadata,
    id_column(),
    dossier_id_column(index=True),
    Column("agency_id", Text, nullable=False),
    Column("office_id", Text),
    Column("collector", Text, nullable=False, comment="key:<id> or account:<id>"),
    Column("kind", Text, nullable=False, comment="as in app.domain.money.fees"),
    Column("amount_vnd", BigInteger, nullable=False, comment="below nought for a refund"),
    Column("place", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("voucher", Text),
    Column("payer_name", Text, comment="as its dossier named him when the shift was closed"),
    moment("at", nullable=False),
    Column("seq", Integer, nullable=False, comment="of the event that tells of it"),
    Column("shift_id", BigInteger, ForeignKey("shift.id"), index=True),
    Index("payment_unshifted_idx", "collector", postgresql_where=text("shift_id IS NULL")),
    Index("payment_at_idx", "at", postgresql_using="brin"),  # in the order of time by itself: next to nothing at intake
)

shift = Table(
    "shift",
    metadata,
    id_column(),
    Column("shift_no", Text, nullable=False, unique=True),
    Column("agency_id", Text, nullable=False, index=True),
    Column("office_id", Text),
    Column("collector", Text, nullable=False),
    Column("clerk_name", Text, nullable=False),
    moment("opened_at", nullable=False),
    moment("closed_at"),
    Column("expected_vnd", BigInteger, comment="cash that should lie in the till"),
    Column("counted_vnd", BigInteger, comment="cash that was counted"),
    Column("note", Text, comment="why the two differ"),
    Column("request_id", Text, comment="of the close: the same again is no second one"),
    Column("remittance_id", BigInteger, ForeignKey("remittance.id"), index=True),
    UniqueConstraint("collector", "request_id"),
    Index("shift_closed_idx", "agency_id", "closed_at", postgresql_where=text("closed_at IS NOT NULL")),
    Index(
        "shift_owed_idx",
        "agency_id",
        "id",
        postgresql_where=text("closed_at IS NOT NULL AND remittance_id IS NULL"),
    ),
    Index("shift_open_idx", "collector", unique=True, postgresql_where=text("closed_at IS NULL")),
)

cash_number = Table(
    "cash_number",
    metadata,
    Column("kind", Text, primary_key=True, comment="of a shift or a remittance"),
    Column("place", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)

remittance = Table(
    "remittance",
    metadata,
    id_column(),
    Column("remittance_no", Text, nullable=False, unique=True),
    Column("agency_id", Text, nullable=False, index=True),
    Column("office_id", Text),
    Column("remitted_by", Text, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("amount_vnd", BigInteger, nullable=False),
    moment("at", nullable=False),
    Index("remittance_agency_at_idx", "agency_id", "at"),
)

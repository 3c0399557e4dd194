"""The post: item codes, parcels, what is reported of them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)

from app.store.tables.base import dossier_id_column, id_column, metadata, moment

item_code_range = Table(
    "item_code_range",
    metadata,
    id_column(),
    Column("agency_id", Text, nullable=False),
    Column("office_id", Text, comment="whose own it is; null: of the whole agency"),
    Column("service", Text, nullable=False, comment="two letters, as in EL"),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("next", Integer, nullable=False),
    moment("allocated_at", nullable=False, server_default=func.now()),
    moment("skipped_at", comment="when codes of it were made void without a dossier, the last time"),
    CheckConstraint("first <= last AND next BETWEEN first AND last + 1", name="bounds"),
    Index("item_code_range_service_idx", "service", "first"),
    Index("item_code_range_open_idx", "agency_id", "office_id", "id", postgresql_where=text("next <= last")),
)

item_code = Table(
    "item_code",
    metadata,
    Column("code", Text, primary_key=True),
    moment("taken_at", primary_key=True, comment="the post gives out the same codes again after years"),
    Column("range_id", BigInteger, ForeignKey("item_code_range.id"), comment="null: given by the post in a reply"),
    dossier_id_column(),
    moment("voided_at"),
    Column("void_reason", Text),
    CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name="void_has_reason"),
    Index("item_code_live_idx", "dossier_id", unique=True, postgresql_where=text("voided_at IS NULL")),
    Index("item_code_void_idx", "dossier_id", postgresql_where=text("voided_at IS NOT NULL")),
    Index("item_code_taken_idx", "taken_at"),
)

postal_item = Table(
    "postal_item",
    metadata,
    id_column(),
    dossier_id_column(),
    Column("leg", Text, nullable=False, comment="as in app.domain.post.order"),
    Column("order_no", Text, nullable=False, unique=True),
    Column("issue", Integer, nullable=False, comment="1, one more each time it was issued again"),
    Column("edition", Integer, nullable=False, comment="seq of the event that owes the order, as in outbox"),
    Column("item_code", Text, index=True),
    Column("payer", Text, comment="of the postage, as asked for"),
    Column("cod_vnd", BigInteger, comment="as asked for"),
    Column("state", Text, nullable=False, comment="of the order, as in app.domain.post.parcel"),
    Column("answer_code", Text, nullable=False, server_default="", comment="as the post wrote it"),
    Column("answer_text", Text, nullable=False, server_default=""),
    moment("made_at", nullable=False),
    moment("asked_at"),
    moment("answered_at"),
    Column("status", Text, nullable=False, comment="where the parcel stands, as in app.domain.post.tracking"),
    Column("reason", Text),
    moment("status_at"),
    Column("disputed", Boolean, nullable=False, server_default="false"),
    Column("finding", Text, comment="what a person must settle, as in app.domain.post.parcel"),
    Column("unsettled", Boolean, nullable=False, server_default="false", comment="reports came that are not weighed"),
    Column("content", Text, comment="digest of what was asked for"),
    Column("cancel", Text, comment="how far taking it back is, as in app.domain.post.parcel"),
    Column("cancel_seq", Integer, comment="of the event that wants it taken back"),
    moment("cancel_asked_at"),
    Column("again", Boolean, nullable=False, server_default="false", comment="ordered anew once it is cancelled"),
    UniqueConstraint("dossier_id", "leg", "issue"),
    UniqueConstraint("dossier_id", "edition"),
    Index("postal_item_unsettled_idx", "id", postgresql_where=text("unsettled")),
    Index("postal_item_asked_idx", "asked_at"),
    Index(
        "postal_item_under_way_idx",
        "dossier_id",
        "leg",
        postgresql_where=text(  # as app.store.reconciled asks for it
            "status NOT IN ('cancelled', 'returned', 'delivered')"
            " AND (state NOT IN ('refused', 'cancelled') OR status NOT IN ('unknown', 'ordered'))"
        ),
    ),
    Index(
        "postal_item_troubled_idx",
        "id",
        postgresql_where=text("state IN ('asked', 'refused', 'unknown') OR finding IS NOT NULL OR cancel IS NOT NULL"),
    ),
)

tracking_event = Table(
    "tracking_event",
    metadata,
    id_column(),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False, comment="of the source; a digest where it gave none"),
    Column("order_no", Text),
    Column("item_code", Text),
    Column("postal_item_id", BigInteger, ForeignKey("postal_item.id"), index=True),
    Column("raw_code", Text, nullable=False, server_default=""),
    Column("raw_text", Text, nullable=False, server_default="", comment="the whole report where it is bad"),
    Column("raw_time", Text, nullable=False, server_default=""),
    moment("at"),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("pos_code", Text),
    Column("problem", Text, comment="why it cannot be used; null: it can"),
    moment("recorded_at", nullable=False, server_default=func.now()),
    Column("agency_id", Text, comment="whose account or key told of it; default: that of all who have none; null: old"),
    UniqueConstraint("source", "source_id"),
    Index("tracking_event_at_idx", "at"),
    Index(
        "tracking_event_nobodys_idx",
        text("coalesce(order_no, item_code)"),
        "id",
        postgresql_where=text("postal_item_id IS NULL AND problem IS NULL"),
    ),
    Index(
        "tracking_event_nobodys_came_idx",
        "recorded_at",
        postgresql_where=text("postal_item_id IS NULL AND problem IS NULL"),
    ),
    Index(
        "tracking_event_useless_idx",
        text("((source || ' ') || raw_code)"),
        "id",
        postgresql_where=text("problem IS NOT NULL OR (status = 'unknown' AND postal_item_id IS NOT NULL)"),
    ),
    Index(
        "tracking_event_useless_came_idx",
        "recorded_at",
        postgresql_where=text("problem IS NOT NULL OR (status = 'unknown' AND postal_item_id IS NOT NULL)"),
    ),
    Index(
        "tracking_event_odd_idx",
        "id",
        postgresql_where=text("status = 'unknown' OR postal_item_id IS NULL OR problem IS NOT NULL"),
    ),
)

tracking_cursor = Table(
    "tracking_cursor",
    metadata,
    Column("account", Text, primary_key=True, comment="agency and shape"),
    Column("cursor", Text, nullable=False),
    Column("stuck", Boolean, nullable=False, server_default="false", comment="no safe way on: a person must look"),
    Column("wanted", Boolean, nullable=False, server_default="false", comment="the post says there is news"),
    moment("read_at", comment="real time"),
)

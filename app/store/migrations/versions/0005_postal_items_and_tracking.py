"""postal items, what the post reports of them, how far its feed was read"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracking_cursor",
        sa.Column("account", sa.Text(), nullable=False, comment="agency and shape"),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column(
            "stuck", sa.Boolean(), server_default="false", nullable=False, comment="no safe way on: a person must look"
        ),
        sa.Column(
            "wanted", sa.Boolean(), server_default="false", nullable=False, comment="the post says there is news"
        ),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True, comment="real time"),
        sa.PrimaryKeyConstraint("account", name=op.f("tracking_cursor_pkey")),
    )
    op.create_table(
        "postal_item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("leg", sa.Text(), nullable=False, comment="as in app.domain.post.order"),
        sa.Column("order_no", sa.Text(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False, comment="1, one more each time it was issued again"),
        sa.Column(
            "edition", sa.Integer(), nullable=False, comment="seq of the event that owes the order, as in outbox"
        ),
        sa.Column("item_code", sa.Text(), nullable=True),
        sa.Column("payer", sa.Text(), nullable=True, comment="of the postage, as asked for"),
        sa.Column("cod_vnd", sa.BigInteger(), nullable=True, comment="as asked for"),
        sa.Column("state", sa.Text(), nullable=False, comment="of the order, as in app.domain.post.parcel"),
        sa.Column("answer_code", sa.Text(), server_default="", nullable=False, comment="as the post wrote it"),
        sa.Column("answer_text", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "status", sa.Text(), nullable=False, comment="where the parcel stands, as in app.domain.post.tracking"
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disputed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "finding", sa.Text(), nullable=True, comment="what a person must settle, as in app.domain.post.parcel"
        ),
        sa.Column(
            "unsettled",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="reports came that are not weighed",
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("postal_item_dossier_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("postal_item_pkey")),
        sa.UniqueConstraint("dossier_id", "edition", name=op.f("postal_item_dossier_id_edition_key")),
        sa.UniqueConstraint("dossier_id", "leg", "issue", name=op.f("postal_item_dossier_id_leg_issue_key")),
        sa.UniqueConstraint("order_no", name=op.f("postal_item_order_no_key")),
    )
    op.create_index(op.f("postal_item_item_code_idx"), "postal_item", ["item_code"], unique=False)
    op.create_index(
        "postal_item_troubled_idx",
        "postal_item",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state IN ('asked', 'refused', 'unknown') OR finding IS NOT NULL"),
    )
    op.create_index(
        "postal_item_unsettled_idx", "postal_item", ["id"], unique=False, postgresql_where=sa.text("unsettled")
    )
    op.create_table(
        "tracking_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False, comment="of the source; a digest where it gave none"),
        sa.Column("order_no", sa.Text(), nullable=True),
        sa.Column("item_code", sa.Text(), nullable=True),
        sa.Column("postal_item_id", sa.BigInteger(), nullable=True),
        sa.Column("raw_code", sa.Text(), server_default="", nullable=False),
        sa.Column("raw_text", sa.Text(), server_default="", nullable=False, comment="the whole report where it is bad"),
        sa.Column("raw_time", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("pos_code", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True, comment="why it cannot be used; null: it can"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["postal_item_id"], ["postal_item.id"], name=op.f("tracking_event_postal_item_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("tracking_event_pkey")),
        sa.UniqueConstraint("source", "source_id", name=op.f("tracking_event_source_source_id_key")),
    )
    op.create_index(
        "tracking_event_odd_idx",
        "tracking_event",
        ["id"],
        unique=False,
        postgresql_where=sa.text("status = 'unknown' OR postal_item_id IS NULL OR problem IS NOT NULL"),
    )
    op.create_index(op.f("tracking_event_postal_item_id_idx"), "tracking_event", ["postal_item_id"], unique=False)

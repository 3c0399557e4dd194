"""the post's statements, and what a person must settle"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_statement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "edition", sa.Integer(), nullable=False, comment="1, one more each time another file came for the day"
        ),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column(
            "content", sa.LargeBinary(), nullable=False, comment="the file as it came; its notes may name people"
        ),
        sa.Column("sent_by", sa.Text(), nullable=False, comment="key:<id>, account:<id> or operator"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True, comment="a newer file of the day counts"),
        sa.PrimaryKeyConstraint("id", name=op.f("post_statement_pkey")),
        sa.UniqueConstraint("agency_id", "day", "edition", name=op.f("post_statement_agency_id_day_edition_key")),
        sa.UniqueConstraint("agency_id", "day", "sha256", name=op.f("post_statement_agency_id_day_sha256_key")),
    )
    op.create_index(
        "post_statement_current_idx",
        "post_statement",
        ["agency_id", "day"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "reconciliation",
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False, comment="of the record: the same again is no new edition"),
        sa.Column(
            "record",
            postgresql.JSONB(),
            nullable=False,
            comment="totals by office and findings, as the paper shows them",
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "checked_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="the last run that found the same",
        ),
        sa.PrimaryKeyConstraint("agency_id", "day", "edition", name=op.f("reconciliation_pkey")),
    )
    op.create_table(
        "reconciliation_finding",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Text(), nullable=False, comment="whose dossier it is; empty: of the whole agency"),
        sa.Column("kind", sa.Text(), nullable=False, comment="as in app.domain.reconciliation.kinds"),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="the day that it concerns"),
        sa.Column("dossier_no", sa.Text(), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("ours", sa.Text(), nullable=False),
        sa.Column("theirs", sa.Text(), nullable=False),
        sa.Column("money", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="the last run in which it held"),
        sa.Column(
            "closed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="it no longer held, or a person has settled it",
        ),
        sa.Column(
            "settled_by", sa.Text(), nullable=True, comment="key:<id> or account:<id>; null: it closed by itself"
        ),
        sa.Column("settled_name", sa.Text(), nullable=True, comment="of the person"),
        sa.Column("note", sa.Text(), nullable=True, comment="how it was settled; may name people"),
        sa.CheckConstraint(
            "(settled_by IS NULL) = (note IS NULL)", name=op.f("reconciliation_finding_settled_has_note_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("reconciliation_finding_pkey")),
    )
    op.create_index(
        "reconciliation_finding_open_idx",
        "reconciliation_finding",
        ["agency_id", "kind", "subject"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "reconciliation_finding_subject_idx",
        "reconciliation_finding",
        ["agency_id", "kind", "subject", "id"],
        unique=False,
    )
    op.create_table(
        "post_statement_line",
        sa.Column("statement_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("order_no", sa.Text(), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("raw_code", sa.Text(), nullable=False, comment="as the post wrote it"),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cod_vnd", sa.BigInteger(), nullable=True),
        sa.Column("freight_vnd", sa.BigInteger(), nullable=True),
        sa.Column("payer", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True, comment="why it cannot be used; null: it can"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["post_statement.id"], name=op.f("post_statement_line_statement_id_fkey")
        ),
        sa.PrimaryKeyConstraint("statement_id", "position", name=op.f("post_statement_line_pkey")),
    )
    op.create_index(
        "post_statement_line_item_code_idx",
        "post_statement_line",
        ["item_code"],
        unique=False,
        postgresql_where=sa.text("item_code <> ''"),
    )
    op.create_index(
        "post_statement_line_order_no_idx",
        "post_statement_line",
        ["order_no"],
        unique=False,
        postgresql_where=sa.text("order_no <> ''"),
    )
    op.create_index("dossier_submitted_idx", "dossier", ["submitted_at"], unique=False, postgresql_using="brin")
    op.create_index(
        "handover_signed_idx",
        "handover",
        ["agency_id", "signed_at"],
        unique=False,
        postgresql_where=sa.text("signed_at IS NOT NULL"),
    )
    op.create_index("postal_item_asked_idx", "postal_item", ["asked_at"], unique=False)
    op.create_index(
        "postal_item_under_way_idx",
        "postal_item",
        ["dossier_id", "leg"],
        unique=False,
        postgresql_where=sa.text(
            "status NOT IN ('cancelled', 'returned', 'delivered') AND (state NOT IN ('refused', 'cancelled') OR status NOT IN ('unknown', 'ordered'))"
        ),
    )
    op.create_index("remittance_agency_at_idx", "remittance", ["agency_id", "at"], unique=False)
    op.create_index(
        "shift_closed_idx",
        "shift",
        ["agency_id", "closed_at"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_index(
        "shift_owed_idx",
        "shift",
        ["agency_id", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NOT NULL AND remittance_id IS NULL"),
    )
    op.create_index("tracking_event_at_idx", "tracking_event", ["at"], unique=False)

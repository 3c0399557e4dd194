"""handover lists: what is listed, what was found, who signed"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("list_no", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False, comment="as in app.domain.handover.item"),
        sa.Column("post_office_id", sa.Text(), nullable=False),
        sa.Column("desk_office_id", sa.Text(), nullable=True, comment="null: the desk of the authority itself"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("bag_no", sa.Text(), server_default="", nullable=False),
        sa.Column("seal_no", sa.Text(), server_default="", nullable=False),
        sa.Column("corrects", sa.Text(), nullable=True, comment="the signed list that it puts right"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True, comment="the count was closed"),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True, comment="by both: locked from then on"),
        sa.Column("giver", postgresql.JSONB(astext_type=sa.Text()), nullable=True, comment="name, role, at, by"),
        sa.Column("receiver", postgresql.JSONB(astext_type=sa.Text()), nullable=True, comment="name, role, at, by"),
        sa.Column("opened_by", sa.Text(), nullable=False, comment="key:<id> or account:<id>"),
        sa.Column("request_id", sa.Text(), nullable=True, comment="of the opening: the same again is no second one"),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False, comment="of what was asked for with it"),
        sa.ForeignKeyConstraint(["corrects"], ["handover.list_no"], name=op.f("handover_corrects_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("handover_pkey")),
        sa.UniqueConstraint("list_no", name=op.f("handover_list_no_key")),
        sa.UniqueConstraint("opened_by", "request_id", name=op.f("handover_opened_by_request_id_key")),
    )
    op.create_index("handover_agency_idx", "handover", ["agency_id", "id"], unique=False)
    op.create_index(op.f("handover_corrects_idx"), "handover", ["corrects"], unique=False)
    op.create_index(
        "handover_open_idx",
        "handover",
        ["agency_id", "id"],
        unique=False,
        postgresql_where=sa.text("signed_at IS NULL"),
    )
    op.create_table(
        "handover_found",
        sa.Column("handover_id", sa.BigInteger(), nullable=False),
        sa.Column("code_kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="what was found; empty: as it is listed"),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("handover_found_handover_id_fkey")),
        sa.PrimaryKeyConstraint("handover_id", "code_kind", "code", "kind", name=op.f("handover_found_pkey")),
    )
    op.create_table(
        "handover_item",
        sa.Column("handover_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="as in app.domain.handover.item"),
        sa.Column("code_kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False, comment="on the outside: an item code or a dossier number"),
        sa.Column("originals", sa.Integer(), nullable=False),
        sa.Column("certified", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("fee_vnd", sa.BigInteger(), nullable=False),
        sa.Column("by_post", sa.Boolean(), nullable=False),
        sa.Column(
            "owner_name", sa.Text(), nullable=False, comment="as it was when it was listed: the paper never changes"
        ),
        sa.Column("content", sa.Text(), nullable=False, comment="the same of what was asked for"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why it came back"),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("handover_item_dossier_id_fkey")),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("handover_item_handover_id_fkey")),
        sa.PrimaryKeyConstraint("handover_id", "position", name=op.f("handover_item_pkey")),
        sa.UniqueConstraint("handover_id", "code", name=op.f("handover_item_handover_id_code_key")),
        sa.UniqueConstraint(
            "handover_id", "dossier_id", "kind", name=op.f("handover_item_handover_id_dossier_id_kind_key")
        ),
    )
    op.create_index(op.f("handover_item_dossier_id_idx"), "handover_item", ["dossier_id"], unique=False)

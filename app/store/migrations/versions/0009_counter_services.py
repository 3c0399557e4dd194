"""handover lists confirmed in one call; what the counter's report is read by"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover_confirmation",
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("handover_id", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("answer", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("handover_confirmation_handover_id_fkey")),
        sa.PrimaryKeyConstraint("sender", "request_id", name=op.f("handover_confirmation_pkey")),
    )
    op.create_index(op.f("handover_confirmation_handover_id_idx"), "handover_confirmation", ["handover_id"])
    op.create_index(
        "dossier_agency_returned_idx",
        "dossier",
        ["agency_id", "returned_at", "id"],
        postgresql_where=sa.text("returned_at IS NOT NULL"),
    )
    op.create_index("payment_at_idx", "payment", ["at"], postgresql_using="brin")

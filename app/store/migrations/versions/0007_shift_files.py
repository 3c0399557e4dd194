"""shift files, and what came of each line"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "shift_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("file_no", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Text(), nullable=True),
        sa.Column("key_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "channels",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="by which its sender might hand in when it came",
        ),
        sa.Column("name", sa.Text(), nullable=True, comment="the sender's own, from Idempotency-Key"),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("dialect", sa.Text(), nullable=False, comment="the separator of a CSV"),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False, comment="lines"),
        sa.Column("taken_at", moment, nullable=False),
        sa.Column("worked_at", moment, nullable=True, comment="when a worker took it in hand the last time"),
        sa.Column(
            "attempts",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="since a line was done the last time",
        ),
        sa.Column("lease_until", moment, nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("parked_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("shift_file_pkey")),
        sa.UniqueConstraint("file_no", name=op.f("shift_file_file_no_key")),
        sa.UniqueConstraint("sender", "name", name=op.f("shift_file_sender_name_key")),
        sa.UniqueConstraint(
            "sender",
            "agency_id",
            "office_id",
            "sha256",
            name=op.f("shift_file_sender_agency_id_office_id_sha256_key"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "shift_file_open_idx",
        "shift_file",
        ["worked_at"],
        postgresql_where=sa.text("ended_at IS NULL AND parked_at IS NULL"),
    )
    op.create_table(
        "shift_file_line",
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="of the line, as its file counts them"),
        sa.Column("request_id", sa.Text(), nullable=True, comment="null: what stood there was none"),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column(
            "faults",
            postgresql.JSONB(),
            nullable=False,
            comment="place, code and what its text names; never a value",
        ),
        sa.Column("warnings", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("dossier_no", sa.Text(), nullable=True),
        sa.Column("due_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["shift_file.id"],
            name=op.f("shift_file_line_file_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("shift_file_line_pkey")),
    )

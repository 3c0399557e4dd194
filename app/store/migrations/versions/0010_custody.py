"""blanks of licences, and what somebody must look at"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "licence_serial",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False, comment="of the blank, as printed on it"),
        sa.Column("seq", sa.Integer(), nullable=False, comment="of the event that told it"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "voided_at", sa.DateTime(timezone=True), nullable=True, comment="the blank was spoilt: another was printed"
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("licence_serial_dossier_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("licence_serial_pkey")),
    )
    op.create_index(
        "licence_serial_live_idx",
        "licence_serial",
        ["serial"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(
        "licence_serial_dossier_idx",
        "licence_serial",
        ["dossier_id"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    # What was said when a dossier was finished; where two said the same blank, the first has it.
    op.execute("""
        INSERT INTO licence_serial (dossier_id, serial, seq, at)
        SELECT e.dossier_id, upper(regexp_replace(r.said ->> 'licence_serial', '\\s', '', 'g')), e.seq, e.at
        FROM event e JOIN remark r ON r.dossier_id = e.dossier_id AND r.seq = e.seq
        WHERE e.kind = 'finished' AND r.said ? 'licence_serial'
        ORDER BY e.at
        ON CONFLICT DO NOTHING
    """)
    op.create_table(
        "custody_watch",
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column(
            "look_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="from when on a person must look; why, follows from events and reports",
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("custody_watch_dossier_id_fkey")),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("custody_watch_pkey")),
    )
    op.create_index("custody_watch_due_idx", "custody_watch", ["agency_id", "look_at", "dossier_id"], unique=False)
    # What the post has by now is looked at once.
    op.execute("""
        INSERT INTO custody_watch (dossier_id, agency_id, look_at)
        SELECT id, agency_id, coalesce(finished_at, submitted_at) FROM dossier WHERE state = 'handed_to_post'
    """)

"""statements that are understood better; their files emptied after a time"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "post_statement",
        sa.Column(
            "read_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="its lines changed: it came, or the tables know more",
        ),
    )
    op.execute("UPDATE post_statement SET read_at = at")
    op.alter_column("post_statement", "read_at", nullable=False)
    op.alter_column(
        "post_statement",
        "content",
        nullable=True,
        comment="the file as it came; its notes may name people: null after a time",
        existing_comment="the file as it came; its notes may name people",
    )
    op.create_index(
        "post_statement_full_idx", "post_statement", ["at"], postgresql_where=sa.text("content IS NOT NULL")
    )

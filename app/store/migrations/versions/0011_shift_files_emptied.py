"""shift files are emptied after a time"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "shift_file",
        sa.Column(
            "emptied_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="since when only the numbers are left of it and its lines",
        ),
    )
    op.create_index("shift_file_full_idx", "shift_file", ["ended_at"], postgresql_where=sa.text("emptied_at IS NULL"))

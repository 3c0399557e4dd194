"""orders taken back, parcels sent again"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("content", sa.Text(), nullable=True, comment="digest of what was asked for"),
        sa.Column(
            "cancel", sa.Text(), nullable=True, comment="how far taking it back is, as in app.domain.post.parcel"
        ),
        sa.Column("cancel_seq", sa.Integer(), nullable=True, comment="of the event that wants it taken back"),
        sa.Column("cancel_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "again", sa.Boolean(), server_default="false", nullable=False, comment="ordered anew once it is cancelled"
        ),
    ):
        op.add_column("postal_item", column)
    op.drop_index("postal_item_troubled_idx", table_name="postal_item")
    op.create_index(
        "postal_item_troubled_idx",
        "postal_item",
        ["id"],
        unique=False,
        postgresql_where=sa.text(
            "state IN ('asked', 'refused', 'unknown') OR finding IS NOT NULL OR cancel IS NOT NULL"
        ),
    )

"""who told of a report; settled findings that are over; ways to what is nobody's"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NOBODYS = sa.text("postal_item_id IS NULL AND problem IS NULL")


def upgrade() -> None:
    op.add_column(
        "tracking_event",
        sa.Column(
            "agency_id",
            sa.Text(),
            nullable=True,
            comment="whose account or key told of it; default: that of all who have none; null: old",
        ),
    )
    op.create_index(
        "tracking_event_nobodys_idx",
        "tracking_event",
        [sa.literal_column("coalesce(order_no, item_code)"), "id"],
        postgresql_where=NOBODYS,
    )
    op.create_index("tracking_event_nobodys_came_idx", "tracking_event", ["recorded_at"], postgresql_where=NOBODYS)
    op.create_index(
        "tracking_event_useless_idx",
        "tracking_event",
        ["id"],
        postgresql_where=sa.text("problem IS NOT NULL OR (status = 'unknown' AND postal_item_id IS NOT NULL)"),
    )
    op.add_column(
        "reconciliation_finding",
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="settled, and a later run found it over: should it come back, it is another matter",
        ),
    )
    op.create_index(
        "reconciliation_finding_settled_idx",
        "reconciliation_finding",
        ["agency_id", "subject"],
        postgresql_where=sa.text("settled_by IS NOT NULL AND ended_at IS NULL"),
    )

"""ways to what a look at everything was needed for"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

USELESS = sa.text("problem IS NOT NULL OR (status = 'unknown' AND postal_item_id IS NOT NULL)")


def upgrade() -> None:
    op.drop_index("tracking_event_useless_idx", "tracking_event")
    op.create_index(
        "tracking_event_useless_idx",
        "tracking_event",
        [sa.literal_column("((source || ' ') || raw_code)"), "id"],
        postgresql_where=USELESS,
    )
    op.create_index("tracking_event_useless_came_idx", "tracking_event", ["recorded_at"], postgresql_where=USELESS)
    op.create_index("handover_number_idx", "handover", ["list_no"], postgresql_ops={"list_no": "text_pattern_ops"})
    op.create_index("shift_file_unended_idx", "shift_file", ["parked_at"], postgresql_where=sa.text("ended_at IS NULL"))

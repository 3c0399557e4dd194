"""item codes: ranges of an office, void codes, codes that the post gives in its reply

What was skipped before counts as skipped now: those codes rest from today on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SKIPPED = """
    UPDATE item_code_range r SET skipped_at = now()
    WHERE next - first > (SELECT count(*) FROM item_code WHERE range_id = r.id)
"""


def upgrade() -> None:
    op.add_column(
        "item_code_range",
        sa.Column("office_id", sa.Text(), nullable=True, comment="whose own it is; null: of the whole agency"),
    )
    op.add_column(
        "item_code_range",
        sa.Column(
            "skipped_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when codes of it were made void without a dossier, the last time",
        ),
    )
    op.execute(SKIPPED)
    op.drop_constraint(op.f("item_code_range_service_first_key"), "item_code_range", type_="unique")
    op.create_index("item_code_range_service_idx", "item_code_range", ["service", "first"])
    op.create_index(
        "item_code_range_open_idx",
        "item_code_range",
        ["agency_id", "office_id", "id"],
        postgresql_where=sa.text("next <= last"),
    )
    op.alter_column(
        "item_code", "range_id", nullable=True, comment="null: given by the post in a reply", existing_comment=None
    )
    op.alter_column("item_code", "taken_at", comment="the post gives out the same codes again after years")
    op.drop_constraint(op.f("item_code_pkey"), "item_code", type_="primary")
    op.create_primary_key(op.f("item_code_pkey"), "item_code", ["code", "taken_at"])
    op.drop_constraint(op.f("item_code_dossier_id_key"), "item_code", type_="unique")
    op.add_column("item_code", sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("item_code", sa.Column("void_reason", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("item_code_void_has_reason_check"), "item_code", "(voided_at IS NULL) = (void_reason IS NULL)"
    )
    op.create_index(
        "item_code_live_idx",
        "item_code",
        ["dossier_id"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(
        "item_code_void_idx", "item_code", ["dossier_id"], postgresql_where=sa.text("voided_at IS NOT NULL")
    )
    op.create_index("item_code_taken_idx", "item_code", ["taken_at"])

"""the life of a dossier: states, remarks, editions of papers, fees and shifts, accounts

Nothing that is stored is lost: a paper becomes the edition of the event that it stands for, a fee that was paid becomes a
payment; what was handed in belongs to the event of its time. The chains of events stay as they are.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

EDITION = """
    UPDATE {table} SET edition = coalesce((
        SELECT max(seq) FROM event WHERE event.dossier_id = {table}.dossier_id AND event.kind =
            CASE {table}.kind WHEN 'receipt' THEN 'received' WHEN 'label' THEN 'finished' ELSE 'submitted' END), 1)
"""
BROUGHT = """
    UPDATE paper SET seq = coalesce((
        SELECT min(seq) FROM event WHERE event.dossier_id = paper.dossier_id AND event.at = paper.at), 1)
"""
PAYMENTS = """
    INSERT INTO payment
        (dossier_id, agency_id, office_id, collector, kind, amount_vnd, place, method, voucher, at, seq)
    SELECT d.id, d.agency_id, d.office_id, 'key:' || e.key_id, 'collected', (d.record #>> '{fee,amount_vnd}')::bigint,
           d.record #>> '{fee,place}', coalesce(d.record #>> '{fee,method}', 'unknown'), d.record #>> '{fee,voucher}', e.at,
           e.seq
    FROM dossier d JOIN event e ON e.dossier_id = d.id AND e.seq = 1
    WHERE d.record #>> '{fee,place}' IN ('counter', 'online', 'desk') AND (d.record #>> '{fee,amount_vnd}')::bigint > 0
"""


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="as papers show it"),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Text(), nullable=True),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False, comment="argon2id"),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("account_pkey")),
        sa.UniqueConstraint("username", name=op.f("account_username_key")),
    )
    op.create_table(
        "login_failure",
        sa.Column(
            "username",
            sa.LargeBinary(),
            nullable=False,
            comment="keyed digest: what is typed there may be anything",
        ),
        sa.Column("address", sa.LargeBinary(), nullable=False, comment="keyed digest; empty: all addresses together"),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("username", "address", name=op.f("login_failure_pkey")),
    )
    op.create_index("login_failure_at_idx", "login_failure", ["at"], unique=False)
    op.create_table(
        "cash_number",
        sa.Column("kind", sa.Text(), nullable=False, comment="of a shift or a remittance"),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "place", "day", name=op.f("cash_number_pkey")),
    )
    op.create_table(
        "remittance",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("remittance_no", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Text(), nullable=True),
        sa.Column("remitted_by", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("remittance_pkey")),
        sa.UniqueConstraint("remittance_no", name=op.f("remittance_remittance_no_key")),
    )
    op.create_index(op.f("remittance_agency_id_idx"), "remittance", ["agency_id"], unique=False)
    op.create_table(
        "discrepancy",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, comment="of the event of the count"),
        sa.Column("kind", sa.Text(), nullable=False, comment="as in app.domain.paper_check"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "listed",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="originals, certified, copies as handed in",
        ),
        sa.Column(
            "found", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="the same as counted at the desk"
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True, comment="who, as in payment"),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("discrepancy_dossier_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("discrepancy_pkey")),
    )
    op.create_index(op.f("discrepancy_dossier_id_idx"), "discrepancy", ["dossier_id"], unique=False)
    op.create_index(
        "discrepancy_open_idx",
        "discrepancy",
        ["dossier_id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "login",
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("login_account_id_fkey")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("login_pkey")),
    )
    op.create_index(op.f("login_account_id_idx"), "login", ["account_id"], unique=False)
    op.create_table(
        "remark",
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "seq", sa.Integer(), autoincrement=False, nullable=False, comment="of its event, which holds the digest"
        ),
        sa.Column("officer", sa.Text(), nullable=False, comment="the name for the paper; empty for a machine"),
        sa.Column("said", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("remark_dossier_id_fkey")),
        sa.PrimaryKeyConstraint("dossier_id", "seq", name=op.f("remark_pkey")),
    )
    op.create_table(
        "shift",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("shift_no", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Text(), nullable=True),
        sa.Column("collector", sa.Text(), nullable=False),
        sa.Column("clerk_name", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected_vnd", sa.BigInteger(), nullable=True, comment="cash that should lie in the till"),
        sa.Column("counted_vnd", sa.BigInteger(), nullable=True, comment="cash that was counted"),
        sa.Column("note", sa.Text(), nullable=True, comment="why the two differ"),
        sa.Column("request_id", sa.Text(), nullable=True, comment="of the close: the same again is no second one"),
        sa.Column("remittance_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["remittance_id"], ["remittance.id"], name=op.f("shift_remittance_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("shift_pkey")),
        sa.UniqueConstraint("collector", "request_id", name=op.f("shift_collector_request_id_key")),
        sa.UniqueConstraint("shift_no", name=op.f("shift_shift_no_key")),
    )
    op.create_index(op.f("shift_agency_id_idx"), "shift", ["agency_id"], unique=False)
    op.create_index(
        "shift_open_idx", "shift", ["collector"], unique=True, postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_index(op.f("shift_remittance_id_idx"), "shift", ["remittance_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Text(), nullable=True),
        sa.Column("collector", sa.Text(), nullable=False, comment="key:<id> or account:<id>"),
        sa.Column("kind", sa.Text(), nullable=False, comment="as in app.domain.money.fees"),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False, comment="below nought for a refund"),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("voucher", sa.Text(), nullable=True),
        sa.Column("payer_name", sa.Text(), nullable=True, comment="as its dossier named him when the shift was closed"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, comment="of the event that tells of it"),
        sa.Column("shift_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("payment_dossier_id_fkey")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("payment_shift_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("payment_pkey")),
    )
    op.create_index(op.f("payment_dossier_id_idx"), "payment", ["dossier_id"], unique=False)
    op.create_index(op.f("payment_shift_id_idx"), "payment", ["shift_id"], unique=False)
    op.create_index(
        "payment_unshifted_idx", "payment", ["collector"], unique=False, postgresql_where=sa.text("shift_id IS NULL")
    )
    op.add_column("document", sa.Column("edition", sa.Integer(), autoincrement=False))
    op.add_column(
        "document",
        sa.Column(
            "reprint",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            server_default="0",
            comment="0: the first print",
        ),
    )
    op.execute(EDITION.format(table="document"))
    op.alter_column("document", "edition", nullable=False)
    op.alter_column("document", "reprint", server_default=None)
    op.drop_constraint("document_pkey", "document")
    op.create_primary_key("document_pkey", "document", ["dossier_id", "kind", "edition", "reprint"])
    op.add_column("document", sa.Column("reason", sa.Text(), nullable=True, comment="of a reprint"))
    op.add_column(
        "dossier",
        sa.Column(
            "answer_by",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="until when the authority says whether it receives what came in online",
        ),
    )
    op.add_column(
        "dossier",
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True, comment="the citizen has the result"),
    )
    op.add_column(
        "dossier",
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="nothing is left to be done"),
    )
    op.add_column("dossier", sa.Column("resumes", sa.Text(), nullable=True, comment="the state that a wait ends in"))
    op.add_column(
        "dossier",
        sa.Column(
            "supplement_by",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="until when the citizen is waited for, where that was said",
        ),
    )
    op.add_column("dossier", sa.Column("old_licence", sa.Text(), nullable=True, comment="given_up, cut or given_back"))
    op.create_index("dossier_agency_received_idx", "dossier", ["agency_id", "received_at", "id"], unique=False)
    op.create_index(
        "dossier_open_idx",
        "dossier",
        ["agency_id", "finished_at", sa.literal_column("coalesce(due_at, answer_by, submitted_at)"), "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.add_column(
        "event",
        sa.Column("account_id", sa.BigInteger(), nullable=True, comment="which person, where one was logged in"),
    )
    op.alter_column(
        "event",
        "key_id",
        existing_type=sa.BIGINT(),
        comment="whose key; null for a person, and for the service itself",
        existing_comment="whose key; null for the service itself",
        existing_nullable=True,
    )
    op.alter_column(
        "event", "reason", existing_type=sa.TEXT(), comment="a code; text stands in remark", existing_nullable=True
    )
    op.add_column("outbox", sa.Column("edition", sa.Integer(), comment="seq of the event that the paper stands for"))
    op.execute(EDITION.format(table="outbox"))
    op.alter_column("outbox", "edition", nullable=False)
    op.drop_constraint(op.f("outbox_dossier_id_kind_key"), "outbox", type_="unique")
    op.create_unique_constraint(op.f("outbox_dossier_id_kind_edition_key"), "outbox", ["dossier_id", "kind", "edition"])
    op.add_column("paper", sa.Column("seq", sa.Integer(), comment="of the event that brought it"))
    op.execute(BROUGHT)
    op.alter_column("paper", "seq", nullable=False)
    op.create_index("request_office_dossier_idx", "request", ["office_id", "dossier_id"], unique=False)
    op.execute(PAYMENTS)

"""Dossiers: the present in ``dossier``, how it came to be in ``event`` (append-only, chained by hash), what was said at
an event in ``remark`` (it may name people), the one answer per (sender, request id) in ``request``, what is still owed
to the world outside in ``outbox``, what was printed in ``document``. An ``edition`` of a paper is the ``seq`` of the
event that it stands for.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.store.tables.base import dossier_id_column, id_column, metadata, moment

number_counter = Table(
    "number_counter",
    metadata,
    Column("agency_id", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)

number_block = Table(
    "number_block",
    metadata,
    Column("agency_id", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("first", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
    moment("taken_at", nullable=False, server_default=func.now()),
)

dossier = Table(
    "dossier",
    metadata,
    id_column(),
    Column("dossier_no", Text, nullable=False, unique=True),
    Column("agency_id", Text, nullable=False),
    Column("office_id", Text),
    Column("sender", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("code", Text),
    Column("code_issuer", Text),
    Column("procedure_code", Text, nullable=False),
    Column("licence_class", Text),
    Column("state", Text, nullable=False),
    Column("owner_name", Text, nullable=False),
    Column("owner_search", Text, nullable=False, comment="unaccented, lower case"),
    Column("owner_sort", Text, nullable=False, comment="byte order is Vietnamese order"),
    Column("owner_id_number", Text),
    Column("owner_phone", Text),
    Column("return_wish", Text, nullable=False),
    Column("record", JSONB, nullable=False, comment="the submission as taken in, cleaned"),
    Column("rules_version", Text, nullable=False),
    moment("submitted_at", nullable=False),
    moment("received_at"),
    moment("due_at"),
    moment("finished_at"),
    moment("answer_by", comment="until when the authority says whether it receives what came in online"),
    moment("returned_at", comment="the citizen has the result"),
    moment("closed_at", comment="nothing is left to be done"),
    Column("resumes", Text, comment="the state that a wait ends in"),
    moment("supplement_by", comment="until when the citizen is waited for, where that was said"),
    Column("old_licence", Text, comment="given_up, cut or given_back"),
    Column("tracking_token", Text, nullable=False, unique=True),
    Column("also_open", Boolean, nullable=False, comment="the same citizen and procedure was open under another code"),
    Column("revision", Integer, nullable=False, server_default="1"),
    CheckConstraint("(code IS NULL) = (code_issuer IS NULL)", name="code_has_issuer"),
    UniqueConstraint("code", "code_issuer"),
    Index("dossier_owner_id_number_idx", "owner_id_number", "procedure_code"),
    Index("dossier_owner_phone_idx", "owner_phone"),
    Index(
        "dossier_open_idx",
        "agency_id",
        "finished_at",
        text("coalesce(due_at, answer_by, submitted_at)"),  # as app.store.worklist orders by it
        "id",
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index("dossier_agency_received_idx", "agency_id", "received_at", "id"),
    Index("dossier_submitted_idx", "submitted_at", postgresql_using="brin"),  # costs an intake next to nothing
    Index(
        "dossier_agency_returned_idx",
        "agency_id",
        "returned_at",
        "id",
        postgresql_where=text("returned_at IS NOT NULL"),
    ),
)

request = Table(
    "request",
    metadata,
    Column("sender", Text, primary_key=True),
    Column("request_id", Text, primary_key=True),
    dossier_id_column(index=True),
    Column("office_id", Text, comment="an office sees what it founded and what it brought to an older dossier"),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("answer", JSONB, nullable=False),
    Column("record", JSONB, comment="what came, where it joined a dossier that another request had founded"),
    moment("at", nullable=False),
    Index("request_office_dossier_idx", "office_id", "dossier_id"),
)

paper = Table(
    "paper",
    metadata,
    dossier_id_column(primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    moment("at", nullable=False),
    Column("seq", Integer, nullable=False, comment="of the event that brought it"),
    Column("name", Text, nullable=False),
    Column("code", Text),
    Column("originals", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("certified", Integer, nullable=False),
    Column("file_url", Text),
    Column("file_key", Text),
    Column("file_name", Text),
    Column("media_type", Text),
    Column("sha256", Text),
    Column("size_bytes", Integer),
    Index("paper_file_key_idx", "file_key", postgresql_where=text("file_key IS NOT NULL")),
)

event = Table(
    "event",
    metadata,
    dossier_id_column(primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    moment("at", nullable=False),
    Column("key_id", BigInteger, comment="whose key; null for a person, and for the service itself"),
    Column("account_id", BigInteger, comment="which person, where one was logged in"),
    Column("source", Text, nullable=False, comment="door and digest of the message id"),
    Column("reason", Text, comment="a code; text stands in remark"),
    Column("details", JSONB, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

remark = Table(
    "remark",
    metadata,
    dossier_id_column(primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False, comment="of its event, which holds the digest"),
    Column("officer", Text, nullable=False, comment="the name for the paper; empty for a machine"),
    Column("said", JSONB, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    id_column(),
    dossier_id_column(),
    Column("kind", Text, nullable=False),
    Column("edition", Integer, nullable=False, comment="seq of the event that the paper stands for"),
    Column("state", Text, nullable=False, server_default="open"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("rung", Integer, nullable=False, server_default="0"),
    Column("job_id", Text),
    Column("claimed_by", Text, comment="the worker part that has it in hand"),
    Column("error_code", Text),
    moment("created_at", nullable=False, server_default=func.now()),
    moment("lease_until"),
    moment("done_at"),
    CheckConstraint("state IN ('open', 'done', 'parked')", name="state"),
    UniqueConstraint("dossier_id", "kind", "edition"),
    Index("outbox_unfinished_idx", "id", postgresql_where=text("state <> 'done'")),
)

document = Table(
    "document",
    metadata,
    dossier_id_column(primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("reprint", Integer, primary_key=True, autoincrement=False, comment="0: the first print"),
    Column("file_key", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("printed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("reason", Text, comment="of a reprint"),
)

discrepancy = Table(
    "discrepancy",
    metadata,
    id_column(),
    dossier_id_column(index=True),
    Column("seq", Integer, nullable=False, comment="of the event of the count"),
    Column("kind", Text, nullable=False, comment="as in app.domain.paper_check"),
    Column("name", Text, nullable=False),
    Column("listed", JSONB, nullable=False, comment="originals, certified, copies as handed in"),
    Column("found", JSONB, nullable=False, comment="the same as counted at the desk"),
    moment("opened_at", nullable=False),
    moment("closed_at"),
    Column("closed_by", Text, comment="who, as in payment"),
    Column("resolution", Text),
    Index("discrepancy_open_idx", "dossier_id", postgresql_where=text("closed_at IS NULL")),
)

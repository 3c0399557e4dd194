"""The tables, as SQLAlchemy Core. Migrations follow them; a test keeps the two equal.

``dossier`` holds the present, ``event`` how it came to be (append-only, chained by hash), ``remark`` what was said at
an event and may name people, ``request`` the one answer per (sender, request id), ``outbox`` what is still owed to the
world outside, ``document`` what was printed. An ``edition`` of a paper is the ``seq`` of the event that it stands for.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)


def _moment(name: str, **kwargs: object) -> Column[object]:
    return Column(name, DateTime(timezone=True), **kwargs)  # type: ignore[arg-type]


def _id() -> Column[int]:
    return Column("id", BigInteger, Identity(always=True), primary_key=True)


def _dossier_id(**kwargs: object) -> Column[int]:
    return Column("dossier_id", BigInteger, ForeignKey("dossier.id"), nullable=False, **kwargs)  # type: ignore[arg-type]


sender_key = Table(
    "sender_key",
    metadata,
    _id(),
    Column("sender", Text, nullable=False),
    Column("agency_id", Text, nullable=False),
    Column("office_id", Text),
    Column("kind", Text, nullable=False, comment="api, password or webhook"),
    Column("username", Text, unique=True, comment="of a password only"),
    Column("secret_sha256", LargeBinary, nullable=False, unique=True),
    Column("secret_sealed", LargeBinary, comment="encrypted; only where the secret must be known again"),
    Column("channels", ARRAY(Text), nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    _moment("created_at", nullable=False, server_default=func.now()),
    _moment("revoked_at"),
)

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
    _moment("taken_at", nullable=False, server_default=func.now()),
)

dossier = Table(
    "dossier",
    metadata,
    _id(),
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
    _moment("submitted_at", nullable=False),
    _moment("received_at"),
    _moment("due_at"),
    _moment("finished_at"),
    _moment("answer_by", comment="until when the authority says whether it receives what came in online"),
    _moment("returned_at", comment="the citizen has the result"),
    _moment("closed_at", comment="nothing is left to be done"),
    Column("resumes", Text, comment="the state that a wait ends in"),
    _moment("supplement_by", comment="until when the citizen is waited for, where that was said"),
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
)

request = Table(
    "request",
    metadata,
    Column("sender", Text, primary_key=True),
    Column("request_id", Text, primary_key=True),
    _dossier_id(index=True),
    Column("office_id", Text, comment="an office sees what it founded and what it brought to an older dossier"),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("answer", JSONB, nullable=False),
    Column("record", JSONB, comment="what came, where it joined a dossier that another request had founded"),
    _moment("at", nullable=False),
    Index("request_office_dossier_idx", "office_id", "dossier_id"),
)

paper = Table(
    "paper",
    metadata,
    _dossier_id(primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _moment("at", nullable=False),
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
    _dossier_id(primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    _moment("at", nullable=False),
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
    _dossier_id(primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False, comment="of its event, which holds the digest"),
    Column("officer", Text, nullable=False, comment="the name for the paper; empty for a machine"),
    Column("said", JSONB, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    _dossier_id(),
    Column("kind", Text, nullable=False),
    Column("edition", Integer, nullable=False, comment="seq of the event that the paper stands for"),
    Column("state", Text, nullable=False, server_default="open"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("rung", Integer, nullable=False, server_default="0"),
    Column("job_id", Text),
    Column("claimed_by", Text, comment="the worker part that has it in hand"),
    Column("error_code", Text),
    _moment("created_at", nullable=False, server_default=func.now()),
    _moment("lease_until"),
    _moment("done_at"),
    CheckConstraint("state IN ('open', 'done', 'parked')", name="state"),
    UniqueConstraint("dossier_id", "kind", "edition"),
    Index("outbox_unfinished_idx", "id", postgresql_where=text("state <> 'done'")),
)

document = Table(
    "document",
    metadata,
    _dossier_id(primary_key=True),
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
    _id(),
    _dossier_id(index=True),
    Column("seq", Integer, nullable=False, comment="of the event of the count"),
    Column("kind", Text, nullable=False, comment="as in app.domain.paper_check"),
    Column("name", Text, nullable=False),
    Column("listed", JSONB, nullable=False, comment="originals, certified, copies as handed in"),
    Column("found", JSONB, nullable=False, comment="the same as counted at the desk"),
    _moment("opened_at", nullable=False),
    _moment("closed_at"),
    Column("closed_by", Text, comment="who, as in payment"),
    Column("resolution", Text),
    Index("discrepancy_open_idx", "dossier_id", postgresql_where=text("closed_at IS NULL")),
)

payment = Table(
    "payment",
    metadata,
    _id(),
    _dossier_id(index=True),
    Column("agency_id", Text, nullable=False),
    Column("office_id", Text),
    Column("collector", Text, nullable=False, comment="key:<id> or account:<id>"),
    Column("kind", Text, nullable=False, comment="as in app.domain.fees"),
    Column("amount_vnd", BigInteger, nullable=False, comment="below nought for a refund"),
    Column("place", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("voucher", Text),
    Column("payer_name", Text, comment="as its dossier named him when the shift was closed"),
    _moment("at", nullable=False),
    Column("seq", Integer, nullable=False, comment="of the event that tells of it"),
    Column("shift_id", BigInteger, ForeignKey("shift.id"), index=True),
    Index("payment_unshifted_idx", "collector", postgresql_where=text("shift_id IS NULL")),
)

shift = Table(
    "shift",
    metadata,
    _id(),
    Column("shift_no", Text, nullable=False, unique=True),
    Column("agency_id", Text, nullable=False, index=True),
    Column("office_id", Text),
    Column("collector", Text, nullable=False),
    Column("clerk_name", Text, nullable=False),
    _moment("opened_at", nullable=False),
    _moment("closed_at"),
    Column("expected_vnd", BigInteger, comment="cash that should lie in the till"),
    Column("counted_vnd", BigInteger, comment="cash that was counted"),
    Column("note", Text, comment="why the two differ"),
    Column("request_id", Text, comment="of the close: the same again is no second one"),
    Column("remittance_id", BigInteger, ForeignKey("remittance.id"), index=True),
    UniqueConstraint("collector", "request_id"),
    Index("shift_open_idx", "collector", unique=True, postgresql_where=text("closed_at IS NULL")),
)

cash_number = Table(
    "cash_number",
    metadata,
    Column("kind", Text, primary_key=True, comment="of a shift or a remittance"),
    Column("place", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)

remittance = Table(
    "remittance",
    metadata,
    _id(),
    Column("remittance_no", Text, nullable=False, unique=True),
    Column("agency_id", Text, nullable=False, index=True),
    Column("office_id", Text),
    Column("remitted_by", Text, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("amount_vnd", BigInteger, nullable=False),
    _moment("at", nullable=False),
)

account = Table(
    "account",
    metadata,
    _id(),
    Column("username", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, comment="as papers show it"),
    Column("agency_id", Text, nullable=False),
    Column("office_id", Text),
    Column("roles", ARRAY(Text), nullable=False),
    Column("password_hash", Text, nullable=False, comment="argon2id"),
    _moment("created_at", nullable=False, server_default=func.now()),
    _moment("disabled_at"),
)

login = Table(
    "login",
    metadata,
    Column("token_sha256", LargeBinary, primary_key=True),
    Column("account_id", BigInteger, ForeignKey("account.id"), nullable=False, index=True),
    _moment("at", nullable=False, server_default=func.now()),
    _moment("seen_at", nullable=False, server_default=func.now()),
)

login_failure = Table(
    "login_failure",
    metadata,
    Column("username", LargeBinary, primary_key=True, comment="keyed digest: what is typed there may be anything"),
    Column("address", LargeBinary, primary_key=True, comment="keyed digest; empty: all addresses together"),
    Column("failures", Integer, nullable=False),
    _moment("at", nullable=False),
    Index("login_failure_at_idx", "at"),
)

item_code_range = Table(
    "item_code_range",
    metadata,
    _id(),
    Column("agency_id", Text, nullable=False),
    Column("office_id", Text, comment="whose own it is; null: of the whole agency"),
    Column("service", Text, nullable=False, comment="two letters, as in EL"),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("next", Integer, nullable=False),
    _moment("allocated_at", nullable=False, server_default=func.now()),
    _moment("skipped_at", comment="when codes of it were made void without a dossier, the last time"),
    CheckConstraint("first <= last AND next BETWEEN first AND last + 1", name="bounds"),
    Index("item_code_range_service_idx", "service", "first"),
    Index("item_code_range_open_idx", "agency_id", "office_id", "id", postgresql_where=text("next <= last")),
)

item_code = Table(
    "item_code",
    metadata,
    Column("code", Text, primary_key=True),
    _moment("taken_at", primary_key=True, comment="the post gives out the same codes again after years"),
    Column("range_id", BigInteger, ForeignKey("item_code_range.id"), comment="null: given by the post in a reply"),
    _dossier_id(),
    _moment("voided_at"),
    Column("void_reason", Text),
    CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name="void_has_reason"),
    Index("item_code_live_idx", "dossier_id", unique=True, postgresql_where=text("voided_at IS NULL")),
    Index("item_code_void_idx", "dossier_id", postgresql_where=text("voided_at IS NOT NULL")),
    Index("item_code_taken_idx", "taken_at"),
)

batch = Table(
    "batch",
    metadata,
    Column("sender", Text, primary_key=True),
    Column("request_id", Text, primary_key=True),
    Column("total", Integer, nullable=False),
    Column("accepted", Integer, nullable=False, server_default="0"),
    Column("repeats", Integer, nullable=False, server_default="0"),
    Column("refused", Integer, nullable=False, server_default="0"),
    _moment("started_at", nullable=False, server_default=func.now()),
    _moment("ended_at"),
)

nonce = Table(
    "nonce",
    metadata,
    Column("key_id", BigInteger, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    _moment("seen_at", nullable=False, server_default=func.now()),
)

webhook_message = Table(
    "webhook_message",
    metadata,
    Column("sender", Text, primary_key=True),
    Column("message_id", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("answer", JSONB, nullable=False),
    _moment("at", nullable=False, server_default=func.now()),
)

handover = Table(
    "handover",
    metadata,
    _id(),
    Column("list_no", Text, nullable=False, unique=True),
    Column("agency_id", Text, nullable=False),
    Column("direction", Text, nullable=False, comment="as in app.domain.handover_item"),
    Column("post_office_id", Text, nullable=False),
    Column("desk_office_id", Text, comment="null: the desk of the authority itself"),
    Column("state", Text, nullable=False),
    Column("bag_no", Text, nullable=False, server_default=""),
    Column("seal_no", Text, nullable=False, server_default=""),
    Column("corrects", Text, ForeignKey("handover.list_no"), index=True, comment="the signed list that it puts right"),
    _moment("opened_at", nullable=False),
    _moment("counted_at", comment="the count was closed"),
    _moment("signed_at", comment="by both: locked from then on"),
    Column("giver", JSONB, comment="name, role, at, by"),
    Column("receiver", JSONB, comment="name, role, at, by"),
    Column("opened_by", Text, nullable=False, comment="key:<id> or account:<id>"),
    Column("request_id", Text, comment="of the opening: the same again is no second one"),
    Column("fingerprint", LargeBinary, nullable=False, comment="of what was asked for with it"),
    UniqueConstraint("opened_by", "request_id"),
    Index("handover_agency_idx", "agency_id", "id"),
    Index("handover_open_idx", "agency_id", "id", postgresql_where=text("signed_at IS NULL")),
)

handover_item = Table(
    "handover_item",
    metadata,
    Column("handover_id", BigInteger, ForeignKey("handover.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _dossier_id(index=True),
    Column("kind", Text, nullable=False, comment="as in app.domain.handover_item"),
    Column("code_kind", Text, nullable=False),
    Column("code", Text, nullable=False, comment="on the outside: an item code or a dossier number"),
    Column("originals", Integer, nullable=False),
    Column("certified", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("fee_vnd", BigInteger, nullable=False),
    Column("by_post", Boolean, nullable=False),
    Column("owner_name", Text, nullable=False, comment="as it was when it was listed: the paper never changes"),
    Column("content", Text, nullable=False, comment="the same of what was asked for"),
    Column("reason", Text, nullable=False, comment="why it came back"),
    UniqueConstraint("handover_id", "code"),
    UniqueConstraint("handover_id", "dossier_id", "kind"),
)

handover_found = Table(
    "handover_found",
    metadata,
    Column("handover_id", BigInteger, ForeignKey("handover.id"), primary_key=True),
    Column("code_kind", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("kind", Text, primary_key=True, comment="what was found; empty: as it is listed"),
)

postal_item = Table(
    "postal_item",
    metadata,
    _id(),
    _dossier_id(),
    Column("leg", Text, nullable=False, comment="as in app.domain.postal_order"),
    Column("order_no", Text, nullable=False, unique=True),
    Column("issue", Integer, nullable=False, comment="1, one more each time it was issued again"),
    Column("edition", Integer, nullable=False, comment="seq of the event that owes the order, as in outbox"),
    Column("item_code", Text, index=True),
    Column("payer", Text, comment="of the postage, as asked for"),
    Column("cod_vnd", BigInteger, comment="as asked for"),
    Column("state", Text, nullable=False, comment="of the order, as in app.domain.parcel"),
    Column("answer_code", Text, nullable=False, server_default="", comment="as the post wrote it"),
    Column("answer_text", Text, nullable=False, server_default=""),
    _moment("made_at", nullable=False),
    _moment("asked_at"),
    _moment("answered_at"),
    Column("status", Text, nullable=False, comment="where the parcel stands, as in app.domain.tracking"),
    Column("reason", Text),
    _moment("status_at"),
    Column("disputed", Boolean, nullable=False, server_default="false"),
    Column("finding", Text, comment="what a person must settle, as in app.domain.parcel"),
    Column("unsettled", Boolean, nullable=False, server_default="false", comment="reports came that are not weighed"),
    UniqueConstraint("dossier_id", "leg", "issue"),
    UniqueConstraint("dossier_id", "edition"),
    Index("postal_item_unsettled_idx", "id", postgresql_where=text("unsettled")),
    Index(
        "postal_item_troubled_idx",
        "id",
        postgresql_where=text("state IN ('asked', 'refused', 'unknown') OR finding IS NOT NULL"),
    ),
)

tracking_event = Table(
    "tracking_event",
    metadata,
    _id(),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False, comment="of the source; a digest where it gave none"),
    Column("order_no", Text),
    Column("item_code", Text),
    Column("postal_item_id", BigInteger, ForeignKey("postal_item.id"), index=True),
    Column("raw_code", Text, nullable=False, server_default=""),
    Column("raw_text", Text, nullable=False, server_default="", comment="the whole report where it is bad"),
    Column("raw_time", Text, nullable=False, server_default=""),
    _moment("at"),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("pos_code", Text),
    Column("problem", Text, comment="why it cannot be used; null: it can"),
    _moment("recorded_at", nullable=False, server_default=func.now()),
    UniqueConstraint("source", "source_id"),
    Index(
        "tracking_event_odd_idx",
        "id",
        postgresql_where=text("status = 'unknown' OR postal_item_id IS NULL OR problem IS NOT NULL"),
    ),
)

tracking_cursor = Table(
    "tracking_cursor",
    metadata,
    Column("account", Text, primary_key=True, comment="agency and shape"),
    Column("cursor", Text, nullable=False),
    Column("stuck", Boolean, nullable=False, server_default="false", comment="no safe way on: a person must look"),
    Column("wanted", Boolean, nullable=False, server_default="false", comment="the post says there is news"),
    _moment("read_at", comment="real time"),
)

"""The tables, as SQLAlchemy Core, by what they are about. Migrations follow them; a test keeps the two equal."""

from __future__ import annotations

from app.store.tables.base import metadata
from app.store.tables.custody import custody_watch, licence_serial
from app.store.tables.doors import account, batch, login, login_failure, nonce, sender_key, webhook_message
from app.store.tables.dossiers import (
    discrepancy,
    document,
    dossier,
    event,
    number_block,
    number_counter,
    outbox,
    paper,
    remark,
    request,
)
from app.store.tables.handover import handover, handover_confirmation, handover_found, handover_item
from app.store.tables.money import cash_number, payment, remittance, shift
from app.store.tables.post import item_code, item_code_range, postal_item, tracking_cursor, tracking_event
from app.store.tables.reconciliation import (
    post_statement,
    post_statement_line,
    reconciliation,
    reconciliation_finding,
)
from app.store.tables.shift_files import shift_file, shift_file_line

__all__ = [
    "account",
    "batch",
    "cash_number",
    "custody_watch",
    "discrepancy",
    "document",
    "dossier",
    "event",
    "handover",
    "handover_confirmation",
    "handover_found",
    "handover_item",
    "item_code",
    "item_code_range",
    "licence_serial",
    "login",
    "login_failure",
    "metadata",
    "nonce",
    "number_block",
    "number_counter",
    "outbox",
    "paper",
    "payment",
    "post_statement",
    "post_statement_line",
    "postal_item",
    "reconciliation",
    "reconciliation_finding",
    "remark",
    "remittance",
    "request",
    "sender_key",
    "shift",
    "shift_file",
    "shift_file_line",
    "tracking_cursor",
    "tracking_event",
    "webhook_message",
]

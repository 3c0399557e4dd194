"""The tables, as SQLAlchemy Core, by what they are about. Migrations follow them; a test keeps the two equal."""

from __future__ import annotations

from app.store.tables.base import metadata
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
from app.store.tables.handover import handover, handover_found, handover_item
from app.store.tables.money import cash_number, payment, remittance, shift
from app.store.tables.post import item_code, item_code_range, postal_item, tracking_cursor, tracking_event

__all__ = [
    "account",
    "batch",
    "cash_number",
    "discrepancy",
    "document",
    "dossier",
    "event",
    "handover",
    "handover_found",
    "handover_item",
    "item_code",
    "item_code_range",
    "login",
    "login_failure",
    "metadata",
    "nonce",
    "number_block",
    "number_counter",
    "outbox",
    "paper",
    "payment",
    "postal_item",
    "remark",
    "remittance",
    "request",
    "sender_key",
    "shift",
    "tracking_cursor",
    "tracking_event",
    "webhook_message",
]

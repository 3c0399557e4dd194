"""What is due (phải nộp): the day's rules against what was paid, and what the post collects when it delivers."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain import fees
from app.domain.dossier import Dossier
from app.domain.fees import Account, FreightPayer, Payment
from app.domain.local_time import LOCAL
from app.domain.submission import FeePlace, Wish
from app.rules import Rules


def due_vnd(rules: Rules, dossier: Dossier) -> int:
    """The fee of a dossier, by the rules of the day it was received, before that submitted; ``NoRule`` without any."""
    day = (dossier.received_at or dossier.submitted_at).astimezone(LOCAL).date()
    return rules.fee_vnd(dossier.procedure_code, dossier.channel, day)


def account(rules: Rules, dossier: Dossier, payments: Iterable[Payment]) -> Account:
    """How a dossier stands with these payments."""
    return fees.account(due_vnd(rules, dossier), payments, dossier.state)


def cod_vnd(rules: Rules, dossier: Dossier, payments: Iterable[Payment]) -> int:
    """What the post collects when it delivers (thu hộ, COD): what was to be paid on return and is not yet."""
    wish, fee = dossier.record.get("return_by_post") or {}, dossier.record.get("fee") or {}
    if wish.get("wish") != Wish.YES or fee.get("place") != FeePlace.ON_RETURN:
        return 0
    return account(rules, dossier, payments).outstanding_vnd


def freight_payer(rules: Rules, dossier: Dossier) -> FreightPayer:
    """Who pays the postage of the result."""
    day = (dossier.finished_at or dossier.submitted_at).astimezone(LOCAL).date()
    return rules.freight_payer(dossier.agency_id, day)

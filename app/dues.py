"""What is due (phải nộp): the day's rules against what was paid, what the post collects at the citizen's door on each
leg, and who pays the postage of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.dossier import Dossier
from app.domain.local_time import LOCAL
from app.domain.money import fees
from app.domain.money.fees import Account, FreightPayer, Payment
from app.domain.post.doorstep import PAID_THERE
from app.domain.post.order import Leg
from app.domain.post.wish import is_wished
from app.rules import Rules


def due_vnd(rules: Rules, dossier: Dossier) -> int:
    """The fee of a dossier, by the rules of the day it was received, before that submitted; ``NoRule`` without any."""
    return rules.fee_vnd(dossier.procedure_code, dossier.channel, dossier.day)


def account(rules: Rules, dossier: Dossier, payments: Iterable[Payment]) -> Account:
    """How a dossier stands with these payments."""
    return fees.account(due_vnd(rules, dossier), payments, dossier.state)


def cod_vnd(rules: Rules, dossier: Dossier, payments: Iterable[Payment], leg: Leg = Leg.RETURN) -> int:
    """What the post collects (thu hộ, COD) when it brings the result, or fetches the papers: what was to be paid then
    and is not yet.
    """
    fee = dossier.record.get("fee") or {}
    if not is_wished(dossier.record, leg) or fee.get("place") != PAID_THERE[leg]:
        return 0
    return account(rules, dossier, payments).outstanding_vnd


def freight_payer(rules: Rules, dossier: Dossier, leg: Leg = Leg.RETURN) -> FreightPayer:
    """Who pays the postage of the result, or of fetching the papers; each by the rules of its day."""
    at = (dossier.finished_at if leg is Leg.RETURN else None) or dossier.submitted_at
    return rules.freight_payer(dossier.agency_id, at.astimezone(LOCAL).date(), leg)

"""Fees (phí, lệ phí): what is due, what was paid and given back.

A payment is never changed: what was wrong is given back. Money is whole đồng. Source: Decision 45/2016/QĐ-TTg has the
post collect fees for the authority, give a voucher and hand the money on; how much is due is dated data.

>>> Account(135_000, paid_vnd=100_000).outstanding_vnd
35000
>>> Account(135_000, paid_vnd=135_000, unserved=True).refundable_vnd
135000
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.act import Act
from app.domain.errors import Conflict
from app.domain.life import State
from app.domain.role import Role
from app.domain.submission import FeeMethod, FeePlace

# The authority has not done what the fee is for: nothing is due any more, and what was paid may be given back.
UNSERVED = frozenset({State.NOT_RECEIVED, State.REFUSED, State.WITHDRAWN, State.STOPPED})


class Kind(StrEnum):
    """Which way the money went."""

    COLLECTED = "collected"  # thu
    REFUNDED = "refunded"  # hoàn trả


class FreightPayer(StrEnum):
    """Which end of a parcel pays its postage (người trả cước); of a result the sender is the authority, of papers that
    are fetched at home the citizen.
    """

    RECEIVER = "receiver"  # người nhận
    SENDER = "sender"  # người gửi

    @property
    def vi(self) -> str:
        return {"receiver": "Người nhận", "sender": "Người gửi"}[self]


@dataclass(frozen=True, slots=True)
class Payment:
    """One sum that was collected (above nought) or given back (below); ``seq`` is of the event that tells of it."""

    kind: Kind
    amount_vnd: int
    place: FeePlace
    method: FeeMethod
    voucher: str | None
    at: datetime
    seq: int = 1


@dataclass(frozen=True, slots=True)
class Account:
    """How a dossier stands. ``paid_vnd`` is all that was ever collected, ``held_vnd`` what of it was not given back."""

    due_vnd: int
    paid_vnd: int = 0
    refunded_vnd: int = 0
    unserved: bool = False

    @property
    def held_vnd(self) -> int:
        return self.paid_vnd - self.refunded_vnd

    @property
    def outstanding_vnd(self) -> int:
        """What the citizen still owes (còn phải nộp)."""
        return 0 if self.unserved else max(self.due_vnd - self.held_vnd, 0)

    @property
    def overpaid_vnd(self) -> int:
        """What was paid beyond what is due (nộp thừa)."""
        return max(self.held_vnd - self.due_vnd, 0)

    @property
    def refundable_vnd(self) -> int:
        """What may be given back: all of it where nothing was done for it, else what was overpaid."""
        return max(self.held_vnd, 0) if self.unserved else self.overpaid_vnd


def account(due_vnd: int, payments: Iterable[Payment], state: State) -> Account:
    """How a dossier in this state stands whose fee is ``due_vnd``."""
    amounts = [payment.amount_vnd for payment in payments]
    paid, refunded = sum(a for a in amounts if a > 0), -sum(a for a in amounts if a < 0)
    return Account(due_vnd, paid, refunded, state in UNSERVED)


def to_collect(account: Account, asked_vnd: int | None, *, above_due: bool = False) -> int:
    """How much is collected: what was asked for, else all that is outstanding.

    :class:`Conflict` (``FEE_NOT_DUE``, with the figures) for more than that, unless it is to be booked ``above_due``:
    money that came all the same, as by a transfer, must stand in the books before it can be given back.
    """
    limit = account.outstanding_vnd
    amount = limit if asked_vnd is None else asked_vnd
    if amount <= 0 or (amount > limit and not above_due):
        raise Conflict(code="FEE_NOT_DUE", **_figures(account, amount, limit))
    return amount


def to_refund(account: Account, asked_vnd: int | None) -> int:
    """How much is given back: what was asked for, else all that may be.

    :class:`Conflict` (``FEE_NOT_REFUNDABLE``, with the figures) for more than that.
    """
    limit = account.refundable_vnd
    amount = limit if asked_vnd is None else asked_vnd
    if not 0 < amount <= limit:
        raise Conflict(code="FEE_NOT_REFUNDABLE", **_figures(account, amount, limit))
    return amount


def cash_vnd(payments: Iterable[Payment]) -> int:
    """What of it lies in the till: notes taken in, less notes given back."""
    return by_method(payments).get(FeeMethod.CASH, 0)


def by_method(payments: Iterable[Payment]) -> dict[FeeMethod, int]:
    """Sums in the order in which the methods first come."""
    sums: dict[FeeMethod, int] = {}
    for payment in payments:
        sums[payment.method] = sums.get(payment.method, 0) + payment.amount_vnd
    return sums


def vnd(amount_vnd: int) -> str:
    """As people read it.

    >>> vnd(1_350_000)
    '1.350.000 đồng'
    """
    return f"{amount_vnd:,} đồng".replace(",", ".")


def _figures(account: Account, asked_vnd: int, limit_vnd: int) -> dict[str, str]:
    figures = {
        "asked": asked_vnd,
        "limit": limit_vnd,
        "due": account.due_vnd,
        "paid": account.paid_vnd,
        "refunded": account.refunded_vnd,
    }
    return {name: vnd(amount) for name, amount in figures.items()}


_MAY = frozenset({"amount_vnd", "place", "voucher"})
COLLECT = Act(
    name="collect",
    vi="thu phí, lệ phí",
    event=Kind.COLLECTED,
    roles=frozenset({Role.COLLECT}),
    needs=frozenset({"method"}),
    may=_MAY,
)
REFUND = Act(
    name="refund",
    vi="hoàn trả phí, lệ phí",
    event=Kind.REFUNDED,
    roles=frozenset({Role.COLLECT}),
    needs=frozenset({"method", "reason"}),
    may=_MAY,
)

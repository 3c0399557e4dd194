"""The fee of a submission (phí, lệ phí): what was paid, or where it will be."""

from __future__ import annotations

from app.domain.submission import Fee, FeeMethod, FeePlace
from app.domain.values import SHORT, Values, whole

MAX_FEE_VND = 1_000_000_000


def fee_of(values: Values) -> Fee | None:
    """None where nothing is said of it."""
    raw = values.part("fee")
    if not raw:
        return None
    amount = whole(raw.get("amount_vnd"))
    if amount is None or amount > MAX_FEE_VND:
        values.fault("fee.amount_vnd", "FEE_INVALID")
    return Fee(
        amount_vnd=amount or 0,
        place=values.choice(raw, "place", "fee.", FeePlace, FeePlace.UNKNOWN),
        method=values.choice(raw, "method", "fee.", FeeMethod, FeeMethod.UNKNOWN),
        voucher=values.text(raw, "voucher", "fee.", SHORT),
    )

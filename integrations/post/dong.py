"""Sums of money as people and spreadsheets write them: whole đồng, thousands set off or not; nothing else is guessed.

>>> read("135.000 đ"), read("135 000 VNĐ"), read("135,000.00 ₫"), read("135000")
(135000, 135000, 135000, 135000)
>>> read("135.000,000"), read("135.5"), read("135k"), read("-135000")
(None, None, None, None)
"""

from __future__ import annotations

import re

_CURRENCY = r"\s*(?:đ|d|đồng|dong|vnd|vnđ|₫)?\.?"
_SUMS = [
    re.compile(rf"({whole})(?:{point}0{{1,2}})?{_CURRENCY}", re.IGNORECASE)
    for whole, point in (
        (r"[0-9]{1,12}", "[.,]"),
        (r"[0-9]{1,3}(?:\.[0-9]{3}){1,3}", ","),
        (r"[0-9]{1,3}(?:,[0-9]{3}){1,3}", r"\."),
        (r"[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3}){1,3}", "[.,]"),
    )
]


def read(text: str) -> int | None:
    """The sum; None for what is none."""
    found = next((match for pattern in _SUMS if (match := pattern.fullmatch(text.strip()))), None)
    return int("".join(digit for digit in found[1] if digit.isdigit())) if found else None

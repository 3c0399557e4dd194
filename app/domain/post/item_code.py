"""Postal item code (số hiệu bưu gửi), as in ``EL491610889VN``.

UPU standard S10: two letters of service, eight digits of serial, check digit, two letters of country. Codes come
from a range that the post allocates, or with its reply to an order; none is used again within :data:`REST`.

>>> build("EC", 47312482)
'EC473124829VN'
>>> validate(" el 491 610 889 vn ")
'EL491610889VN'
>>> format("EL491610889VN")
'EL 491 610 889 VN'
>>> validate("EL491610888VN")
Traceback (most recent call last):
app.domain.errors.InvalidFormat: item code: two letters, nine digits with a check digit, two letters (UPU S10)
"""

from __future__ import annotations

import re
from datetime import timedelta

from app.domain.errors import InvalidFormat

REST = timedelta(days=731)  # 24 months, leap years too; UPU S10 asks for 12 and recommends 24
COUNTRY = "VN"
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_CODE = re.compile(r"([A-Z]{2})([0-9]{8})([0-9])([A-Z]{2})")


def check_digit(serial: int | str) -> int:
    """The check digit of a serial of eight digits: 11 minus the weighted sum modulo 11; 10 becomes 0, 11 becomes 5."""
    digits = f"{serial:08d}" if isinstance(serial, int) else serial
    if not re.fullmatch(r"[0-9]{8}", digits):
        raise ValueError("serial: eight digits")
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def build(service: str, serial: int, country: str = COUNTRY) -> str:
    """The item code of a serial, ``service`` being the two letters of the allocated range."""
    return validate(f"{service}{serial:08d}{check_digit(serial)}{country}")


def compact(raw: str) -> str:
    """Upper case, without spaces, dots and hyphens."""
    return re.sub(r"[\s.\-]", "", raw).upper()


def validate(raw: str) -> str:
    """The code in its compact form; raises ``InvalidFormat("ITEM_CODE_INVALID")``."""
    code = compact(raw)
    match = _CODE.fullmatch(code)
    if not match or int(match[3]) != check_digit(match[2]):
        raise InvalidFormat(
            "ITEM_CODE_INVALID", "item code: two letters, nine digits with a check digit, two letters (UPU S10)"
        )
    return code


def is_valid(raw: str) -> bool:
    """Whether ``validate`` takes it."""
    try:
        validate(raw)
    except InvalidFormat:
        return False
    return True


def format(raw: str) -> str:
    """As labels show it, in groups: ``EL 491 610 889 VN``."""
    code = validate(raw)
    return f"{code[:2]} {code[2:5]} {code[5:8]} {code[8:11]} {code[11:]}"

"""Telephone number of Vietnam (số điện thoại), as in ``0912345678``.

Mobile: 10 digits, ``03 05 07 08 09``; landline: 11 digits, ``02`` and the area (An Giang 0296). Eleven-digit mobiles
from before 2018 are converted. Source: Decision 2036/QĐ-BTTTT of 2017 (moved prefixes); figures as general knowledge.

>>> normalise("+84 (0)912.345.678"), normalise("0163.987.6543"), normalise("977333444")
('0912345678', '0339876543', '0977333444')
>>> format(" 0296.3883.123")
'0296 3883 123'
>>> normalise("chưa có")
Traceback (most recent call last):
app.domain.errors.InvalidFormat: phone: a mobile number of 10 or a landline of 11 digits
"""

from __future__ import annotations

import re

from app.domain.errors import InvalidFormat

# Prefix until 2018 → prefix since; the seven digits behind it stayed.
MOVED_PREFIXES = {f"016{digit}": f"03{digit}" for digit in range(2, 10)} | {
    "0120": "070",
    "0121": "079",
    "0122": "077",
    "0123": "083",
    "0124": "084",
    "0125": "085",
    "0126": "076",
    "0127": "081",
    "0128": "078",
    "0129": "082",
    "0186": "056",
    "0188": "058",
    "0199": "059",
}
_VALID = re.compile(r"0[35789][0-9]{8}|02[0-9]{9}")
# What is left when a spreadsheet ate the first zero: mobile, landline, old mobile.
_WITHOUT_ZERO = re.compile(r"[35789][0-9]{8}|2[0-9]{9}|1[0-9]{9}")


def normalise(raw: str) -> str:
    """The number as dialled at home: digits only, today's prefix.

    Dots, spaces, hyphens, brackets, ``+84``, ``84``, ``0084`` and a lost first zero are understood; direction marks
    that phone books paste along are passed over. Raises ``InvalidFormat("PHONE_INVALID")``.
    """
    digits = re.sub(r"^(\s*\d{9,11})\.0\s*$", r"\1", raw)  # a spreadsheet's number
    digits = re.sub(r"[\s.\-()/\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]", "", digits)
    digits = re.sub(r"^(?:\+84|0084|84(?=0|\d{9}))0?", "0", digits) if not _VALID.fullmatch(digits) else digits
    if _WITHOUT_ZERO.fullmatch(digits):
        digits = "0" + digits
    if len(digits) == 11 and digits[:4] in MOVED_PREFIXES:
        digits = MOVED_PREFIXES[digits[:4]] + digits[4:]
    if not _VALID.fullmatch(digits):
        raise InvalidFormat("PHONE_INVALID", "phone: a mobile number of 10 or a landline of 11 digits")
    return digits


def is_valid(raw: str) -> bool:
    """Whether ``normalise`` takes it."""
    try:
        normalise(raw)
    except InvalidFormat:
        return False
    return True


def format(raw: str) -> str:
    """As papers show it: ``0912 345 678``, ``0296 3883 123``, ``024 3883 1234``."""
    number = normalise(raw)
    if len(number) == 10:
        return f"{number[:4]} {number[4:7]} {number[7:]}"
    area = 3 if number.startswith(("024", "028")) else 4  # Hà Nội and Hồ Chí Minh City
    return f"{number[:area]} {number[area : area + 4]} {number[area + 4 :]}"

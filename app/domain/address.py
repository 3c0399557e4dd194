"""Address (địa chỉ): the text as given, and the codes of its units with the scheme they belong to.

Until 2025-06-30 Vietnam had province, district and ward (General Statistics Office: 2, 3 and 5 digits); since
2025-07-01 province and commune only (Resolution 202/2025/QH15 and, for An Giang, 1654/NQ-UBTVQH15). The text is
always kept: it is what goes on the label, and a ward that was split can be placed by a person only.

>>> scheme_on(date(2025, 6, 30)), scheme_on(date(2025, 7, 1))
('3-level', '2-level')
>>> split_units("8988330295")
('89', '883', '30295')
>>> lines(Address("Số 12, tổ 5, ấp Trung Bình, xã Vĩnh Trạch"), limit=24)
['Số 12, tổ 5,', 'ấp Trung Bình,', 'xã Vĩnh Trạch']
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

THREE_LEVEL = "3-level"
TWO_LEVEL = "2-level"
TWO_LEVEL_FROM = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Address:
    """``raw`` as written (cleaned); unit codes only where they were given, never guessed from the text.

    ``scheme`` says which list the codes are of and is None when there are none; the 2-level scheme has no district.
    """

    raw: str
    scheme: str | None = None
    province_code: str | None = None
    district_code: str | None = None
    ward_code: str | None = None


def scheme_on(day: date) -> str:
    """The scheme of units that is in force on ``day`` (calendar day in Vietnam)."""
    return TWO_LEVEL if day >= TWO_LEVEL_FROM else THREE_LEVEL


def split_units(code: str) -> tuple[str | None, str | None, str | None]:
    """Province, district and ward of the licence portal's joined code (``dvhc``): 2, 3 and 5 digits.

    Parts that are missing or are not digits come back as None.
    """
    match = re.fullmatch(r"([0-9]{2})(?:([0-9]{3})([0-9]{5})?)?", code)
    return (match[1], match[2], match[3]) if match else (None, None, None)


def lines(address: Address, limit: int) -> list[str]:
    """The text in lines of at most ``limit`` characters, broken after commas, else between words.

    A single longer word stays whole: whether it fits is the paper's question, nothing is cut here.
    """
    found: list[str] = []
    for part in re.findall(r"[^,;]+[,;]*", address.raw):
        if found and len(found[-1]) + 1 + len(part.strip()) <= limit and found[-1].endswith((",", ";")):
            found[-1] += " " + part.strip()
            continue
        found.append("")
        for word in part.split():
            if found[-1] and len(found[-1]) + 1 + len(word) > limit:
                found.append("")
            found[-1] = f"{found[-1]} {word}".strip()
    return [line for line in found if line]

"""Dossier number (mã hồ sơ), as in ``000.00.16.H01-211115-0001``, and its numeric alias for bar codes.

Agency id (mã định danh, as of QCVN 102:2016 or the shorter form of Decision 20/2020/QĐ-TTg), day received ``yymmdd``
(ministries write ``yyyymmdd``), running number of that agency and day, four digits or more.
Source: receipts of provincial one-stop desks; Circular 01/2018/TT-VPCP, form 01.

>>> build("000.00.16.H01", date(2021, 11, 15), 1)
'000.00.16.H01-211115-0001'
>>> validate(" 000.00.06.h56-231027-0361 ")
'000.00.06.H56-231027-0361'
>>> validate("16.H01-211122")
Traceback (most recent call last):
app.domain.errors.InvalidFormat: dossier number: agency id, day and running number, joined by '-'
>>> alias(42), from_alias(alias(42))
('000000000422', 42)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from app.domain.errors import InvalidFormat

AGENCY_ID = r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}|[A-Z][0-9]{2}(?:\.[0-9]{2,3}){0,4}"
_NUMBER = re.compile(rf"({AGENCY_ID})-([0-9]{{6}}|[0-9]{{8}})-([0-9]{{4,7}})")


@dataclass(frozen=True, slots=True)
class DossierNumber:
    """The three parts of a dossier number."""

    agency_id: str
    day: date
    number: int


def build(agency_id: str, day: date, number: int) -> str:
    """The dossier number of the ``number``-th dossier that the agency received on ``day``."""
    return validate(f"{agency_id}-{day:%y%m%d}-{number:04d}") if number > 0 else _refuse()


def compact(raw: str) -> str:
    """Upper case, without white space."""
    return "".join(raw.split()).upper()


def validate(raw: str) -> str:
    """The number in its compact form; raises ``InvalidFormat("DOSSIER_NUMBER_INVALID")``."""
    parse(raw)
    return compact(raw)


def is_valid(raw: str) -> bool:
    """Whether ``validate`` takes it."""
    try:
        validate(raw)
    except InvalidFormat:
        return False
    return True


def parse(raw: str) -> DossierNumber:
    """The parts; raises ``InvalidFormat("DOSSIER_NUMBER_INVALID")``, also for a day that does not exist."""
    match = _NUMBER.fullmatch(compact(raw))
    if not match:
        _refuse()
    agency_id, digits, number = match.groups()
    try:
        day = date.fromisoformat(digits if len(digits) == 8 else f"20{digits}")
    except ValueError:
        _refuse()
    return DossierNumber(agency_id, day, int(number))


def alias(dossier_id: int) -> str:
    """Twelve digits for the Code 128 on papers: the dossier's row id in eleven, and a check digit (Luhn).

    The whole number would need 102 mm of bars; the QR code carries it.
    """
    if not 0 < dossier_id < 10**11:
        raise ValueError("dossier id: from 1 to 11 digits")
    return f"{dossier_id:011d}{_luhn(f'{dossier_id:011d}')}"


def from_alias(text: str) -> int:
    """The row id that a scanned alias stands for; raises ``InvalidFormat("DOSSIER_NUMBER_INVALID")``."""
    digits = compact(text)
    if not re.fullmatch(r"[0-9]{12}", digits) or digits[-1] != _luhn(digits[:-1]) or not int(digits[:-1]):
        raise InvalidFormat("DOSSIER_NUMBER_INVALID", "dossier alias: 12 digits, the last one a check digit")
    return int(digits[:-1])


def _refuse() -> NoReturn:
    raise InvalidFormat("DOSSIER_NUMBER_INVALID", "dossier number: agency id, day and running number, joined by '-'")


def _luhn(digits: str) -> str:
    doubled = (2 * int(digit) for digit in digits[::-2])
    return str(-(sum(value // 10 + value % 10 for value in doubled) + sum(map(int, digits[-2::-2]))) % 10)

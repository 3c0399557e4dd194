"""Who a person is: identity paper (giấy tờ tùy thân), birth date (ngày sinh), and how both are masked.

Citizen id (số định danh cá nhân, thẻ căn cước): 12 digits, province of birth registration 3, sex and century 1, year
2, serial 6. Identity card (CMND): 9 digits. Passport (hộ chiếu): a letter and 7 or 8 digits for Vietnam, 6 to 9
letters and digits elsewhere. Source: Circular 07/2016/TT-BCA; the province may be anywhere, so it is not checked.

>>> parse_id("089 190 002 211")
IdDocument(kind=<IdKind.CITIZEN_ID: 'citizen_id'>, number='089190002211')
>>> parse_birth("12/05/1990").iso, parse_birth("1985-00-00").iso
('1990-05-12', '1985')
>>> parse_id("chưa có")
Traceback (most recent call last):
app.domain.errors.InvalidFormat: identity paper: 12 digits, 9 digits or a passport number
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.errors import InvalidFormat

EARLIEST_YEAR = 1900


class IdKind(StrEnum):
    """Which paper; the portal tells the first two apart by length alone."""

    CITIZEN_ID = "citizen_id"
    IDENTITY_CARD = "identity_card"
    PASSPORT = "passport"


class Sex(StrEnum):
    """Sex (giới tính) as the papers state it."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class IdDocument:
    """One identity paper, its number without spaces."""

    kind: IdKind
    number: str

    @property
    def is_placeholder(self) -> bool:
        """Whether this is a number that portals send when they have none (000000001): never a key to a person."""
        return self.number.lstrip("0") in ("", "1")


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A birth date, or only the year (or month) that an older person's papers state."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def iso(self) -> str:
        """``1990-05-12``, ``1990-05`` or ``1968``: sorts by time, and says no more than is known."""
        return "-".join([f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part)])

    @property
    def text_vi(self) -> str:
        """As papers show it: ``12/05/1990``, ``05/1990`` or ``1968``."""
        return "/".join(reversed(self.iso.split("-")))


def parse_id(raw: str) -> IdDocument:
    """The identity paper that was meant; spaces, dots and hyphens are passed over.

    Eleven digits are a citizen id whose first zero a spreadsheet ate: provinces run from 001 to 096, so nearly every
    number begins with one. Eight digits are not taken for a card without its zero: a forgotten digit is as likely.
    Raises ``InvalidFormat("CITIZEN_ID_INVALID")``.

    >>> parse_id("89190002299").number
    '089190002299'
    """
    number = re.sub(r"[\s.\-]", "", re.sub(r"^(\s*\d{9,12})\.0\s*$", r"\1", raw)).upper()
    if re.fullmatch(r"[0-9]{11,12}", number):
        return IdDocument(IdKind.CITIZEN_ID, number.zfill(12))
    if re.fullmatch(r"[0-9]{9}", number):
        return IdDocument(IdKind.IDENTITY_CARD, number)
    if re.fullmatch(r"(?=[0-9]*[A-Z])(?=[A-Z]*[0-9])[A-Z0-9]{6,9}", number):
        return IdDocument(IdKind.PASSPORT, number)
    raise InvalidFormat("CITIZEN_ID_INVALID", "identity paper: 12 digits, 9 digits or a passport number")


def warnings(id_document: IdDocument, birth: BirthDate | None, sex: Sex | None = None) -> tuple[str, ...]:
    """Codes of what does not fit together, for a clerk to look at; never a reason to refuse.

    >>> warnings(parse_id("089190002211"), BirthDate(1991), Sex.MALE)
    ('ID_YEAR_DIFFERS', 'ID_SEX_DIFFERS')
    """
    if id_document.is_placeholder:
        return ("ID_PLACEHOLDER",)
    if id_document.kind is not IdKind.CITIZEN_ID:
        return ()
    digit = int(id_document.number[3])  # 0, 1: man, woman of 19xx; 2, 3: of 20xx; and so on
    found = []
    if birth and birth.year != 1900 + 100 * (digit // 2) + int(id_document.number[4:6]):
        found.append("ID_YEAR_DIFFERS")
    if sex and (sex is Sex.FEMALE) != (digit % 2 == 1):
        found.append("ID_SEX_DIFFERS")
    return tuple(found)


_ISO = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})")
_VIETNAMESE = re.compile(r"(?:(?:(?P<d>\d{1,2})[-/.])?(?P<m>\d{1,2})[-/.])?(?P<y>\d{4})")
_DIGITS = (re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"), re.compile(r"(?P<d>\d\d)(?P<m>\d\d)(?P<y>\d{4})"))
# What spreadsheets and the portal's yyyyMMddHHmmss add behind a date.
_MIDNIGHT = re.compile(r"(?<=\d)(?:[ T]00:00(?::00(?:\.0+)?)?Z?|(?<=\d{8})000000)$")


def parse_birth(raw: str) -> BirthDate:
    """A birth date written dd/mm/yyyy, yyyy-mm-dd, yyyymmdd, ddmmyyyy (the card's QR), mm/yyyy or yyyy.

    ``00`` for day or month means unknown. Eight digits are never ambiguous: no date between 1900 and 2099 reads both
    ways. Raises ``InvalidFormat("BIRTH_DATE_INVALID")`` for days that do not exist and years before 1900.
    """
    text = _MIDNIGHT.sub("", raw.strip())
    for pattern in (_ISO, _VIETNAMESE, *_DIGITS):
        if (match := pattern.fullmatch(text)) and text.isascii():
            year, month, day = (int(match[name] or 0) for name in "ymd")
            if _exists(year, month, day):
                return BirthDate(year, month or None, day or None)
    raise InvalidFormat("BIRTH_DATE_INVALID", "birth date: dd/mm/yyyy, yyyy-mm-dd, yyyymmdd or the year alone")


def check(birth: BirthDate, today: date) -> None:
    """Refuse a birth date after ``today`` with ``InvalidFormat("BIRTH_DATE_INVALID")``."""
    if (birth.year, birth.month or 1, birth.day or 1) > (today.year, today.month, today.day):
        raise InvalidFormat("BIRTH_DATE_INVALID", "birth date: after today")


def mask_name(name: str) -> str:
    """The family name and the first letters of the rest, for pages that anyone may see.

    >>> mask_name("Nguyễn Thị Ngọc Ánh")
    'Nguyễn T*** N*** Á***'
    """
    first, *rest = name.split() or [""]
    return " ".join([first, *(f"{word[0]}***" for word in rest)]) if rest else f"{first[:1]}***"


def _exists(year: int, month: int, day: int) -> bool:
    if not EARLIEST_YEAR <= year <= 2099 or (day and not month) or month > 12:
        return False
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return False
    return True

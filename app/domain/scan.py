"""Scanned code (mã quét): what a hand scanner read from an envelope, a label or a receipt, told apart by its form.

Labels carry the item code (UPU S10), receipts the dossier's twelve-digit alias as bars; the dossier number is typed.
The QR code of a receipt holds the citizen's own look-up address: it is no code for a list, and never kept.

>>> read("el 491 610 889 vn")
Code(kind=<CodeKind.ITEM: 'item'>, text='EL491610889VN')
>>> read("000.00.16.h01-211115-0001").kind, read("000000000422").kind
(<CodeKind.DOSSIER: 'dossier'>, <CodeKind.ALIAS: 'alias'>)
>>> read("https://dossier.example.vn/tra-cuu/7Qm3vK9x")
Traceback (most recent call last):
app.domain.errors.InvalidFormat: scan: neither an item code nor a dossier's number or alias
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.domain import dossier_number
from app.domain.errors import InvalidFormat
from app.domain.post import item_code

UNKNOWN = "SCAN_UNKNOWN"
_LIKE_ITEM = re.compile("[A-Z]{2}[0-9]{9}[A-Z]{2}")
_LIKE_ALIAS = re.compile("[0-9]{12}")
_LIKE_DOSSIER = re.compile("[0-9A-Z.]+-[0-9]+-[0-9]+")


class CodeKind(StrEnum):
    """What the code names."""

    ITEM = "item"
    DOSSIER = "dossier"
    ALIAS = "alias"


CODE_KINDS_VI = {
    CodeKind.ITEM: "số hiệu bưu gửi",
    CodeKind.DOSSIER: "mã hồ sơ",
    CodeKind.ALIAS: "mã vạch trên giấy tiếp nhận",
}


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """A code in its compact form; equal however it was written."""

    kind: CodeKind
    text: str


def read(raw: str) -> Code:
    """The code that was scanned; raises :class:`InvalidFormat`.

    ``ITEM_CODE_INVALID`` and ``DOSSIER_NUMBER_INVALID``: of that form, but its check digit or day is wrong: scan again.
    ``SCAN_UNKNOWN``: something else was scanned.
    """
    if _LIKE_ITEM.fullmatch(item_code.compact(raw)):
        return Code(CodeKind.ITEM, item_code.validate(raw))
    text = dossier_number.compact(raw)
    if _LIKE_ALIAS.fullmatch(text):
        dossier_number.from_alias(text)
        return Code(CodeKind.ALIAS, text)
    if _LIKE_DOSSIER.fullmatch(text):
        return Code(CodeKind.DOSSIER, dossier_number.validate(text))
    raise InvalidFormat(UNKNOWN, "scan: neither an item code nor a dossier's number or alias")

"""Numbers of pieces in words (số lượng bằng chữ), as handover records write them beside the figures.

>>> in_words(25, "hồ sơ"), in_words(0, "kết quả")
('Hai mươi lăm hồ sơ', 'Không kết quả')
>>> figures_and_words(1_021, "hồ sơ")
'1.021 hồ sơ (bằng chữ: Một nghìn không trăm hai mươi mốt hồ sơ)'
"""

from __future__ import annotations

from pdf.money_words import vnd_in_words
from pdf.wording import count, number

_CURRENCY = "đồng"


def in_words(pieces: int, unit: str) -> str:
    """The first letter a capital, the unit behind."""
    return f"{vnd_in_words(pieces).removesuffix(_CURRENCY)}{unit}"


def figures_and_words(pieces: int, unit: str) -> str:
    """Two digits at least, so that none can be added before, and the same in words."""
    figures = count(pieces) if pieces < 1000 else number(pieces)
    return f"{figures} {unit} (bằng chữ: {in_words(pieces, unit)})"

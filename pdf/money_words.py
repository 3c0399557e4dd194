"""Sums of money in words (số tiền bằng chữ), as Vietnamese vouchers write them under the figures.

Groups of three digits are read with their unit: nghìn, triệu, tỷ; what is over a thousand million is again read in
front of "tỷ". Within a group behind others nothing is left out: "không trăm linh năm". Spelling of the digits changes
with their place: mười / mươi, một / mốt, bốn / tư, năm / lăm.

>>> vnd_in_words(135_000)
'Một trăm ba mươi lăm nghìn đồng'
>>> vnd_in_words(1_021_004)
'Một triệu không trăm hai mươi mốt nghìn không trăm linh bốn đồng'
>>> vnd_in_words(-50_000), vnd_in_words(0)
('Âm năm mươi nghìn đồng', 'Không đồng')
"""

from __future__ import annotations

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
AFTER_TEN = {5: "lăm"}
AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
UNITS = ("", "nghìn", "triệu")
NOUGHT_TENS = "linh"  # in the south also "lẻ"
BILLION = 10**9


def vnd_in_words(vnd: int, *, nought_tens: str = NOUGHT_TENS) -> str:
    """Whole đồng, the first letter a capital; ``nought_tens`` is read for a nought in the tens."""
    sign = ["âm"] if vnd < 0 else []
    words = " ".join([*sign, *_number(abs(vnd), nought_tens), "đồng"])
    return words[0].upper() + words[1:]


def _number(number: int, nought_tens: str) -> list[str]:
    if number == 0:
        return [DIGITS[0]]
    high, low = divmod(number, BILLION)
    words = [*_number(high, nought_tens), "tỷ"] if high else []
    for unit, group in zip(reversed(UNITS), _groups(low), strict=True):
        if group:
            words += [*_group(group, nought_tens, whole=bool(words)), *filter(None, [unit])]
    return words


def _groups(number: int) -> tuple[int, int, int]:
    """Below a thousand million: the millions, the thousands, the rest."""
    return number // 10**6, number // 1000 % 1000, number % 1000


def _group(group: int, nought_tens: str, *, whole: bool) -> list[str]:
    """1 to 999; ``whole`` also reads the hundreds that are nought."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words = [DIGITS[hundreds], "trăm"] if hundreds or whole else []
    if tens == 0:
        return [*words, *([nought_tens] if words else []), DIGITS[ones]] if ones else words
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    return [*words, (AFTER_TEN if tens == 1 else AFTER_TENS).get(ones, DIGITS[ones])] if ones else words

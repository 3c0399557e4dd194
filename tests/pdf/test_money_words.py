"""Sums in words, read back by a reader that knows nothing of the writer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdf.money_words import vnd_in_words

SAID = {
    0: "Không đồng",
    1: "Một đồng",
    4: "Bốn đồng",
    5: "Năm đồng",
    10: "Mười đồng",
    11: "Mười một đồng",
    14: "Mười bốn đồng",
    15: "Mười lăm đồng",
    20: "Hai mươi đồng",
    21: "Hai mươi mốt đồng",
    24: "Hai mươi tư đồng",
    25: "Hai mươi lăm đồng",
    55: "Năm mươi lăm đồng",
    100: "Một trăm đồng",
    101: "Một trăm linh một đồng",
    105: "Một trăm linh năm đồng",
    110: "Một trăm mười đồng",
    111: "Một trăm mười một đồng",
    115: "Một trăm mười lăm đồng",
    444: "Bốn trăm bốn mươi tư đồng",
    1_000: "Một nghìn đồng",
    1_005: "Một nghìn không trăm linh năm đồng",
    1_050: "Một nghìn không trăm năm mươi đồng",
    10_000: "Mười nghìn đồng",
    30_000: "Ba mươi nghìn đồng",
    115_000: "Một trăm mười lăm nghìn đồng",
    135_000: "Một trăm ba mươi lăm nghìn đồng",
    1_000_000: "Một triệu đồng",
    1_000_005: "Một triệu không trăm linh năm đồng",
    1_035_000: "Một triệu không trăm ba mươi lăm nghìn đồng",
    21_404_051: "Hai mươi mốt triệu bốn trăm linh bốn nghìn không trăm năm mươi mốt đồng",
    1_000_000_000: "Một tỷ đồng",
    1_000_001_000: "Một tỷ không trăm linh một nghìn đồng",
    2_500_000_000: "Hai tỷ năm trăm triệu đồng",
    1_000_000_000_000: "Một nghìn tỷ đồng",
    1_005_000_000_000: "Một nghìn không trăm linh năm tỷ đồng",
    -135_000: "Âm một trăm ba mươi lăm nghìn đồng",
}
VALUES = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7,
    "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip


@pytest.mark.parametrize("vnd", SAID)
def test_a_sum_is_said_as_on_vouchers(vnd: int) -> None:
    assert vnd_in_words(vnd) == SAID[vnd]


def test_the_south_reads_a_nought_in_the_tens_in_its_own_way() -> None:
    assert vnd_in_words(1_005, nought_tens="lẻ") == "Một nghìn không trăm lẻ năm đồng"


@given(st.integers(-(10**20), 10**20) | st.integers(0, 10**7) | st.integers(0, 10**6).map(lambda sum_: sum_ * 1000))
def test_what_is_said_is_what_was_meant(vnd: int) -> None:
    assert heard(vnd_in_words(vnd)) == vnd


@given(st.integers(0, 10**15))
def test_the_words_are_clean_vietnamese(vnd: int) -> None:
    words = vnd_in_words(vnd)
    assert words == " ".join(words.split())
    assert words[0].isupper() and words[1:] == words[1:].lower()
    assert words.endswith(" đồng")
    assert not any(
        wrong in words for wrong in ("mươi một", "mươi năm", "mươi bốn", "mười năm", "một mươi", "linh mười")
    )


def heard(words: str) -> int:
    """A listener's account: digits gather, "mươi" and "trăm" lift the last, units lift all since the unit before."""
    whole = group = digit = 0
    *said, currency = words.lower().split()
    assert currency == "đồng"
    sign = -1 if said[0] == "âm" else 1
    for word in said[1:] if sign < 0 else said:
        match word:
            case "linh" | "lẻ":
                pass
            case "mươi":
                group, digit = group + digit * 10, 0
            case "trăm":
                group, digit = group + digit * 100, 0
            case "nghìn" | "triệu":
                whole, group, digit = whole + (group + digit) * {"nghìn": 10**3, "triệu": 10**6}[word], 0, 0
            case "tỷ":
                whole, group, digit = (whole + group + digit) * 10**9, 0, 0
            case "mười":
                group += 10
            case _:
                assert digit == 0, f"two digits in a row before {word!r}"
                digit = VALUES[word]
    return sign * (whole + group + digit)

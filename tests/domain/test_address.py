"""Addresses: the scheme of a day, joined codes, lines for labels."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.address import Address, lines, scheme_on, split_units


def test_districts_end_with_june_2025() -> None:
    assert scheme_on(date(2021, 11, 15)) == scheme_on(date(2025, 6, 30)) == "3-level"
    assert scheme_on(date(2025, 7, 1)) == "2-level"


@pytest.mark.parametrize(
    ("code", "units"),
    [
        ("8988330295", ("89", "883", "30295")),
        ("89883", ("89", "883", None)),
        ("89", ("89", None, None)),
        ("", (None, None, None)),
        ("898", (None, None, None)),
        ("89883302950", (None, None, None)),
    ],
)
def test_joined_codes_are_split(code: str, units: tuple[str | None, ...]) -> None:
    assert split_units(code) == units


def test_lines_break_after_commas_first() -> None:
    address = Address("Khóm Đông Thịnh 5, phường Mỹ Phước, thành phố Long Xuyên, tỉnh An Giang")
    assert lines(address, 42) == ["Khóm Đông Thịnh 5, phường Mỹ Phước,", "thành phố Long Xuyên, tỉnh An Giang"]


@given(st.lists(st.text("abcđê ,", min_size=1, max_size=12), max_size=8), st.integers(8, 40))
def test_lines_hold_all_words_and_only_a_long_word_exceeds_the_limit(parts: list[str], limit: int) -> None:
    address = Address(" ".join(" ".join(parts).split()))
    found = lines(address, limit)
    assert "".join(found).replace(" ", "").replace(",", "") == address.raw.replace(" ", "").replace(",", "")
    assert all(len(line) <= limit or " " not in line for line in found)

"""Postal item codes, UPU S10."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidFormat
from app.domain.post import item_code


@pytest.mark.parametrize(("serial", "digit"), [(47312482, 9), (49161088, 9), (0, 5), ("47312482", 9)])
def test_known_check_digits(serial: int | str, digit: int) -> None:
    assert item_code.check_digit(serial) == digit


@pytest.mark.parametrize("raw", ["EL491610889VN", "el491610889vn", " EL 491 610 889 VN ", "EL-491.610.889-VN"])
def test_spellings_of_one_code(raw: str) -> None:
    assert item_code.validate(raw) == "EL491610889VN"
    assert item_code.format(raw) == "EL 491 610 889 VN"


@pytest.mark.parametrize("raw", ["", "EL491610888VN", "EL49161088VN", "E1491610889VN", "EL491610889", "EL4916108٨9VN"])
def test_others_are_refused_without_quoting_them(raw: str) -> None:
    assert not item_code.is_valid(raw)
    with pytest.raises(InvalidFormat) as refused:
        item_code.validate(raw)
    assert refused.value.code == "ITEM_CODE_INVALID"
    assert not raw or raw not in str(refused.value)


@given(st.integers(0, 99_999_999), st.integers(0, 8), st.integers(1, 9))
def test_what_is_built_is_valid_and_a_wrong_check_digit_is_not(serial: int, place: int, change: int) -> None:
    code = item_code.build("EC", serial)
    assert item_code.is_valid(code)
    if place == 8:
        assert not item_code.is_valid(f"{code[:10]}{(int(code[10]) + change) % 10}VN")


def test_a_serial_has_eight_digits() -> None:
    for serial in (-1, 10**8, "123"):
        with pytest.raises(ValueError, match="eight digits"):
            item_code.check_digit(serial)

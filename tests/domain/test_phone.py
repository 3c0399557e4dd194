"""Telephone numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import phone
from app.domain.errors import InvalidFormat


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("0912345678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("0912 345 678", "0912345678"),
        ("(0912) 345-678", "0912345678"),
        ("+84912345678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0084 912 345 678", "0912345678"),
        ("+84 (0)912 345 678", "0912345678"),
        ("840912345678", "0912345678"),
        ("\u202a0912 345 678\u202c", "0912345678"),
        ("977333444", "0977333444"),
        ("977333444.0", "0977333444"),
        ("842345678", "0842345678"),
        ("0842345678", "0842345678"),
        ("0163.987.6543", "0339876543"),
        ("1639876543", "0339876543"),
        ("+841639876543", "0339876543"),
        ("01201234567", "0701234567"),
        ("01991234567", "0591234567"),
        ("0296.3883.123", "02963883123"),
        ("2963883123", "02963883123"),
        ("+84 296 3883 123", "02963883123"),
        ("02438831234", "02438831234"),
    ],
)
def test_numbers_are_understood(raw: str, number: str) -> None:
    assert phone.normalise(raw) == number


@pytest.mark.parametrize(
    "raw",
    ["", "chưa có", "0112345678", "091234567", "09123456789", "+855912345678", "1900 1234", "0912345678/0977111222"],
)
def test_others_are_refused_without_quoting_them(raw: str) -> None:
    assert not phone.is_valid(raw)
    with pytest.raises(InvalidFormat) as refused:
        phone.normalise(raw)
    assert refused.value.code == "PHONE_INVALID"
    assert not raw or raw not in str(refused.value)


def test_every_moved_prefix_leads_to_a_mobile_number() -> None:
    assert len(phone.MOVED_PREFIXES) == 21
    for old in phone.MOVED_PREFIXES:
        assert phone.is_valid(f"{old}1234567")


@given(st.from_regex(r"0[35789][0-9]{8}|02[0-9]{9}", fullmatch=True))
def test_a_valid_number_stays_as_it_is_in_every_spelling(number: str) -> None:
    spellings = (number, phone.format(number), f"+84{number[1:]}", f"84{number[1:]}", f"0084{number[1:]}", number[1:])
    assert {phone.normalise(spelling) for spelling in spellings} == {number}


def test_numbers_are_grouped_for_reading() -> None:
    assert phone.format("0912345678") == "0912 345 678"
    assert phone.format("02838831234") == "028 3883 1234"

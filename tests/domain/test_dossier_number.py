"""Dossier numbers and their aliases."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import dossier_number
from app.domain.dossier_number import DossierNumber
from app.domain.errors import InvalidFormat

DAY = date(2021, 11, 15)


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("000.00.06.H56-231027-0361", DossierNumber("000.00.06.H56", date(2023, 10, 27), 361)),
        ("000.00.16.h01-211115-0001", DossierNumber("000.00.16.H01", DAY, 1)),
        ("H56.14-211115-0001", DossierNumber("H56.14", DAY, 1)),
        ("G09.20-20260609-0092637", DossierNumber("G09.20", date(2026, 6, 9), 92637)),
        ("G22.99-211115-0007", DossierNumber("G22.99", DAY, 7)),
        (" 000.00.16.H01 - 211115 - 12345\n", DossierNumber("000.00.16.H01", DAY, 12345)),
    ],
)
def test_numbers_are_understood(raw: str, parts: DossierNumber) -> None:
    assert dossier_number.parse(raw) == parts
    assert dossier_number.is_valid(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "", "16.H01-211122", "000.00.16.H01-211115-001", "000.00.16.H01-211315-0001", "000.00.16.H01-210229-0001",
        "000.00.16.H1-211115-0001", "89-20211115-093312", "000.00.16.H01-211115-00000001", "٠٠٠.00.16.H01-211115-0001",
    ],
)  # fmt: skip
def test_others_are_refused_without_quoting_them(raw: str) -> None:
    assert not dossier_number.is_valid(raw)
    with pytest.raises(InvalidFormat) as refused:
        dossier_number.validate(raw)
    assert refused.value.code == "DOSSIER_NUMBER_INVALID"
    assert not raw or raw not in str(refused.value)


def test_numbers_have_four_digits_at_least() -> None:
    assert dossier_number.build("000.00.16.H01", DAY, 1) == "000.00.16.H01-211115-0001"
    assert dossier_number.build("H01.16", DAY, 10000) == "H01.16-211115-10000"


@pytest.mark.parametrize(("agency_id", "number"), [("16", 1), ("000.00.16.H01", 0), ("000.00.16.H01", 10**7)])
def test_nothing_wrong_is_built(agency_id: str, number: int) -> None:
    with pytest.raises(InvalidFormat):
        dossier_number.build(agency_id, DAY, number)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 9_999_999))
def test_what_is_built_reads_back(day: date, number: int) -> None:
    built = dossier_number.build("000.00.16.H01", day, number)
    assert dossier_number.parse(built) == DossierNumber("000.00.16.H01", day, number)


@given(st.integers(1, 10**11 - 1), st.integers(0, 11), st.integers(1, 9))
def test_an_alias_reads_back_and_no_single_wrong_digit_does(dossier_id: int, place: int, change: int) -> None:
    alias = dossier_number.alias(dossier_id)
    assert len(alias) == 12
    assert dossier_number.from_alias(f" {alias} ") == dossier_id
    wrong = alias[:place] + str((int(alias[place]) + change) % 10) + alias[place + 1 :]
    with pytest.raises(InvalidFormat):
        dossier_number.from_alias(wrong)


def test_a_known_check_digit_and_no_alias_of_nothing() -> None:
    assert dossier_number.alias(7992739871) == "079927398713"
    for text in ("", "000000000000", "12345", "07992739871x", "٠79927398713"):
        with pytest.raises(InvalidFormat):
            dossier_number.from_alias(text)
    for dossier_id in (0, -1, 10**11):
        with pytest.raises(ValueError, match="dossier id"):
            dossier_number.alias(dossier_id)

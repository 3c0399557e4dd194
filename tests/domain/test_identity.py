"""Identity papers, birth dates and masks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import identity
from app.domain.errors import InvalidFormat
from app.domain.identity import BirthDate, IdKind, Sex
from app.domain.messages import text_vi


@pytest.mark.parametrize(
    ("raw", "kind", "number"),
    [
        ("089190002211", IdKind.CITIZEN_ID, "089190002211"),
        (" 089.190.002.211 ", IdKind.CITIZEN_ID, "089190002211"),
        ("101190002211", IdKind.CITIZEN_ID, "101190002211"),
        ("89190002299", IdKind.CITIZEN_ID, "089190002299"),
        ("89190002299.0", IdKind.CITIZEN_ID, "089190002299"),
        ("351998877", IdKind.IDENTITY_CARD, "351998877"),
        ("351 998 877", IdKind.IDENTITY_CARD, "351998877"),
        ("B1234567", IdKind.PASSPORT, "B1234567"),
        ("p01234567", IdKind.PASSPORT, "P01234567"),
        ("C01X00T47", IdKind.PASSPORT, "C01X00T47"),
        ("AB 123456", IdKind.PASSPORT, "AB123456"),
    ],
)
def test_numbers_are_understood(raw: str, kind: IdKind, number: str) -> None:
    found = identity.parse_id(raw)
    assert (found.kind, found.number) == (kind, number)


@pytest.mark.parametrize(
    "raw",
    ["", "chưa có", "KHONGCO", "12345678", "1190002211", "0891900022111", "B123", "A1234567890", "３５１９９８８７７"],
)
def test_other_numbers_are_refused_without_quoting_them(raw: str) -> None:
    with pytest.raises(InvalidFormat) as refused:
        identity.parse_id(raw)
    assert refused.value.code == "CITIZEN_ID_INVALID"
    assert not raw or raw not in str(refused.value)


@pytest.mark.parametrize(
    ("number", "birth", "sex", "found"),
    [
        ("089190002211", BirthDate(1990), Sex.FEMALE, ()),
        ("089090002211", BirthDate(1990), Sex.MALE, ()),
        ("089205002211", BirthDate(2005, 1, 1), Sex.MALE, ()),
        ("089305002211", BirthDate(2005), None, ()),
        ("089190002211", BirthDate(1991), None, ("ID_YEAR_DIFFERS",)),
        ("089190002211", None, Sex.MALE, ("ID_SEX_DIFFERS",)),
        ("089190002211", BirthDate(2090), Sex.MALE, ("ID_YEAR_DIFFERS", "ID_SEX_DIFFERS")),
        ("351998877", BirthDate(1991), Sex.MALE, ()),
        ("000000001", None, None, ("ID_PLACEHOLDER",)),
    ],
)
def test_what_does_not_fit_is_a_warning_with_a_text(
    number: str, birth: BirthDate | None, sex: Sex | None, found: tuple[str, ...]
) -> None:
    assert identity.warnings(identity.parse_id(number), birth, sex) == found
    assert all(text_vi(code) for code in found)


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("12/05/1990", "1990-05-12"),
        ("2-5-1990", "1990-05-02"),
        ("02.05.1990", "1990-05-02"),
        ("1990-05-12", "1990-05-12"),
        ("1990-05-12T00:00:00", "1990-05-12"),
        ("1990-05-12 00:00:00.000", "1990-05-12"),
        ("19900512", "1990-05-12"),
        ("12051990", "1990-05-12"),
        ("19900512000000", "1990-05-12"),
        ("1968", "1968"),
        (" 1968 ", "1968"),
        ("1985-00-00", "1985"),
        ("00/00/1985", "1985"),
        ("00/07/1985", "1985-07"),
        ("07/1985", "1985-07"),
        ("29/02/2000", "2000-02-29"),
        ("1900-01-01", "1900-01-01"),
    ],
)
def test_birth_dates_are_understood(raw: str, iso: str) -> None:
    assert identity.parse_birth(raw).iso == iso


@pytest.mark.parametrize(
    "raw", ["", "31/02/1990", "29/02/1900", "13/13/1990", "1899", "2100-01-01", "12/00/1990", "12/05/90", "0", "١٩٦٨"]
)
def test_impossible_birth_dates_are_refused(raw: str) -> None:
    with pytest.raises(InvalidFormat) as refused:
        identity.parse_birth(raw)
    assert refused.value.code == "BIRTH_DATE_INVALID"


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_reads_back_from_every_spelling(day: date) -> None:
    birth = BirthDate(day.year, day.month, day.day)
    for spelling in ("%d/%m/%Y", "%Y-%m-%d", "%Y%m%d", "%d%m%Y", "%d-%m-%Y", "%Y%m%d000000"):
        assert identity.parse_birth(day.strftime(spelling)) == birth
    assert identity.parse_birth(birth.text_vi) == birth


def test_a_birth_after_today_is_refused_and_today_is_not() -> None:
    today = date(2021, 11, 15)
    for birth in (BirthDate(2021), BirthDate(2021, 11), BirthDate(2021, 11, 15)):
        identity.check(birth, today)
    tomorrow = today + timedelta(days=1)
    for birth in (BirthDate(2022), BirthDate(2021, 12), BirthDate(tomorrow.year, tomorrow.month, tomorrow.day)):
        with pytest.raises(InvalidFormat):
            identity.check(birth, today)


def test_masks_show_little() -> None:
    assert identity.mask_name("Nguyễn Thị Ngọc Ánh") == "Nguyễn T*** N*** Á***"
    assert identity.mask_name("Ánh") == "Á***"
    assert identity.mask_name("") == "***"

"""Administrative units in both schemes, and what the old ones became."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from app.domain.address import THREE_LEVEL, TWO_LEVEL, Address
from app.domain.unit import Level
from app.rules import Rules

DAY, LAST, NEW = date(2021, 11, 15), date(2025, 6, 30), date(2025, 7, 1)
DISTRICTS = {
    "883": "Thành phố Long Xuyên", "884": "Thành phố Châu Đốc", "886": "Huyện An Phú", "887": "Thị xã Tân Châu",
    "888": "Huyện Phú Tân", "889": "Huyện Châu Phú", "890": "Huyện Tịnh Biên", "891": "Huyện Tri Tôn",
    "892": "Huyện Châu Thành", "893": "Huyện Chợ Mới", "894": "Huyện Thoại Sơn",
}  # fmt: skip


def test_an_giang_has_its_eleven_districts(rules: Rules) -> None:
    assert {unit.code: unit.name_vi for unit in rules.units("89", DAY)} == DISTRICTS
    assert {unit.level for unit in rules.units("89", DAY)} == {Level.DISTRICT}
    town = rules.unit("890", date(2023, 4, 10))
    assert town is not None
    assert town.name_vi == "Thị xã Tịnh Biên"


@pytest.mark.parametrize(("province", "day", "count"), [("89", DAY, 156), ("89", LAST, 155), ("91", LAST, 143)])
def test_every_ward_is_there(rules: Rules, province: str, day: date, count: int) -> None:
    wards = [ward for district in rules.units(province, day) for ward in rules.units(district.code, day)]
    assert len(wards) == len({ward.code for ward in wards}) == count
    assert all(ward.name_vi.startswith(("Phường ", "Thị trấn ", "Xã ")) for ward in wards)


def test_the_new_an_giang_has_102_communes(rules: Rules) -> None:
    communes = rules.units("91", NEW)
    kinds = Counter(unit.name_vi.split()[0] for unit in communes)
    assert (len(communes), kinds) == (102, {"Xã": 85, "Phường": 14, "Đặc": 3})
    assert {u.name_vi for u in communes if u.name_vi.startswith("Đặc")} == {
        "Đặc khu Phú Quốc", "Đặc khu Thổ Châu", "Đặc khu Kiên Hải",
    }  # fmt: skip
    assert all(rules.units(unit.code, NEW) == () for unit in communes)


def test_one_code_means_two_provinces(rules: Rules) -> None:
    before, after = rules.unit("91", LAST), rules.unit("91", NEW)
    assert before is not None
    assert after is not None
    assert (before.name_vi, before.scheme) == ("Tỉnh Kiên Giang", THREE_LEVEL)
    assert (after.name_vi, after.scheme) == ("Tỉnh An Giang", TWO_LEVEL)
    assert rules.unit("89", NEW) is None


def test_every_old_ward_leads_somewhere_and_every_commune_comes_from_somewhere(rules: Rules) -> None:
    old = [u for p in ("89", "91") for d in rules.units(p, LAST) for u in rules.units(d.code, LAST)]
    reached = {unit.code for ward in old for unit in rules.successors(ward.code)}
    assert reached == {unit.code for unit in rules.units("91", NEW)}
    assert {ward.name_vi for ward in old if ward.divided} == {"Xã Vĩnh Châu", "Xã Phú Hội", "Xã Phước Hưng"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("30280", ["Phường Long Xuyên"]),  # Mỹ Bình
        ("30285", ["Phường Long Xuyên"]),  # Đông Xuyên, merged into Mỹ Xuyên first
        ("30427", ["Xã Chợ Vàm"]),  # Phú Thạnh
        ("30334", ["Phường Châu Đốc", "Phường Vĩnh Tế"]),
        ("30358", ["Xã An Phú", "Xã Nhơn Hội", "Xã Phú Hữu"]),
        ("00001", []),
    ],
)
def test_what_a_ward_became(rules: Rules, old: str, new: list[str]) -> None:
    assert [unit.name_vi for unit in rules.successors(old)] == new


def test_an_address_is_converted_where_that_is_certain(rules: Rules) -> None:
    old = Address("Số 1 Lý Thường Kiệt, phường Mỹ Bình", THREE_LEVEL, "89", "883", "30280")
    assert rules.convert(old) == (Address(old.raw, TWO_LEVEL, "91", None, "30307"),)
    assert rules.convert(rules.convert(old)[0]) == rules.convert(old)


def test_a_person_is_asked_where_a_ward_was_divided(rules: Rules) -> None:
    choices = rules.convert(Address("ấp Vĩnh Phú, xã Vĩnh Châu", THREE_LEVEL, "89", "884", "30334"))
    assert [choice.ward_code for choice in choices] == ["30316", "30325"]


def test_what_is_not_known_is_not_guessed(rules: Rules) -> None:
    assert rules.convert(Address("Hà Nội")) == ()
    assert rules.convert(Address("Hà Nội", THREE_LEVEL, "01", "001", "00001")) == ()

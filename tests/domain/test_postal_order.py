"""An order is issued again only when its end is known, under a counted number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.post.order import Leg, Party, PostalOrder, first_number, next_number

NUMBER = "000.00.16.H01-211122-0001"
PARTY = Party("Nguyễn Thị Ngọc Ánh", "0918345601", "Số 12, tổ 5")


def order(number: str = NUMBER) -> PostalOrder:
    return PostalOrder(number, PARTY, PARTY, "Giấy phép lái xe", 50, item_code="EL491610889VN")


@given(st.integers(1, 50))
def test_numbers_of_one_parcel_never_meet(count: int) -> None:
    used: list[str] = [first_number(NUMBER, Leg.RETURN)]
    for _ in range(count):
        used.append(next_number(NUMBER, used))
    assert len(set(used)) == count + 1 and used[-1] == f"{NUMBER}-{count + 1}"


def test_the_two_parcels_of_a_dossier_and_those_of_others_have_numbers_of_their_own() -> None:
    there, back = first_number(NUMBER, Leg.COLLECT), first_number(NUMBER, Leg.RETURN)
    assert there != back and next_number(back, [f"{there}-7", f"{NUMBER}2-9", f"{back}-x", f"{back}-02"]) == f"{back}-2"


def test_people_do_not_show_in_a_repr() -> None:
    assert "Ánh" not in repr(order()) and "0918345601" not in repr(order())

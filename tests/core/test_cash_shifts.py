"""Cash shifts: closed to the đồng, once, however many collect and close at the same time; handed on by one list."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, select

from app import submissions, updates
from app.context import Context
from app.domain.errors import Conflict, InvalidDossier, LayoutError, NotAllowed, NotFound
from app.domain.money.cash_shift import Count, Handover
from app.money import cash_shifts, fees
from app.security.principals import Principal, Role
from app.store import tables
from tests import builders
from tests.core.test_fees import DUE, a_dossier, collect, refund, refuse
from tests.pdf import reading

CASH = builders.raw_dossier()["fee"]


@pytest.fixture
def clerk(context: Context) -> Principal:
    """A collector of its own, so that nobody else's money lies in the till."""
    return builders.principal(context, office_id=builders.OFFICE)


def till_with(context: Context, clerk: Principal, *fees_of: dict[str, Any]) -> list[str]:
    return [a_dossier(context, clerk, fee=fee) for fee in fees_of]


def close(
    context: Context, clerk: Principal, counted_vnd: int, note: str = "", request_id: str | None = None
) -> cash_shifts.Till:
    return cash_shifts.close(Count(counted_vnd, note), clerk, context, request_id=request_id)


def closed_no(context: Context, clerk: Principal, counted_vnd: int) -> str:
    shift = close(context, clerk, counted_vnd).shift
    assert shift is not None
    return shift.shift_no


# -- closing -------------------------------------------------------------------------------------------------------


def test_a_shift_holds_what_was_taken_since_the_last_close(context: Context, clerk: Principal) -> None:
    till_with(context, clerk, CASH, CASH, {**CASH, "method": "transfer"})
    till = close(context, clerk, 2 * DUE)
    assert till.shift is not None and till.shift.expected_vnd == till.shift.counted_vnd == 2 * DUE
    assert till.total_vnd == 3 * DUE and len(till.booked) == 3
    assert {each.shift_no for each in till.booked} == {till.shift.shift_no}
    till_with(context, clerk, CASH)
    assert [each.payment.amount_vnd for each in close(context, clerk, DUE).booked] == [DUE]


def test_what_is_given_back_in_cash_is_missing_from_the_till(context: Context, clerk: Principal) -> None:
    number, _ = till_with(context, clerk, CASH, CASH)
    refuse(context, clerk, number)
    refund(context, clerk, number)
    till = close(context, clerk, DUE)
    assert (till.cash_vnd, till.total_vnd) == (DUE, DUE) and len(till.booked) == 3


def test_a_till_that_gave_back_more_than_it_took_closes_below_nought(context: Context, clerk: Principal) -> None:
    (number,) = till_with(context, clerk, CASH)
    close(context, clerk, DUE)
    refuse(context, clerk, number)
    refund(context, clerk, number)
    till = close(context, clerk, -DUE)
    assert till.shift is not None and (till.shift.expected_vnd, till.shift.difference_vnd) == (-DUE, 0)


def test_one_dong_too_few_keeps_the_shift_open_and_everything_in_it(context: Context, clerk: Principal) -> None:
    till_with(context, clerk, CASH)
    with pytest.raises(Conflict) as refused:
        close(context, clerk, DUE - 1)
    assert refused.value.code == "SHIFT_DIFFERS"
    for figure in ("135.000 đồng", "134.999 đồng", "thiếu 1 đồng"):
        assert figure in refused.value.message_vi
    assert cash_shifts.current(clerk, context).shift is None
    assert len(close(context, clerk, DUE).booked) == 1


def test_a_difference_that_is_explained_is_recorded_with_both_figures(context: Context, clerk: Principal) -> None:
    till_with(context, clerk, CASH)
    shift = close(context, clerk, DUE - 5_000, note="Trả lại nhầm 5.000 đồng").shift
    assert shift is not None
    assert (shift.expected_vnd, shift.counted_vnd, shift.difference_vnd) == (DUE, DUE - 5_000, -5_000)
    assert shift.note == "Trả lại nhầm 5.000 đồng"


def test_the_same_close_again_closes_nothing_more(context: Context, clerk: Principal) -> None:
    till_with(context, clerk, CASH)
    request_id = builders.unique("close")
    first = close(context, clerk, DUE, request_id=request_id)
    till_with(context, clerk, CASH)  # taken while the answer was on its way
    again = close(context, clerk, DUE, request_id=request_id)
    assert (first.repeat, again.repeat) == (False, True) and again.shift == first.shift
    with pytest.raises(Conflict) as refused:
        close(context, clerk, 2 * DUE, request_id=request_id)
    assert refused.value.code == "CONFLICT"
    assert len(cash_shifts.current(clerk, context).booked) == 1


def test_a_request_id_closes_one_shift_whichever_key_of_the_sender_uses_it(context: Context) -> None:
    sender = builders.unique("counter")
    one, two = (builders.principal(context, sender=sender, office_id=builders.OFFICE) for _ in range(2))
    till_with(context, one, CASH)
    first = close(context, one, DUE, request_id="k")
    again = close(context, two, DUE, request_id="k")
    assert (again.shift, again.repeat) == (first.shift, True)
    with pytest.raises(Conflict) as caught:
        close(context, two, 0, request_id="k")
    assert caught.value.code == "CONFLICT"


def test_nothing_taken_since_means_the_same_close_under_any_request_id(context: Context, clerk: Principal) -> None:
    till_with(context, clerk, CASH)
    first = close(context, clerk, DUE, request_id=builders.unique("close"))
    again = close(context, clerk, DUE, request_id=builders.unique("close"))
    assert again.repeat and again.shift == first.shift
    with pytest.raises(Conflict) as refused:
        close(context, clerk, 2 * DUE)
    assert refused.value.code == "SHIFT_DIFFERS"


def test_an_empty_shift_may_be_opened_and_closed(context: Context, clerk: Principal) -> None:
    first = cash_shifts.begin("Phạm Thị Thu Thủy", clerk, context)
    again = cash_shifts.begin("", clerk, context)
    assert (first.repeat, again.repeat) == (False, True) and again.shift == first.shift
    till = close(context, clerk, 0)
    assert till.shift is not None and first.shift is not None
    assert till.shift.shift_no == first.shift.shift_no and not till.booked
    assert till.shift.clerk_name == "Phạm Thị Thu Thủy"
    cash_shifts.begin("", clerk, context)
    assert not close(context, clerk, 0).repeat


def test_a_shift_nobody_opened_begins_with_its_first_payment(context: Context, clerk: Principal) -> None:
    till_with(context, clerk, CASH, CASH)
    till = close(context, clerk, 2 * DUE)
    assert till.shift is not None and till.shift.opened_at == till.booked[0].payment.at
    assert till.shift.clerk_name == ""


def test_a_collector_closes_his_own_money_only(context: Context, clerk: Principal) -> None:
    other = builders.principal(context, office_id=builders.OFFICE)
    person = replace(clerk, key_id=None, account_id=7, name="Trần Văn Bảo")
    for who in (clerk, other, person):
        till_with(context, who, CASH)
    till = close(context, person, DUE)
    assert till.shift is not None and till.shift.clerk_name == "Trần Văn Bảo"
    assert [len(cash_shifts.current(who, context).booked) for who in (clerk, other, person)] == [1, 1, 0]


def test_shifts_are_seen_by_their_office_and_agency(context: Context, clerk: Principal, desk: Principal) -> None:
    till_with(context, clerk, CASH)
    number = closed_no(context, clerk, DUE)
    assert cash_shifts.find(number.lower(), desk, context).shift is not None
    with pytest.raises(NotFound):
        cash_shifts.find(number, builders.principal(context, office_id=builders.OTHER_OFFICE), context)
    with pytest.raises(NotFound):
        cash_shifts.find("CA-881600-211115-0", clerk, context)


def test_without_the_role_nothing_is_closed_or_handed_on(context: Context, clerk: Principal) -> None:
    nobody = replace(clerk, roles=frozenset(Role) - {Role.COLLECT})
    steps: list[Callable[[], Any]] = [
        lambda: cash_shifts.current(nobody, context),
        lambda: cash_shifts.begin("", nobody, context),
        lambda: close(context, nobody, 0),
        lambda: cash_shifts.remit(Handover(("CA-1",), "x"), nobody, context),
    ]
    for step in steps:
        with pytest.raises(NotAllowed):
            step()


# -- at once -------------------------------------------------------------------------------------------------------


def test_twenty_threads_that_collect_and_close_lose_no_payment_and_double_none(
    context: Context, clerk: Principal
) -> None:
    numbers = till_with(context, clerk, *[{"amount_vnd": DUE, "place": "on_return"}] * 40)

    def work(nth: int) -> None:
        for number in numbers[nth * 2 : nth * 2 + 2]:
            collect(context, clerk, number, request_id=builders.unique("fee"))
            close(context, clerk, 0, note="Đếm sau", request_id=builders.unique("close"))

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(work, range(20)))
    rest = cash_shifts.current(clerk, context).booked
    shifts = shifts_of(context, clerk)
    tills = [cash_shifts.find(each, clerk, context) for each in shifts]
    dossiers = [each.dossier_id for till in tills for each in till.booked] + [each.dossier_id for each in rest]
    assert len(dossiers) == len(set(dossiers)) == 40
    assert sum(till.total_vnd for till in tills) + sum(each.payment.amount_vnd for each in rest) == 40 * DUE
    assert all(till.shift and till.shift.expected_vnd == till.cash_vnd for till in tills)


def test_one_close_from_many_threads_is_one_shift(context: Context, clerk: Principal) -> None:
    till_with(context, clerk, CASH)
    request_id = builders.unique("close")
    with ThreadPoolExecutor(8) as pool:
        tills = list(pool.map(lambda _: close(context, clerk, DUE, request_id=request_id), range(8)))
    assert sorted(till.repeat for till in tills) == [False] + [True] * 7
    assert len(shifts_of(context, clerk)) == 1


def test_numbers_of_an_office_follow_one_another_whoever_closes(context: Context) -> None:
    office = "MC-883"
    clerks = [builders.principal(context, office_id=office) for _ in range(10)]
    with ThreadPoolExecutor(10) as pool:
        numbers = list(pool.map(lambda who: closed_no(context, who, 0), clerks))
    assert sorted(numbers, key=lambda each: int(each.rpartition("-")[2])) == [
        f"CA-{office}-211115-{nth}" for nth in range(1, 11)
    ]


# -- handing on ----------------------------------------------------------------------------------------------------


def test_a_list_hands_on_closed_shifts_of_an_office_to_the_dong(context: Context, clerk: Principal) -> None:
    till_with(context, clerk, CASH, {**CASH, "method": "transfer"})
    first = closed_no(context, clerk, DUE)
    (number,) = till_with(context, clerk, CASH)
    refuse(context, clerk, number)
    refund(context, clerk, number, amount_vnd=35_000)
    second = closed_no(context, clerk, 100_000)
    assert [s.shift_no for s in cash_shifts.to_remit(clerk, context) if s.collector == clerk.collector] == [
        first,
        second,
    ]
    listed, repeat = cash_shifts.remit(Handover((first, second), "Trần Văn Bảo"), clerk, context)
    assert (listed.amount_vnd, listed.shift_nos, repeat) == (2 * DUE + 100_000, (first, second), False)
    assert listed.remittance_no.startswith("BK-881600-211115-")
    booked = fees.of(number, clerk, context).booked
    assert {each.remittance_no for each in booked} == {listed.remittance_no}
    assert cash_shifts.find_remittance(listed.remittance_no, clerk, context) == listed
    other = builders.principal(context, office_id=builders.OTHER_OFFICE)
    with pytest.raises(NotFound):
        cash_shifts.find_remittance(listed.remittance_no, other, context)


def test_a_shift_is_handed_on_once(context: Context, clerk: Principal) -> None:
    till_with(context, clerk, CASH)
    first = closed_no(context, clerk, DUE)
    till_with(context, clerk, CASH, CASH)
    second = closed_no(context, clerk, 2 * DUE)
    listed, _ = cash_shifts.remit(Handover((first,), "Trần Văn Bảo"), clerk, context)
    assert cash_shifts.remit(Handover((first,), "Trần Văn Bảo"), clerk, context) == (listed, True)
    for shift_nos, receiver in (((second, first), "Trần Văn Bảo"), ((first,), "Lê Thị Khác")):
        with pytest.raises(Conflict) as refused:
            cash_shifts.remit(Handover(shift_nos, receiver), clerk, context)
        assert refused.value.code == "SHIFT_REMITTED"
        assert f"{first} ({listed.remittance_no})" in refused.value.message_vi


def test_a_number_costs_the_same_however_many_there_are(context: Context, clerk: Principal) -> None:
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(context.database.engine, "before_cursor_execute", note)
    try:
        closed_no(context, clerk, 0)
    finally:
        event.remove(context.database.engine, "before_cursor_execute", note)
    assert not [each for each in seen if "starts_with" in each or "count(*)" in each]
    assert any("cash_number" in each for each in seen)


def test_two_lists_at_once_that_share_a_shift_are_one_and_a_conflict(context: Context, clerk: Principal) -> None:
    numbers = []
    for _ in range(3):
        till_with(context, clerk, CASH)
        numbers.append(closed_no(context, clerk, DUE))
    wanted = [(numbers[0], numbers[1]), (numbers[2], numbers[1])] * 4

    def remit(shift_nos: tuple[str, ...]) -> str | None:
        try:
            return cash_shifts.remit(Handover(shift_nos, "Trần Văn Bảo"), clerk, context)[0].remittance_no
        except Conflict:
            return None

    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(remit, wanted))
    assert len(set(given) - {None}) == 1 and given.count(None) == 4


def test_open_unknown_and_other_offices_shifts_are_all_named(
    context: Context, clerk: Principal, desk: Principal
) -> None:
    opened = cash_shifts.begin("", clerk, context).shift
    other = builders.principal(context, office_id=builders.OTHER_OFFICE)
    here, there = (
        closed_no(context, who, 0) for who in (builders.principal(context, office_id=builders.OFFICE), other)
    )
    assert opened is not None
    handover = Handover((here, "CA-1", opened.shift_no, there), "Trần Văn Bảo")
    with pytest.raises(InvalidDossier) as refused:
        cash_shifts.remit(handover, desk, context)
    assert {fault.path: fault.code for fault in refused.value.faults} == {
        "shift_nos[1]": "SHIFT_MISSING",
        "shift_nos[2]": "SHIFT_OPEN",
        "shift_nos[3]": "SHIFT_OF_OTHER_OFFICE",
    }


# -- paper ---------------------------------------------------------------------------------------------------------


def test_the_list_of_a_shift_says_who_paid_what_and_how_the_till_stood(context: Context, clerk: Principal) -> None:
    number, _ = till_with(context, clerk, CASH, {**CASH, "method": "transfer", "voucher": "BL-0002"})
    refuse(context, clerk, number)
    refund(context, clerk, number, amount_vnd=35_000, voucher="PC-0001")
    count = Count(99_000, note="Thiếu 1.000 đồng tiền lẻ", clerk_name="Phạm Thị Thu Thủy")
    shift = cash_shifts.close(count, clerk, context).shift
    assert shift is not None
    paper = cash_shifts.fee_list(shift.shift_no, clerk, context)
    told = reading.text(paper.content)
    for words in (
        "BẢNG KÊ THU PHÍ, LỆ PHÍ", f"Ca ngày 15/11/2021 – {shift.shift_no}", "Bưu cục Chợ Mới", "BƯU CỤC CHỢ MỚI",
        "Phạm Thị Thu Thủy", "Sở Giao thông vận tải An Giang", "Nguyễn Thị Ngọc Ánh", "BL-0001", "PC-0001",
        "Tiền mặt 100.000 đồng; Chuyển khoản 135.000 đồng", "235.000", "Hai trăm ba mươi lăm nghìn đồng",
        "99.000 đồng (thiếu 1.000 đồng)", "Thiếu 1.000 đồng tiền lẻ",
    ):  # fmt: skip
        assert words in told, words
    assert cash_shifts.fee_list(shift.shift_no, clerk, context) == paper


def test_the_list_of_a_closed_shift_never_changes(context: Context, clerk: Principal) -> None:
    (number,) = till_with(context, clerk, CASH)
    shift_no = closed_no(context, clerk, DUE)
    before = cash_shifts.fee_list(shift_no, clerk, context)
    raw = {"owner": {"name": "Nguyễn Thị Ngọc Anh Thư"}}
    asked = submissions.read_correction(raw, request_id=builders.unique("correction"), context=context)
    updates.correct(number, asked, clerk, context, "test")
    assert cash_shifts.fee_list(shift_no, clerk, context) == before
    assert "Nguyễn Thị Ngọc Ánh" in reading.text(before.content)


@pytest.mark.parametrize("office_id", [None, "MC-883"])
def test_an_empty_shift_of_a_desk_prints_under_the_authoritys_name(context: Context, office_id: str | None) -> None:
    who = builders.principal(context, office_id=office_id)
    told = reading.text(cash_shifts.fee_list(closed_no(context, who, 0), who, context).content)
    assert "SỞ GIAO THÔNG VẬN TẢI" in told and "Không đồng" in told and "Thu hộ cho" not in told


def test_what_could_not_be_printed_closes_nothing(context: Context, clerk: Principal) -> None:
    till_with(context, clerk, CASH)
    for count in (Count(DUE, note="Đủ 😀"), Count(DUE, note="W" * 500), Count(DUE, clerk_name="Thủy 😀")):
        with pytest.raises(LayoutError):
            cash_shifts.close(count, clerk, context)
    assert len(close(context, clerk, DUE, note=("Trả nhầm tiền lẻ cho người dân. " * 20)[:500]).booked) == 1


def test_no_name_or_voucher_is_too_long_for_the_list(context: Context, clerk: Principal) -> None:
    owner = {**builders.raw_dossier()["owner"], "name": "Nguyễn Thị Ngọc Ánh " * 4}
    a_dossier(context, clerk, fee={**CASH, "voucher": "W" * 100}, owner=owner)
    paper = cash_shifts.fee_list(closed_no(context, clerk, DUE), clerk, context)
    assert reading.text(paper.content).count("Ánh") == 4


def test_an_open_shift_has_no_list(context: Context, clerk: Principal) -> None:
    shift = cash_shifts.begin("", clerk, context).shift
    assert shift is not None
    with pytest.raises(NotFound):
        cash_shifts.fee_list(shift.shift_no, clerk, context)


def shifts_of(context: Context, clerk: Principal) -> list[str]:
    statement = select(tables.shift.c.shift_no).where(tables.shift.c.collector == clerk.collector)
    with context.database.begin() as connection:
        return list(connection.execute(statement.order_by(tables.shift.c.id)).scalars())


def waiting(context: Context, clerk: Principal) -> list[str]:
    """What of this clerk's no list has handed on."""
    return [each.shift_no for each in cash_shifts.to_remit(clerk, context) if each.collector == clerk.collector]

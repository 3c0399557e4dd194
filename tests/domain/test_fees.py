"""What is due, outstanding, overpaid and refundable; what a count of cash is held against."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import remark
from app.domain.errors import Conflict, InvalidDossier
from app.domain.life import CLOSED, MOVES, State
from app.domain.money import cash_shift, fees
from app.domain.money.cash_shift import Count
from app.domain.money.fees import UNSERVED, Account, FreightPayer, Kind, Payment
from app.domain.submission import FeeMethod, FeePlace

NOW = datetime(2021, 11, 15, 1, tzinfo=UTC)
DUE = 135_000
AMOUNTS = st.integers(1, 10**9)


def paid(amount_vnd: int, method: FeeMethod = FeeMethod.CASH) -> Payment:
    kind = Kind.COLLECTED if amount_vnd > 0 else Kind.REFUNDED
    return Payment(kind, amount_vnd, FeePlace.DESK, method, None, NOW)


@pytest.mark.parametrize(
    ("amounts", "outstanding", "overpaid"),
    [
        ([], DUE, 0),
        ([100_000], 35_000, 0),
        ([100_000, 35_000], 0, 0),
        ([150_000], 0, 15_000),
        ([150_000, -15_000], 0, 0),
        ([DUE, -DUE], DUE, 0),
    ],
)
def test_what_is_outstanding_is_what_is_due_less_what_is_held(
    amounts: list[int], outstanding: int, overpaid: int
) -> None:
    account = fees.account(DUE, map(paid, amounts), State.PROCESSING)
    assert (account.outstanding_vnd, account.overpaid_vnd) == (outstanding, overpaid)


@pytest.mark.parametrize("state", sorted(UNSERVED))
def test_after_a_refusal_or_withdrawal_nothing_is_due_and_all_may_be_given_back(state: State) -> None:
    assert fees.account(DUE, [], state).outstanding_vnd == 0
    assert fees.account(DUE, [paid(DUE)], state).refundable_vnd == DUE
    assert fees.account(DUE, [paid(DUE), paid(-100_000)], state).refundable_vnd == 35_000


@pytest.mark.parametrize("state", sorted(set(State) - UNSERVED))
def test_while_it_is_being_done_only_what_was_overpaid_may_be_given_back(state: State) -> None:
    assert fees.account(DUE, [paid(DUE)], state).refundable_vnd == 0
    assert fees.account(DUE, [paid(150_000)], state).refundable_vnd == 15_000


def test_a_result_that_the_citizen_has_is_paid_for() -> None:
    assert UNSERVED - {State.WITHDRAWN} == CLOSED - {State.DELIVERED, State.RETURNED_IN_PERSON}


def test_all_that_is_outstanding_is_collected_unless_a_sum_is_named() -> None:
    account = Account(DUE, paid_vnd=100_000)
    assert fees.to_collect(account, None) == 35_000
    assert fees.to_collect(account, 5_000) == 5_000


def test_more_than_is_outstanding_is_refused_with_the_figures() -> None:
    with pytest.raises(Conflict) as refused:
        fees.to_collect(Account(DUE, paid_vnd=100_000), 40_000)
    assert refused.value.code == "FEE_NOT_DUE"
    for figure in ("40.000", "35.000", "135.000", "100.000"):
        assert f"{figure} đồng" in refused.value.message_vi


def test_more_than_is_outstanding_is_booked_when_that_is_said() -> None:
    assert fees.to_collect(Account(DUE, paid_vnd=DUE), DUE, above_due=True) == DUE
    with pytest.raises(Conflict):
        fees.to_collect(Account(DUE, paid_vnd=DUE), None, above_due=True)


@given(AMOUNTS, st.lists(AMOUNTS, max_size=4), AMOUNTS, st.sampled_from(sorted(State)))
def test_no_refund_is_more_than_was_paid(due: int, sums: list[int], asked: int, state: State) -> None:
    account = fees.account(due, map(paid, sums), state)
    assert 0 <= account.refundable_vnd <= sum(sums)
    if asked <= account.refundable_vnd:
        assert fees.to_refund(account, asked) == asked
        return
    with pytest.raises(Conflict, match="FEE_NOT_REFUNDABLE"):
        fees.to_refund(account, asked)


@given(st.lists(st.tuples(st.integers(-(10**6), 10**6).filter(bool), st.sampled_from(FeeMethod))))
def test_sums_by_method_add_up_and_the_till_holds_the_cash_alone(moved: list[tuple[int, FeeMethod]]) -> None:
    payments = [paid(amount, method) for amount, method in moved]
    assert sum(fees.by_method(payments).values()) == sum(amount for amount, _ in moved)
    assert fees.cash_vnd(payments) == sum(amount for amount, method in moved if method is FeeMethod.CASH)


def test_what_is_said_at_a_refund_needs_its_reason() -> None:
    with pytest.raises(InvalidDossier) as refused:
        remark.read({"method": "cash", "amount_vnd": 0}, fees.REFUND, NOW)
    assert {fault.path: fault.code for fault in refused.value.faults} == {
        "reason": "REQUIRED",
        "amount_vnd": "AMOUNT_INVALID",
    }


def test_collecting_and_refunding_are_no_moves_of_the_table() -> None:
    assert not {fees.COLLECT.name, fees.REFUND.name} & MOVES.keys()


@pytest.mark.parametrize("payer", FreightPayer)
def test_every_payer_of_the_postage_has_a_name_on_paper(payer: FreightPayer) -> None:
    assert payer.vi in ("Người nhận", "Người gửi")


# -- shifts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("counted", "words"), [(499_999, "thiếu 1 đồng"), (500_001, "thừa 1 đồng")])
def test_a_single_dong_keeps_a_shift_open(counted: int, words: str) -> None:
    with pytest.raises(Conflict) as refused:
        cash_shift.check_count(500_000, Count(counted))
    assert refused.value.code == "SHIFT_DIFFERS" and words in refused.value.message_vi
    assert "500.000 đồng" in refused.value.message_vi


def test_a_count_that_fits_or_is_explained_closes() -> None:
    cash_shift.check_count(500_000, Count(500_000))
    cash_shift.check_count(500_000, Count(450_000, note="Trả nhầm 50.000 đồng, đã báo trưởng bưu cục"))
    cash_shift.check_count(-135_000, Count(-135_000))


@pytest.mark.parametrize(
    ("given", "counted"), [(0, 0), (135_000, 135_000), ("135000", 135_000), (-5_000, -5_000), ("-5000", -5_000)]
)
def test_cash_is_read_as_whole_dong(given: object, counted: int) -> None:
    assert cash_shift.read_count({"counted_vnd": given}, NOW).counted_vnd == counted


@pytest.mark.parametrize(
    ("given", "code"),
    [(None, "REQUIRED"), ("", "REQUIRED"), (True, "CASH_INVALID"), (1.5, "CASH_INVALID"), ("1.000", "CASH_INVALID"),
     ("--1", "CASH_INVALID"), ("²", "CASH_INVALID"), (10**12, "CASH_INVALID"), ("9" * 5000, "CASH_INVALID")],
)  # fmt: skip
def test_cash_that_cannot_be_read_is_named(given: object, code: str) -> None:
    with pytest.raises(InvalidDossier) as refused:
        cash_shift.read_count({"counted_vnd": given}, NOW)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("counted_vnd", code)]


def test_a_handover_names_its_shifts_once_and_its_receiver() -> None:
    raw = {"shift_nos": ["ca-881600-211115-1", "CA-881600-211115-1 "], "receiver": " Nguyễn Văn Bình "}
    handover = cash_shift.read_handover(raw, NOW)
    assert handover.shift_nos == ("CA-881600-211115-1",) and handover.receiver == "Nguyễn Văn Bình"


def test_a_handover_of_nothing_to_nobody_names_both_faults() -> None:
    with pytest.raises(InvalidDossier) as refused:
        cash_shift.read_handover({"shift_nos": [], "receiver": " "}, NOW)
    assert {fault.path for fault in refused.value.faults} == {"shift_nos", "receiver"}


def test_numbers_tell_kind_place_day_and_order() -> None:
    day = date(2021, 11, 15)
    assert cash_shift.number(cash_shift.SHIFT, "MC-883", day, 12) == "CA-MC-883-211115-12"
    assert cash_shift.number(cash_shift.REMITTANCE, "000.00.16.H01", day, 1) == "BK-000.00.16.H01-211115-1"

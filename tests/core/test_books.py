"""Any sequence of collecting, giving back, closing and handing on: the books add up to the đồng."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from app.context import Context
from app.domain.errors import Conflict
from app.domain.money.cash_shift import Handover
from app.money import cash_shifts, fees
from app.store import tables
from tests import builders
from tests.core.test_cash_shifts import close, shifts_of, waiting
from tests.core.test_fees import DUE, UNPAID, a_dossier, collect, refund, refuse

QUIET = settings(max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
ONE_OF_TWO, AMOUNT, METHOD = st.sampled_from([0, 1]), st.integers(1, 150_000), st.sampled_from(["cash", "transfer"])


class Books(RuleBasedStateMachine):
    """Two dossiers and one clerk; ``held`` and ``till`` are what a person would note beside the books."""

    context: ClassVar[Context]

    @initialize()
    def begin_with_nothing(self) -> None:
        self.clerk = builders.principal(self.context, office_id=builders.OFFICE)
        self.numbers = [a_dossier(self.context, self.clerk, fee=UNPAID) for _ in range(2)]
        self.held, self.ended, self.till = [0, 0], [False, False], 0

    @rule(nth=ONE_OF_TWO, amount=AMOUNT, method=METHOD)
    def collect(self, nth: int, amount: int, method: str) -> None:
        fits = not self.ended[nth] and self.held[nth] + amount <= DUE
        self._pay(collect, fits, nth, amount, method)

    @rule(nth=ONE_OF_TWO, amount=AMOUNT, method=METHOD)
    def give_back(self, nth: int, amount: int, method: str) -> None:
        self._pay(refund, self.ended[nth] and amount <= self.held[nth], nth, -amount, method)

    def _pay(self, do: Callable[..., Any], fits: bool, nth: int, amount: int, method: str) -> None:
        done = went(lambda: do(self.context, self.clerk, self.numbers[nth], amount_vnd=abs(amount), method=method))
        assert done == fits
        self.held[nth] += amount if done else 0
        self.till += amount if done and method == "cash" else 0

    @rule(nth=ONE_OF_TWO)
    def end(self, nth: int) -> None:
        if not self.ended[nth]:
            refuse(self.context, self.clerk, self.numbers[nth])
            self.ended[nth] = True

    @rule()
    def open_a_shift(self) -> None:
        cash_shifts.begin("", self.clerk, self.context)

    @rule(off_by=st.sampled_from([0, 0, 1, -1]), note=st.sampled_from(["", "Chênh lệch tiền lẻ"]))
    def close_the_shift(self, off_by: int, note: str) -> None:
        done = went(lambda: close(self.context, self.clerk, self.till + off_by, note))
        assert done or (off_by and not note)
        self.till = 0 if done else self.till

    @rule()
    def hand_on(self) -> None:
        if numbers := waiting(self.context, self.clerk):
            listed, _ = cash_shifts.remit(Handover(tuple(numbers), "Trần Văn Bảo"), self.clerk, self.context)
            tills = [cash_shifts.find(number, self.clerk, self.context) for number in numbers]
            assert listed.amount_vnd == sum(till.total_vnd for till in tills)
            assert {till.shift.remittance_no for till in tills if till.shift} == {listed.remittance_no}

    @invariant()
    def payments_are_those_of_closed_shifts_and_of_the_till(self) -> None:
        if hasattr(self, "numbers"):
            tills = [
                cash_shifts.find(number, self.clerk, self.context) for number in shifts_of(self.context, self.clerk)
            ]
            closed = [till for till in tills if till.shift and till.shift.closed_at]
            now = cash_shifts.current(self.clerk, self.context)
            assert sum(till.total_vnd for till in closed) + now.total_vnd == sum(self.held)
            assert now.cash_vnd == self.till
            assert all(till.shift and till.shift.expected_vnd == till.cash_vnd for till in closed)

    @invariant()
    def nothing_is_given_back_that_was_not_paid(self) -> None:
        for number, held in zip(getattr(self, "numbers", ()), getattr(self, "held", ()), strict=True):
            account = fees.of(number, self.clerk, self.context).account
            assert account.held_vnd == held >= 0 and account.refunded_vnd <= account.paid_vnd


def test_whatever_happens_the_books_add_up(context: Context) -> None:
    Books.context = context
    run_state_machine_as_test(Books, settings=QUIET)
    payment = tables.payment
    with context.database.begin() as connection:
        total = connection.execute(select(func.sum(payment.c.amount_vnd))).scalar_one()
        shifted = select(func.sum(payment.c.amount_vnd)).select_from(payment.join(tables.shift))
        loose = select(func.sum(payment.c.amount_vnd)).where(payment.c.shift_id.is_(None))
        assert total == sum(connection.execute(each).scalar_one() or 0 for each in (shifted, loose))


def went(step: Callable[[], Any]) -> bool:
    try:
        step()
    except Conflict:
        return False
    return True

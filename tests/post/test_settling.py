"""A person says how an order ended: that the post has taken it does not end a cancellation that is still wanted."""

from __future__ import annotations

import pytest

from app.domain.post.order import Leg
from app.domain.post.parcel import Cancelling, OrderState
from app.post.settling import End
from integrations.post.lines import Line
from integrations.post.simulator.faults import Fault, Planned
from tests.post.conftest import Fail
from tests.post.desk import Desk
from tests.post.test_cancelling import live_code, there, waiting

ELSEWHERE = {"address": {"raw": "ấp Long Hòa, xã Long Điền A, huyện Chợ Mới"}}


@pytest.fixture
def line(desk: Desk) -> Line:
    return desk.line("finds")


def test_papers_that_are_at_the_desk_are_not_fetched_whatever_the_post_has_taken(desk: Desk, line: Line) -> None:
    number = desk.collecting()
    desk.ask(line, number)
    desk.move("receive", number)
    desk.settle(number, End.ACCEPTED, Leg.COLLECT)
    assert desk.parcel(number).cancel is Cancelling.WANTED
    desk.ask_all(line)
    assert there(desk, number) == [] and desk.parcel(number).state is OrderState.CANCELLED


def test_an_order_with_the_old_address_is_still_issued_again_with_the_new_one(desk: Desk) -> None:
    line, number = desk.line("neither"), desk.finished()
    desk.simulator.service.plan.add(Planned(Fault.LOST_ANSWER, "create"))
    desk.ask(line, number)
    desk.correct(number, return_by_post=ELSEWHERE)
    desk.settle(number, End.ACCEPTED)
    assert (desk.parcel(number).state, desk.parcel(number).again) == (OrderState.ACCEPTED, True)
    desk.ask_all(line)
    sent = desk.simulator.service.state.orders
    assert there(desk, number) == [f"{number}-2"]
    assert "Long Điền A" in sent[f"{number}-2"].fields["ReceiverAddress"] and number not in waiting(desk)


def test_a_hand_over_by_mistake_is_taken_back_though_the_order_was_taken(desk: Desk, line: Line) -> None:
    number = desk.finished()
    desk.ask(line, number)
    desk.move("hand_over", number)
    desk.move("take_back", number)
    desk.settle(number, End.ACCEPTED)
    desk.ask_all(line)
    desk.move("hand_over", number)
    assert there(desk, number) == [f"{number}-2"] and desk.parcel(number).item_code == live_code(desk, number)


def test_a_cancellation_that_nobody_asks_for_any_more_is_asked_for_anew(desk: Desk, fail: Fail) -> None:
    line, number = desk.line("neither", whole_timeout_s=0.41), desk.finished()
    desk.ask(line, number)
    fail("bad_gateway", "cancel", rate=1.0)
    desk.correct(number, return_by_post=ELSEWHERE)
    desk.ask_all(line)
    assert desk.cancel_work(number).state == "parked"
    desk.simulator.service.plan.clear()
    desk.settle(number, End.ACCEPTED)
    desk.wait(line)
    desk.ask_all(line)
    assert there(desk, number) == [f"{number}-2"]


def test_an_order_that_was_not_cancelled_stands_if_it_is_as_it_would_be_made_today(desk: Desk, fail: Fail) -> None:
    line, number = desk.line("finds", whole_timeout_s=0.41), desk.finished()
    desk.ask(line, number)
    desk.cancel(number)
    fail("bad_gateway", "cancel", rate=1.0)
    desk.ask_all(line)
    assert number in waiting(desk)
    desk.settle(number, End.ACCEPTED)
    assert desk.parcel(number).cancel is None and number not in waiting(desk)
    assert desk.cancel_work(number).state == "done"
    desk.move("hand_over", number)


def test_an_order_that_has_lost_its_purpose_and_stands_is_never_off_the_list(desk: Desk, line: Line) -> None:
    number = desk.finished()
    desk.ask(line, number)
    for _ in range(2):
        desk.simulator.service.state.advance(number)
    desk.move("return_in_person", number)
    desk.ask_all(line)
    desk.settle(number, End.ACCEPTED)
    assert desk.parcel(number).cancel is Cancelling.REFUSED and number in waiting(desk)

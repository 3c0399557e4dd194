"""Every adapter of the post keeps the same promises, over real HTTP against the simulated post."""

from __future__ import annotations

import dataclasses

import pytest

from app.domain.errors import AlreadyExists, OutcomeUnknown, OutsideError, Rejected, Unavailable
from app.domain.money.fees import FreightPayer
from app.domain.post import item_code
from app.domain.post.tracking import Reason, Status, standing
from integrations.post.orders.port import FIRST_CURSOR, Post, WhenUnknown, cancel, settle
from integrations.post.simulator.faults import Fault
from integrations.post.simulator.running import Simulator
from tests.post.conftest import NOW, Fail, an_order


def held(simulator: Simulator) -> list[str]:
    return list(simulator.service.state.orders)


# -- orders ----------------------------------------------------------------------------------------------------------


def test_an_order_is_accepted_with_its_item_code(post: Post, simulator: Simulator) -> None:
    order = an_order(note="Gọi trước khi phát")
    accepted = post.create(order)
    assert (accepted.order_no, accepted.code, accepted.text) == (order.order_no, "100", "Thành công")
    assert accepted.item_code and item_code.is_valid(accepted.item_code)
    fields = simulator.service.state.orders[order.order_no].fields
    assert fields["ReceiverName"] == "Nguyễn Thị Ngọc Ánh"
    assert fields["SenderDesc"] == "Giấy phép lái xe" and fields["Description"] == "Gọi trước khi phát"
    assert int(fields["SenderProvince"]) == 88 and int(fields["ReceiverDistrict"]) == 8846


def test_an_item_code_of_ours_counts_only_where_the_post_was_told_of_it(post: Post, simulator: Simulator) -> None:
    order = an_order(item_code="EL491610889VN")
    accepted = post.create(order)
    told = simulator.service.state.orders[order.order_no].fields.get("ItemCode")
    assert (accepted.item_code == "EL491610889VN") == (told == "EL491610889VN")


def test_an_order_whose_places_have_no_codes_is_sent_all_the_same(post: Post, simulator: Simulator) -> None:
    receiver = dataclasses.replace(an_order().receiver, province=None, district=None)
    order = an_order(receiver=receiver, payer=FreightPayer.RECEIVER)
    post.create(order)
    fields = simulator.service.state.orders[order.order_no].fields
    assert int(fields["ReceiverProvince"]) == 0 and not fields.get("ReceiverDistrict")
    assert fields["Description"] == "Cước do người nhận trả."


def test_an_order_sent_twice_is_there_once_and_never_counts_as_refused(post: Post, simulator: Simulator) -> None:
    order = an_order()
    post.create(order)
    expected = AlreadyExists if post.when_unknown is WhenUnknown.REPEAT else OutcomeUnknown
    with pytest.raises(expected) as caught:
        post.create(order)
    assert type(caught.value) is expected and caught.value.detail == "101 Đơn hàng đã tồn tại"
    assert held(simulator) == [order.order_no]


@pytest.mark.parametrize("fault", ["lost_answer", "slow", "truncated", "wrong_namespace", "duplicate"])
def test_an_order_whose_answer_is_lost_is_found_or_left_to_a_person(
    post: Post, simulator: Simulator, fail: Fail, fault: str
) -> None:
    order = an_order()
    fail(fault, "create")
    with pytest.raises((OutcomeUnknown, AlreadyExists)):
        post.create(order)
    settled = settle(post, order)
    if post.when_unknown is WhenUnknown.NEITHER:
        assert settled is None
    else:
        assert settled is not None and settled.order_no == order.order_no
    assert held(simulator) == [order.order_no]


def test_an_order_that_never_arrived_may_be_sent_again(post: Post, simulator: Simulator, fail: Fail) -> None:
    order = an_order()
    fail("html_page", "create")
    with pytest.raises(OutcomeUnknown):
        post.create(order)
    match post.when_unknown:
        case WhenUnknown.FIND:
            with pytest.raises(Unavailable):
                settle(post, order)
        case WhenUnknown.REPEAT:
            assert settle(post, order) is not None
        case WhenUnknown.NEITHER:
            assert settle(post, order) is None


def test_an_order_that_was_cancelled_there_is_not_taken_for_a_live_one(post: Post) -> None:
    order = an_order()
    post.create(order)
    cancelled = post.cancel(order.order_no)
    assert (cancelled.order_no, cancelled.code) == (order.order_no, "100")
    if post.when_unknown is WhenUnknown.FIND:
        with pytest.raises(Rejected):
            settle(post, order)


def test_cancelling_an_order_that_is_not_there_is_refused(post: Post) -> None:
    with pytest.raises(Rejected) as caught:
        post.cancel("000.00.16.H01-211122-none")
    assert caught.value.detail == "103 Không tìm thấy đơn hàng"


def test_an_order_is_cancelled_as_often_as_that_is_asked_for(post: Post, simulator: Simulator) -> None:
    order = an_order()
    post.create(order)
    assert [post.cancel(order.order_no).code for _ in range(2)] == ["100", "105"]
    assert simulator.service.state.orders[order.order_no].cancelled


@pytest.mark.parametrize("fault", ["lost_answer", "slow", "truncated", "wrong_namespace", "contradiction", "duplicate"])
def test_a_cancellation_whose_answer_is_lost_is_asked_for_again(
    post: Post, simulator: Simulator, fail: Fail, fault: str
) -> None:
    order = an_order()
    post.create(order)
    fail(fault, "cancel")
    if fault == "duplicate":
        assert post.cancel(order.order_no).code == "105"
    else:
        with pytest.raises(OutcomeUnknown):
            post.cancel(order.order_no)
    assert cancel(post, order.order_no).order_no == order.order_no
    assert simulator.service.state.orders[order.order_no].cancelled


def test_a_parcel_that_is_on_its_way_is_not_cancelled(post: Post, simulator: Simulator) -> None:
    number = followed(post, simulator, steps=2)
    for _ in range(2):
        with pytest.raises(Rejected) as caught:
            cancel(post, number)
        assert caught.value.detail == "106 Bưu gửi đang chuyển, không được phép hủy"
    assert not simulator.service.state.orders[number].cancelled


def test_what_the_post_surely_does_not_have_needs_no_cancelling(post: Post) -> None:
    if post.when_unknown is WhenUnknown.FIND:
        assert cancel(post, "000.00.16.H01-211122-none").code == ""
    else:
        with pytest.raises(Rejected):
            cancel(post, "000.00.16.H01-211122-none")


def test_an_order_with_a_gap_is_refused_and_not_there(post: Post, simulator: Simulator) -> None:
    with pytest.raises(Rejected):
        post.create(an_order(receiver=dataclasses.replace(an_order().receiver, phone="")))
    assert held(simulator) == []


def test_a_price_is_told_in_whole_dong(post: Post) -> None:
    assert post.price(an_order(weight_g=250)).amount_vnd == 28_000


# -- everything that can go wrong --------------------------------------------------------------------------------

# fault → the end of a call that changes something; what only reads is never unknown.
ENDS: dict[str, type[OutsideError]] = {
    "rate_limited": Unavailable,
    "unavailable": Unavailable,
    "bad_gateway": OutcomeUnknown,
    "html_page": OutcomeUnknown,
    "error_in_200": Rejected,
    "lost_answer": OutcomeUnknown,
    "slow": OutcomeUnknown,
    "truncated": OutcomeUnknown,
    "wrong_namespace": OutcomeUnknown,
    "contradiction": OutcomeUnknown,
}


@pytest.mark.parametrize("fault", ENDS)
def test_every_fault_has_its_end(post: Post, fail: Fail, fault: str) -> None:
    order = an_order()
    for call in (lambda: post.create(order), lambda: post.cancel(order.order_no)):
        fail(fault)
        with pytest.raises(OutsideError) as caught:
            call()
        assert type(caught.value) is ENDS[fault]


@pytest.mark.parametrize("fault", sorted(ENDS.keys() - {"error_in_200"}))
def test_what_only_reads_may_always_be_asked_again(post: Post, fail: Fail, fault: str) -> None:
    for call in (lambda: post.price(an_order()), post.tracking):
        fail(fault)
        with pytest.raises(Unavailable):
            call()
        call()


def test_no_fault_of_the_simulator_is_without_a_case() -> None:
    single = {"token_expired", "fault_500", "duplicate"}  # whose end hangs on the shape, or is none
    on_pages = {"seven_digit_times", "unknown_status", "out_of_order", "bad_event"}
    assert set(Fault) == ENDS.keys() | single | on_pages


def test_an_expired_token_is_renewed_whatever_is_asked(post: Post, fail: Fail) -> None:
    order = an_order()
    post.create(order)
    for call in (lambda: post.price(order), post.tracking, lambda: post.cancel(order.order_no)):
        fail("token_expired")
        call()
        fail("token_expired", times=2)
        with pytest.raises(Unavailable):
            call()
        post.tracking()  # under a token of its own again


@pytest.mark.parametrize("call", ["price", "tracking"])
def test_an_answer_that_comes_twice_is_one_answer(post: Post, fail: Fail, call: str) -> None:
    fail("duplicate", call)
    if call == "price":
        assert post.price(an_order(weight_g=50)).amount_vnd == 26_000
    else:
        assert post.tracking().size == 0


def test_a_cancellation_refused_with_500_ends_as_an_order_does(post: Post, fail: Fail) -> None:
    order = an_order()
    post.create(order)
    fail("fault_500", "cancel")
    with pytest.raises(Rejected if post.when_unknown is WhenUnknown.FIND else OutcomeUnknown):
        post.cancel(order.order_no)
    for ask in (lambda: post.price(order), post.tracking):
        fail("fault_500")
        with pytest.raises(OutsideError):
            ask()


def test_a_valid_fault_in_500_is_a_refusal_in_soap_and_unknown_in_rest(post: Post, fail: Fail) -> None:
    fail("fault_500", "create")
    with pytest.raises(Rejected if post.when_unknown is WhenUnknown.FIND else OutcomeUnknown):
        post.create(an_order())


@pytest.mark.parametrize("fault", ["rate_limited", "unavailable"])
def test_the_post_says_when_to_come_back(post: Post, fail: Fail, fault: str) -> None:
    fail(fault, "create")
    with pytest.raises(Unavailable) as caught:
        post.create(an_order())
    assert caught.value.retry_after_s == 7


def test_an_expired_token_is_renewed_once(post: Post, simulator: Simulator, fail: Fail) -> None:
    order = an_order()
    fail("token_expired", "create")
    assert post.create(order).code == "100"
    fail("token_expired", "create", times=2)
    with pytest.raises(Unavailable):
        post.create(an_order())
    assert held(simulator) == [order.order_no]


def test_a_busy_token_service_says_when_to_come_back(post: Post, simulator: Simulator, fail: Fail) -> None:
    simulator.service.state.tokens.clear()
    fail("rate_limited", "token")
    with pytest.raises(Unavailable) as caught:
        post.create(an_order())
    assert caught.value.retry_after_s == 7


def test_without_a_token_nothing_is_sent(post: Post, simulator: Simulator, fail: Fail) -> None:
    simulator.service.state.tokens.clear()
    fail("html_page", "token")
    with pytest.raises(Unavailable):
        post.create(an_order())
    assert held(simulator) == []


# -- tracking ----------------------------------------------------------------------------------------------------


def test_an_empty_feed_is_an_empty_page(post: Post) -> None:
    page = post.tracking()
    assert (page.size, page.next_cursor, page.stuck) == (0, FIRST_CURSOR, False)


def followed(post: Post, simulator: Simulator, steps: int = 4) -> str:
    order = an_order()
    try:
        post.create(order)
    except OutsideError:
        pytest.fail("the order was not accepted")
    for _ in range(steps):
        simulator.service.state.advance(order.order_no)
    return order.order_no


def test_reports_come_in_pages_and_each_once(post: Post, simulator: Simulator) -> None:
    number = followed(post, simulator)
    first = post.tracking(page_size=3)
    second = post.tracking(first.next_cursor, 3)
    third = post.tracking(second.next_cursor, 3)
    events = [*first.events, *second.events]
    assert [len(first.events), len(second.events), third.size] == [3, 1, 0]
    assert {event.order_no for event in events} == {number} and len({event.source_id for event in events}) == 4
    assert [event.raw_code for event in events] == ["1", "2", "3", "4"]
    assert {event.at for event in events} == {NOW} and {event.source for event in events} == {post.source}
    assert standing(events).status is Status.DELIVERED and third.next_cursor == second.next_cursor


def test_reports_out_of_order_on_a_page_are_all_read(post: Post, simulator: Simulator, fail: Fail) -> None:
    followed(post, simulator)
    fail("out_of_order", "tracking")
    page = post.tracking()
    assert [event.raw_code for event in page.events] == ["4", "3", "2", "1"] and not page.stuck
    assert standing(page.events).status is Status.DELIVERED
    assert post.tracking(page.next_cursor).size == 0


def test_a_full_page_out_of_order_does_not_move_the_cursor(post: Post, simulator: Simulator, fail: Fail) -> None:
    followed(post, simulator)
    fail("out_of_order", "tracking")
    page = post.tracking(page_size=3)
    assert page.stuck and page.next_cursor == FIRST_CURSOR


def test_one_bad_report_fails_no_other(post: Post, simulator: Simulator, fail: Fail) -> None:
    followed(post, simulator)
    fail("bad_event", "tracking")
    page = post.tracking()
    assert len(page.events) == 4 and [bad.problem for bad in page.bad] == ["neither order number nor item code"]
    assert "hôm qua" in page.bad[0].raw and "hôm qua" not in repr(page.bad)


def test_seven_decimals_are_a_time(post: Post, simulator: Simulator, fail: Fail) -> None:
    followed(post, simulator, steps=1)
    fail("seven_digit_times", "tracking")
    (event,) = post.tracking().events
    assert event.raw_time == "2021-11-22T09:15:07.1234567"
    assert event.at == NOW.replace(microsecond=123456)


def test_an_unknown_status_stays_unknown_and_is_shown_as_written(post: Post, simulator: Simulator, fail: Fail) -> None:
    followed(post, simulator, steps=1)
    fail("unknown_status", "tracking")
    (event,) = post.tracking().events
    assert (event.status, event.raw_code, event.raw_text) == (Status.UNKNOWN, "77", "Đang chờ xử lý tại bưu cục")
    assert (event.pos_code, event.reason) == (None, None)


def test_an_unreadable_time_is_no_time_and_the_report_counts(post: Post, simulator: Simulator) -> None:
    number = followed(post, simulator, steps=0)
    simulator.service.state.report(number, StatusCode="4", EventTime="hôm qua", StatusMessage=None)
    (event,) = post.tracking().events
    assert (event.status, event.at, event.raw_time, event.raw_text) == (Status.DELIVERED, None, "hôm qua", "")


def test_what_the_receiver_is_called_in_a_report_is_not_kept(post: Post, simulator: Simulator) -> None:
    number = followed(post, simulator, steps=0)
    simulator.service.state.report(number, StatusCode="4", Notes="Người nhận: Nguyễn Văn Bé")
    (event,) = post.tracking().events
    assert "Bé" not in str(dataclasses.asdict(event))
    assert event.reason is not Reason.UNKNOWN

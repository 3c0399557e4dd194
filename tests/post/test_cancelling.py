"""An order is taken back by a person or by the service, once, however the call ends; the next one comes after it."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app import lifecycle
from app.domain.errors import Conflict, NotAllowed, NotFound
from app.domain.life import State
from app.domain.post.order import Leg
from app.domain.post.parcel import Cancelling, Finding, OrderState
from app.domain.post.tracking import Status
from app.domain.remark import NOTHING, Remark
from app.domain.role import Role
from app.money import fees
from app.papers import documents
from app.post import cancelling, item_codes, orders, parcels, settling
from app.post.settling import End
from app.store import dossiers, postal_items, tables
from integrations.post.lines import Line
from integrations.post.simulator.faults import Fault, Planned
from tests import builders
from tests.post.conftest import Fail
from tests.post.desk import SHAPES, Desk
from tests.post.test_custody import say
from tests.post.test_parcels import heard, told

LOST = ["lost_answer", "slow", "truncated", "wrong_namespace", "contradiction"]


@pytest.fixture
def line(desk: Desk) -> Line:
    return desk.line("finds")


@pytest.fixture
def number(desk: Desk, line: Line) -> str:
    """A dossier whose result the post was asked to carry."""
    made = desk.finished()
    desk.ask(line, made)
    return made


def there(desk: Desk, number: str) -> list[str]:
    """The orders of a dossier that stand at the post."""
    held = desk.simulator.service.state.orders
    return [each for each, order in held.items() if each.startswith(number) and not order.cancelled]


def waiting(desk: Desk) -> set[str]:
    with desk.context.database.begin() as connection:
        return {row.order_no for row in postal_items.troubled(connection)}


def live_code(desk: Desk, number: str) -> str | None:
    c, d = tables.item_code.c, tables.dossier.c
    live = (
        select(c.code).join(tables.dossier, d.id == c.dossier_id).where(d.dossier_no == number, c.voided_at.is_(None))
    )
    with desk.context.database.begin() as connection:
        return connection.execute(live).scalar()


# -- by a person ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SHAPES)
def test_an_order_that_stands_is_cancelled_there_and_its_item_code_is_void(desk: Desk, kind: str) -> None:
    number, line = desk.finished(), desk.line(kind)
    desk.ask(line, number)
    parcel, repeat = desk.cancel(number)
    assert (parcel.state, parcel.cancel, repeat) == (OrderState.ACCEPTED, Cancelling.WANTED, False)
    assert there(desk, number) == [number], "it stands until the post has cancelled it"
    desk.ask_cancelled(line, number)
    parcel = desk.parcel(number)
    assert (parcel.state, parcel.cancel, there(desk, number)) == (OrderState.CANCELLED, None, [])
    assert desk.told(number) == ["post_ordered", "post_cancel_asked", "post_order_cancelled"]
    assert live_code(desk, number) is None and desk.cancel_work(number).state == "done"
    with pytest.raises(NotFound):
        documents.paper(number, "label", desk.who, desk.context)
    with pytest.raises(Conflict, match="ITEM_CODE_MISSING"):
        desk.move("hand_over", number)


def test_a_cancelled_order_is_issued_again_under_the_next_number_and_code(desk: Desk, line: Line, number: str) -> None:
    before = live_code(desk, number)
    desk.cancel(number)
    desk.ask_cancelled(line, number)
    again = parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    twice = parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    assert twice.order_no == again.order_no, "the answer was lost"
    desk.ask(line, number)
    assert (again.order_no, there(desk, number)) == (f"{number}-2", [f"{number}-2"])
    other = builders.principal(desk.context)
    with pytest.raises(Conflict, match="POST_ORDER_STANDS"):
        parcels.reissue(number, Leg.RETURN, other, desk.context, "test")
    assert live_code(desk, number) not in (None, before)
    assert documents.paper(number, "label", desk.who, desk.context).content.startswith(b"%PDF-")
    desk.move("hand_over", number)


def test_what_was_not_sent_yet_is_cancelled_without_a_call(desk: Desk, line: Line) -> None:
    number = desk.finished()
    parcel, _ = desk.cancel(number)
    assert parcel.state is OrderState.CANCELLED and desk.cancel_work(number) is None
    desk.ask(line, number)
    assert desk.simulator.service.state.orders == {} and live_code(desk, number) is None


def test_to_cancel_what_is_cancelled_is_a_repeat(desk: Desk, line: Line, number: str) -> None:
    desk.cancel(number)
    assert desk.cancel(number)[1], "a second click"
    desk.ask_cancelled(line, number)
    parcel, repeat = desk.cancel(number)
    assert repeat and parcel.state is OrderState.CANCELLED
    assert desk.told(number).count("post_cancel_asked") == 1
    assert desk.simulator.service.state.orders[number].cancels == 1


def test_two_clicks_and_two_jobs_at_once_ask_once(desk: Desk, number: str) -> None:
    line, start = desk.line("finds", read_timeout_s=3.0, whole_timeout_s=3.0), Barrier(6)

    def click(_: int) -> bool:
        start.wait()
        return desk.cancel(number)[1]

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(click, range(6))) == [False, True, True, True, True, True]
        list(pool.map(lambda _: desk.ask_cancelled(line, number), range(6)))
    assert desk.simulator.service.state.orders[number].cancels == 1
    assert desk.parcel(number).state is OrderState.CANCELLED


def test_only_who_looks_after_a_leg_cancels_it_and_says_why(desk: Desk, number: str) -> None:
    reader = builders.principal(desk.context, roles=[Role.READ, Role.RECEIVE])
    with pytest.raises(NotAllowed):
        cancelling.cancel(number, Leg.RETURN, Remark(reason="x"), reader, desk.context, "test")
    with pytest.raises(NotFound):
        desk.cancel(number, Leg.COLLECT)


def test_what_the_post_has_in_hand_is_not_cancelled_here(desk: Desk, number: str) -> None:
    desk.move("hand_over", number)
    with pytest.raises(Conflict, match="MOVE_IMPOSSIBLE"):
        desk.cancel(number)
    heard(desk, told(number, Status.DELIVERED))
    with pytest.raises(Conflict, match="POST_ORDER_OVER"):
        desk.cancel(number)


# -- how the call ends ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("fault", LOST)
def test_a_lost_answer_is_settled_by_asking_again(desk: Desk, fail: Fail, kind: str, fault: str) -> None:
    number, line = desk.finished(), desk.line(kind)
    desk.ask(line, number)
    desk.cancel(number)
    fail(fault, "cancel")
    desk.ask_cancelled(line, number)
    assert desk.parcel(number).cancel is Cancelling.UNKNOWN and number in waiting(desk)
    if fault != "slow":
        desk.ask_cancelled(line, number)
        assert desk.simulator.service.state.orders[number].cancels == 1, "the post may still be at work on it"
    desk.ask_all(line)
    assert desk.parcel(number).state is OrderState.CANCELLED and number not in waiting(desk)
    assert desk.told(number)[-3:] == ["post_cancel_asked", "post_cancel_unknown", "post_order_cancelled"]


def test_what_stays_unknown_is_parked_for_a_person(desk: Desk, number: str, fail: Fail) -> None:
    line = desk.line("neither", whole_timeout_s=0.41)
    desk.cancel(number)
    fail("bad_gateway", "cancel", rate=1.0)
    desk.ask_all(line)
    assert desk.cancel_work(number).state == "parked" and number in waiting(desk)
    with pytest.raises(Conflict, match="POST_CANCEL_OPEN"):
        desk.move("hand_over", number)
    desk.simulator.service.plan.clear()
    assert not desk.cancel(number, reason="Hỏi lại bưu điện")[1], "a person asks once more"
    assert desk.cancel(number, reason="Hỏi lại bưu điện")[1]
    desk.wait(line)
    desk.ask_all(line)
    assert desk.parcel(number).state is OrderState.CANCELLED and there(desk, number) == []


def test_a_person_who_has_asked_the_post_settles_it_by_name(desk: Desk, number: str, fail: Fail) -> None:
    line = desk.line("neither", whole_timeout_s=0.41)
    with pytest.raises(Conflict, match="POST_END_KNOWN"):
        desk.settle(number, End.CANCELLED)
    desk.cancel(number)
    fail("bad_gateway", "cancel", rate=1.0)
    desk.ask_all(line)
    reader = builders.principal(desk.context, roles=[Role.READ, Role.RECEIVE])
    with pytest.raises(NotAllowed):
        settling.settle(number, Leg.RETURN, End.CANCELLED, Remark(reason="x"), reader, desk.context, "test")
    assert not desk.settle(number, End.CANCELLED)[1] and desk.settle(number, End.CANCELLED)[1]
    assert desk.parcel(number).state is OrderState.CANCELLED and desk.cancel_work(number).state == "done"
    assert desk.told(number)[-2:] == ["post_order_settled", "post_order_cancelled"]
    assert number not in waiting(desk)


@pytest.mark.parametrize("kind", SHAPES)
def test_an_unknown_order_that_the_post_would_not_cancel_is_settled_and_never_sent(
    desk: Desk, fail: Fail, kind: str
) -> None:
    number, line = desk.finished(), desk.line(kind)
    fail("lost_answer", "create")
    desk.ask(line, number)
    for _ in range(2):
        desk.simulator.service.state.advance(number)
    desk.cancel(number)
    desk.ask_all(line)
    parcel, work = desk.parcel(number), desk.work(number)
    known = kind == "finds"
    assert parcel.state is (OrderState.ACCEPTED if known else OrderState.UNKNOWN)
    assert (parcel.cancel, work.state) == (Cancelling.REFUSED, "done" if known else "parked")
    assert desk.simulator.service.state.orders[number].sent == 1 and number in waiting(desk)


@pytest.mark.parametrize("fault", ["rate_limited", "unavailable"])
def test_what_was_not_carried_out_is_asked_again(desk: Desk, line: Line, number: str, fail: Fail, fault: str) -> None:
    desk.cancel(number)
    fail(fault, "cancel", times=6)
    for _ in range(6):
        desk.ask_cancelled(line, number)
    assert (desk.parcel(number).cancel, desk.cancel_work(number).state) == (Cancelling.WANTED, "open")
    desk.ask_cancelled(line, number)
    assert desk.parcel(number).state is OrderState.CANCELLED


@pytest.mark.parametrize("kind", SHAPES)
def test_a_refused_cancellation_leaves_the_order_standing_for_a_person_to_see(desk: Desk, kind: str) -> None:
    number, line = desk.finished(), desk.line(kind)
    desk.ask(line, number)
    for _ in range(2):
        desk.simulator.service.state.advance(number)  # a post office has it, and we have not heard of it yet
    desk.cancel(number)
    desk.ask_cancelled(line, number)
    parcel = desk.parcel(number)
    assert (parcel.state, parcel.cancel) == (OrderState.ACCEPTED, Cancelling.REFUSED)
    assert "không được phép" in parcel.answer_text and number in waiting(desk)
    assert desk.told(number)[-1] == "post_cancel_refused" and live_code(desk, number) is not None
    assert not desk.cancel(number, reason="Xin hủy lần nữa")[1], "a person may ask once more"


def test_an_account_that_is_gone_parks_the_cancellation(desk: Desk, number: str) -> None:
    desk.cancel(number)
    desk.ask_cancelled(None, number)
    assert desk.cancel_work(number).error_code == "POST_ACCOUNT_NONE" and number in waiting(desk)


def test_a_worker_that_died_before_its_call_or_behind_it_leaves_nothing_open(desk: Desk, line: Line) -> None:
    for when in ("integrations.post.lines.Line.cancel", "app.post.cancels._done"):
        number = desk.finished()
        desk.ask(line, number)
        desk.cancel(number)
        with pytest.MonkeyPatch.context() as patch:  # what a killed process leaves: asked, and no answer written
            patch.setattr(when, lambda *_: (_ for _ in ()).throw(SystemExit))
            with pytest.raises(SystemExit):
                desk.ask_cancelled(line, number)
        assert desk.parcel(number).cancel is Cancelling.ASKED and number in waiting(desk)
        desk.wait(line)
        desk.ask_cancelled(line, number)
        assert desk.parcel(number).state is OrderState.CANCELLED and there(desk, number) == []


# -- while the order itself is open -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("fault", ["lost_answer", "bad_gateway"])
def test_an_order_of_unknown_end_is_cancelled_once_nobody_works_on_it(
    desk: Desk, fail: Fail, kind: str, fault: str
) -> None:
    number, line = desk.finished(), desk.line(kind)
    fail(fault, "create")
    desk.ask(line, number)
    assert desk.parcel(number).state is OrderState.UNKNOWN
    desk.cancel(number)
    desk.ask_cancelled(line, number)
    assert desk.parcel(number).cancel is Cancelling.WANTED, "the post may still take it"
    desk.ask_all(line)
    parcel = desk.parcel(number)
    assert there(desk, number) == []
    if fault == "lost_answer" or kind == "finds":
        assert parcel.state is OrderState.CANCELLED and number not in waiting(desk)
    else:  # it never arrived, and this post cannot be asked: a person sees it
        assert (parcel.state, parcel.cancel) == (OrderState.UNKNOWN, Cancelling.REFUSED) and number in waiting(desk)


def test_an_order_that_is_cancelled_while_its_call_is_out_is_cancelled_behind_it(
    desk: Desk, line: Line, fail: Fail
) -> None:
    number, create = desk.finished(), Line.create
    for fault, sent in (("", 1), ("unavailable", 0)):
        number = desk.finished()
        if fault:
            fail(fault, "create")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Line, "create", lambda *told, of=number: (desk.cancel(of), create(*told))[1])
            desk.ask(line, number)
        desk.ask_all(line)
        held = desk.simulator.service.state.orders
        assert there(desk, number) == [] and (number in held) == bool(sent)
        assert desk.parcel(number).state is OrderState.CANCELLED


# -- by the service itself ----------------------------------------------------------------------------------------


def test_a_result_that_was_returned_in_person_is_not_fetched_any_more(desk: Desk, line: Line, number: str) -> None:
    desk.move("return_in_person", number)
    assert desk.parcel(number).cancel is Cancelling.WANTED
    desk.ask_cancelled(line, number)
    assert there(desk, number) == [] and live_code(desk, number) is None
    assert desk.told(number) == ["post_ordered", "returned", "post_order_cancelled"]


def test_a_wish_that_was_taken_back_takes_the_order_back(desk: Desk, line: Line, number: str) -> None:
    desk.correct(number, return_by_post={"wish": "no"})
    desk.ask_cancelled(line, number)
    assert there(desk, number) == [] and desk.parcel(number).state is OrderState.CANCELLED
    desk.correct(number, return_by_post={"wish": "yes"})
    desk.ask(line, number)
    assert there(desk, number) == [f"{number}-2"] and desk.parcel(number).item_code == live_code(desk, number)


def test_a_wish_that_changes_twice_before_the_post_answers_makes_no_second_parcel(
    desk: Desk, line: Line, number: str
) -> None:
    desk.correct(number, return_by_post={"wish": "no"})
    desk.correct(number, return_by_post={"wish": "yes"})
    assert there(desk, number) == [number] and desk.parcel(number).order_no == number
    desk.ask_all(line)
    assert there(desk, number) == [f"{number}-2"]


@pytest.mark.parametrize("move", ["decline", "withdraw", "stop", "receive"])
def test_papers_are_not_fetched_for_a_dossier_that_needs_them_no_more(desk: Desk, line: Line, move: str) -> None:
    number = desk.collecting()
    desk.ask(line, number)
    desk.move(move, number)
    desk.ask_cancelled(line, number)
    parcel = desk.parcel(number)
    assert (parcel.leg, parcel.state, there(desk, number)) == (Leg.COLLECT, OrderState.CANCELLED, [])


def test_papers_that_were_fetched_come_all_the_same(desk: Desk, line: Line) -> None:
    number = desk.collecting()
    desk.ask(line, number)
    heard(desk, told(f"{number}-TG", Status.IN_TRANSIT))
    desk.move("withdraw", number)
    assert desk.parcel(number).cancel is None and desk.cancel_work(number) is None
    heard(desk, told(f"{number}-TG", Status.DELIVERED, 1))
    assert desk.parcel(number).finding is Finding.COLLECTED_OTHERWISE, "somebody must give them back"


# -- an order that reads otherwise now ----------------------------------------------------------------------------


def test_another_address_cancels_the_order_and_issues_it_again(desk: Desk, line: Line, number: str) -> None:
    code = live_code(desk, number)
    desk.correct(number, return_by_post={"address": {"raw": "ấp Long Hòa, xã Long Điền A, huyện Chợ Mới"}})
    with pytest.raises(Conflict, match="POST_CANCEL_OPEN"):
        desk.move("hand_over", number)
    desk.ask_all(line)
    assert there(desk, number) == [f"{number}-2"]
    sent = desk.simulator.service.state.orders[f"{number}-2"].fields
    assert "Long Điền A" in sent["ReceiverAddress"] and sent["ItemCode"] == live_code(desk, number) != code
    desk.move("hand_over", number)


def test_a_fee_that_was_paid_meanwhile_is_not_collected_at_the_door(desk: Desk, line: Line) -> None:
    number = desk.finished(fee={"amount_vnd": 135_000, "place": "on_return"})
    desk.ask(line, number)
    assert desk.parcel(number).cod_vnd == 135_000
    fees.collect(number, Remark(amount_vnd=135_000), desk.who, desk.context, "test")
    desk.ask_all(line)
    assert there(desk, number) == [f"{number}-2"] and desk.parcel(number).cod_vnd == 0
    assert desk.simulator.service.state.orders[f"{number}-2"].fields["CODAmount"] == "0"


def test_what_changes_once_the_post_has_it_is_for_a_person_to_tell_the_post(desk: Desk, line: Line) -> None:
    number = desk.finished(fee={"amount_vnd": 135_000, "place": "on_return"})
    desk.ask(line, number)
    desk.move("hand_over", number)
    fees.collect(number, Remark(amount_vnd=135_000), desk.who, desk.context, "test")
    heard(desk, told(number, Status.IN_TRANSIT))
    parcel = desk.parcel(number)
    assert (parcel.finding, parcel.cancel, parcel.cod_vnd) == (Finding.COD_OTHERWISE, None, 135_000)
    heard(desk, told(number, Status.DELIVERED, 1))
    assert desk.parcel(number).finding is None


def test_a_void_item_code_cancels_the_order_that_told_it(desk: Desk, line: Line, number: str) -> None:
    said = Remark(reason="Nhãn rách")
    fresh = item_codes.void(number, said, desk.who, desk.context, "test").dossier.item_code
    desk.ask_all(line)
    assert there(desk, number) == [f"{number}-2"]
    assert desk.simulator.service.state.orders[f"{number}-2"].fields["ItemCode"] == fresh == live_code(desk, number)


def test_a_code_that_is_void_before_the_order_left_never_reaches_the_post(desk: Desk, line: Line) -> None:
    number = desk.finished()
    fresh = item_codes.void(number, Remark(reason="Nhãn rách"), desk.who, desk.context, "test").dossier.item_code
    desk.ask(line, number)
    assert desk.simulator.service.state.orders[number].fields["ItemCode"] == fresh == desk.parcel(number).item_code


def test_a_changed_order_without_an_item_code_left_is_cancelled_and_shown(desk: Desk, line: Line, number: str) -> None:
    desk.correct(number, return_by_post={"phone": "0918345611"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.store.item_codes._open_range", lambda *_: None)
        desk.ask_all(line)
    parcel = desk.parcel(number)
    assert (parcel.state, parcel.finding) == (OrderState.CANCELLED, Finding.NOT_ORDERED_AGAIN)
    assert number in waiting(desk) and live_code(desk, number) is None
    parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    desk.ask(line, number)
    assert there(desk, number) == [f"{number}-2"] and number not in waiting(desk)


# -- taken back by the desk ----------------------------------------------------------------------------------------


def test_a_hand_over_by_mistake_leaves_one_order_with_the_code_on_the_envelope(desk: Desk, line: Line) -> None:
    number = desk.finished()
    desk.ask(line, number)
    desk.move("hand_over", number)
    desk.move("take_back", number)
    assert (desk.parcel(number).cancel, desk.parcel(number).status) == (Cancelling.WANTED, Status.UNKNOWN)
    with pytest.raises(Conflict, match="POST_ORDER_STANDS"):
        parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    with pytest.raises(Conflict, match="POST_CANCEL_OPEN"):
        desk.move("hand_over", number)
    desk.ask_all(line)
    assert there(desk, number) == [f"{number}-2"] and number not in waiting(desk)
    sent = desk.simulator.service.state.orders[f"{number}-2"].fields
    assert sent["ItemCode"] == live_code(desk, number) == desk.parcel(number).item_code
    desk.move("hand_over", number)
    heard(desk, told(f"{number}-2", Status.DELIVERED, 5))
    assert desk.state(number) is State.DELIVERED


def test_an_order_that_had_not_left_goes_once_with_the_new_code(desk: Desk, line: Line) -> None:
    number = desk.finished()
    desk.move("hand_over", number)
    desk.move("take_back", number)
    with pytest.raises(Conflict, match="POST_ORDER_STANDS"):
        parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    desk.ask(line, number)
    sent = desk.simulator.service.state.orders[number].fields
    assert there(desk, number) == [number] and sent["ItemCode"] == live_code(desk, number)


def test_an_order_that_never_left_is_not_sent_for_a_parcel_that_came_back(desk: Desk, line: Line) -> None:
    number = desk.finished()
    desk.move("hand_over", number)
    say(desk, number, "received")
    desk.move("take_back", number)
    assert desk.parcel(number).state is OrderState.CANCELLED and desk.work(number).state == "done"
    desk.ask(line, number)
    assert desk.simulator.service.state.orders == {}
    parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    desk.ask(line, number)
    assert there(desk, number) == [f"{number}-2"]


def test_an_order_that_never_left_ends_with_the_delivery_and_says_nothing_behind_it(desk: Desk, line: Line) -> None:
    number = desk.finished()
    desk.move("hand_over", number)
    desk.move("deliver", number)
    desk.ask(line, number)
    assert (desk.parcel(number).state, desk.parcel(number).status) == (OrderState.CANCELLED, Status.DELIVERED)
    assert desk.told(number)[-1] == "delivered" and desk.simulator.service.state.orders == {}


@pytest.mark.parametrize(("kind", "carried_out", "end"), [
    ("finds", True, OrderState.ACCEPTED), ("finds", False, OrderState.REFUSED), ("repeats", False, OrderState.UNKNOWN),
])  # fmt: skip
def test_an_unknown_order_of_a_parcel_that_came_back_is_asked_for_and_never_sent(
    desk: Desk, fail: Fail, kind: str, carried_out: bool, end: OrderState
) -> None:
    number, line = desk.finished(), desk.line(kind)
    fail("lost_answer" if carried_out else "bad_gateway", "create")
    desk.ask(line, number)
    desk.move("hand_over", number)
    say(desk, number, "returned")
    desk.wait(line)
    desk.ask(line, number)
    assert desk.parcel(number).state is end and len(there(desk, number)) == carried_out
    assert (number in waiting(desk)) == (end is not OrderState.ACCEPTED)
    assert desk.work(number).state == ("parked" if end is OrderState.UNKNOWN else "done")
    parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    desk.ask(line, number)
    assert f"{number}-2" in there(desk, number)


def test_what_the_post_will_not_cancel_since_it_had_it_is_said_to_be_back_by_a_person(desk: Desk, line: Line) -> None:
    number = desk.finished()
    desk.ask(line, number)
    desk.move("hand_over", number)
    for _ in range(2):
        desk.simulator.service.state.advance(number)  # it was carried, and no report came
    desk.move("take_back", number)
    desk.ask_cancelled(line, number)
    assert desk.parcel(number).cancel is Cancelling.REFUSED and number in waiting(desk)
    desk.settle(number, End.RETURNED)
    assert desk.parcel(number).status is Status.RETURNED and number not in waiting(desk)
    again = parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    assert (again.order_no, again.item_code) == (f"{number}-2", live_code(desk, number))


def test_a_refused_cancellation_is_over_with_the_parcel_whoever_tells_its_end(desk: Desk, line: Line) -> None:
    number = desk.finished()
    desk.ask(line, number)
    for _ in range(2):
        desk.simulator.service.state.advance(number)
    desk.cancel(number)
    desk.ask_cancelled(line, number)
    assert number in waiting(desk)
    desk.move("hand_over", number)
    desk.move("deliver", number)
    assert desk.parcel(number).cancel is None and number not in waiting(desk)


def test_what_went_by_a_list_that_both_sides_signed_was_with_the_post(desk: Desk, number: str) -> None:
    with desk.context.database.begin() as connection:
        found = dossiers.by_code(connection, number, builders.AGENCY, None)
        assert found is not None
        locked, listed = dossiers.lock(connection, found.id), {"list_no": "BK-211122-0001"}
        lifecycle.step(connection, locked, "hand_over", NOTHING, desk.who, desk.context, "test", listed)
    desk.move("take_back", number)
    assert (desk.parcel(number).cancel, desk.parcel(number).status) == (None, Status.RETURNED)
    assert parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test").order_no == f"{number}-2"


def test_what_came_back_and_is_handed_over_again_is_ordered_by_that(desk: Desk, line: Line, number: str) -> None:
    desk.move("hand_over", number)
    heard(desk, told(number, Status.RETURNED))
    desk.move("hand_over", number)
    desk.ask(line, number)
    parcel = desk.parcel(number)
    assert (parcel.order_no, parcel.item_code) == (f"{number}-2", live_code(desk, number))
    heard(desk, replace(told(f"{number}-2", Status.DELIVERED, 5), order_no=None, item_code=parcel.item_code))
    assert desk.state(number) is State.DELIVERED


# -- sent back ------------------------------------------------------------------------------------------------------


def test_a_parcel_that_was_sent_back_goes_out_again_under_the_next_number_and_code(
    desk: Desk, line: Line, number: str
) -> None:
    first = live_code(desk, number)
    desk.move("hand_over", number)
    with pytest.raises(Conflict, match="POST_ORDER_STANDS"):
        parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    heard(desk, told(number, Status.RETURNED))
    assert desk.state(number) is State.FINISHED
    second = live_code(desk, number)
    again = parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    assert (again.order_no, again.item_code) == (f"{number}-2", second) and second != first
    desk.ask(line, number)
    desk.move("hand_over", number)
    heard(desk, told(f"{number}-2", Status.DELIVERED, 5))
    assert desk.state(number) is State.DELIVERED


def test_an_order_that_ended_and_still_travels_is_shown_to_a_person(desk: Desk, line: Line, number: str) -> None:
    desk.cancel(number)
    desk.ask_cancelled(line, number)
    heard(desk, told(number, Status.IN_TRANSIT))
    assert desk.parcel(number).finding is Finding.CARRIED_ANYHOW and number in waiting(desk)
    heard(desk, told(number, Status.DELIVERED, 1))
    assert desk.state(number) is State.FINISHED, "a person looks first"


# -- whatever happens ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_wished_and_lost_one_order_stands_at_most_and_no_code_comes_twice(desk: Desk, seed: int) -> None:
    chance = desk.simulator.service.plan.chance = random.Random(seed)  # to be repeated
    kind = chance.choice(list(SHAPES))
    line = desk.line(kind)
    number = desk.finished(fee={"amount_vnd": 135_000, "place": "on_return"})
    for fault in (Fault.LOST_ANSWER, Fault.DUPLICATE, Fault.UNAVAILABLE, Fault.ERROR_IN_200):
        desk.simulator.service.plan.add(Planned(fault, chance.choice(["create", "cancel"]), rate=0.15))
    acts: list[Callable[[], object]] = [
        lambda: desk.correct(number, return_by_post={"wish": "no"}),
        lambda: desk.correct(number, return_by_post={"wish": "yes"}),
        lambda: desk.correct(number, return_by_post={"phone": f"09183456{chance.randrange(10, 99)}"}),
        lambda: desk.cancel(number, reason=builders.unique("lý do")),
        lambda: parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test"),
        lambda: item_codes.void(number, Remark(reason=builders.unique()), desk.who, desk.context, "test"),
        lambda: orders.ask_owed([desk.work(number).id], desk.context, lambda _: line),
        lambda: orders.ask_owed([row.id] if (row := desk.cancel_work(number)) else [], desk.context, lambda _: line),
        lambda: desk.wait(line),
        lambda: desk.move("hand_over", number),
        lambda: desk.move("take_back", number),
    ]
    for _ in range(60):
        with suppress(Conflict):
            chance.choice(acts)()
        assert len(there(desk, number)) <= 1
    desk.simulator.service.plan.clear()
    desk.ask_all(line)
    assert len(there(desk, number)) <= 1
    for parcel in [each.parcel for each in parcels.of(number, desk.who, desk.context)[1]]:
        stands = parcel.order_no in there(desk, number)
        known = parcel.state not in (OrderState.UNKNOWN, OrderState.ASKED)
        assert not known or stands == (parcel.state is OrderState.ACCEPTED), parcel
        assert known or parcel.order_no in waiting(desk), parcel
    c = tables.item_code.c
    with desk.context.database.begin() as connection:
        assert not connection.execute(select(c.code).group_by(c.code).having(func.count() > 1)).all()
    sent = [order.fields.get("ItemCode") for no, order in desk.simulator.service.state.orders.items() if number in no]
    assert len({code for code in sent if code}) == len([code for code in sent if code])

"""A finished dossier asks the post for a parcel, once, however its calls end; nothing waits unseen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app import updates
from app.domain.correction import Correction
from app.domain.errors import Conflict, NotAllowed, NotFound
from app.domain.life import State
from app.domain.post.order import Leg
from app.domain.post.parcel import OrderState
from app.papers import documents
from app.post import parcels
from app.security.principals import Role
from app.store import outbox, postal_items, tables
from integrations.post.lines import Lines
from integrations.post.simulator.faults import Fault, Planned
from tests import builders
from tests.post.conftest import Fail
from tests.post.desk import SHAPES, Desk

ANSWERED_BADLY = ["lost_answer", "truncated", "wrong_namespace", "contradiction", "slow"]
NOT_CARRIED_OUT = ["rate_limited", "unavailable"]


def test_a_finished_dossier_owes_an_order_and_the_post_gets_it_as_on_the_label(desk: Desk) -> None:
    number = desk.finished(return_by_post={"wish": "yes", "receiver": "Lê Thị Bé", "phone": "0918345602"})
    ready = desk.parcel(number)
    assert (ready.state, ready.order_no, ready.issue) == (OrderState.READY, number, 1)
    desk.ask(desk.line("finds"), number)
    parcel, sent = desk.parcel(number), desk.simulator.service.state.orders[number].fields
    assert (parcel.state, parcel.answer_code) == (OrderState.ACCEPTED, "100")
    assert parcel.item_code == ready.item_code == sent["ItemCode"]
    assert (sent["ReceiverName"], sent["ReceiverTel"], int(sent["CODAmount"])) == ("Lê Thị Bé", "0918345602", 0)
    assert desk.told(number) == ["post_ordered"] and desk.work(number).state == "done"


def test_money_due_on_return_and_who_pays_the_postage_go_with_the_order(desk: Desk) -> None:
    number = desk.finished(fee={"amount_vnd": 135_000, "place": "on_return"})
    desk.ask(desk.line("finds"), number)
    parcel = desk.parcel(number)
    assert desk.simulator.service.state.orders[number].fields["CODAmount"] == "135000" and parcel.cod_vnd == 135_000
    assert parcel.payer is not None


def test_without_an_account_nothing_is_asked_of_the_post(desk: Desk) -> None:
    without = replace(desk, context=replace(desk.context, post_agencies=frozenset()))
    number = without.finished()
    assert without.work(number) is None and parcels.of(number, desk.who, desk.context)[1] == []
    without.move("hand_over", number)
    with pytest.raises(NotFound):
        parcels.reissue(number, Leg.RETURN, desk.who, without.context, "test")


def test_a_dossier_that_is_not_returned_by_post_owes_no_order(desk: Desk) -> None:
    assert desk.work(desk.finished(return_by_post={"wish": "no"})) is None


def test_an_order_is_no_paper_of_the_dossier(desk: Desk) -> None:
    number = desk.finished()
    assert {one.kind for one in documents.listed(number, desk.who, desk.context)} >= {"receipt", "label"}
    assert "post_order" not in {one.kind for one in documents.listed(number, desk.who, desk.context)}


def test_an_order_of_a_dossier_that_was_returned_in_person_meanwhile_is_not_sent(desk: Desk) -> None:
    number = desk.finished()
    desk.move("return_in_person", number)
    desk.ask(desk.line("finds"), number)
    assert desk.parcel(number).state is OrderState.CANCELLED and number not in desk.simulator.service.state.orders
    assert desk.work(number).state == "done"


@pytest.mark.parametrize("kind", SHAPES)
def test_the_same_job_twice_asks_once(desk: Desk, kind: str) -> None:
    number = desk.finished()
    for _ in range(2):
        desk.ask(desk.line(kind), number)
    assert desk.simulator.service.state.orders[number].sent == 1 and desk.told(number) == ["post_ordered"]


def test_jobs_at_once_for_one_order_ask_once(desk: Desk) -> None:
    number, line = desk.finished(), desk.line("finds", read_timeout_s=3.0, whole_timeout_s=3.0)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: desk.ask(line, number), range(6)))
    assert desk.simulator.service.state.orders[number].sent == 1
    assert desk.parcel(number).state is OrderState.ACCEPTED and desk.work(number).state == "done"


def test_return_by_post_that_is_wished_for_when_the_result_is_there_orders_a_parcel(desk: Desk) -> None:
    number = desk.finished(return_by_post={"wish": "no"})
    asked = Correction("late-wish", {"return_by_post": {"wish": "yes"}})
    updates.correct(number, asked, desk.who, desk.context, "test")
    desk.ask(desk.line("finds"), number)
    assert desk.parcel(number).state is OrderState.ACCEPTED


@pytest.mark.parametrize("fault", ANSWERED_BADLY)
@pytest.mark.parametrize("kind", ["finds", "repeats"])
def test_an_unknown_end_is_settled_by_the_post_itself(desk: Desk, fail: Fail, kind: str, fault: str) -> None:
    number, line = desk.finished(), desk.line(kind)
    fail(fault, "create")
    desk.ask(line, number)
    assert desk.parcel(number).state is OrderState.UNKNOWN
    with desk.context.database.begin() as connection:
        due = {row.id for row in outbox.waiting(connection, 1000)}
    assert desk.work(number).id not in due, "the post may still be at work on it"
    desk.ask_all(line)
    assert desk.parcel(number).state is OrderState.ACCEPTED and len(desk.simulator.service.state.orders) == 1
    assert desk.told(number) == ["post_order_unknown", "post_ordered"]


def test_an_unknown_order_that_never_arrived_is_sent_again_under_its_number(desk: Desk, fail: Fail) -> None:
    number, line = desk.finished(), desk.line("finds")
    fail("bad_gateway", "create")
    desk.ask(line, number)
    assert desk.parcel(number).state is OrderState.UNKNOWN and number not in desk.simulator.service.state.orders
    desk.ask_all(line)
    assert desk.parcel(number).state is OrderState.ACCEPTED and desk.simulator.service.state.orders[number].sent == 1


def test_a_look_up_that_fails_leaves_an_unknown_order_unknown(desk: Desk, fail: Fail) -> None:
    number, line = desk.finished(), desk.line("finds")
    fail("lost_answer", "create")
    desk.ask(line, number)
    fail("unavailable", "find")
    desk.wait(line)
    desk.ask(line, number)
    assert desk.work(number).error_code == "OUTSIDE_UNAVAILABLE"
    assert desk.parcel(number).state is OrderState.UNKNOWN and desk.simulator.service.state.orders[number].sent == 1


def test_where_the_post_cannot_be_asked_an_unknown_order_is_parked_for_a_person(desk: Desk, fail: Fail) -> None:
    number, line = desk.finished(), desk.line("neither")
    fail("lost_answer", "create")
    desk.ask(line, number)
    assert (desk.parcel(number).state, desk.work(number).state) == (OrderState.UNKNOWN, "parked")
    with desk.context.database.begin() as connection:
        assert number in {row.order_no for row in postal_items.troubled(connection)}
        outbox.reopen(connection, [desk.work(number).id])
    desk.wait(line)
    desk.ask(line, number)
    assert desk.work(number).state == "parked" and desk.simulator.service.state.orders[number].sent == 1


@pytest.mark.parametrize("fault", NOT_CARRIED_OUT)
def test_what_was_not_carried_out_is_asked_again_when_the_post_says(desk: Desk, fail: Fail, fault: str) -> None:
    number = desk.finished()
    fail(fault, "create", times=7)
    for _ in range(7):
        desk.ask(desk.line("finds"), number)
    row, parcel = desk.work(number), desk.parcel(number)
    assert (parcel.state, row.state, row.error_code) == (OrderState.READY, "open", "OUTSIDE_UNAVAILABLE")
    with desk.context.database.begin() as connection:
        now = connection.execute(select(func.clock_timestamp())).scalar_one()
    assert 5 < (row.lease_until - now).total_seconds() <= 7
    desk.ask(desk.line("finds"), number)
    assert desk.parcel(number).state is OrderState.ACCEPTED and desk.told(number) == ["post_ordered"]


def test_an_order_that_the_post_knows_already_counts_as_taken(desk: Desk, fail: Fail) -> None:
    number = desk.finished()
    fail("duplicate", "create")
    desk.ask(desk.line("repeats"), number)
    assert desk.parcel(number).state is OrderState.ACCEPTED and len(desk.simulator.service.state.orders) == 1


def test_a_worker_that_died_in_the_middle_leaves_an_unknown_order_and_no_second_one(desk: Desk) -> None:
    number, line = desk.finished(), desk.line("finds")
    with pytest.MonkeyPatch.context() as patch:  # what a killed process leaves: asked, and nobody to write the answer
        patch.setattr("app.post.orders._accepted", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            desk.ask(line, number)
    assert desk.parcel(number).state is OrderState.ASKED
    desk.ask(line, number)
    assert desk.parcel(number).state is OrderState.UNKNOWN
    desk.ask_all(line)
    assert desk.parcel(number).state is OrderState.ACCEPTED and desk.simulator.service.state.orders[number].sent == 1


def test_a_refused_order_is_issued_again_under_the_next_number_with_a_new_item_code(desk: Desk, fail: Fail) -> None:
    number, line = desk.finished(), desk.line("finds")
    fail("error_in_200", "create")
    desk.ask(line, number)
    first = desk.parcel(number)
    assert first.state is OrderState.REFUSED and desk.work(number).state == "done"
    again = parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    assert (again.order_no, again.issue, again.state) == (f"{number}-2", 2, OrderState.READY)
    assert again.item_code not in (None, first.item_code)
    desk.ask(line, number)
    assert desk.parcel(number).state is OrderState.ACCEPTED
    assert desk.told(number)[-2:] == ["post_order_reissued", "post_ordered"]
    printed = documents.paper(number, "label", desk.who, desk.context)
    assert printed.content.startswith(b"%PDF-")


def test_an_order_that_stands_or_is_unknown_is_never_issued_again(desk: Desk, fail: Fail) -> None:
    stands, unknown, line = desk.finished(), desk.finished(), desk.line("neither")
    desk.ask(line, stands)
    fail("lost_answer", "create")
    desk.ask(line, unknown)
    for number in (stands, unknown):
        with pytest.raises(Conflict, match="POST_ORDER_STANDS"):
            parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")


def test_only_who_returns_results_issues_an_order_again(desk: Desk) -> None:
    reader = builders.principal(desk.context, roles=[Role.READ])
    with pytest.raises(NotAllowed):
        parcels.reissue(desk.finished(), Leg.RETURN, reader, desk.context, "test")


def test_what_the_post_wrote_of_a_refusal_is_in_no_event(desk: Desk, fail: Fail) -> None:
    number = desk.finished()
    fail("error_in_200", "create")
    desk.ask(desk.line("neither"), number)
    assert "Mã tỉnh" in desk.parcel(number).answer_text
    with desk.context.database.begin() as connection:
        details = connection.execute(select(tables.event.c.details)).scalars().all()
    assert not any("tỉnh" in str(each) for each in details)


def test_a_dossier_is_finished_whatever_the_post_does(desk: Desk, fail: Fail) -> None:
    fail("unavailable", rate=1.0)
    number = desk.finished()
    assert desk.state(number) is State.FINISHED
    desk.move("hand_over", number)


def test_a_thousand_orders_through_a_bad_line_are_a_thousand_parcels(desk: Desk) -> None:
    numbers, line = desk.many_finished(1000), desk.line("finds", read_timeout_s=3.0, whole_timeout_s=3.0)
    for fault, rate in ((Fault.LOST_ANSWER, 0.1), (Fault.DUPLICATE, 0.1)):
        desk.simulator.service.plan.add(Planned(fault, "create", rate=rate))
    desk.ask_all(line, timeout_s=120)
    assert desk.simulator.service.state.orders.keys() == set(numbers)
    assert {desk.parcel(number).state for number in numbers} == {OrderState.ACCEPTED}
    with desk.context.database.begin() as connection:
        waiting = {row.order_no for row in postal_items.troubled(connection)}
    assert not waiting & set(numbers)


def test_accounts_are_opened_when_they_are_needed(desk: Desk) -> None:
    assert Lines(None)(builders.AGENCY) is None and Lines(None).all() == []

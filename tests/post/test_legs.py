"""Both legs of one dossier, end to end over HTTP: its papers are fetched at home, its result is brought back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import Conflict
from app.domain.life import State
from app.domain.money.fees import FreightPayer
from app.domain.post.order import Leg
from app.domain.post.parcel import Finding, OrderState
from app.domain.post.tracking import Status
from app.post import parcels, tracking
from app.store import postal_items
from integrations.post.lines import Line
from tests.post.conftest import Fail
from tests.post.desk import SHAPES, Desk
from tests.post.test_parcels import advance, heard, told


@pytest.fixture
def line(desk: Desk) -> Line:
    return desk.line("finds")


def unasked(desk: Desk) -> set[tuple[str, Leg]]:
    with desk.context.database.begin() as connection:
        return set(postal_items.unasked(connection))


@pytest.mark.parametrize("kind", SHAPES)
def test_the_papers_come_and_the_result_goes_home_under_numbers_of_their_own(desk: Desk, kind: str) -> None:
    line = desk.line(kind)
    number = desk.collecting(fee={"amount_vnd": 135_000, "place": "on_collection"})
    desk.ask(line, number)
    fetched = f"{number}-TG"
    sent = desk.simulator.service.state.orders[fetched].fields
    assert (sent["SenderName"], sent["SenderTel"]) == ("Nguyễn Thị Ngọc Ánh", "0918345601")
    assert sent["ReceiverName"] == line.sender.name and int(sent["CODAmount"]) == 135_000 == desk.parcel(number).cod_vnd
    assert sent["SenderDesc"].startswith(f"Hồ sơ {number}: Đơn đề nghị đổi giấy phép lái xe (01 bản chính); ")
    assert "Thu hộ của người gửi" in sent["Description"]
    advance(desk, fetched)
    tracking.pull(line, desk.context)
    assert desk.state(number) is State.SUBMITTED, "a desk receives it"
    for move in ("receive", "start", "finish"):
        desk.move(move, number)
    desk.ask(line, number)
    advance(desk, number)
    tracking.pull(line, desk.context)
    assert desk.state(number) is State.DELIVERED
    there, back = (each.parcel for each in parcels.of(number, desk.who, desk.context)[1])
    assert (there.leg, there.order_no, there.status) == (Leg.COLLECT, fetched, Status.DELIVERED)
    assert (back.leg, back.order_no, back.status) == (Leg.RETURN, number, Status.DELIVERED)
    assert {there.finding, back.finding, there.cancel, back.cancel} == {None}
    kinds = desk.told(number, since="submitted")
    assert [kinds.count(each) for each in ("papers_collected", "post_ordered", "delivered")] == [1, 2, 1]
    assert there.item_code != back.item_code


def test_the_collect_leg_names_who_gives_the_papers_away(desk: Desk, line: Line) -> None:
    given = {
        "wish": "yes",
        "sender": "Lê Văn Bé",
        "phone": "0918345602",
        "address": {"text": "ấp Long Hòa, xã Kiến An"},
    }
    number = desk.collecting(home_collection=given)
    desk.ask(line, number)
    sent = desk.simulator.service.state.orders[f"{number}-TG"].fields
    assert (sent["SenderName"], sent["SenderTel"]) == ("Lê Văn Bé", "0918345602")
    assert "Kiến An" in sent["SenderAddress"]
    parcel = desk.parcel(number)
    paid_by_sender = "Cước do người gửi trả." in (sent.get("Description") or "")
    assert paid_by_sender == (parcel.payer is FreightPayer.SENDER) and "ItemCode" not in sent


def test_a_long_list_of_papers_is_told_by_its_number(desk: Desk, line: Line) -> None:
    papers = [{"name": f"Giấy tờ số {nth} kèm theo đơn đề nghị đổi giấy phép lái xe", "copies": 1} for nth in range(40)]
    number = desk.collecting(papers=papers)
    desk.ask(line, number)
    sent = desk.simulator.service.state.orders[f"{number}-TG"].fields
    assert sent["SenderDesc"] == f"Hồ sơ {number}: 40 loại giấy tờ theo danh mục kèm theo"


def test_papers_are_reported_once_however_often_the_post_says_so(desk: Desk, line: Line) -> None:
    number = desk.collecting()
    desk.ask(line, number)
    for hours in (1, 2, 3):
        heard(desk, told(f"{number}-TG", Status.DELIVERED, hours))
    assert desk.told(number, since="submitted").count("papers_collected") == 1


def test_papers_that_went_back_home_are_for_a_person_who_orders_again(desk: Desk, line: Line) -> None:
    number = desk.collecting()
    desk.ask(line, number)
    with pytest.raises(Conflict, match="POST_ORDER_STANDS"):
        parcels.reissue(number, Leg.COLLECT, desk.who, desk.context, "test")
    heard(desk, told(f"{number}-TG", Status.RETURNED))
    assert desk.parcel(number).finding is Finding.NOT_COLLECTED and (number, Leg.COLLECT) in unasked(desk)
    again = parcels.reissue(number, Leg.COLLECT, desk.who, desk.context, "test")
    desk.ask(line, number)
    assert again.order_no == f"{number}-TG-2" in desk.simulator.service.state.orders
    assert (number, Leg.COLLECT) not in unasked(desk)


def test_without_an_account_it_shows_that_nobody_was_asked(desk: Desk) -> None:
    without = replace(desk, context=replace(desk.context, post_agencies=frozenset()))
    number = without.collecting()
    assert without.work(number) is None and (number, Leg.COLLECT) in unasked(desk)
    dossier, seen = parcels.of(number, desk.who, desk.context)
    assert (seen, parcels.unasked(dossier, seen)) == ([], [Leg.COLLECT])
    without.move("receive", number)
    assert (number, Leg.COLLECT) not in unasked(desk)


def test_another_address_sends_the_postman_there(desk: Desk, line: Line) -> None:
    number = desk.collecting()
    desk.ask(line, number)
    desk.correct(number, home_collection={"address": {"raw": "ấp Long Hòa, xã Kiến An, huyện Chợ Mới"}})
    desk.ask_all(line)
    held = desk.simulator.service.state.orders
    assert [no for no, order in held.items() if not order.cancelled] == [f"{number}-TG-2"]
    assert "Kiến An" in held[f"{number}-TG-2"].fields["SenderAddress"]


def test_a_wish_for_collection_that_comes_later_orders_it_and_no_wish_takes_it_back(desk: Desk, line: Line) -> None:
    number = desk.collecting(home_collection={"wish": "no"})
    assert desk.work(number) is None
    desk.correct(number, home_collection={"wish": "yes"})
    desk.ask(line, number)
    assert desk.parcel(number).state is OrderState.ACCEPTED
    desk.correct(number, home_collection={"wish": "no"})
    desk.ask_all(line)
    assert desk.parcel(number).state is OrderState.CANCELLED


def test_an_order_for_papers_that_came_meanwhile_is_not_sent(desk: Desk, line: Line) -> None:
    number = desk.collecting()
    desk.move("receive", number)
    desk.ask(line, number)
    assert desk.parcel(number).state is OrderState.CANCELLED and desk.simulator.service.state.orders == {}


def test_of_both_legs_the_worker_loses_none_on_a_bad_line(desk: Desk, fail: Fail) -> None:
    numbers = [desk.collecting() for _ in range(20)]
    line = desk.line("finds", read_timeout_s=3.0, whole_timeout_s=3.0)
    fail("lost_answer", "create", rate=0.2)
    fail("duplicate", "create", rate=0.2)
    desk.ask_all(line)
    assert desk.simulator.service.state.orders.keys() == {f"{number}-TG" for number in numbers}

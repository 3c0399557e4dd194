"""What a citizen wishes becomes an order, by whatever door it is said, and what is wished no more is taken back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app import intake, submissions, updates
from app.domain.life import State
from app.domain.post.order import Leg
from app.domain.post.parcel import OrderState, Parcel
from app.domain.post.wish import PARTS
from app.domain.submission import Channel
from app.post import owing, parcels
from app.store import tables
from app.updates.registering import Registered
from tests import builders
from tests.post.desk import Desk


def handed_in(desk: Desk, request_id: str | None = None, **changes: Any) -> str:
    values = {"fee": None, "return_by_post": None, "channel": Channel.PORTAL, **changes}
    sent = builders.submission(desk.context, request_id=request_id, **values)
    return intake.accept(sent, desk.who, desk.context, "test").dossier_no


def register(desk: Desk, number: str, leg: Leg, **raw: Any) -> Registered:
    asked = submissions.read_registration(PARTS[leg], raw, request_id=builders.unique("register"), context=desk.context)
    return updates.register(leg, number, asked, desk.who, desk.context, "test")


def orders(desk: Desk, number: str) -> list[tuple[Leg, str, OrderState]]:
    return [(each.leg, each.order_no, each.state) for each in all_parcels(desk, number)]


def all_parcels(desk: Desk, number: str) -> list[Parcel]:
    return [seen.parcel for seen in parcels.of(number, desk.who, desk.context)[1]]


def test_papers_are_ordered_in_the_transaction_that_takes_the_dossier_in(desk: Desk) -> None:
    request_id, wish = builders.unique("request"), {"home_collection": {"wish": "yes"}}
    raw = {**builders.raw_dossier(fee=None, return_by_post=None), **wish}
    sent = submissions.read(raw, request_id=request_id, channel=Channel.PORTAL, context=desk.context)
    first = intake.accept(sent, desk.who, desk.context, "test")
    assert orders(desk, first.dossier_no) == [(Leg.COLLECT, f"{first.dossier_no}-TG", OrderState.READY)]
    assert desk.work(first.dossier_no).edition == 1
    again = intake.accept(sent, desk.who, desk.context, "test")
    assert again.repeat and len(orders(desk, first.dossier_no)) == 1


def test_a_dossier_that_cannot_be_ordered_for_is_not_taken_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("the order cannot be written")

    with monkeypatch.context() as patched:
        patched.setattr(owing, "first", broken)
        with pytest.raises(RuntimeError):
            handed_in(desk, "wish-broken", home_collection={"wish": "yes"})
    r = tables.request.c
    assert desk.context.database.one(select(r.dossier_id).where(r.request_id == "wish-broken")) is None
    assert handed_in(desk, "wish-broken", home_collection={"wish": "yes"})


@pytest.mark.parametrize("wish", [None, {"wish": "no"}])
def test_without_the_wish_nothing_is_ordered(desk: Desk, wish: Any) -> None:
    assert orders(desk, handed_in(desk, home_collection=wish)) == []


def test_a_collection_is_ordered_taken_back_and_ordered_again_under_the_next_number(desk: Desk) -> None:
    number = handed_in(desk)
    register(desk, number, Leg.COLLECT, wish="yes")
    assert orders(desk, number) == [(Leg.COLLECT, f"{number}-TG", OrderState.READY)]
    register(desk, number, Leg.COLLECT, wish="yes", phone="0918345777")
    register(desk, number, Leg.COLLECT, wish="no")
    assert orders(desk, number) == [(Leg.COLLECT, f"{number}-TG", OrderState.CANCELLED)]
    register(desk, number, Leg.COLLECT, wish="yes")
    assert orders(desk, number)[1:] == [(Leg.COLLECT, f"{number}-TG-2", OrderState.READY)]


def test_what_came_otherwise_is_not_fetched(desk: Desk) -> None:
    number = handed_in(desk, home_collection={"wish": "yes"})
    desk.move("receive", number)
    assert orders(desk, number) == [(Leg.COLLECT, f"{number}-TG", OrderState.CANCELLED)]


def test_a_return_that_is_registered_after_the_finish_is_ordered_once(desk: Desk) -> None:
    number = handed_in(desk, home_collection={"wish": "yes"})
    builders.led_to(State.FINISHED, number, desk.who, desk.context)
    assert [leg for leg, *_ in orders(desk, number)] == [Leg.COLLECT]
    register(desk, number, Leg.RETURN, wish="yes")
    register(desk, number, Leg.RETURN, wish="yes", receiver="Lê Yến")
    assert orders(desk, number)[1:] == [(Leg.RETURN, number, OrderState.READY)]
    register(desk, number, Leg.RETURN, wish="no")
    assert orders(desk, number)[1:] == [(Leg.RETURN, number, OrderState.CANCELLED)]
    register(desk, number, Leg.RETURN, wish="yes")
    assert orders(desk, number)[2:] == [(Leg.RETURN, f"{number}-2", OrderState.READY)]


def test_the_post_is_told_who_may_receive_and_asked_again_when_that_changes(desk: Desk) -> None:
    deputy = {"name": "Trần Văn Hòa", "id_number": "089080001234"}
    number = desk.finished(return_by_post={"wish": "yes", "may_receive": "authorised", "deputy": deputy})
    desk.ask(desk.line("finds"), number)
    sent = desk.simulator.service.state.orders[number].fields
    assert "Người nhận thay: Trần Văn Hòa (số giấy tờ có đuôi 1234)" in sent["Description"]
    register(desk, number, Leg.RETURN, wish="yes", may_receive="receiver_only")
    assert desk.parcel(number).cancel is not None and desk.parcel(number).again


def test_papers_that_the_citizen_brings_to_a_counter_are_not_fetched(desk: Desk) -> None:
    code, owner = f"G22.99-211115-{builders.unique('7')[-1]:0>7}", builders.raw_dossier()["owner"]
    number = handed_in(desk, code=code, owner=owner, home_collection={"wish": "yes"})
    brought = builders.submission(desk.context, code=code, owner=owner)
    answer = intake.accept(brought, desk.who, desk.context, "test")
    assert (answer.dossier_no, answer.state) == (number, State.RECEIVED)
    assert orders(desk, number) == [(Leg.COLLECT, f"{number}-TG", OrderState.CANCELLED)]

"""What a post may send that nobody meant: signs that no database takes, codes of others, two names in one report."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Response
from sqlalchemy import update

from app.custody import holding
from app.domain.life import State
from app.domain.post.parcel import Finding, OrderState
from app.domain.post.tracking import Status
from app.post import tracking, weighing
from app.security.principals import Principal, Role
from app.store import tables
from app.store import tracking as reports
from app.worker import tracker
from integrations.post.lines import Line
from integrations.post.orders.account import Shape
from integrations.post.simulator.running import Simulator
from tests import builders
from tests.post.desk import HASTY, Desk
from tests.post.test_cancelling import live_code
from tests.post.test_odd_answers import Server, odd
from tests.post.test_parcels import APage, heard, told
from tests.post.test_reporting import event
from tests.post.test_reporting import told as answered

__all__ = ["odd"]


@pytest.fixture
def number(desk: Desk) -> str:
    made = desk.finished()
    desk.ask(desk.line("finds"), made)
    return made


@pytest.fixture
def post(desk: Desk) -> Principal:
    """The key of the post's counter software for the whole agency."""
    return builders.principal(desk.context, roles=[Role.SUBMIT, Role.READ, Role.RETURN])


def bad(desk: Desk) -> int:
    with desk.context.database.begin() as connection:
        return sum(row._mapping["count"] for row in reports.odd(connection) if row.problem == "bad")


# -- signs that no database takes ----------------------------------------------------------------------------------


def test_no_sign_in_a_report_holds_up_those_behind_it(desk: Desk) -> None:
    line, number = desk.line("neither"), desk.finished()
    desk.ask(line, number)
    tracking.pull(line, desk.context)
    say = desk.simulator.service.state.report
    for sign in ("\x00", "\ud800"):
        for name in ("StatusMessage", "StatusCode", "ItemCode", "EventTime", "POSID", "Notes"):
            say(number, **{"StatusCode": "1", name: f"có {sign}"})
        say(f"{number}{sign}", StatusCode="4")
    say("9" * 20_000, StatusCode="1")
    say(number, StatusCode="4")
    done = tracking.pull(line, desk.context)
    assert (done.events, done.bad, done.stuck) == (16, 1, False)
    assert desk.state(number) is State.DELIVERED


def test_a_report_that_cannot_be_kept_is_a_bad_one_and_fails_no_other(desk: Desk, number: str) -> None:
    before = bad(desk)
    page = APage((told(number, Status.ACCEPTED, raw_text="\x00"), told(number, Status.DELIVERED)), next_cursor="7")
    for new in (2, 0):
        assert tracking.record(page, "test/bad", "test", desk.context) == new
    weighing.weigh_news(desk.context)
    assert desk.state(number) is State.DELIVERED and bad(desk) == before + 1
    with desk.context.database.begin() as connection:
        assert reports.cursor(connection, "test/bad") == "7"


@dataclass
class Failing:
    """A feed that cannot be read for a while."""

    name: str = "test/failing"
    source: str = "test"
    errors: list[Exception] = field(default_factory=list)

    def tracking(self, cursor: str | None) -> APage:
        if self.errors:
            raise self.errors.pop()
        return APage((), next_cursor="1")


def test_a_feed_that_fails_holds_up_no_other_and_a_person_is_told(desk: Desk) -> None:
    turn = tracker.Turn(Failing(errors=[ValueError("x"), ValueError("x")]))  # type: ignore[arg-type]

    def is_stuck() -> bool:
        with desk.context.database.begin() as connection:
            return turn.line.name in reports.stuck(connection)

    for now, stuck in ((0.0, True), (1.0, True), (tracker.OUT_OF_REACH_S, True), (2 * tracker.OUT_OF_REACH_S, False)):
        tracker.read(turn, desk.context, now)
        assert is_stuck() is stuck, now


# -- answers to orders ---------------------------------------------------------------------------------------------


@pytest.fixture
def lgsp(odd: Server) -> Line:
    there = Simulator(f"http://127.0.0.1:{odd.server.server_port}", None)  # type: ignore[arg-type]
    return Line(there.account(Shape.LGSP, builders.AGENCY, **HASTY))


def says(odd: Server, **answer: Any) -> None:
    body = json.dumps({"Status": 100, "Message": "Thành công"} | answer)
    odd.answer = lambda: Response(body, mimetype="application/json")


@pytest.mark.parametrize(
    "answer",
    [{"Message": "OK\x00"}, {"Message": "OK \ud800"}, {"Message": "x" * 200_000}, {"Message": ["x"]}, {"ItemCode": {}}],
)
def test_an_order_that_was_taken_is_accepted_whatever_signs_the_answer_has(
    desk: Desk, odd: Server, lgsp: Line, answer: dict[str, Any]
) -> None:
    number = desk.finished()
    says(odd, **answer)
    desk.ask(lgsp, number)
    parcel = desk.parcel(number)
    assert (parcel.state, parcel.finding) == (OrderState.ACCEPTED, None)
    assert parcel.item_code == live_code(desk, number) and len(parcel.answer_text) <= 300


@pytest.mark.parametrize("given", ["GARBAGE", "E\x00", "y" * 100_000, "EY000000014VN", "RR123456785CN"])
def test_no_answer_replaces_the_code_that_is_printed(desk: Desk, odd: Server, lgsp: Line, given: str) -> None:
    number = desk.finished()
    says(odd, ItemCode=given)
    desk.ask(lgsp, number)
    parcel = desk.parcel(number)
    assert (parcel.state, parcel.finding) == (OrderState.ACCEPTED, Finding.CODE_UNUSABLE)
    assert parcel.item_code == live_code(desk, number)


def test_an_answer_with_the_code_of_another_parcel_is_taken_by_neither(desk: Desk, odd: Server, lgsp: Line) -> None:
    first, second = desk.many_finished(2)
    says(odd)
    desk.ask(lgsp, first)
    says(odd, ItemCode=live_code(desk, first))
    desk.ask(lgsp, second)
    assert desk.parcel(second).finding is Finding.CODE_OF_ANOTHER
    assert desk.parcel(second).item_code == live_code(desk, second) != live_code(desk, first)


# -- whose a report is ---------------------------------------------------------------------------------------------


def test_a_report_that_names_two_parcels_moves_neither(desk: Desk, number: str, post: Principal) -> None:
    other, before = desk.finished(), bad(desk)
    desk.ask(desk.line("finds"), other)
    code = live_code(desk, other)
    heard(desk, told(number, Status.DELIVERED, item_code=code))
    assert bad(desk) == before + 1
    batch = [
        event(number, "delivered", item_code=code),
        event(number, "delivered", item_code=code, code_table="custody"),
        event(number, "77", item_code=code, code_table="ngsp"),
    ]
    for each, sent in zip(answered(desk, post, *batch), batch, strict=True):
        assert (each.result, [(fault.path, fault.code) for fault in each.faults], each.event_id) == (
            "unreadable", [("item_code", "PARCELS_DIFFER")], sent["event_id"],
        )  # fmt: skip
    assert desk.state(number) is desk.state(other) is State.FINISHED
    own = live_code(desk, number)
    assert answered(desk, post, event(number, "in_transit", item_code=own))[0].result == "kept"


def test_the_code_of_two_live_parcels_is_nobodys(desk: Desk, number: str, post: Principal) -> None:
    other, before, code = desk.finished(), bad(desk), live_code(desk, number)
    with desk.context.database.begin() as connection:
        item = tables.postal_item
        connection.execute(update(item).where(item.c.order_no == other).values(item_code=code))
    heard(desk, told(number, Status.DELIVERED, order_no=None, item_code=code))
    assert bad(desk) == before + 1 and desk.state(number) is desk.state(other) is State.FINISHED
    (answer,) = answered(desk, post, event(None, "delivered", item_code=code))
    assert [fault.code for fault in answer.faults] == ["ITEM_CODE_TWICE"]
    assert answered(desk, post, event(number, "delivered", item_code=code))[0].result == "kept"


# -- what each answer of a batch says ------------------------------------------------------------------------------


def test_every_answer_has_the_senders_own_id(desk: Desk, number: str, post: Principal) -> None:
    batch = [
        event(number), event(number, time="hôm qua"), event(None), event("000-1-1"),
        event(number, "flown", code_table="custody"), event(number, "received", code_table="custody"),
    ]  # fmt: skip
    assert [each.event_id for each in answered(desk, post, *batch)] == [each["event_id"] for each in batch]
    assert answered(desk, post, event(number, event_id="two words"))[0].event_id is None


def test_a_counter_whose_clock_is_fast_loses_no_step(desk: Desk, number: str, post: Principal) -> None:
    def step(code: str, **later: float) -> str:
        time = (desk.context.clock.now() + timedelta(**later)).isoformat()
        return answered(desk, post, event(number, code, code_table="custody", time=time))[0].result.value

    assert step("received", minutes=4) == "kept" and step("kept", minutes=6) == "unreadable"
    spells = holding.of(number, desk.who, desk.context).threads.licence.spells
    assert all(spell.since <= desk.context.clock.now() for spell in spells if spell.since), "in the order of our clock"

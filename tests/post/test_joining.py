"""What a second door says of return, collection and fee: taken over where nothing was known, else the first stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app import intake, updates
from app.domain.correction import news
from app.domain.dossier import JOINED, WISHES_DIFFER, Answer, Dossier
from app.domain.life import State
from app.domain.post.order import Leg
from app.domain.post.parcel import OrderState
from app.domain.post.tracking import Status
from app.domain.submission import Channel
from app.papers import editions
from app.post import parcels
from app.rules import Rules
from app.security.principals import Principal
from app.store import dossiers, events, outbox, tables
from tests import builders
from tests.post.desk import Desk
from tests.post.test_parcels import heard, told

SILENT: dict[str, Any] = {"channel": Channel.PORTAL, "fee": None, "return_by_post": {}}
RECEIVER = {"wish": "yes", "receiver": "Lê Văn Tám", "phone": "0918345699"}


@pytest.fixture
def counter(desk: Desk) -> Principal:
    return builders.principal(desk.context, office_id=builders.OFFICE)


@pytest.fixture
def later(desk: Desk, change: Callable[[str, str, str], Rules]) -> Desk:
    """A desk whose agency lets no counter receive on its behalf."""
    rule = 'channel = "post_counter"\nreceives = '
    return replace(desk, context=replace(desk.context, rules=change("agencies.toml", f"{rule}true", f"{rule}false")))


class Joined:
    """A dossier of the portal, and who brings its code once more."""

    def __init__(self, desk: Desk, **changes: Any) -> None:
        self.desk, self.code = desk, f"G22.99-211115-{builders.unique('7').replace('-', ''):0>7}"
        self.owner = builders.raw_dossier()["owner"]
        self.number = self.bring(desk.who, **SILENT | changes).dossier_no

    def bring(self, who: Principal, **changes: Any) -> Answer:
        asked = {"code": self.code, "code_issuer": "G22.99", "owner": self.owner, "fee": None, **changes}
        return intake.accept(builders.submission(self.desk.context, **asked), who, self.desk.context, "test")

    @property
    def dossier(self) -> Dossier:
        with self.desk.context.database.begin() as connection:
            found = dossiers.by_code(connection, self.number, builders.AGENCY, None)
        assert found is not None
        return found

    @property
    def papers(self) -> list[tuple[str, int]]:
        with self.desk.context.database.begin() as connection:
            return outbox.editions(connection, self.dossier.id)

    @property
    def orders(self) -> list[tuple[Leg, OrderState]]:
        seen = parcels.of(self.number, self.desk.who, self.desk.context)[1]
        return [(each.parcel.leg, each.parcel.state) for each in seen]


def test_the_return_that_the_citizen_asks_for_at_the_counter_is_ordered(desk: Desk, counter: Principal) -> None:
    one = Joined(desk)
    answer = one.bring(counter, return_by_post=RECEIVER)
    assert (answer.warnings, answer.state) == ((JOINED,), State.RECEIVED)
    assert one.dossier.record["return_by_post"] == RECEIVER
    wish = tables.dossier.c.return_wish
    assert desk.context.database.one(select(wish).where(tables.dossier.c.dossier_no == one.number)) == ("yes",)
    desk.move("finish", one.number)
    assert one.orders == [(Leg.RETURN, OrderState.READY)] and ("label", 4) in one.papers
    desk.ask(desk.line("finds"), one.number)
    assert desk.simulator.service.state.orders[one.number].fields["ReceiverName"] == "Lê Văn Tám"


def test_it_stands_in_the_event_and_what_was_printed_before_reads_as_it_did(desk: Desk, counter: Principal) -> None:
    one = Joined(desk)
    one.bring(counter, return_by_post=RECEIVER, fee={"amount_vnd": 135_000, "place": "on_return"})
    with desk.context.database.begin() as connection:
        history = events.history(connection, [one.dossier.id])[one.dossier.id]
        before, after = editions.editions(
            connection, [editions.Wanted(one.dossier, kind, seq) for kind, seq in (("slip", 1), ("receipt", 3))]
        )
    assert [each.event.kind for each in history] == ["submitted", "joined", "received"]
    names = ["return_by_post.phone", "return_by_post.receiver", "return_by_post.wish", "fee.place"]
    assert history[1].event.details["fields"] == names
    assert before.dossier.record["return_by_post"] == {"wish": "unknown"} and "fee" not in before.dossier.record
    assert after.dossier.record["fee"]["place"] == "on_return"


def test_a_receipt_that_says_otherwise_by_now_is_printed_anew(desk: Desk, counter: Principal) -> None:
    one = Joined(desk)
    desk.move("receive", one.number)
    one.bring(counter, return_by_post=RECEIVER)
    assert one.papers == [("slip", 1), ("receipt", 2), ("receipt", 3)]
    one.bring(counter, return_by_post={"wish": "no"})
    assert one.papers[-1] == ("receipt", 3), "where the first stands nothing is printed"


def test_a_repeat_changes_nothing(desk: Desk) -> None:
    one, other = Joined(desk), builders.principal(desk.context)
    said = {"channel": Channel.PORTAL, "return_by_post": RECEIVER, "fee": {"amount_vnd": 1, "place": "on_return"}}
    assert one.bring(other, request_id="joined-1", **said).warnings == (JOINED,)
    revision = one.dossier.revision
    assert one.bring(other, request_id="joined-1", **said).repeat
    assert one.bring(other, **said).warnings == (JOINED,)
    assert (one.dossier.revision, one.dossier.record["fee"]["place"]) == (revision, "on_return")
    assert one.dossier.state is State.SUBMITTED


def test_who_founded_it_takes_nothing_back_by_saying_the_same_again(desk: Desk, counter: Principal) -> None:
    one = Joined(desk)
    one.bring(counter, return_by_post=RECEIVER)
    said = updates.said_by(desk.who.sender, one.dossier, desk.context)
    assert said["return_by_post"] == {"wish": "unknown"}
    assert news(said, {"owner": said["owner"]}) == {}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"return_by_post": {"wish": "yes"}}, {"return_by_post": {"wish": "no"}}),
        ({"return_by_post": {"wish": "no"}}, {"return_by_post": {"wish": "yes"}}),
        ({"return_by_post": {"wish": "yes"}}, {"return_by_post": RECEIVER}),
        ({"fee": {"amount_vnd": 135_000, "place": "on_return"}}, {"fee": {"amount_vnd": 1, "place": "on_collection"}}),
    ],
)
def test_where_the_two_differ_the_first_stands_and_a_person_is_told(
    desk: Desk, first: dict[str, Any], second: dict[str, Any]
) -> None:
    one, other = Joined(desk, **first), builders.principal(desk.context)
    before = one.dossier.record
    second = {"channel": Channel.PORTAL, "papers": [], "home_collection": {"wish": "yes"}, **second}
    assert one.bring(other, **{"return_by_post": {}} | second).warnings == (JOINED, WISHES_DIFFER)
    after = one.dossier.record
    assert [after.get(part) for part in first] == [before.get(part) for part in first]


def test_the_same_in_other_letters_does_not_differ(desk: Desk, counter: Principal) -> None:
    one = Joined(desk, return_by_post={"wish": "yes"})
    back = {
        "wish": "yes",
        "receiver": one.owner["name"].upper(),
        "phone": "0918345601",
        "address": one.owner["address"],
    }
    assert one.bring(counter, return_by_post=back).warnings == (JOINED,)


def test_the_address_of_the_message_goes_with_its_wish(desk: Desk, counter: Principal) -> None:
    one = Joined(desk)
    one.owner = one.owner | {"address": {"text": "Số 1 đường Trần Hưng Đạo, thành phố Long Xuyên"}}
    one.bring(counter, return_by_post={"wish": "yes"})
    assert one.dossier.record["return_by_post"]["address"]["raw"] == "Số 1 đường Trần Hưng Đạo, thành phố Long Xuyên"


def test_a_collection_that_is_said_later_is_ordered(desk: Desk) -> None:
    one, other = Joined(desk), builders.principal(desk.context)
    said = {"home_collection": {"wish": "yes"}, "fee": {"amount_vnd": 135_000, "place": "on_collection"}}
    assert one.bring(other, channel=Channel.PORTAL, papers=[], return_by_post={}, **said).warnings == (JOINED,)
    assert one.orders == [(Leg.COLLECT, OrderState.READY)]


def test_papers_that_lie_at_a_counter_are_not_fetched_though_nobody_has_received_them(
    later: Desk, counter: Principal
) -> None:
    one = Joined(later, home_collection={"wish": "yes"})
    assert one.bring(counter).state == State.SUBMITTED
    assert one.orders == [(Leg.COLLECT, OrderState.CANCELLED)]
    assert one.dossier.record["home_collection"]["wish"] == "no"


def test_papers_that_the_post_has_fetched_already_come(later: Desk, counter: Principal) -> None:
    one = Joined(later, home_collection={"wish": "yes"})
    later.ask(later.line("finds"), one.number)
    heard(later, told(f"{one.number}-TG", Status.IN_TRANSIT))
    assert one.bring(counter).state == State.SUBMITTED
    assert one.orders == [(Leg.COLLECT, OrderState.ACCEPTED)]
    assert one.dossier.record["home_collection"]["wish"] == "yes"


def test_papers_that_were_received_are_not_missed_while_others_are_waited_for(desk: Desk) -> None:
    number = desk.collecting()
    desk.move("receive", number)
    desk.move("ask_supplement", number)
    dossier, seen = parcels.of(number, desk.who, desk.context)
    assert parcels.unasked(dossier, seen) == [] and parcels.notes([dossier], desk.context) == {}

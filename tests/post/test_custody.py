"""The parcel and its dossier end together, whoever tells the end; what the post reports shows who has the licence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.clock import BusinessClock
from app.custody import holding, recording, watching
from app.custody.watching import Why
from app.custody.words import licence_vi
from app.domain import remark
from app.domain.custody.act import ACTS
from app.domain.custody.step import FindingKind, House
from app.domain.custody.thread import Custody
from app.domain.errors import Conflict
from app.domain.life import CLOSED, State
from app.domain.post.order import Leg
from app.domain.post.tracking import ENDS, Status
from app.post import parcels, tracking
from app.store import dossiers, events
from tests import builders
from tests.post.desk import Desk
from tests.post.test_parcels import heard, told

NAME = "Nguyễn Thị Ngọc Ánh"


def ordered(desk: Desk) -> str:
    number = desk.finished()
    desk.ask(desk.line("finds"), number)
    return number


def say(desk: Desk, number: str, step: str, **said: Any) -> None:
    raw = {"post_office": builders.OFFICE} | ({"reason": "Không đến nhận"} if step == "returned" else {})
    if step == "collected":
        raw |= {"receiver": NAME, "id_paper": "citizen_card", "id_digits": digits(desk, number)}
    read = remark.read(raw | said, ACTS[step], desk.context.clock.now())
    recording.record(step, number, read, desk.who, desk.context, "test")


def digits(desk: Desk, number: str) -> str:
    with desk.context.database.begin() as connection:
        found = dossiers.by_code(connection, number, builders.AGENCY, None)
    assert found is not None
    return str(found.record["owner"]["id_document"]["number"])[-4:]


def licence(desk: Desk, number: str) -> Custody:
    found = holding.of(number, desk.who, desk.context).threads.licence
    assert found is not None
    return found


Ending = Callable[[Desk, str], None]
WAYS: dict[str, tuple[Ending, Status]] = {
    "collected at the post office": (lambda d, n: say(d, n, "collected"), Status.DELIVERED),
    "delivered, as the counter tells": (lambda d, n: say(d, n, "delivered"), Status.DELIVERED),
    "delivered, as the desk tells": (lambda d, n: d.move("deliver", n), Status.DELIVERED),
    "returned, as the counter tells": (lambda d, n: say(d, n, "returned"), Status.RETURNED),
    "taken back at the desk": (lambda d, n: d.move("take_back", n), Status.RETURNED),
}
ENDED = {Status.DELIVERED: (State.DELIVERED, House.CITIZEN), Status.RETURNED: (State.FINISHED, House.AUTHORITY)}


@pytest.mark.parametrize("way", WAYS)
def test_neither_stands_closed_without_the_other(desk: Desk, way: str) -> None:
    end, status = WAYS[way]
    state, house = ENDED[status]
    number = ordered(desk)
    desk.move("hand_over", number)
    say(desk, number, "attempted", failure="receiver_away")
    say(desk, number, "kept")
    assert (desk.parcel(number).status, desk.state(number)) == (Status.HELD, State.HANDED_TO_POST)
    end(desk, number)
    parcel = desk.parcel(number)
    assert (parcel.status, desk.state(number), parcel.finding) == (status, state, None)
    assert (parcel.status in ENDS) and (desk.state(number) in CLOSED) is (status is Status.DELIVERED)
    found = licence(desk, number)
    assert found.keeper.house is house and found.findings == () and found.attempts == 1


def test_a_refused_act_ends_neither(desk: Desk) -> None:
    number = ordered(desk)
    desk.move("hand_over", number)
    with pytest.raises(Conflict):
        say(desk, number, "collected", receiver="Trần Văn Bảy")
    assert desk.state(number) is State.HANDED_TO_POST and desk.parcel(number).status not in ENDS
    assert licence(desk, number).keeper.house is House.POST


def test_the_post_reports_the_whole_way_and_the_counter_tells_the_same_again(desk: Desk) -> None:
    number, feed = ordered(desk), desk.line("finds")
    desk.move("hand_over", number)
    while desk.simulator.service.state.advance(number):
        pass
    tracking.pull(feed, desk.context)
    assert desk.parcel(number).status is Status.DELIVERED and desk.state(number) is State.DELIVERED
    found = licence(desk, number)
    assert found.keeper.house is House.CITIZEN and found.findings == ()
    with pytest.raises(Conflict) as refused:
        say(desk, number, "collected")
    assert refused.value.code == "MOVE_IMPOSSIBLE"


def test_what_was_sent_back_is_ordered_again_and_its_new_parcel_ends_with_the_dossier(desk: Desk) -> None:
    number = ordered(desk)
    old = desk.parcel(number)
    desk.move("hand_over", number)
    say(desk, number, "returned")
    new = parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    assert new.order_no == f"{old.order_no}-2" and new.item_code != old.item_code
    desk.ask(desk.line("finds"), number)
    desk.move("hand_over", number)
    say(desk, number, "collected")
    assert desk.parcel(number).status is Status.DELIVERED and desk.state(number) is State.DELIVERED
    found = licence(desk, number)
    there_and_back = [House.AUTHORITY, House.POST, House.AUTHORITY, House.POST, House.CITIZEN]
    assert [spell.keeper.house for spell in found.spells] == there_and_back and found.findings == ()


def test_a_parcel_that_came_back_is_not_back_once_more_while_the_next_one_travels(desk: Desk) -> None:
    number = ordered(desk)
    desk.move("hand_over", number)
    desk = later(desk, 1)
    heard(desk, told(number, Status.RETURNED, 2), told(number, Status.ATTEMPTED, 20))
    assert licence(desk, number).findings == (), "what was tried is told too late"
    parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    desk.ask(desk.line("finds"), number)
    desk.move("hand_over", number)
    desk = later(desk, 1)
    heard(desk, told(number, Status.RETURNED, 30))
    assert (licence(desk, number).keeper.house, desk.state(number)) == (House.POST, State.HANDED_TO_POST)
    heard(desk, told(f"{number}-2", Status.DELIVERED, 40))
    assert licence_vi(holding.of(number, desk.who, desk.context), desk.context) == [
        "Giấy phép lái xe đã được trả cho người nhận."
    ]
    there_and_back = [House.AUTHORITY, House.POST, House.AUTHORITY, House.POST, House.CITIZEN]
    spells = [spell.keeper.house for spell in licence(desk, number).spells if spell.until != spell.since]
    assert spells == there_and_back


def test_two_ends_of_one_parcel_are_both_shown_and_never_fit(desk: Desk) -> None:
    number = ordered(desk)
    desk.move("hand_over", number)
    desk = later(desk, 1)
    heard(desk, told(number, Status.RETURNED, 2), told(number, Status.DELIVERED, 20))
    assert [each.kind for each in licence(desk, number).findings] == [FindingKind.GAP]


def test_what_the_post_never_saw_is_asked_for_after_the_days_of_the_rules(desk: Desk) -> None:
    number = ordered(desk)
    desk.move("hand_over", number)
    days = watching.keeping_now(desk.context).unseen_days
    assert why(desk, number, 0) == [] and why(desk, number, days + 1) == [Why.UNSEEN]
    say(desk, number, "received")
    assert why(desk, number, days + 1) == []


def test_what_is_kept_too_long_is_listed_from_the_next_day_on(desk: Desk) -> None:
    number = ordered(desk)
    desk.move("hand_over", number)
    say(desk, number, "kept")
    days = watching.keeping_now(desk.context).days
    assert why(desk, number, days) == [] and why(desk, number, days + 1) == [Why.KEPT_TOO_LONG]
    say(desk, number, "sent_again")
    assert why(desk, number, days + 1) == []


def why(desk: Desk, number: str, days: int) -> list[Why]:
    """Why it stands on the list after so many days."""

    listed = watching.watched(desk.who, later(desk, days).context).items
    return [each.why for each in listed if each.dossier.dossier_no == number]


def later(desk: Desk, days: int) -> Desk:
    """The same desk, days later."""
    clock = BusinessClock(desk.context.clock.offset + timedelta(days=days), desk.context.clock.real)
    return replace(desk, context=replace(desk.context, clock=clock))


def test_no_name_and_no_digits_are_in_the_events(desk: Desk) -> None:
    number = ordered(desk)
    desk.move("hand_over", number)
    say(desk, number, "collected")
    with desk.context.database.begin() as connection:
        found = dossiers.by_code(connection, number, builders.AGENCY, None)
        assert found is not None
        details = [each.event.details for each in events.history(connection, [found.id])[found.id]]
    assert details[-1]["collector"] == "receiver" and "Ánh" not in str(details)

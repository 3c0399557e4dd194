"""What the post reports moves the dossier on, each report once, in any order; what cannot be is left for a person."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, update

from app import lookup
from app.domain.errors import Unavailable
from app.domain.life import State
from app.domain.post.order import Leg
from app.domain.post.parcel import Finding, OrderState
from app.domain.post.tracking import Reason, Status, TrackingEvent
from app.post import parcels, tracking, weighing
from app.post.feed import Bad
from app.store import events, postal_items, tables, unweighed
from app.store import tracking as reports
from integrations.post.lines import Line
from tests import builders
from tests.post.conftest import Fail
from tests.post.desk import Desk

NOW = datetime(2021, 11, 15, 1, tzinfo=UTC)  # the office's morning
AWAY = replace(
    TrackingEvent("myvnpost", "away", raw_code="91"), status=Status.ATTEMPTED, reason=Reason.RECEIVER_AWAY, at=NOW
)


def told(number: str, status: Status, hours: int = 0, **changes: object) -> TrackingEvent:
    """A report of a parcel."""
    at = NOW + timedelta(hours=hours)
    event = TrackingEvent("test", builders.unique("report"), order_no=number, raw_code="x", at=at, status=status)
    return replace(event, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class APage:
    """A page of reports."""

    events: tuple[TrackingEvent, ...]
    bad: tuple[Bad, ...] = ()
    next_cursor: str = "1"
    stuck: bool = False


def heard(desk: Desk, *events: TrackingEvent) -> None:
    """These reports come, and are weighed."""
    tracking.record(APage(events), "test", "test", desk.context)
    weighing.weigh_news(desk.context)


@pytest.fixture
def line(desk: Desk) -> Line:
    return desk.line("finds")


@pytest.fixture
def number(desk: Desk, line: Line) -> str:
    """A dossier whose parcel the post carries."""
    made = desk.finished()
    desk.ask(line, made)
    return made


def advance(desk: Desk, number: str) -> None:
    """The simulated parcel goes through its whole life."""
    while desk.simulator.service.state.advance(number):
        pass


def test_a_delivered_parcel_closes_its_dossier(desk: Desk, line: Line, number: str) -> None:
    desk.move("hand_over", number)
    advance(desk, number)
    done = tracking.pull(line, desk.context)
    assert done.events >= 4 and not done.stuck
    assert desk.state(number) is State.DELIVERED and desk.parcel(number).status is Status.DELIVERED
    assert desk.told(number) == ["post_ordered", "handed_over", "delivered"]


def test_a_hand_over_that_the_desk_forgot_is_made_up_for(desk: Desk, number: str) -> None:
    heard(desk, told(number, Status.DELIVERED))
    assert desk.state(number) is State.DELIVERED
    assert desk.told(number) == ["post_ordered", "handed_over", "delivered"]


def test_a_parcel_that_was_sent_back_is_back_at_the_desk_with_its_reason(desk: Desk, number: str) -> None:
    desk.move("hand_over", number)
    heard(desk, replace(AWAY, order_no=number, source_id=builders.unique()), told(number, Status.RETURNED, 1))
    assert desk.state(number) is State.FINISHED and desk.told(number)[-1] == "taken_back"
    with desk.context.database.begin() as connection:
        dossier = lookup.locked(connection, number, desk.who)
        last = events.history(connection, [dossier.id])[dossier.id][-1]
    assert last.said.reason == "người nhận đi vắng" and last.event.key_id is None
    heard(desk, told(number, Status.RETURNED, 2))
    desk.move("hand_over", number)
    heard(desk, told(number, Status.RETURNED, 3))
    assert desk.state(number) is State.HANDED_TO_POST, "what came late moves nothing twice"


def test_the_same_page_again_changes_nothing(desk: Desk, line: Line, number: str) -> None:
    desk.simulator.service.state.advance(number)
    first = line.tracking(None)
    assert tracking.record(first, "again", line.source, desk.context) == 1
    assert tracking.record(first, "again", line.source, desk.context) == 0
    seen = parcels.of(number, desk.who, desk.context)[1][0]
    assert len(seen.events) == 1


def test_what_the_post_says_of_years_to_come_happened_by_now(desk: Desk, line: Line, number: str) -> None:
    written = "2031-01-01T00:00:00+07:00"
    heard(desk, told(number, Status.DELIVERED, at=datetime.fromisoformat(written), raw_time=written))
    parcel = desk.parcel(number)
    assert parcel.status is Status.DELIVERED and parcel.status_at is not None
    assert parcel.status_at <= desk.context.clock.now() and desk.state(number) is State.DELIVERED
    assert parcels.of(number, desk.who, desk.context)[1][0].events[0].raw_time == written


def test_reports_in_any_order_lead_to_the_same_end(desk: Desk, line: Line) -> None:
    life = (Status.ACCEPTED, Status.IN_TRANSIT, Status.ATTEMPTED, Status.HELD, Status.OUT_FOR_DELIVERY)
    numbers = [desk.finished() for _ in range(6)]
    ends = set()
    for seed, number in enumerate(numbers):
        desk.ask(line, number)
        came = [told(number, status, hours) for hours, status in enumerate((*life, Status.DELIVERED))]
        random.Random(seed).shuffle(came)
        for event in came:
            heard(desk, event)
        parcel = desk.parcel(number)
        ends.add((parcel.status, parcel.status_at, parcel.finding, desk.state(number)))
    assert ends == {(Status.DELIVERED, NOW + timedelta(hours=5), None, State.DELIVERED)}


@pytest.mark.parametrize("fault", ["unknown_status", "bad_event", "seven_digit_times", "out_of_order"])
def test_an_odd_page_is_kept_whole_and_fails_nothing(
    desk: Desk, line: Line, number: str, fail: Fail, fault: str
) -> None:
    advance(desk, number)
    fail(fault, "tracking")
    done = tracking.pull(line, desk.context)
    seen = parcels.of(number, desk.who, desk.context)[1][0]
    assert len(seen.events) == 4 and done.bad == (fault == "bad_event")
    if fault == "unknown_status":
        assert {(event.status, event.raw_code) for event in seen.events} == {(Status.UNKNOWN, "77")}
        with desk.context.database.begin() as connection:
            assert ("unknown", line.source, "77") in {tuple(row[:3]) for row in reports.odd(connection)}
    else:
        assert seen.parcel.status is Status.DELIVERED


def test_a_report_of_nobodys_parcel_is_kept_and_shown(desk: Desk) -> None:
    heard(desk, told("000.00.16.H01-211115-9999", Status.IN_TRANSIT, raw_code="lost"))
    with desk.context.database.begin() as connection:
        assert ("nobody's", "test", "lost") in {tuple(row[:3]) for row in reports.odd(connection)}


def test_an_order_whose_answer_was_lost_is_taken_when_it_shows_in_the_feed(desk: Desk, fail: Fail) -> None:
    number, line = desk.finished(), desk.line("neither")
    fail("lost_answer", "create")
    desk.ask(line, number)
    assert desk.work(number).state == "parked"
    desk.simulator.service.state.advance(number)
    tracking.pull(line, desk.context)
    assert desk.parcel(number).state is OrderState.ACCEPTED and desk.work(number).state == "done"
    assert desk.told(number) == ["post_order_unknown", "post_ordered"]


def test_an_order_that_the_post_cancels_may_be_issued_again(desk: Desk, number: str) -> None:
    heard(desk, told(number, Status.CANCELLED))
    assert desk.parcel(number).state is OrderState.CANCELLED and desk.told(number)[-1] == "post_order_cancelled"
    assert parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test").order_no == f"{number}-2"


def test_a_delivery_that_cannot_be_is_left_for_a_person(desk: Desk, number: str) -> None:
    desk.move("return_in_person", number)
    heard(desk, told(number, Status.DELIVERED))
    assert desk.parcel(number).finding is Finding.DELIVERED_OTHERWISE
    assert desk.state(number) is State.RETURNED_IN_PERSON
    with desk.context.database.begin() as connection:
        assert number in {row.order_no for row in postal_items.troubled(connection)}


def test_two_ends_that_contradict_each_other_move_nothing_more(desk: Desk, number: str) -> None:
    desk.move("hand_over", number)
    heard(desk, told(number, Status.RETURNED), told(number, Status.DELIVERED, 1))
    assert desk.parcel(number).finding is Finding.DISPUTED and desk.state(number) is State.HANDED_TO_POST


def test_a_report_by_the_item_code_alone_finds_its_parcel(desk: Desk, number: str) -> None:
    heard(desk, told(number, Status.IN_TRANSIT, order_no=None, item_code=desk.parcel(number).item_code))
    assert desk.parcel(number).status is Status.IN_TRANSIT


def test_what_could_not_be_read_is_news_still(desk: Desk, line: Line, number: str, fail: Fail) -> None:
    tracking.pull(line, desk.context)
    with desk.context.database.begin() as connection:
        assert not reports.is_due(connection, line.name, 900)
    tracking.hint(line.name, [], desk.context)
    fail("unavailable", "tracking")
    with pytest.raises(Unavailable):
        tracking.pull(line, desk.context)
    with desk.context.database.begin() as connection:
        assert reports.is_due(connection, line.name, 900)
    tracking.pull(line, desk.context)
    with desk.context.database.begin() as connection:
        assert not reports.is_due(connection, line.name, 900)


def test_a_parcel_that_cannot_be_weighed_fails_no_other(desk: Desk, line: Line, number: str) -> None:
    other = desk.finished()
    desk.ask(line, other)
    weigh = weighing._weigh
    with pytest.MonkeyPatch.context() as patch:
        broken = desk.parcel(number).id
        patch.setattr(weighing, "_weigh", lambda c, item, d, x: 1 / 0 if item == broken else weigh(c, item, d, x))
        heard(desk, told(number, Status.IN_TRANSIT), told(other, Status.IN_TRANSIT))
    assert (desk.parcel(number).status, desk.parcel(other).status) == (Status.UNKNOWN, Status.IN_TRANSIT)
    assert late(desk) == [], "it is news still"
    with desk.context.database.begin() as connection:
        long_ago = func.now() - func.make_interval(0, 0, 0, 0, 0, 0, unweighed.LATE_S + 1)
        connection.execute(update(tables.tracking_event).values(recorded_at=long_ago))
    assert late(desk) == [number]
    weighing.weigh_news(desk.context)
    assert desk.parcel(number).status is Status.IN_TRANSIT and late(desk) == []


def late(desk: Desk) -> list[str]:
    """What waits to be weighed for too long."""
    with desk.context.database.begin() as connection:
        return [each.order_no for each in unweighed.late(connection, builders.AGENCY)]

"""Both threads out of any events and reports at all: always one keeper, the same whatever order they were told in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.custody.threads import Threads, look_at, threads
from app.domain.custody.step import House
from app.domain.custody.thread import Custody
from app.domain.dossier import Dossier
from app.domain.event import Event
from app.domain.life import State
from app.domain.post.order import Leg
from app.domain.post.tracking import Status, TrackingEvent
from app.rules.practice import Keeping
from app.store.custody import Report
from app.store.events import Told
from tests import builders

START = datetime(2021, 11, 15, 1, 0, tzinfo=UTC)
KEEPING = Keeping(days=10, unseen_days=2)
WAYS = (  # the moves of a licence, one behind the other
    ("finished",),
    ("finished", "handed_over"),
    ("finished", "handed_over", "delivered"),
    ("finished", "handed_over", "taken_back", "returned"),
    ("finished", "handed_over", "taken_back", "handed_over", "delivered"),
)
ACTS = ("licence_received", "licence_attempted", "licence_kept", "licence_sent_again")
PHYSICAL = [Status.IN_TRANSIT, Status.OUT_FOR_DELIVERY, Status.ATTEMPTED, Status.HELD, Status.RETURNING]
SHOWN = [*PHYSICAL, Status.RETURNED, Status.DELIVERED, Status.UNKNOWN, Status.ORDERED, Status.ACCEPTED]


def dossier(channel: str = "post_counter") -> Dossier:
    return Dossier(
        dossier_no="000.00.16.H01-211115-0001",
        agency_id=builders.AGENCY,
        office_id=builders.OFFICE,
        sender="post",
        channel=channel,
        procedure_code="1.002809",
        state=State.HANDED_TO_POST,
        record={"owner": {"name": "Nguyễn Thị Lan"}},
        rules_version="",
        submitted_at=START,
        tracking_token="x",
    )


def after(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def event(kind: str, hours: float, **details: str) -> Event:
    return Event(kind, after(hours), 1, "test", details=details)


def told(*events: Event) -> list[Told]:
    return [Told(seq, each) for seq, each in enumerate(events, start=1)]


def report(status: Status, hours: float, nth: int = 0, leg: Leg = Leg.RETURN) -> Report:
    return Report(leg, TrackingEvent("ngsp", f"{nth}", at=after(hours), status=status, pos_code="881115"))


def found(events: list[Event], reports: list[Report], channel: str = "post_counter") -> Threads:
    return threads(dossier(channel), told(*events), reports, KEEPING)


def licence(events: list[Event], reports: list[Report]) -> Custody:
    of = found(events, reports).licence
    assert of is not None
    return of


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Event], list[Event], list[Report]]:
    """Moves in their order, acts with the times that they were told of, reports of the post."""
    way, hour, moves = draw(st.sampled_from(WAYS)), 10, []
    for kind in way:
        hour += draw(st.integers(0, 20))
        moves.append(event(kind, hour, post_office=builders.OFFICE))
    acts = [
        event(
            draw(st.sampled_from(ACTS)),
            200 + nth,
            reported_at=after(draw(st.integers(0, 120))).isoformat(),
            post_office=draw(st.sampled_from(["", "881600", "881115"])),
            failure="receiver_away",
            keep_until=after(500).isoformat(),
        )
        for nth in range(draw(st.integers(0, 4)))
    ]
    hours, statuses = st.integers(0, 120), st.sampled_from(SHOWN)
    reports = [report(draw(statuses), draw(hours), nth) for nth in range(draw(st.integers(0, 6)))]
    return moves, acts, reports


@given(stories(), st.integers(0, 150))
def test_there_is_exactly_one_keeper_at_any_moment(
    story: tuple[list[Event], list[Event], list[Report]], hours: int
) -> None:
    moves, acts, reports = story
    for each in found([*moves, *acts], reports).both:
        assert each.spells[-1].until is None
        assert all(one.until == next_.since for one, next_ in pairwise(each.spells))
        moment = each.spells[0].since + timedelta(hours=hours)
        there = [s for s in each.spells if s.since <= moment and (s.until is None or moment < s.until)]
        assert [s.keeper for s in there] == [each.keeper_at(moment)]


@given(stories(), st.randoms(use_true_random=False))
def test_who_keeps_it_does_not_hang_on_the_order_of_telling(
    story: tuple[list[Event], list[Event], list[Report]], random: Any
) -> None:
    moves, acts, reports = story
    once = found([*moves, *acts], reports)
    late, mixed = [*acts], [*reports, *reports[:2]]
    random.shuffle(late)
    random.shuffle(mixed)
    chain = list(moves)
    for act in late:
        chain.insert(random.randint(1, len(chain)), act)
    assert found(chain, mixed) == once


@given(stories())
def test_a_licence_that_ended_its_way_is_where_the_dossier_says(
    story: tuple[list[Event], list[Event], list[Report]],
) -> None:
    moves, _, _ = story
    ends = {
        "finished": House.AUTHORITY,
        "handed_over": House.POST,
        "delivered": House.CITIZEN,
        "returned": House.CITIZEN,
    }
    of = licence(moves, [])
    assert of.keeper.house is ends[moves[-1].kind] and of.findings == ()


def test_the_post_was_quicker_than_the_desk_and_that_is_no_gap() -> None:
    events = [event("finished", 1), event("handed_over", 9, post_office="881600")]
    of = licence(events, [report(Status.IN_TRANSIT, 4), report(Status.ATTEMPTED, 6, 1)])
    assert of.findings == () and [spell.since for spell in of.spells[1:]] == [after(4), after(4), after(6)]
    assert not of.is_unseen


def test_what_the_post_tells_of_what_the_desk_never_gave_is_a_gap_until_the_desk_tells_it() -> None:
    reports = [report(Status.HELD, 5)]
    gapped = licence([event("finished", 1)], reports)
    assert gapped.keeper.house is House.AUTHORITY and len(gapped.findings) == 1
    healed = licence([event("finished", 1), event("handed_over", 30)], reports)
    assert healed.keeper.house is House.POST and healed.findings == () and healed.keep_until is not None


def test_papers_that_are_fetched_at_home_are_the_couriers_then_the_desks() -> None:
    reports = [report(Status.ATTEMPTED, 2, 0, Leg.COLLECT), report(Status.IN_TRANSIT, 5, 1, Leg.COLLECT)]
    of = found([event("submitted", 0)], reports[:1], "portal").papers
    assert of.keeper.house is House.CITIZEN and of.findings == ()
    of = found([event("submitted", 0)], reports, "portal").papers
    assert of.keeper.kind == "courier"
    arrived = [*reports, report(Status.DELIVERED, 9, 2, Leg.COLLECT)]
    of = found([event("submitted", 0), event("started", 12)], arrived, "portal").papers
    assert [spell.keeper.kind for spell in of.spells] == ["citizen", "courier", "desk", "authority"]


def test_what_must_be_looked_at_has_its_moment() -> None:
    given_away = [event("finished", 1), event("handed_over", 9)]
    unseen, seen = found(given_away, []), found(given_away, [report(Status.IN_TRANSIT, 10)])
    assert look_at(dossier(), unseen, KEEPING) == after(9) + timedelta(days=2)
    assert look_at(dossier(), seen, KEEPING) is None
    held = found(given_away, [report(Status.HELD, 10)])
    assert look_at(dossier(), held, KEEPING) == datetime(2021, 11, 25, 16, 59, 59, tzinfo=UTC)

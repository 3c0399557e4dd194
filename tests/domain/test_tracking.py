"""Where a parcel stands does not hang on the order in which reports come."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.post.tracking import ENDS, Reason, Standing, Status, TrackingEvent, standing

MONDAY = datetime(2021, 11, 22, 1, tzinfo=UTC)


def event(status: Status, hours: int | None = 0, reason: Reason | None = None, source_id: str = "1") -> TrackingEvent:
    at = None if hours is None else MONDAY + timedelta(hours=hours)
    return TrackingEvent("ngsp", source_id, "X", at=at, status=status, reason=reason)


events = st.builds(
    event,
    st.sampled_from(Status),
    st.none() | st.integers(0, 200),
    st.none() | st.sampled_from(Reason),
    st.integers(1, 5000).map(str),
)


@settings(max_examples=30)
@given(st.randoms(use_true_random=True), st.lists(st.sampled_from(Status), min_size=1))
def test_two_thousand_reports_in_random_order_end_as_in_order(chance: random.Random, seen: list[Status]) -> None:
    hours, reasons = [None, *range(200)], [None, *Reason]
    found = [event(chance.choice(seen), chance.choice(hours), chance.choice(reasons), str(i)) for i in range(2000)]
    expected = standing(sorted(found, key=lambda each: (each.at is not None, each.at or MONDAY)))
    chance.shuffle(found)
    assert standing(found) == expected


@given(st.lists(events), st.integers(0, 100))
def test_nothing_undoes_a_delivery(found: list[TrackingEvent], hours: int) -> None:
    assert standing([*found, event(Status.DELIVERED, hours)]).status is Status.DELIVERED


@given(st.lists(events, min_size=1))
def test_a_report_more_never_leads_back(found: list[TrackingEvent]) -> None:
    ranks = [standing(found[: i + 1]).status.rank for i in range(len(found))]
    assert ranks == sorted(ranks)


@given(st.lists(events))
def test_a_report_that_comes_twice_changes_nothing(found: list[TrackingEvent]) -> None:
    assert standing([*found, *found]) == standing(found)


def test_a_parcel_that_goes_out_again_is_out_and_the_latest_counts() -> None:
    tried = event(Status.ATTEMPTED, 1, Reason.RECEIVER_AWAY)
    assert standing([event(Status.OUT_FOR_DELIVERY, 20), tried]) == Standing(
        Status.OUT_FOR_DELIVERY, None, MONDAY + timedelta(hours=20)
    )


def test_it_is_told_why_a_parcel_is_held_or_comes_back() -> None:
    tried = event(Status.ATTEMPTED, 1, Reason.RECEIVER_AWAY)
    assert standing([event(Status.HELD, 2), tried]).reason is Reason.RECEIVER_AWAY
    assert standing([event(Status.RETURNED, 9), tried]).reason is Reason.RECEIVER_AWAY
    assert standing([event(Status.DELIVERED, 9), tried]).reason is None


def test_a_delivery_is_when_it_was_first_reported() -> None:
    found = [event(Status.DELIVERED, 48), event(Status.DELIVERED, None), event(Status.DELIVERED, 5)]
    assert standing(found).at == MONDAY + timedelta(hours=5)


def test_a_parcel_that_moves_is_not_cancelled_and_the_contradiction_shows() -> None:
    found = [event(Status.CANCELLED, 5), event(Status.IN_TRANSIT, 2)]
    assert (standing(found).status, standing(found).disputed) == (Status.IN_TRANSIT, True)
    assert standing([event(Status.DELIVERED, 5), event(Status.RETURNED, 6)]).disputed
    assert not standing([event(Status.DELIVERED, 5), event(Status.ATTEMPTED, 6)]).disputed


def test_nothing_is_known_of_a_parcel_without_reports() -> None:
    assert standing([]) == Standing(Status.UNKNOWN) == standing([event(Status.UNKNOWN, None)])


def test_every_status_and_reason_has_its_words() -> None:
    assert len({status.vi for status in Status}) == len(Status)
    assert len({reason.vi for reason in Reason}) == len(Reason)
    assert [status for status in Status if status.rank == max(each.rank for each in Status)] == [Status.DELIVERED]
    assert len({status.rank for status in ENDS}) == len(ENDS)

"""How a province's score counts a dossier, before and after Decision 766."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import WorkingCalendar
from app.domain.local_time import LOCAL
from app.domain.office_hours import OfficeHours, Opening
from app.domain.procedure import AfterSupplement, Duration, due_after_supplement
from app.domain.score import Course, Method, Verdict, Wait, score

HOURS = (OfficeHours(time(7), time(11, 30)), OfficeHours(time(13, 30), time(17)))
WEEK = Opening(date(2022, 1, 1), None, frozenset(range(5)), HOURS)
CALENDAR = WorkingCalendar(date(2022, 1, 1), date(2023, 12, 31), [WEEK])
FIVE_DAYS = Duration(days=5)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2023-{text}").replace(tzinfo=LOCAL)


RECEIVED, DUE, PERIOD_END = at("10-27 09:32"), at("11-03 09:32"), at("11-30 17:00")
ONCE = (Wait(at("10-30 09:00"), at("11-06 09:00")),)  # five working days
PLAIN = Course(RECEIVED, DUE)
ON_TIME, LATE, NOT_COUNTED = Verdict.ON_TIME, Verdict.LATE, Verdict.NOT_COUNTED


@pytest.mark.parametrize(
    ("course", "before", "after"),
    [
        (replace(PLAIN, finished_at=DUE), ON_TIME, ON_TIME),
        (replace(PLAIN, finished_at=at("11-03 09:33")), LATE, LATE),
        # finished in time, handed over late: processing counts
        (replace(PLAIN, finished_at=at("11-02 15:00"), returned_at=at("11-20 10:00")), ON_TIME, ON_TIME),
        (replace(PLAIN, returned_at=at("11-02 15:00"), stopped_at=at("11-20 10:00")), ON_TIME, ON_TIME),
        (replace(PLAIN, stopped_at=at("11-02 15:00")), ON_TIME, ON_TIME),
        (PLAIN, LATE, LATE),  # no end: the period's
        # waiting: the end is the request's time, which the simple comparison does not know
        (replace(PLAIN, waits=(Wait(at("10-30 09:00")),)), LATE, ON_TIME),
        (replace(PLAIN, waits=(Wait(at("11-06 09:00")),)), LATE, LATE),
        # the wait is taken out: five working days more
        (replace(PLAIN, waits=ONCE, finished_at=at("11-10 09:32")), LATE, ON_TIME),
        (replace(PLAIN, waits=ONCE, finished_at=at("11-10 09:33")), LATE, LATE),
        # more than one request is late, however fast
        (replace(PLAIN, waits=ONCE * 2, finished_at=at("10-31 09:00")), ON_TIME, LATE),
        # never received: not counted, also when withdrawn; received and withdrawn: counted
        (Course(None, stopped_at=at("10-30 09:00")), NOT_COUNTED, NOT_COUNTED),
        (replace(PLAIN, stopped_at=at("10-30 09:00")), ON_TIME, ON_TIME),
        # no due time: held against the procedure's limit
        (Course(RECEIVED, finished_at=DUE), NOT_COUNTED, ON_TIME),
        (Course(RECEIVED, finished_at=at("11-03 10:00")), NOT_COUNTED, LATE),
    ],
)
def test_the_two_methods(course: Course, before: Verdict, after: Verdict) -> None:
    assert score(course, Method.SIMPLE, CALENDAR, PERIOD_END, FIVE_DAYS).verdict is before
    assert score(course, Method.DECISION_766, CALENDAR, PERIOD_END, FIVE_DAYS).verdict is after


def test_without_due_time_and_limit_nothing_is_counted() -> None:
    found = score(Course(RECEIVED, finished_at=DUE), Method.DECISION_766, CALENDAR, PERIOD_END)
    assert found.verdict is NOT_COUNTED
    assert "thời hạn" in found.reason_vi


def test_the_end_and_the_wait_are_told() -> None:
    found = score(replace(PLAIN, waits=ONCE, finished_at=at("11-10 09:00")), Method.DECISION_766, CALENDAR, PERIOD_END)
    assert (found.ended_at, found.waited) == (at("11-10 09:00"), timedelta(hours=40))


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 20))
def test_whoever_ends_by_the_due_time_is_on_time_and_later_is_never_better(a: int, b: int, days: int) -> None:
    first, later = (RECEIVED + timedelta(hours=hours) for hours in sorted((a, b)))
    due = CALENDAR.due(RECEIVED, days=days)
    courses = [Course(RECEIVED, due, finished_at=end, waits=waits) for waits in ((), ONCE) for end in (first, later)]
    for method in Method:
        verdicts = [score(course, method, CALENDAR, PERIOD_END).verdict for course in courses]
        for early, late in (verdicts[:2], verdicts[2:]):
            assert (early, late) != (LATE, ON_TIME)
        if first <= due:
            assert verdicts[0] is ON_TIME


@pytest.mark.parametrize(
    ("duration", "rule", "due"),
    [
        (FIVE_DAYS, AfterSupplement.ANEW, "11-13 09:00"),
        (FIVE_DAYS, AfterSupplement.GOES_ON, "11-10 09:00"),  # one whole day had gone by
        (Duration(hours=8), AfterSupplement.ANEW, "11-07 09:00"),
        (Duration(hours=20), AfterSupplement.GOES_ON, "11-06 16:00"),  # 15 h 28 had gone by, 15 of them whole
        (Duration(months=2), AfterSupplement.ANEW, "12-27 09:00"),
    ],
)
def test_how_a_period_runs_on_after_a_supplement(duration: Duration, rule: AfterSupplement, due: str) -> None:
    received, requested, complete = at("10-27 09:32"), at("10-31 09:00"), at("11-06 09:00")
    if duration.months:
        complete, requested = at("10-27 09:00"), at("10-27 08:00")
    found = due_after_supplement(CALENDAR, duration, rule, received_at=received, waits=[(requested, complete)])
    assert found == at(due)


def test_months_move_on_by_the_days_of_the_wait() -> None:
    found = due_after_supplement(
        CALENDAR, Duration(months=1), AfterSupplement.GOES_ON,
        received_at=at("09-04 09:00"), waits=[(at("09-11 09:00"), at("09-14 09:00"))],
    )  # fmt: skip
    assert found == at("10-09 07:00")  # 4 October and three days is a Saturday

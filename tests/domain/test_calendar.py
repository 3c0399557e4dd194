"""The working calendar by properties, on calendars more crooked than any real one."""

from __future__ import annotations

import time as clock
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.calendar import LOCAL, WORKING_DAY, IntakeStop, OutsideCalendar, WorkingCalendar
from app.domain.office_hours import OfficeHours, Opening

FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)
MORNING, AFTERNOON = OfficeHours(time(7), time(11, 30)), OfficeHours(time(13, 30), time(17))
PLAIN = Opening(FIRST, None, frozenset(range(5)), (MORNING, AFTERNOON), time(17))
TET = [date(2023, 1, day) for day in range(20, 27)]

OFFICE = WorkingCalendar(FIRST, LAST, [PLAIN], days_off=TET, extra_days=[date(2023, 5, 6)])
# Saturday mornings that count, Sundays that do not, longer days with an earlier cut-off in summer, swapped days.
CROOKED = WorkingCalendar(
    FIRST,
    LAST,
    [
        Opening(FIRST, date(2023, 5, 31), frozenset(range(5)), (MORNING, AFTERNOON), time(16, 30)),
        Opening(date(2023, 6, 1), None, frozenset(range(5)), (OfficeHours(time(6, 15), time(18, 45)),), time(12)),
        Opening(date(2023, 3, 1), None, frozenset({5}), (OfficeHours(time(7, 30), time(11)),)),
        Opening(FIRST, None, frozenset({6}), (OfficeHours(time(8), time(9)),), counts=False),
    ],
    days_off=[*TET, date(2023, 4, 29), date(2023, 9, 4)],
    extra_days=[date(2023, 2, 4), date(2023, 6, 11)],
)
CALENDARS = st.sampled_from([OFFICE, CROOKED])
MOMENTS = st.datetimes(datetime(2023, 1, 2), datetime(2023, 9, 30), timezones=st.just(LOCAL))  # noqa: DTZ001


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2023-10-27 09:32", 5, "2023-11-03 09:32"),
        ("2023-10-27 06:10", 5, "2023-11-03 07:00"),
        ("2023-10-27 12:15", 5, "2023-11-03 13:30"),
        ("2023-10-27 11:30", 5, "2023-11-03 11:30"),
        ("2023-10-27 17:00", 5, "2023-11-03 17:00"),
        ("2023-10-27 17:00:01", 5, "2023-11-06 07:00"),
        ("2023-10-28 10:00", 5, "2023-11-06 07:00"),
        ("2023-01-19 17:30", 1, "2023-01-30 07:00"),  # after hours before Tết: the next working day is past it
        ("2023-01-19 08:00", 1, "2023-01-27 08:00"),
        ("2023-05-05 08:00", 1, "2023-05-06 08:00"),  # a Saturday that is worked
        ("2023-10-27 09:32", 0, "2023-10-27 09:32"),
    ],
)
def test_due_in_working_days(received: str, days: int, due: str) -> None:
    assert OFFICE.due(at(received), days=days) == at(due)


@pytest.mark.parametrize(
    ("received", "hours", "due"),
    [
        ("2023-10-27 09:32", 1, "2023-10-27 10:32"),
        ("2023-10-27 11:00", 1, "2023-10-27 14:00"),
        ("2023-10-27 07:00", 8, "2023-10-27 17:00"),
        ("2023-10-27 09:32", 8, "2023-10-30 09:32"),
        ("2023-10-27 16:30", 4, "2023-10-30 10:30"),
        ("2023-10-27 18:00", 8, "2023-10-30 17:00"),
        ("2023-01-19 16:00", 2, "2023-01-27 08:00"),
    ],
)
def test_due_in_working_hours(received: str, hours: int, due: str) -> None:
    assert OFFICE.due(at(received), hours=hours) == at(due)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2023-03-01 09:00", "2023-05-01 09:00"),
        ("2023-02-28 09:00", "2023-04-28 09:00"),
        ("2023-03-05 09:00", "2023-05-06 07:00"),  # Sunday: counts from Monday; ends on a make-up day
        ("2023-04-12 09:00", "2023-06-12 09:00"),
        ("2023-08-11 14:00", "2023-10-11 14:00"),
        ("2023-07-03 14:00", "2023-09-04 14:00"),  # 3 September is a Sunday
    ],
)
def test_due_in_months_ends_on_a_working_day(received: str, due: str) -> None:
    assert OFFICE.due(at(received), months=2) == at(due)


def test_a_moment_of_any_zone_is_answered_in_ours() -> None:
    due = OFFICE.due(datetime(2023, 10, 27, 2, 32, tzinfo=UTC), days=5)
    assert due.isoformat() == "2023-11-03T09:32:00+07:00"


@given(CALENDARS, MOMENTS, st.integers(0, 40))
def test_days_add_up(calendar: WorkingCalendar, received: datetime, days: int) -> None:
    due = calendar.due(received, days=days)
    assert calendar.is_working(due.date())
    assert calendar.next_working(due) == due
    assert calendar.elapsed(received, due) == days * WORKING_DAY


@given(CALENDARS, MOMENTS, st.integers(0, 200))
def test_hours_add_up(calendar: WorkingCalendar, received: datetime, hours: int) -> None:
    due = calendar.due(received, hours=hours)
    assert calendar.is_working(due.date())
    assert calendar.next_working(due) == due
    assert calendar.elapsed_hours(received, due) == timedelta(hours=hours)


@given(CALENDARS, MOMENTS, MOMENTS, st.integers(0, 40), st.sampled_from(["days", "hours", "months"]))
def test_who_comes_later_is_not_due_earlier(
    calendar: WorkingCalendar, a: datetime, b: datetime, count: int, unit: str
) -> None:
    a, b = min(a, b), max(a, b)
    count = min(count, 2) if unit == "months" else count
    first, second = (calendar.due(received, **{unit: count}) for received in (a, b))
    assert a <= first <= second
    assert count == 0 or calendar.due(a, **{unit: count - 1}) < first


@given(CALENDARS, MOMENTS, MOMENTS, MOMENTS)
def test_elapsed_time_grows_with_the_end_and_shrinks_with_the_start(
    calendar: WorkingCalendar, a: datetime, b: datetime, c: datetime
) -> None:
    a, b, c = sorted((a, b, c))
    for measure in (calendar.elapsed, calendar.elapsed_hours):
        assert measure(b, a) == timedelta(0)
        assert measure(a, b) <= measure(a, c)
        assert measure(b, c) <= measure(a, c)


@given(MOMENTS, MOMENTS)
def test_both_measures_agree_where_every_day_has_eight_hours(a: datetime, b: datetime) -> None:
    assert OFFICE.elapsed(a, b) == OFFICE.elapsed_hours(a, b)


@given(CALENDARS, MOMENTS)
def test_working_days_agree_with_a_count_by_hand(calendar: WorkingCalendar, received: datetime) -> None:
    begun = calendar.due(received, days=0)
    assume(begun.date() < date(2023, 12, 1))
    day, left = begun.date(), 5
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working(day)
    assert calendar.due(received, days=5).date() == day


def test_the_cut_off_may_lie_before_closing_time() -> None:
    assert CROOKED.due(at("2023-03-15 16:30"), days=1) == at("2023-03-16 16:30")
    assert CROOKED.due(at("2023-03-15 16:31"), days=1) == at("2023-03-17 07:00")
    assert CROOKED.next_working(at("2023-03-15 16:31")) == at("2023-03-15 16:31")


def test_where_the_last_day_closes_earlier_the_due_time_is_closing_time() -> None:
    assert CROOKED.due(at("2023-03-17 15:00"), days=1) == at("2023-03-18 11:00")


def test_a_sunday_that_only_takes_dossiers_in_is_no_working_day() -> None:
    sunday = at("2023-03-19 08:30")
    assert CROOKED.is_open(sunday)
    assert not CROOKED.is_working(sunday.date())
    assert CROOKED.due(sunday, days=0) == at("2023-03-20 07:00")
    assert CROOKED.is_working(date(2023, 6, 11))  # made an extra working day


def test_a_day_off_goes_before_the_weekdays() -> None:
    assert not CROOKED.is_working(date(2023, 9, 4))
    assert not CROOKED.is_open(at("2023-09-04 08:30"))


def test_intake_stops_on_time_and_begins_again() -> None:
    stop = IntakeStop(at("2023-02-27 18:00"), at("2023-03-08 07:00"), "Bàn giao nhiệm vụ")
    day = Opening(FIRST, None, frozenset(range(5)), (OfficeHours(time(7), time(19)),))
    calendar = WorkingCalendar(FIRST, LAST, [day], intake_stops=[stop])
    assert calendar.intake_stop(at("2023-02-27 17:59:59")) is None
    assert calendar.intake_stop(at("2023-02-27 18:00")) is stop
    assert calendar.intake_stop(at("2023-03-01 09:00")) is stop
    assert calendar.intake_stop(at("2023-03-08 07:00")) is None
    assert calendar.is_open(at("2023-03-01 09:00"))  # people are heard all the same
    assert calendar.is_working(date(2023, 3, 1))  # what was taken in goes on


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.is_working(date(2024, 1, 1)),
        lambda c: c.is_working(date(2022, 12, 31)),
        lambda c: c.next_working(at("2022-12-31 08:00")),
        lambda c: c.due(at("2023-12-29 08:00"), days=1),
        lambda c: c.due(at("2023-12-29 08:00"), hours=9),
        lambda c: c.due(at("2023-12-20 08:00"), months=1),
        lambda c: c.due(at("2023-12-30 08:00"), days=1),
        lambda c: c.elapsed(at("2023-12-29 08:00"), at("2024-01-02 08:00")),
        lambda c: c.is_open(at("2024-01-02 08:00")),
    ],
)
def test_days_outside_the_data_are_never_assumed(ask: object) -> None:
    with pytest.raises(OutsideCalendar, match="covers 2023-01-01 to 2023-12-31") as outside:
        ask(OFFICE)  # type: ignore[operator]
    assert outside.value.code == "CALENDAR_UNKNOWN"
    assert "20" in outside.value.message_vi


def test_questions_that_make_no_sense_are_refused() -> None:
    received = at("2023-10-27 09:32")
    for wrong in ({}, {"days": 1, "hours": 1}, {"days": -1}, {"hours": -1}, {"months": -1}):
        with pytest.raises(ValueError, match="give one of"):
            OFFICE.due(received, **wrong)
    with pytest.raises(ValueError, match="time zone"):
        OFFICE.due(received.replace(tzinfo=None), days=1)


def test_hours_and_days_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="end after"):
        OfficeHours(time(11), time(11))
    with pytest.raises(ValueError, match="follow one another"):
        Opening(FIRST, None, frozenset({0}), (AFTERNOON, MORNING))
    with pytest.raises(ValueError, match="two sets"):
        WorkingCalendar(FIRST, LAST, [PLAIN, PLAIN])
    with pytest.raises(ValueError, match="both a day off"):
        WorkingCalendar(FIRST, LAST, [PLAIN], days_off=[date(2023, 5, 1)], extra_days=[date(2023, 5, 1)])
    with pytest.raises(ValueError, match="no office hours"):
        WorkingCalendar(FIRST, LAST, [], extra_days=[date(2023, 5, 6)])


def test_a_hundred_thousand_due_times_take_less_than_a_second_of_work() -> None:
    start = at("2023-01-02 00:00")
    moments = [start + timedelta(minutes=4 * number) for number in range(100_000)]
    begun = clock.process_time()
    for moment in moments:
        OFFICE.due(moment, days=5)
    assert clock.process_time() - begun < 1

"""An Giang's working days 2018–2026 against the government's yearly notices, and due times across them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app.domain.calendar import LOCAL, OutsideCalendar, WorkingCalendar
from app.rules import Rules

# Weekdays (Monday to Friday) on which offices are closed; first to last day of each block, as the notices name them.
# Sources: Labour Code 2012 art. 115, 2019 art. 112; notices of the Ministry of Labour, in 2025 of Home Affairs.
WEEKDAYS_OFF = """
2018-01-01 2018-02-14..2018-02-20 2018-04-25 2018-04-30..2018-05-01 2018-09-03 2018-12-31
2019-01-01 2019-02-04..2019-02-08 2019-04-15 2019-04-29..2019-05-01 2019-09-02
2020-01-01 2020-01-23..2020-01-29 2020-04-02 2020-04-30..2020-05-01 2020-09-02
2021-01-01 2021-02-10..2021-02-16 2021-04-21 2021-04-30..2021-05-03 2021-09-02..2021-09-03
2022-01-03 2022-01-31..2022-02-04 2022-04-11 2022-05-02..2022-05-03 2022-09-01..2022-09-02
2023-01-02 2023-01-20..2023-01-26 2023-05-01..2023-05-03 2023-09-01..2023-09-04
2024-01-01 2024-02-08..2024-02-14 2024-04-18 2024-04-29..2024-05-01 2024-09-02..2024-09-03
2025-01-01 2025-01-27..2025-01-31 2025-04-07 2025-04-30..2025-05-02 2025-09-01..2025-09-02
2026-01-01..2026-01-02 2026-02-16..2026-02-20 2026-04-27 2026-04-30..2026-05-01 2026-08-31..2026-09-02 2026-11-24
"""
SATURDAYS_WORKED = "2019-01-05 2019-05-04 2024-05-04 2025-04-26 2026-01-10 2026-08-22"


@pytest.fixture(scope="module")
def calendar(rules: Rules) -> WorkingCalendar:
    return rules.calendar("000.00.16.H01")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def _days(blocks: str) -> set[date]:
    found = set()
    for block in blocks.split():
        first, last = (date.fromisoformat(end) for end in (block[:10], block[-10:]))
        found |= {first + timedelta(days=number) for number in range((last - first).days + 1)}
    return found


def test_every_day_of_nine_years_is_as_the_notices_say(calendar: WorkingCalendar) -> None:
    every_day = _days("2018-01-01..2026-12-31")
    weekdays = {day for day in every_day if day.weekday() < 5}
    working = {day for day in every_day if calendar.is_working(day)}
    assert weekdays - working == {day for day in _days(WEEKDAYS_OFF) if day.weekday() < 5}
    assert working - weekdays == _days(SATURDAYS_WORKED)


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2023-10-27 09:32", 5, "2023-11-03 09:32"),
        ("2021-11-15 08:00", 5, "2021-11-22 08:00"),
        ("2021-02-09 17:05", 5, "2021-02-24 07:00"),  # after hours before Tết: received on the 17th
        ("2021-02-09 16:55", 5, "2021-02-23 16:55"),
        ("2018-12-28 10:00", 2, "2019-01-03 10:00"),  # 2018-12-31 swapped for Saturday 2019-01-05
        ("2018-12-28 10:00", 4, "2019-01-05 10:00"),
        ("2025-12-31 10:00", 1, "2026-01-05 10:00"),  # 2026-01-02 swapped for 2026-01-10
        ("2025-12-31 10:00", 6, "2026-01-10 10:00"),
        ("2026-01-09 14:00", 1, "2026-01-10 14:00"),
        ("2024-12-31 15:00", 5, "2025-01-08 15:00"),
    ],
)
def test_due_across_new_year_tet_and_swaps(calendar: WorkingCalendar, received: str, days: int, due: str) -> None:
    assert calendar.due(at(received), days=days) == at(due)


def test_office_hours(calendar: WorkingCalendar) -> None:
    for moment, is_open in {
        "2021-11-15 06:59": False,
        "2021-11-15 07:00": True,
        "2021-11-15 12:00": False,
        "2021-11-15 17:00": True,
        "2021-11-14 09:00": False,
        "2019-01-05 09:00": True,
    }.items():
        assert calendar.is_open(at(moment)) is is_open


FIXED_2027 = ["2027-01-01", "2027-04-16", "2027-04-30", "2027-05-03", "2027-09-02"]


def test_what_the_law_fixes_of_2027_holds_and_the_rest_is_marked(rules: Rules, calendar: WorkingCalendar) -> None:
    assert not any(calendar.is_working(date.fromisoformat(day)) for day in FIXED_2027)
    assert not any(calendar.is_working(date(2027, 2, day)) for day in range(5, 9))  # Tết is 2027-02-06
    assert calendar.due(at("2026-12-30 10:00"), days=5) == at("2027-01-07 10:00")
    assert "2027" in (rules.provisional(date(2027, 1, 7)) or "")
    assert rules.provisional(date(2026, 12, 31)) is None


def test_2028_is_not_assumed(calendar: WorkingCalendar) -> None:
    with pytest.raises(OutsideCalendar, match=r"2018-01-01 to 2027-12-31.*calendar.toml"):
        calendar.due(at("2027-12-30 10:00"), days=5)


def test_both_authorities_have_the_same_days(rules: Rules, calendar: WorkingCalendar) -> None:
    police = rules.calendar("G01.89.08")
    days = _days("2025-01-01..2027-12-31")
    assert {day for day in days if police.is_working(day)} == {day for day in days if calendar.is_working(day)}

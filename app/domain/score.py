"""How a province's score counts a dossier (đánh giá đúng hạn), which is not how its due time is made.

Until 2022-06-22 the simple comparison: on time if it ended by its due time. From Decision 766/QĐ-TTg on, the end is the
first known of finished, handed over, stopped; while the citizen is waited for, the time of the request; else the end of
the period. The wait for supplements is taken out, a second request makes it late, a dossier without a due time is held
against the procedure's own limit, and a withdrawn one counts only if it had been received. Which method holds on a day
is data (``scores.toml``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.calendar import WorkingCalendar
from app.domain.procedure import Duration


class Method(StrEnum):
    """Which rule scores."""

    SIMPLE = "simple"
    DECISION_766 = "decision_766"


class Verdict(StrEnum):
    """What a dossier adds to the score."""

    ON_TIME = "on_time"  # đúng hạn
    LATE = "late"  # trễ hạn
    NOT_COUNTED = "not_counted"  # không tính


@dataclass(frozen=True, slots=True)
class Wait:
    """One request for supplement; ``ended_at`` is when the papers came, None while they are waited for."""

    requested_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What the score looks at. ``due_at`` is the due time first promised, before any supplement moved it.

    ``finished_at`` is the end of processing (đã xử lý xong), ``returned_at`` the hand-over to the citizen,
    ``stopped_at`` a refusal, a stop or a withdrawal. All times are aware.
    """

    received_at: datetime | None
    due_at: datetime | None = None
    finished_at: datetime | None = None
    returned_at: datetime | None = None
    stopped_at: datetime | None = None
    waits: tuple[Wait, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """A verdict, the end that was taken for it, the working time waited, and why."""

    verdict: Verdict
    ended_at: datetime | None
    waited: timedelta
    reason_vi: str


def score(
    course: Course,
    method: Method,
    calendar: WorkingCalendar,
    period_end: datetime,
    duration: Duration | None = None,
) -> Score:
    """The verdict over one dossier at the end of a period; ``duration`` is the procedure's limit.

    Working time is counted by the agency's calendar; ``OutsideCalendar`` for days that it does not cover.
    """
    nothing = timedelta(0)
    if course.received_at is None:
        return Score(Verdict.NOT_COUNTED, None, nothing, "Hồ sơ chưa được tiếp nhận")
    ended_at = course.finished_at or course.returned_at or course.stopped_at
    if method is Method.SIMPLE:
        if course.due_at is None:
            return Score(Verdict.NOT_COUNTED, ended_at, nothing, "Hồ sơ không có ngày hẹn trả")
        return _by_due(ended_at or period_end, course.due_at)
    waiting = next((wait for wait in course.waits if wait.ended_at is None), None)
    ended_at = ended_at or (waiting.requested_at if waiting else period_end)
    waited = _waited(course, calendar, ended_at)
    if len(course.waits) > 1:
        return Score(Verdict.LATE, ended_at, waited, "Yêu cầu bổ sung quá một lần")
    if course.due_at is not None and not waited:
        return _by_due(ended_at, course.due_at)
    limit = course.due_at or (_limit(calendar, course.received_at, duration) if duration else None)
    if limit is None:
        return Score(Verdict.NOT_COUNTED, ended_at, waited, "Hồ sơ không có ngày hẹn trả và thủ tục không có thời hạn")
    taken = calendar.elapsed(course.received_at, ended_at) - waited
    allowed = calendar.elapsed(course.received_at, limit)
    verdict = Verdict.ON_TIME if taken <= allowed else Verdict.LATE
    return Score(verdict, ended_at, waited, "So thời gian xử lý, đã trừ thời gian chờ bổ sung, với thời hạn")


def _by_due(ended_at: datetime, due_at: datetime) -> Score:
    verdict = Verdict.ON_TIME if ended_at <= due_at else Verdict.LATE
    return Score(verdict, ended_at, timedelta(0), "So thời điểm kết thúc xử lý với ngày hẹn trả")


def _limit(calendar: WorkingCalendar, received_at: datetime, duration: Duration) -> datetime:
    return calendar.due(received_at, days=duration.days, hours=duration.hours, months=duration.months)


def _waited(course: Course, calendar: WorkingCalendar, ended_at: datetime) -> timedelta:
    spans = [(wait.requested_at, min(wait.ended_at or ended_at, ended_at)) for wait in course.waits]
    return sum((calendar.elapsed(start, end) for start, end in spans if start < end), timedelta(0))

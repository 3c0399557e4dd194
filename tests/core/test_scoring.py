"""The score of dossiers that went through real moves: the simple comparison of 2021 and Decision 766 of 2023."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import intake, lifecycle
from app.clock import BusinessClock
from app.context import Context
from app.desk import scoring
from app.domain.calendar import WORKING_DAY
from app.domain.errors import NotAllowed, NotFound
from app.domain.event import Event
from app.domain.local_time import LOCAL
from app.domain.remark import NOTHING, Remark
from app.domain.score import Method, Verdict
from app.domain.submission import Channel
from app.security.principals import Principal, Role
from app.store.events import Told
from tests import builders

ON_TIME, LATE, NOT_COUNTED = Verdict.ON_TIME, Verdict.LATE, Verdict.NOT_COUNTED
SIMPLE, DECISION_766 = Method.SIMPLE, Method.DECISION_766
SAID = {
    "ask_supplement": Remark(reason="Thiếu giấy khám sức khỏe"),
    "decline": Remark(reason="Không đúng thẩm quyền"),
    "refuse": Remark(reason="Không đủ điều kiện"),
    "stop": Remark(reason="Công dân rút hồ sơ"),
    "return_in_person": Remark(receiver="Nguyễn Thị Ngọc Ánh", receiver_id_number="089187004321"),
    "apologise": Remark(reason="Thiếu phôi", new_due_at=datetime(2023, 11, 10, 17, tzinfo=LOCAL)),
}
TWICE = "ask_supplement 15T10:00, supplement 15T11:00, ask_supplement 15T14:00, supplement 15T14:00"
Steps = list[tuple[str, str]]


@dataclass(frozen=True)
class Way:
    """A dossier's way: handed in, then moves; year and month once, days and hours with each."""

    month: str
    steps: Steps
    channel: Channel = Channel.POST_COUNTER

    def walked(self, context: Context, who: Principal) -> str:
        (_, first), *moves = self.steps
        there = self.at(context, first)
        raw = builders.submission(there, channel=self.channel, return_by_post={"wish": "no"})
        number = intake.accept(raw, who, there, "test").dossier_no
        for name, moment in moves:
            lifecycle.make(name, number, SAID.get(name, NOTHING), who, self.at(context, moment), "test")
        return number

    def at(self, context: Context, moment: str) -> Context:
        """The house then."""
        return replace(context, clock=BusinessClock.parse(f"{self.month}-{moment}:00+07:00"))


def way(month: str, text: str, **more: Any) -> Way:
    """``in 15T09:00, finish 22T08:00`` as steps."""
    return Way(month, [tuple(step.split()) for step in text.split(", ")], **more)  # type: ignore[misc]


ONLINE = {"channel": Channel.PORTAL}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("in 15T09:00, finish 22T08:59", ON_TIME),
        ("in 15T09:00, finish 22T09:01", LATE),
        # the simple comparison knows the first due time only, and no waits
        ("in 15T09:00, ask_supplement 16T09:00, supplement 18T09:00, finish 22T08:59", ON_TIME),
        ("in 15T09:00, ask_supplement 16T09:00, supplement 18T09:00, finish 24T08:59", LATE),
        (f"in 15T09:00, {TWICE}, finish 22T08:59", ON_TIME),
        ("in 15T09:00, finish 19T09:00, return_in_person 26T09:00", ON_TIME),
        ("in 15T09:00, refuse 17T09:00", ON_TIME),
        ("in 15T09:00, withdraw 17T09:00, stop 29T09:00", ON_TIME),
    ],
)
def test_2021_compares_the_end_with_the_due_time(
    context: Context, desk: Principal, steps: str, expected: Verdict
) -> None:
    scored = scoring.of(way("2021-11", steps).walked(context, desk), desk, context)
    assert (scored.method, scored.score.verdict) == (SIMPLE, expected), scored.score.reason_vi
    assert scored.score.waited == timedelta(0)


@pytest.mark.parametrize(
    ("steps", "expected", "waited"),
    [
        ("in 06T09:00, finish 13T08:59", ON_TIME, 0),
        ("in 06T09:00, finish 13T09:01", LATE, 0),
        # one supplement: its two working days are taken out, so the end may be two days later and no more
        ("in 06T09:00, ask_supplement 07T09:00, supplement 09T09:00, finish 15T08:59", ON_TIME, 2),
        ("in 06T09:00, ask_supplement 07T09:00, supplement 09T09:00, finish 15T09:01", LATE, 2),
        # two supplements are late, however fast
        (f"in 14T09:00, {TWICE}, finish 16T09:00", LATE, 0.125),
        # an apology promises another day, which the score does not look at
        ("in 01T09:00, apologise 07T09:00, finish 10T09:00", LATE, 0),
        ("in 06T09:00, finish 10T09:00, return_in_person 24T09:00", ON_TIME, 0),
        # what the citizen has withdrawn ended then, whenever an officer closes it
        ("in 06T09:00, withdraw 08T09:00, stop 29T09:00", ON_TIME, 0),
        ("in 06T09:00, ask_supplement 07T09:00, refuse 29T09:00", ON_TIME, 16),
    ],
)
def test_decision_766_takes_the_wait_out(
    context: Context, desk: Principal, steps: str, expected: Verdict, waited: float
) -> None:
    scored = scoring.of(way("2023-11", steps).walked(context, desk), desk, context)
    assert (scored.method, scored.score.verdict) == (DECISION_766, expected), scored.score.reason_vi
    assert abs(scored.score.waited - waited * WORKING_DAY) < timedelta(minutes=1)


@pytest.mark.parametrize(("month", "method"), [("2021-11", SIMPLE), ("2023-11", DECISION_766)])
def test_what_was_withdrawn_before_it_was_received_is_not_counted(
    context: Context, desk: Principal, month: str, method: Method
) -> None:
    for steps in ("in 08T09:00, withdraw 08T10:00, stop 09T09:00", "in 08T09:00, decline 08T10:00"):
        scored = scoring.of(way(month, steps, **ONLINE).walked(context, desk), desk, context)
        assert (scored.method, scored.score.verdict) == (method, NOT_COUNTED)
        assert scored.score.reason_vi == "Hồ sơ chưa được tiếp nhận"


def test_a_request_of_before_the_receipt_counts_as_one_and_takes_no_time(context: Context, desk: Principal) -> None:
    once = "in 06T08:00, ask_supplement 06T09:00, supplement 10T09:00, receive 13T09:00"
    scored = scoring.of(way("2023-11", f"{once}, finish 20T08:59", **ONLINE).walked(context, desk), desk, context)
    assert (scored.score.verdict, scored.score.waited) == (ON_TIME, timedelta(0))
    scored = scoring.of(way("2023-11", f"{once}, finish 20T09:01", **ONLINE).walked(context, desk), desk, context)
    assert scored.score.verdict is LATE
    twice = f"{once}, ask_supplement 14T09:00, supplement 14T10:00, finish 15T09:00"
    scored = scoring.of(way("2023-11", twice, **ONLINE).walked(context, desk), desk, context)
    assert (scored.score.verdict, scored.score.reason_vi) == (LATE, "Yêu cầu bổ sung quá một lần")


def test_a_period_knows_only_what_had_happened_by_its_end_and_has_its_own_method(
    context: Context, desk: Principal
) -> None:
    number = way("2023-11", "in 06T09:00, ask_supplement 07T09:00, supplement 20T09:00, finish 27T09:01").walked(
        context, desk
    )

    def verdict(moment: str) -> tuple[Verdict, Method]:
        scored = scoring.of(number, desk, context, datetime.fromisoformat(f"{moment}+07:00"))
        return scored.score.verdict, scored.method

    assert verdict("2023-11-05T17:00") == (NOT_COUNTED, DECISION_766)
    assert verdict("2023-11-17T17:00") == (ON_TIME, DECISION_766), "waiting: the end is the time of the request"
    assert verdict("2023-11-30T17:00") == (LATE, DECISION_766)


def test_what_goes_on_is_held_against_now(context: Context, desk: Principal) -> None:
    started = way("2021-11", "in 01T09:00, start 02T09:00").walked(context, desk)
    scored = scoring.of(started, desk, context)
    assert (scored.score.verdict, scored.score.ended_at) == (LATE, scored.period_end)
    assert abs(scored.period_end - context.clock.now()) < timedelta(minutes=1)


def test_the_score_is_for_those_who_see_the_dossier(context: Context, desk: Principal) -> None:
    number = way("2021-11", "in 15T07:30").walked(context, desk)
    with pytest.raises(NotFound):
        scoring.of(number, builders.principal(context, office_id=builders.OTHER_OFFICE), context)
    with pytest.raises(NotAllowed):
        scoring.of(number, builders.principal(context, roles=[Role.PROCESS]), context)


# -- the course, as a property -------------------------------------------------------------------------------------

START = datetime(2023, 11, 6, 9, tzinfo=LOCAL)
KINDS = ("supplement_asked", "supplemented", "apologised", "counted", "fee_asked", "fee_settled")
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 500)), max_size=12)


@given(STEPS, st.integers(0, 6000))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_waits_lie_within_the_course_and_a_period_forgets_what_comes_after(steps: Steps, cut: int) -> None:
    told, now = [Told(1, Event("received", START, 1, "test", details={"due_at": START.isoformat()}))], START
    for kind, minutes in steps:
        now += timedelta(minutes=int(minutes))
        told.append(Told(len(told) + 1, Event(kind, now, 1, "test")))
    whole, part = scoring.course(told), scoring.course(told, START + timedelta(minutes=cut))
    asked = [each for each in told if each.event.kind == "supplement_asked"]
    assert len(whole.waits) == len(asked)
    assert all(START <= wait.requested_at <= (wait.ended_at or now) <= now for wait in whole.waits)
    until = START + timedelta(minutes=cut)
    assert [wait.requested_at for wait in part.waits] == [
        wait.requested_at for wait in whole.waits if wait.requested_at <= until
    ]
    assert all(wait.ended_at is None or wait.ended_at <= until for wait in part.waits)

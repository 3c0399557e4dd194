"""Reports of counter software in batches: each answered, each kept once, and in any order they lead to the same end."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import intake, lookup
from app.custody import holding
from app.domain.errors import InvalidDossier, NotAllowed
from app.domain.life import State
from app.domain.post.report import FIELDS, MORE, Table
from app.domain.post.tracking import Reason, Status
from app.post import parcels, reporting, weighing
from app.post.reporting import Result, Told
from app.security.principals import Principal, Role
from integrations.post.codes import Meaning
from integrations.post.words import WORDS
from tests import builders
from tests.post.desk import Desk
from tests.post.test_custody import say as custody_told

NOW = datetime(2021, 11, 15, 1, tzinfo=UTC)  # the office's morning


@pytest.fixture
def post(desk: Desk) -> Principal:
    """The key of the post's counter software for the whole agency."""
    return builders.principal(desk.context, roles=[Role.SUBMIT, Role.READ])


@pytest.fixture
def number(desk: Desk) -> str:
    """A dossier whose parcel the post carries."""
    made = desk.finished()
    desk.ask(desk.line("finds"), made)
    return made


def event(number: str | None, code: str = "in_transit", hours: int = 0, **changes: Any) -> dict[str, Any]:
    """A report in the shape of REST."""
    time = (NOW + timedelta(hours=hours)).isoformat()
    made = {"event_id": builders.unique("event"), "order_no": number, "status_code": code, "time": time}
    return made | changes


def told(desk: Desk, who: Principal, *events: Any) -> list[Told]:
    return reporting.report(events, who, desk.context, WORDS)


def results(desk: Desk, who: Principal, *events: Any) -> list[str]:
    return [each.result.value for each in told(desk, who, *events)]


def test_a_delivery_over_the_counter_closes_its_dossier(desk: Desk, post: Principal, number: str) -> None:
    answers = told(desk, post, event(number, "4", code_table="ngsp", post_office="881600"))
    assert (answers[0].result, answers[0].dossier_no) == (Result.KEPT, number)
    assert desk.state(number) is State.DELIVERED
    (seen,) = parcels.of(number, desk.who, desk.context)[1][0].events
    assert (seen.source, seen.raw_code, seen.pos_code) == (f"counter:{post.sender}", "ngsp:4", "881600")
    assert (seen.status, seen.at) == (Status.DELIVERED, NOW)


def test_each_of_a_batch_has_its_own_answer_and_none_fails_the_others(desk: Desk, post: Principal, number: str) -> None:
    good, other = event(number, reason="Người nhận đi vắng", status_code="attempted"), event(number, "accepted")
    batch = [
        good, good, good | {"status_code": "held"}, event(number, "77", code_table="ngsp"), event("000-1-1"),
        event(None), event(number, time="hôm qua"), event(number, code_table="ours"), event(number, statuscode="4"),
        "x", None, event(number, ""), event(number, event_id="two words"), other,
    ]  # fmt: skip
    assert results(desk, post, *batch) == [
        "kept", "repeat", "conflict", "unknown_code", "not_ours", *["unreadable"] * 8, "kept",
    ]  # fmt: skip
    faults = [{fault.path: fault.code for fault in each.faults} for each in told(desk, post, *batch)][5:13]
    assert faults == [
        {"order_no": "REQUIRED"}, {"time": "DATE_INVALID"}, {"code_table": "CHOICE_UNKNOWN"},
        {"statuscode": "FIELD_UNKNOWN"}, {".": "TYPE_INVALID"}, {".": "TYPE_INVALID"}, {"status_code": "REQUIRED"},
        {"event_id": "REQUEST_ID_INVALID"},
    ]  # fmt: skip
    parcel = desk.parcel(number)
    assert (parcel.status, parcel.reason) == (Status.ATTEMPTED, Reason.RECEIVER_AWAY)
    assert results(desk, post, good, other) == ["repeat", "repeat"]


def test_an_id_that_is_used_twice_in_a_batch_delivers_nobody_elses_parcel(desk: Desk, post: Principal) -> None:
    a, b = desk.many_finished(2)
    desk.ask(desk.line("finds"), a, b)
    one = event(a, "delivered")
    answers = told(desk, post, one, one | {"order_no": b, "status_code": "in_transit"}, one | {"order_no": "nobody"})
    assert [each.result for each in answers] == ["kept", "conflict", "not_ours"]
    assert [each.dossier_no for each in answers] == [a, b, None]
    assert (desk.parcel(a).status, desk.state(a)) == (Status.DELIVERED, State.DELIVERED)
    assert desk.state(b) is State.FINISHED and not parcels.of(b, desk.who, desk.context)[1][0].events
    late = one | {"order_no": b, "event_id": builders.unique("event")}
    assert results(desk, post, late | {"order_no": "nobody"}, late) == ["not_ours", "kept"], "as if sent one by one"


def test_a_report_of_years_to_come_is_refused(desk: Desk, post: Principal, number: str) -> None:
    (answer,) = told(desk, post, event(number, "delivered", time="2031-01-01T00:00:00+07:00"))
    assert (answer.result, [fault.code for fault in answer.faults]) == (Result.UNREADABLE, ["TIME_IN_FUTURE"])
    assert desk.state(number) is State.FINISHED
    assert results(desk, post, event(number, "delivered", hours=20)) == ["kept"], "a clock that is fast"


class Grown:
    """The tables once they know code 77."""

    def table(self, name: str) -> Table | None:
        real = WORDS.table(name)
        assert real is not None
        known = Meaning(Status.ATTEMPTED, Reason.MOVED, "mới có trong bảng mã")
        return replace(real, statuses={**real.statuses, "77": known})

    def time(self, written: str) -> datetime | None:
        return WORDS.time(written)


def test_what_was_sent_is_a_repeat_when_the_table_has_grown_and_is_understood(
    desk: Desk, post: Principal, number: str
) -> None:
    one = event(number, "77", code_table="ngsp")
    assert results(desk, post, one, one) == ["unknown_code", "repeat"]
    answers = reporting.report([one, one | {"status_code": "4"}], post, desk.context, Grown())
    assert [each.result for each in answers] == ["repeat", "conflict"]
    parcel = desk.parcel(number)
    assert (parcel.status, parcel.reason) == (Status.ATTEMPTED, Reason.MOVED)
    assert reporting.report([one], post, desk.context, Grown())[0].result == "repeat"
    (seen,) = parcels.of(number, desk.who, desk.context)[1][0].events
    assert (seen.raw_code, seen.raw_text) == ("ngsp:77", "mới có trong bảng mã")


def test_another_reason_under_the_same_id_is_a_conflict(desk: Desk, post: Principal, number: str) -> None:
    one = event(number, "attempted")
    reasons = [one, one | {"reason": "moved"}]
    assert results(desk, post, *reasons) == ["kept", "conflict"]


def test_a_report_without_an_id_is_known_by_what_it_says(desk: Desk, post: Principal, number: str) -> None:
    bare = event(number) | {"event_id": None}
    assert results(desk, post, bare, bare) == ["kept", "repeat"]
    assert results(desk, post, bare, bare | {"status_code": "held"}) == ["repeat", "kept"]


def test_what_was_unreadable_may_come_again_put_right(desk: Desk, post: Principal, number: str) -> None:
    wrong = event(number, time="31/02/2021 08:00:00")
    assert results(desk, post, wrong, wrong | {"time": "15/11/2021 08:00:00"}) == ["unreadable", "kept"]


def test_the_reason_in_the_senders_words_is_read_and_not_kept(desk: Desk, post: Principal, number: str) -> None:
    strange = "Chị Lan hàng xóm nói đi công tác"
    assert results(desk, post, event(number, "attempted", reason=strange)) == ["kept"]
    (seen,) = parcels.of(number, desk.who, desk.context)[1][0].events
    assert seen.reason is Reason.UNKNOWN and strange not in repr(seen)


def test_nobody_reports_of_what_is_not_his(desk: Desk, number: str) -> None:
    office = builders.principal(desk.context, office_id=builders.OTHER_OFFICE)
    agency = builders.principal(desk.context, agency_id="000.00.16.H02")
    for stranger in (office, agency):
        assert results(desk, stranger, event(number, "delivered")) == ["not_ours"]
    assert desk.state(number) is State.FINISHED and not parcels.of(number, desk.who, desk.context)[1][0].events
    with pytest.raises(NotAllowed):
        told(desk, builders.principal(desk.context, roles=[Role.READ]), event(number))
    own = builders.principal(desk.context, office_id=builders.OFFICE)
    mine = intake.accept(builders.submission(desk.context), own, desk.context, "test").dossier_no
    desk.move("finish", mine)
    assert results(desk, own, event(mine, "in_transit"), event(number)) == ["kept", "not_ours"]


def test_the_item_code_alone_names_the_parcel(desk: Desk, post: Principal, number: str) -> None:
    code = str(desk.parcel(number).item_code)
    spaced = f"{code[:2].lower()} {code[2:5]} {code[5:8]} {code[8:11]} {code[11:].lower()}"
    assert results(desk, post, event(None, item_code=spaced), event(None, item_code="EL491610889VN")) == [
        "kept", "not_ours",
    ]  # fmt: skip


def test_a_batch_has_its_limits(desk: Desk, post: Principal) -> None:
    for batch, code in ([], "REQUIRED"), ([event("x")] * 1001, "TOO_MANY"):
        with pytest.raises(InvalidDossier) as wrong:
            told(desk, post, *batch)
        assert [(fault.path, fault.code) for fault in wrong.value.faults] == [("events", code)]


def test_two_batches_at_once_keep_each_report_once(desk: Desk, post: Principal) -> None:
    line, numbers = desk.line("finds"), desk.many_finished(6)
    desk.ask(line, *numbers)
    events = [event(number, code) for number in numbers for code in ("accepted", "in_transit", "delivered")]

    def send(seed: int) -> list[str]:
        return results(desk, post, *random.Random(seed).sample(events, len(events)))

    with ThreadPoolExecutor(4) as pool:
        answers = [each for sent in pool.map(send, range(4)) for each in sent]
    assert (answers.count("kept"), answers.count("repeat")) == (len(events), 3 * len(events))
    assert {desk.state(number) for number in numbers} == {State.DELIVERED}


LIFE = ("accepted", "in_transit", "in_transit", "attempted", "held", "out_for_delivery", "attempted", "held", "77")
ENDS = {0: "delivered", 1: "returned", 2: "out_for_delivery", 3: "returning"}


def reports(number: str, nth: int) -> list[dict[str, Any]]:
    """Ten reports of one parcel's life, one in four of them with an end that it stays at."""
    life = [event(number, code, hours, reason="wrong_address") for hours, code in enumerate((*LIFE, ENDS[nth % 4]))]
    return [each if each["status_code"] != "77" else each | {"code_table": "ngsp"} for each in life]


def ends(desk: Desk, numbers: list[str]) -> list[tuple[Any, ...]]:
    parcels_now = [(desk.parcel(number), desk.state(number)) for number in numbers]
    return [(p.status, p.reason, p.status_at, p.disputed, p.finding, state) for p, state in parcels_now]


def test_two_thousand_reports_in_random_order_lead_to_the_same_end_as_in_order(desk: Desk, post: Principal) -> None:
    line, numbers = desk.line("finds"), desk.many_finished(400)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: desk.ask(line, number), numbers))
    in_order, shuffled = numbers[:200], numbers[200:]
    right = [each for nth, number in enumerate(in_order) for each in reports(number, nth)]
    mixed = [each for nth, number in enumerate(shuffled) for each in reports(number, nth)]
    random.Random(7).shuffle(mixed)
    assert len(right) == len(mixed) == 2000
    for events, size in ((right, 1000), (mixed, 1000), (mixed, 400)):  # the last once more: nothing changes
        begun, batches = perf_counter(), range(0, 2000, size)
        answers = [each for start in batches for each in results(desk, post, *events[start : start + size])]
        kept = perf_counter() - begun
        weighing.weigh_news(desk.context)
        print(f"2,000 reports: kept in {kept:.2f} s, weighed in {perf_counter() - begun - kept:.2f} s")
        fresh = {"kept": 1800, "unknown_code": 200} if size == 1000 else {"repeat": 2000}
        assert {each: answers.count(each) for each in set(answers)} == fresh
    assert ends(desk, in_order) == ends(desk, shuffled)
    assert {State.DELIVERED, State.FINISHED} <= {each[-1] for each in ends(desk, in_order)}


# -- steps of custody --------------------------------------------------------------------------------------------------


def step(number: str | None, name: str, time: str, **changes: Any) -> dict[str, Any]:
    return {"order_no": number, "code_table": "custody", "status_code": name, "time": time, **changes}


def test_steps_of_custody_are_recorded_in_the_order_of_the_batch(desk: Desk, number: str) -> None:
    desk.move("hand_over", number)
    custody_told(desk, number, "received", post_office=builders.OFFICE)  # it came there
    office = builders.principal(desk.context, office_id=builders.OFFICE)
    code, now = str(desk.parcel(number).item_code), desk.context.clock.now()
    first, then, last = ((now + timedelta(microseconds=nth)).isoformat() for nth in range(3))
    batch = [
        step(None, "attempted", first, item_code=code, reason="Người nhận đi vắng"),
        step(None, "kept", then, item_code=code, keep_until="2021-11-29"),
        step(None, "collected", last, item_code=code, receiver="Nguyễn Thị Ngọc Ánh",
             id_paper="citizen_card", id_digits="4321"),
    ]  # fmt: skip
    answers = told(desk, office, *batch[:2], *batch[:1])
    assert [each.result for each in answers] == ["kept", "kept", "repeat"], answers
    assert answers[0].dossier_no == number
    held = holding.of(number, desk.who, desk.context).threads.licence
    assert held is not None and held.attempts == 1 and held.keep_until is not None
    parcel = desk.parcel(number)
    assert (parcel.status, parcel.reason) == (Status.HELD, Reason.RECEIVER_AWAY)
    owner = lookup.find(number, desk.who, desk.context).record["owner"]["id_document"]["number"]
    assert results(desk, office, batch[2] | {"id_digits": "0000"}) == ["refused"]
    assert results(desk, office, batch[2] | {"id_digits": owner[-4:]}) == ["kept"]
    assert desk.state(number) is State.DELIVERED


def test_a_step_that_cannot_be_recorded_is_answered_with_its_reason(desk: Desk, post: Principal, number: str) -> None:
    now = "2021-11-15T08:00:00+07:00"
    batch = [
        step("000.00.16.H01-211115-9998", "kept", now), step(number, "printed", now), step(None, "kept", now),
        step(number, "attempted", now), step(number, "kept", "hôm qua", keep="x"),
        step(number, "returned", now, reason="wrong_address"),
        step(number, "received", now),
    ]  # fmt: skip
    answers = told(desk, post, *batch)
    assert [each.result for each in answers] == [
        "not_ours", "unreadable", "unreadable", "unreadable", "unreadable", "refused", "kept",
    ]  # fmt: skip
    assert [{fault.path: fault.code for fault in each.faults} for each in answers[1:5]] == [
        {"status_code": "CHOICE_UNKNOWN"}, {"order_no": "REQUIRED"}, {"reason": "REQUIRED"},
        {"keep": "FIELD_UNKNOWN", "time": "DATE_INVALID"},
    ]  # fmt: skip
    assert answers[5].why is not None and answers[5].why[0] == "NOT_ALLOWED", "the role of returning is asked for"


STRANGE = (
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["\x00", "\ud800", "kept", "delivered"])
)
NAMES = st.sampled_from(sorted(FIELDS | MORE)) | st.text(max_size=3)


@given(st.lists(st.dictionaries(NAMES, STRANGE, max_size=5) | STRANGE, min_size=1, max_size=4), st.booleans())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_is_reported_fails_its_batch(desk: Desk, post: Principal, rows: list[Any], is_step: bool) -> None:
    if is_step:
        rows = [each | {"code_table": "custody"} if isinstance(each, dict) else each for each in rows]
    answers = told(desk, post, *rows)
    assert len(answers) == len(rows)
    assert all(each.result in (Result.UNREADABLE, Result.NOT_OURS) for each in answers)

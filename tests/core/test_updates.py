"""Supplements, withdrawals, corrections: once each, under the lock of their dossier, with what they owe."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app import intake, lifecycle, lookup, submissions, updates
from app.context import Context
from app.domain import dossier_number
from app.domain.dossier import Answer
from app.domain.errors import Conflict, InvalidDossier, NotAllowed, NotFound, NotReady
from app.domain.event import broken_at
from app.domain.life import MOVES, OPEN, STATES, State
from app.domain.post import item_code
from app.domain.remark import NOTHING, Remark
from app.domain.submission import Channel
from app.papers import documents
from app.security.principals import Principal, Role
from app.store import events, tables
from app.store.files import Folder
from tests import builders

PDF = b"%PDF-1.7\nmot to giay"
HEALTH = "Giấy khám sức khỏe của người lái xe"
THERE = len(builders.raw_dossier()["papers"])  # papers of a dossier as it is handed in


class Full(Folder):
    """A disk without room."""

    def put(self, contents: Mapping[str, bytes]) -> None:
        raise OSError("the disk is full")


def handed_in(context: Context, who: Principal, channel: Channel = Channel.POST_COUNTER, **changes: Any) -> str:
    """The number of a dossier; one of the counter is received at once, one of the portal waits."""
    submission = builders.submission(context, channel=channel, **changes)
    return intake.accept(submission, who, context, "test").dossier_no


def moved(context: Context, who: Principal, number: str, *names: str) -> str:
    said = {"ask_supplement": Remark(reason="Thiếu giấy khám sức khỏe"), "refuse": Remark(reason="Không đủ điều kiện")}
    for name in names:
        lifecycle.make(name, number, said.get(name, NOTHING), who, context, "test")
    return number


def paper(name: str = HEALTH, content: bytes | None = None, **counts: int) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name, "originals": 1, **counts}
    if content is not None:
        row["attachment"] = {"file_name": "a.pdf", "content": base64.b64encode(content).decode()}
    return row


def supplement(
    context: Context,
    who: Principal,
    number: str,
    *papers: dict[str, Any],
    request_id: str | None = None,
    reason: str = "",
) -> Answer:
    raw = {"papers": list(papers) or [paper()], "reason": reason}
    brought = submissions.read_supplement(raw, request_id=request_id or builders.unique("bs"), context=context)
    return updates.supplement(number, brought, who, context, "test")


def withdraw(context: Context, who: Principal, number: str, request_id: str | None = None, reason: str = "") -> Answer:
    said = Remark(reason=reason)
    return updates.withdraw(number, request_id or builders.unique("rut"), who, context, "test", said)


def correct(context: Context, who: Principal, number: str, request_id: str | None = None, **changes: Any) -> Answer:
    asked = submissions.read_correction(changes, request_id=request_id or builders.unique("sua"), context=context)
    return updates.correct(number, asked, who, context, "test")


def row(context: Context, number: str) -> Any:
    return context.database.one(select(tables.dossier).where(tables.dossier.c.dossier_no == number))


def rows(context: Context, table: str, number: str) -> list[Any]:
    t = tables.metadata.tables[table]
    with context.database.begin() as connection:
        return list(connection.execute(select(t).where(t.c.dossier_id == row(context, number).id)))


def kinds(context: Context, number: str) -> list[str]:
    return [each.kind for each in sorted(rows(context, "event", number), key=lambda each: int(each.seq))]


def owed(context: Context, number: str) -> list[tuple[str, int]]:
    return sorted(((each.kind, each.edition) for each in rows(context, "outbox", number)), key=lambda pair: pair[1])


def files(context: Context) -> int:
    return sum(1 for path in (Path(context.settings.var) / "files").rglob("*") if path.is_file())


def refused(code: str, call: Callable[[], object]) -> str:
    """What the clerk reads of a conflict."""
    with pytest.raises(Conflict) as caught:
        call()
    assert caught.value.code == code
    return caught.value.message_vi


# -- supplements ------------------------------------------------------------------------------------------------------


def test_what_was_asked_for_ends_the_wait_and_begins_the_time_anew(context: Context, desk: Principal) -> None:
    number = moved(context, desk, handed_in(context, desk), "ask_supplement")
    before = row(context, number)
    answer = supplement(context, desk, number, reason="Công dân nộp tại quầy")
    after = row(context, number)
    assert (answer.state, answer.warnings, answer.repeat) == ("received", (), False)
    assert answer.due_at == after.due_at > before.due_at
    assert kinds(context, number)[-1] == "supplemented"
    assert owed(context, number)[-1] == ("receipt", len(kinds(context, number)))


def test_what_nobody_asked_for_is_kept_with_a_warning_and_changes_no_time(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    before = row(context, number)
    answer = supplement(context, desk, number)
    assert (answer.warnings, answer.due_at) == (("NOT_ASKED_FOR",), before.due_at)
    assert len(rows(context, "paper", number)) == THERE + 1
    assert owed(context, number) == [("receipt", 2)]


def test_the_same_papers_under_another_request_id_are_passed_over(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    supplement(context, desk, number, paper(content=PDF))
    again = supplement(context, desk, number, paper(content=PDF))
    assert (again.warnings, again.repeat) == (("NOTHING_CHANGED",), False)
    assert (len(rows(context, "paper", number)), kinds(context, number).count("supplemented")) == (THERE + 1, 1)
    assert supplement(context, desk, number, paper(content=PDF + b"2")).warnings == ("NOT_ASKED_FOR",)
    other = builders.principal(context)
    assert supplement(context, other, number, paper(content=PDF)).warnings == ("NOTHING_CHANGED",)


def test_papers_that_are_waited_for_are_new_though_they_are_called_the_same(context: Context, desk: Principal) -> None:
    number = moved(context, desk, handed_in(context, desk), "ask_supplement")
    for _ in range(2):
        assert (answer := supplement(context, desk, number)).state == "received" and not answer.warnings
        moved(context, desk, number, "ask_supplement")
    assert len(rows(context, "paper", number)) == THERE + 2


def test_papers_come_behind_those_that_are_there_with_their_files(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    supplement(context, desk, number, paper(content=PDF), paper("Ảnh", copies=2))
    added = sorted(rows(context, "paper", number), key=lambda each: int(each.position))[THERE:]
    assert [(each.name, each.originals, each.copies) for each in added] == [(HEALTH, 1, 0), ("Ảnh", 1, 2)]
    assert added[0].sha256 == hashlib.sha256(PDF).hexdigest()
    assert context.files.get(added[0].file_key) == PDF


def test_the_paper_of_the_supplement_is_printed_with_what_it_brought(context: Context, desk: Principal) -> None:
    number = moved(context, desk, handed_in(context, desk), "ask_supplement")
    first = documents.paper(number, "receipt", desk, context)
    supplement(context, desk, number, paper("Giấy xác nhận thời gian lái xe"))
    again = documents.paper(number, "receipt", desk, context)
    assert again.sha256 != first.sha256
    assert documents.paper(number, "receipt", desk, context, edition=2).sha256 == first.sha256


def test_where_a_file_cannot_be_kept_nothing_is_done_and_the_id_is_free(context: Context, desk: Principal) -> None:
    number = moved(context, desk, handed_in(context, desk), "ask_supplement")
    with pytest.raises(OSError, match="full"):
        supplement(
            replace(context, files=Full(context.files.root)), desk, number, paper(content=PDF), request_id="bs-0"
        )  # type: ignore[attr-defined]
    assert (row(context, number).state, len(rows(context, "paper", number))) == ("waiting_for_supplement", THERE)
    assert not supplement(context, desk, number, paper(content=PDF), request_id="bs-0").repeat


def test_the_same_supplement_again_gets_the_first_answer(context: Context, desk: Principal) -> None:
    number = moved(context, desk, handed_in(context, desk), "ask_supplement")
    first = supplement(context, desk, number, paper(content=PDF), request_id="bs-1")
    before = files(context)
    moved(context, desk, number, "start")
    assert supplement(context, desk, number, paper(content=PDF), request_id="bs-1") == replace(first, repeat=True)
    assert (len(rows(context, "paper", number)), files(context)) == (THERE + 1, before)


def test_the_same_supplement_four_times_at_once_is_one(context: Context, desk: Principal) -> None:
    number = moved(context, desk, handed_in(context, desk), "ask_supplement")
    before = files(context)
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda _: supplement(context, desk, number, paper(content=PDF), request_id="bs-at-once"), range(4))
        )
    assert sorted(answer.repeat for answer in answers) == [False, True, True, True]
    assert len({answer.due_at for answer in answers}) == 1
    assert kinds(context, number).count("supplemented") == 1
    assert (len(rows(context, "paper", number)), files(context)) == (THERE + 1, before + 1)


def test_other_papers_another_dossier_or_another_kind_under_the_same_id_is_a_conflict(
    context: Context, desk: Principal
) -> None:
    number, other = handed_in(context, desk), handed_in(context, desk)
    supplement(context, desk, number, request_id="bs-2")
    for call in (
        lambda: supplement(context, desk, number, paper(originals=2), request_id="bs-2"),
        lambda: supplement(context, desk, number, reason="khác", request_id="bs-2"),
        lambda: supplement(context, desk, other, request_id="bs-2"),
        lambda: withdraw(context, desk, number, request_id="bs-2"),
        lambda: correct(context, desk, number, request_id="bs-2", summary="khác"),
        lambda: intake.accept(builders.submission(context, request_id="bs-2"), desk, context, "test"),
    ):
        refused("CONFLICT", call)
    assert row(context, number).state == row(context, other).state == "received"
    assert len(rows(context, "paper", other)) == THERE


def test_an_id_that_handed_in_a_dossier_serves_no_update(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, request_id="in-1")
    refused("CONFLICT", lambda: supplement(context, desk, number, request_id="in-1"))
    refused("CONFLICT", lambda: withdraw(context, desk, number, request_id="in-1"))


def test_two_senders_may_use_one_id(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    supplement(context, desk, number, request_id="bs-3")
    assert not supplement(context, builders.principal(context), number, request_id="bs-3").repeat


@pytest.mark.parametrize("end", [("refuse",), ("start", "finish"), ("withdraw",)])
def test_what_comes_after_the_end_is_refused_with_what_is_possible_and_leaves_no_file(
    context: Context, desk: Principal, end: tuple[str, ...]
) -> None:
    number = moved(context, desk, handed_in(context, desk), *end)
    before = files(context)
    text = refused("MOVE_IMPOSSIBLE", lambda: supplement(context, desk, number, paper(content=PDF), request_id="late"))
    assert STATES[State(row(context, number).state)].vi in text
    assert (len(rows(context, "paper", number)), files(context)) == (THERE, before)
    assert not supplement(context, desk, handed_in(context, desk), request_id="late" + end[0]).repeat


def test_a_refused_request_may_be_sent_again_under_its_id(context: Context, desk: Principal) -> None:
    number = moved(context, desk, handed_in(context, desk, return_by_post={"wish": "no"}), "finish")
    refused("MOVE_IMPOSSIBLE", lambda: withdraw(context, desk, number, request_id="rut-early"))
    assert not withdraw(context, desk, handed_in(context, desk), request_id="rut-early").repeat


def test_a_supplement_to_what_is_not_received_yet_restarts_the_time_to_answer(
    context: Context, desk: Principal
) -> None:
    number = moved(context, desk, handed_in(context, desk, Channel.PORTAL), "ask_supplement")
    answer = supplement(context, desk, number)
    assert (answer.state, answer.due_at, answer.paper) == ("submitted", None, "slip")
    assert row(context, number).answer_by is not None


def test_a_paper_that_cannot_be_printed_is_named_as_the_sender_counts(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    with pytest.raises(InvalidDossier) as caught:
        supplement(context, desk, number, paper(), paper("W" * 3000, content=PDF))
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("papers[1].name", "LAYOUT")]
    assert len(rows(context, "paper", number)) == THERE


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ({}, {"papers": "REQUIRED"}),
        ({"papers": []}, {"papers": "REQUIRED"}),
        ({"papers": [{}]}, {"papers[0].name": "REQUIRED"}),
        (
            {"papers": [{"name": "a\x00", "copies": -1}], "reason": "\ue000"},
            {"papers[0].name": "TEXT_UNREADABLE", "papers[0].copies": "NUMBER_NEGATIVE", "reason": "TEXT_UNREADABLE"},
        ),
        ({"papers": [{"name": "x"}] * 51}, {"papers": "TOO_MANY"}),
    ],
)
def test_every_fault_of_a_supplement_is_told_at_once(
    context: Context, raw: dict[str, Any], found: dict[str, str]
) -> None:
    with pytest.raises(InvalidDossier) as caught:
        submissions.read_supplement(raw, request_id="", context=context)
    assert {fault.path: fault.code for fault in caught.value.faults} == {"request_id": "REQUIRED", **found}


# -- withdrawals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", sorted(OPEN))
def test_an_open_dossier_can_be_withdrawn(context: Context, desk: Principal, state: State) -> None:
    way = {
        State.SUBMITTED: (),
        State.RECEIVED: ("receive",),
        State.PROCESSING: ("receive", "start"),
        State.WAITING_FOR_SUPPLEMENT: ("ask_supplement",),
        State.FEE_DUE: ("receive",),
    }[state]
    number = moved(context, desk, handed_in(context, desk, Channel.PORTAL, fee=None), *way)
    if state is State.FEE_DUE:
        lifecycle.make("ask_fee", number, Remark(amount_vnd=135_000), desk, context, "test")
    assert row(context, number).state == state
    answer = withdraw(context, desk, number, reason="Công dân đề nghị rút hồ sơ")
    assert (answer.state, answer.warnings) == ("withdrawn", ())
    assert kinds(context, number)[-1] == "withdrawn"


def test_the_same_withdrawal_again_gets_the_first_answer(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    first = withdraw(context, desk, number, request_id="rut-1")
    assert withdraw(context, desk, number, request_id="rut-1") == replace(first, repeat=True)
    refused("CONFLICT", lambda: withdraw(context, desk, number, request_id="rut-1", reason="khác"))


def test_the_same_withdrawal_at_once_is_one(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: withdraw(context, desk, number, request_id="rut-2"), range(4)))
    assert sorted(answer.repeat for answer in answers) == [False, True, True, True]
    assert kinds(context, number).count("withdrawn") == 1


def test_a_second_withdrawal_is_answered_with_the_dossier_as_it_stands(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    withdraw(context, desk, number)
    again = withdraw(context, builders.principal(context), number)
    assert (again.state, again.warnings, again.repeat) == ("withdrawn", ("NOTHING_CHANGED",), False)
    lifecycle.make("stop", number, Remark(reason="Công dân đã rút"), desk, context, "test")
    assert withdraw(context, desk, number).state == "stopped"
    assert kinds(context, number).count("withdrawn") == 1


def test_what_was_stopped_for_another_reason_is_not_withdrawn(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    lifecycle.make("stop", number, Remark(reason="Trùng hồ sơ"), desk, context, "test")
    refused("MOVE_IMPOSSIBLE", lambda: withdraw(context, desk, number))


# -- corrections ------------------------------------------------------------------------------------------------------


def test_a_corrected_phone_is_what_the_dossier_is_found_by(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    answer = correct(context, desk, number, owner={"phone": "0987 111 222"})
    assert (answer.state, answer.warnings) == ("received", ())
    found = lookup.of_citizen(None, "0987111222", desk, context)
    assert number in [each.dossier_no for each in found]
    assert row(context, number).record["owner"]["phone_raw"] == "0987 111 222"
    assert row(context, number).record["owner"]["birth"] == {"year": 1987, "month": 3, "day": 21}


def test_search_columns_follow_the_record(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    changes = {"owner": {"name": "Đặng Thị Bé"}, "licence_class": "a1", "return_by_post": {"wish": "no"}}
    correct(context, desk, number, **changes)
    after = row(context, number)
    assert (after.owner_name, after.owner_search) == ("Đặng Thị Bé", "dang thi be")
    assert (after.licence_class, after.return_wish) == ("A1", "no")


def test_the_event_tells_names_and_digests_and_the_request_keeps_old_and_new(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    correct(context, desk, number, request_id="sua-1", owner={"phone": "0987111333"}, reason="Ghi nhầm số")
    (event,) = [each for each in rows(context, "event", number) if each.kind == "corrected"]
    assert event.details["fields"] == ["owner.phone"]
    assert set(event.details) == {"fields", "fingerprint", "said"}
    assert "0987" not in str(event.details)
    (kept,) = [each for each in rows(context, "request", number) if each.request_id == "sua-1"]
    assert kept.record["correction"]["changes"] == {"owner": {"phone": "0987111333", "phone_raw": "0987111333"}}
    assert kept.record["correction"]["before"]["owner"]["phone"] == "0918345601"


def test_a_received_dossier_gets_its_receipt_anew_where_it_reads_otherwise(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    old = documents.paper(number, "receipt", desk, context)
    correct(context, desk, number, owner={"name": "Nguyễn Thị Ngọc Anh"})
    assert owed(context, number) == [("receipt", 2), ("receipt", 3)]
    assert documents.paper(number, "receipt", desk, context).sha256 != old.sha256


def test_an_older_edition_stays_what_it_was(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    first = documents.paper(number, "receipt", desk, context)
    correct(context, desk, number, owner={"name": "Nguyễn Thị Ngọc Anh"}, submitter={"name": "Trần Văn Út"})
    correct(context, desk, number, owner={"phone": "0987111666"}, submitter={"phone": "0987111667"})
    made = tables.document
    with context.database.begin() as connection:  # as if it had never been printed
        connection.execute(made.delete().where(made.c.dossier_id == row(context, number).id))
    assert documents.paper(number, "receipt", desk, context, edition=2).sha256 == first.sha256
    editions = [documents.paper(number, "receipt", desk, context, edition=nth).sha256 for nth in (3, 4)]
    assert len({first.sha256, *editions}) == 3


def test_what_stands_on_no_paper_prints_nothing(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    correct(context, desk, number, held_licence={"serial": "AP123456"})
    assert owed(context, number) == [("receipt", 2)]
    assert kinds(context, number)[-1] == "corrected"


def test_one_that_waits_gets_its_slip_anew(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, Channel.PORTAL)
    correct(context, desk, number, owner={"name": "Nguyễn Thị Ngọc Anh"})
    assert owed(context, number) == [("slip", 1), ("slip", 2)]


def test_what_is_the_same_changes_nothing(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    before = kinds(context, number)
    answer = correct(context, desk, number, owner={"name": "  Nguyễn  Thị Ngọc Ánh"}, licence_class="b2")
    assert (answer.warnings, kinds(context, number)) == (("NOTHING_CHANGED",), before)


def test_the_same_correction_again_gets_the_first_answer_whatever_came_between(
    context: Context, desk: Principal
) -> None:
    number = handed_in(context, desk)
    first = correct(context, desk, number, request_id="sua-2", summary="Đổi hạng B2")
    correct(context, desk, number, summary="Cấp lại hạng B2")
    assert correct(context, desk, number, request_id="sua-2", summary="Đổi hạng B2") == replace(first, repeat=True)
    assert row(context, number).record["summary"] == "Cấp lại hạng B2"
    refused("CONFLICT", lambda: correct(context, desk, number, request_id="sua-2", summary="khác"))


def test_the_same_correction_at_once_is_one(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: correct(context, desk, number, request_id="sua-3", summary="một"), range(4)))
    assert sorted(answer.repeat for answer in answers) == [False, True, True, True]
    assert kinds(context, number).count("corrected") == 1


def test_two_corrections_at_once_of_different_fields_both_stand(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    both = ({"owner": {"phone": "0987111444"}}, {"owner": {"email": "anh@example.com"}})
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda changes: correct(context, desk, number, **changes), both))
    owner = row(context, number).record["owner"]
    assert (owner["phone"], owner["email"]) == ("0987111444", "anh@example.com")


def test_an_address_is_replaced_whole(context: Context, desk: Principal) -> None:
    owner = builders.raw_dossier()["owner"] | {"address": {"text": "ấp A", "province": "89", "ward": "30697"}}
    number = handed_in(context, desk, owner=owner)
    correct(context, desk, number, owner={"address": {"text": "ấp B"}})
    assert row(context, number).record["owner"]["address"] == {"raw": "ấp B"}


def test_another_persons_name_and_number_at_once_is_another_dossier(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    other = {"name": "Trần Văn Đức", "id_number": "089079000111"}
    refused("OTHER_OWNER", lambda: correct(context, desk, number, owner=other))
    for slip in ({"name": "Trần Văn Đức"}, {"id_number": "089079000111"}):
        correct(context, desk, number, owner=slip)
    number = handed_in(context, desk)
    correct(context, desk, number, owner={"name": "NGUYEN THI NGOC ANH", "id_number": "089079000112"})
    assert row(context, number).owner_id_number == "089079000112"


def test_a_number_that_was_missing_may_come_with_a_better_name(context: Context, desk: Principal) -> None:
    number = handed_in(
        context, desk, owner={"name": "Nguyễn Ánh", "id_number": "000000001", "address": {"text": "ấp A"}}
    )
    correct(context, desk, number, owner={"name": "Nguyễn Thị Ánh", "id_number": "089187004999"})
    assert row(context, number).owner_id_number == "089187004999"


def test_a_submitter_needs_a_name_and_then_stands_on_the_receipt(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    with pytest.raises(InvalidDossier) as caught:
        correct(context, desk, number, submitter={"phone": "0918345609"})
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("submitter.name", "REQUIRED")]
    correct(context, desk, number, submitter={"name": "Trần Văn Út"})
    correct(context, desk, number, submitter={"phone": "0918345609"})
    assert row(context, number).record["submitter"]["name"] == "Trần Văn Út"
    assert len(owed(context, number)) == 3


def test_return_by_post_needs_an_address_also_when_corrected(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, owner={"name": "Lê Yến"}, return_by_post={"wish": "no"})
    with pytest.raises(InvalidDossier) as caught:
        correct(context, desk, number, return_by_post={"wish": "yes"})
    assert [fault.code for fault in caught.value.faults] == ["RETURN_ADDRESS_REQUIRED"]
    correct(context, desk, number, return_by_post={"wish": "yes", "address": {"text": "ấp A, xã B"}})
    assert row(context, number).return_wish == "yes"


def test_what_cannot_be_printed_is_refused(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    with pytest.raises(InvalidDossier) as caught:
        correct(context, desk, number, owner={"name": "W" * 200})
    assert {fault.path: fault.code for fault in caught.value.faults} == {"owner.name": "LAYOUT"}
    assert kinds(context, number)[-1] == "received"


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ({}, {".": "REQUIRED"}),
        ({"owner": {}, "summary": " ", "return_by_post": {"wish": "unknown"}}, {".": "REQUIRED"}),
        (
            {"owner": {"phone": "12", "id_number": "x", "birth": "31/02/1980"}, "licence_class": "Z9"},
            {
                "owner.phone": "PHONE_INVALID",
                "owner.id_number": "CITIZEN_ID_INVALID",
                "owner.birth": "BIRTH_DATE_INVALID",
                "licence_class": "LICENCE_CLASS_UNKNOWN",
            },
        ),
        (
            {"return_by_post": {"wish": "maybe"}, "reason": "\x00"},
            {"return_by_post.wish": "CHOICE_UNKNOWN", "reason": "TEXT_UNREADABLE"},
        ),
    ],
)
def test_every_fault_of_a_correction_is_told_at_once(
    context: Context, raw: dict[str, Any], found: dict[str, str]
) -> None:
    with pytest.raises(InvalidDossier) as caught:
        submissions.read_correction(raw, request_id="x", context=context)
    assert {fault.path: fault.code for fault in caught.value.faults} == found


def test_after_the_finish_only_the_way_home_can_be_corrected(context: Context, desk: Principal) -> None:
    number = moved(context, desk, handed_in(context, desk), "finish")
    text = refused("CORRECTION_TOO_LATE", lambda: correct(context, desk, number, owner={"phone": "0987111555"}))
    assert "Đã có kết quả" in text and "bưu chính" in text
    correct(context, desk, number, return_by_post={"receiver": "Trần Văn Út", "phone": "0918345610"})
    assert owed(context, number)[-1] == ("label", len(kinds(context, number)))
    moved(context, desk, number, "hand_over")
    too_late = {"return_by_post": {"receiver": "Lê Yến"}}
    text = refused("CORRECTION_TOO_LATE", lambda: correct(context, desk, number, **too_late))
    assert "người được nhận thay" in text
    papers = owed(context, number)
    deputy = {"name": "Trần Văn Bảy", "id_number": "089085001234"}
    correct(context, desk, number, return_by_post={"may_receive": "authorised", "deputy": deputy})
    correct(context, desk, number, owner={"id_number": "089087004321"})
    assert "label" not in [kind for kind, _ in owed(context, number)[len(papers) :]], "the envelope is gone"
    moved(context, desk, number, "deliver")
    named = {"return_by_post": {"may_receive": "household"}}
    assert "không còn mục nào" in refused("CORRECTION_TOO_LATE", lambda: correct(context, desk, number, **named))


def test_who_wants_it_by_post_after_the_finish_gets_an_item_code_and_a_label(context: Context, desk: Principal) -> None:
    number = moved(context, desk, handed_in(context, desk, return_by_post={"wish": "no"}), "finish")
    refused("NOT_BY_POST", lambda: moved(context, desk, number, "hand_over"))
    correct(context, desk, number, return_by_post={"wish": "yes"})
    code = lookup.find(number, desk, context).item_code
    assert code is not None and item_code.is_valid(code)
    assert "label" in [kind for kind, _ in owed(context, number)]
    assert documents.paper(number, "label", desk, context).content.startswith(b"%PDF")
    moved(context, desk, number, "hand_over")


def test_who_comes_for_it_after_all_is_not_sent_it_by_post(context: Context, desk: Principal) -> None:
    number = moved(context, desk, handed_in(context, desk), "finish")
    correct(context, desk, number, return_by_post={"wish": "no"})
    refused("NOT_BY_POST", lambda: moved(context, desk, number, "hand_over"))
    first = lookup.find(number, desk, context).item_code
    correct(context, desk, number, return_by_post={"wish": "yes"})
    assert lookup.find(number, desk, context).item_code == first
    moved(context, desk, number, "hand_over")


def test_the_address_of_the_owner_is_on_the_label_where_no_other_was_given(context: Context, desk: Principal) -> None:
    number = moved(context, desk, handed_in(context, desk), "finish")
    correct(context, desk, number, return_by_post={"address": {"text": "Số 9, đường Tôn Đức Thắng, Long Xuyên"}})
    assert [kind for kind, _ in owed(context, number)] == ["receipt", "label", "label"]


# -- whose ------------------------------------------------------------------------------------------------------------


def test_by_the_senders_code_and_by_the_alias_too(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, code="VNP-881600-0901")
    for code in (number, number.lower(), "VNP-881600-0901", dossier_number.alias(row(context, number).id)):
        assert supplement(context, desk, code).dossier_no == number


def test_each_needs_its_role_and_a_dossier_of_its_offices(context: Context, desk: Principal) -> None:
    number = handed_in(context, builders.principal(context, office_id=builders.OFFICE))
    reader = builders.principal(context, roles=[Role.READ, Role.PROCESS])
    stranger = builders.principal(context, office_id=builders.OTHER_OFFICE)
    for call in (
        lambda who: supplement(context, who, number),
        lambda who: withdraw(context, who, number),
        lambda who: correct(context, who, number, summary="x"),
    ):
        with pytest.raises(NotAllowed):
            call(reader)
        with pytest.raises(NotFound):
            call(stranger)
    assert Role.RECEIVE in MOVES["supplement"].roles
    assert withdraw(context, builders.principal(context, roles=[Role.RECEIVE]), number).state == "withdrawn"


def joined(context: Context, who: Principal, founder: Principal, channel: Channel, *moves: str) -> str:
    """The number of a dossier to which ``who`` has brought papers under its code."""
    code, owner = f"G22.99-211115-{builders.unique('8').replace('-', ''):0>6}", builders.raw_dossier()["owner"]
    number = moved(context, founder, handed_in(context, founder, channel, code=code, owner=owner), *moves)
    brought = {"code": code, "owner": owner, "papers": [paper("Giấy mang thêm")], "fee": None}
    assert handed_in(context, who, **brought) == number
    return number


def test_an_office_that_only_joined_may_supplement_but_not_correct_or_withdraw(context: Context) -> None:
    founder, stranger = (
        builders.principal(context, office_id=each) for each in (builders.OFFICE, builders.OTHER_OFFICE)
    )
    number = joined(context, stranger, founder, Channel.POST_COUNTER)
    assert lookup.find(number, stranger, context).dossier_no == number
    assert supplement(context, stranger, number).warnings == ("NOT_ASKED_FOR",)
    before = kinds(context, number)
    for call in (
        lambda who: correct(context, who, number, return_by_post={"receiver": "Kẻ Khác"}),
        lambda who: withdraw(context, who, number),
    ):
        with pytest.raises(NotAllowed) as caught:
            call(stranger)
        assert caught.value.code == "DOSSIER_OF_OTHER_OFFICE" and "nơi đó" in caught.value.message_vi
        assert kinds(context, number) == before
    for who in (founder, builders.principal(context)):
        correct(context, who, number, summary=builders.unique("việc"))
    assert withdraw(context, founder, number).state == "withdrawn"


def test_the_counter_that_received_a_portals_dossier_may_correct_and_withdraw_it(
    context: Context, desk: Principal, counter: Principal
) -> None:
    number = joined(context, counter, desk, Channel.PORTAL)
    colleague = builders.principal(context, office_id=builders.OFFICE)
    correct(context, colleague, number, summary="Đổi giấy phép lái xe")
    assert withdraw(context, counter, number).state == "withdrawn"


def test_the_counter_that_came_behind_the_authority_may_not(
    context: Context, desk: Principal, counter: Principal
) -> None:
    number = joined(context, counter, desk, Channel.PORTAL, "receive")
    with pytest.raises(NotAllowed):
        correct(context, counter, number, summary="Đổi giấy phép lái xe")
    assert withdraw(context, desk, number).state == "withdrawn"


def test_the_chain_of_events_stays_whole(context: Context, desk: Principal) -> None:
    number = moved(context, desk, handed_in(context, desk), "ask_supplement")
    supplement(context, desk, number)
    correct(context, desk, number, summary="Đổi giấy phép")
    withdraw(context, desk, number, reason="Đổi ý")
    with context.database.begin() as connection:
        e = tables.event.c
        stored = connection.execute(select(tables.event).where(e.dossier_id == row(context, number).id).order_by(e.seq))
        chain = [(each.seq, events._event(each), each.hash) for each in stored]
    assert broken_at(number, chain) is None


def test_no_item_code_left_changes_nothing(context: Context) -> None:
    desk = builders.principal(context)
    number = moved(context, desk, handed_in(context, desk, return_by_post={"wish": "no"}), "finish")
    ranges = tables.item_code_range
    with context.database.begin() as connection:
        kept = connection.execute(select(ranges.c.id, ranges.c.next)).all()
        connection.execute(ranges.update().values(next=ranges.c.last + 1))
    try:
        with pytest.raises(NotReady):
            correct(context, desk, number, request_id="sua-none", return_by_post={"wish": "yes"})
    finally:
        with context.database.begin() as connection:
            for each in kept:
                connection.execute(ranges.update().where(ranges.c.id == each.id).values(next=each.next))
    assert row(context, number).return_wish == "no"
    assert not correct(context, desk, number, request_id="sua-none", return_by_post={"wish": "yes"}).repeat


def test_no_request_is_kept_without_its_answer(context: Context) -> None:
    t = tables.request
    assert context.database.one(select(func.count()).select_from(t).where(t.c.answer == {})) == (0,)

"""Papers counted at the desk: every difference opens a discrepancy, and only a person closes it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import intake, lifecycle
from app.context import Context
from app.desk import counting
from app.domain import counting as domain
from app.domain.counting import Count, Listed
from app.domain.errors import Conflict, InvalidDossier, NotAllowed, NotFound
from app.domain.event import broken_at
from app.domain.paper_check import Counts, Kind
from app.domain.remark import NOTHING, Remark
from app.security.principals import Principal, Role
from app.store import events
from tests import builders

PAPERS = [
    {"name": "Đơn đề nghị đổi giấy phép lái xe", "originals": 1},
    {"name": "Giấy khám sức khỏe của người lái xe", "originals": 1},
    {"name": "Bản sao giấy phép lái xe", "copies": 1},
]
AS_LISTED: list[dict[str, Any]] = [
    {"position": 1, "originals": 1},
    {"position": 2, "originals": 1},
    {"position": 3, "copies": 1},
]
SECOND_IS_A_COPY = [AS_LISTED[0], {"position": 2, "copies": 1}, AS_LISTED[2]]
SETTLED = {"resolution": "Công dân đã nộp bản chính tại quầy"}


def a_dossier(context: Context, who: Principal, **changes: Any) -> str:
    return intake.accept(builders.submission(context, **{"papers": PAPERS, **changes}), who, context, "test").dossier_no


def counted(number: str, who: Principal, context: Context, papers: Any = AS_LISTED, **more: Any) -> counting.Sheet:
    return counting.count(number, {"papers": papers, **more}, who, context, "test")


def told(context: Context, number: str, who: Principal) -> list[events.Told]:
    dossier = counting.sheet(number, who, context).dossier
    with context.database.begin() as connection:
        return events.history(connection, [dossier.id])[dossier.id]


def kinds_of(listed: Counts, found: Counts, *, is_file: bool = False) -> list[Kind]:
    papers = [Listed(1, "Đơn đề nghị", listed, is_file=is_file)]
    return [each.kind for each in domain.differences(papers, Count({1: found}))]


# -- what differs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "found", "kind"),
    [
        (Counts(originals=1), Counts(), Kind.MISSING),
        (Counts(copies=2), Counts(copies=1), Kind.TOO_FEW),
        (Counts(originals=1), Counts(copies=1), Kind.COPY_FOR_ORIGINAL),
        (Counts(originals=1), Counts(certified=1), Kind.COPY_FOR_ORIGINAL),
        (Counts(originals=1), Counts(copies=2), Kind.COPY_FOR_ORIGINAL),
        (Counts(certified=1), Counts(copies=1), Kind.WRONG_KIND),
        (Counts(copies=1), Counts(originals=1), Kind.WRONG_KIND),
        (Counts(copies=1), Counts(copies=2), Kind.SURPLUS),
        (Counts(originals=1), Counts(originals=1, copies=1), Kind.SURPLUS),
    ],
)
def test_each_difference_has_its_kind(listed: Counts, found: Counts, kind: Kind) -> None:
    assert kinds_of(listed, found) == [kind]


def test_a_paper_of_unknown_kind_must_only_be_there() -> None:
    for found in (Counts(originals=1), Counts(copies=2)):
        assert kinds_of(Counts(), found) == []
    assert kinds_of(Counts(), Counts()) == [Kind.MISSING]
    assert kinds_of(Counts(), Counts(), is_file=True) == []


NUMBERS = st.builds(Counts, *[st.integers(0, 3)] * 3)


@given(NUMBERS, NUMBERS)
def test_what_was_listed_with_numbers_differs_unless_exactly_that_is_there(listed: Counts, found: Counts) -> None:
    kinds = kinds_of(listed, found)
    assert bool(kinds) == (listed != found if listed.total else not found.total)
    if kinds and listed.total:
        fewer = found.total < listed.total
        assert (kinds[0] in (Kind.MISSING, Kind.TOO_FEW)) == fewer


# -- counting ------------------------------------------------------------------------------------------------------


def test_papers_that_are_all_there_open_nothing(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    sheet = counted(number, desk, context)
    assert [paper.position for paper in sheet.papers] == [1, 2, 3]
    assert sheet.discrepancies == ()
    assert told(context, number, desk)[-1].event.kind == "counted"


def test_each_difference_opens_a_discrepancy_that_stops_the_finish(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    others = [{"name": "Sổ hộ khẩu", "originals": 1}]
    sheet = counted(
        number,
        desk,
        context,
        [AS_LISTED[0], {"position": 2, "originals": 0}, {"position": 3, "originals": 1}],
        others=others,
    )
    assert [(each.kind, each.name) for each in sheet.open] == [
        (Kind.MISSING, "Giấy khám sức khỏe của người lái xe"),
        (Kind.WRONG_KIND, "Bản sao giấy phép lái xe"),
        (Kind.SURPLUS, "Sổ hộ khẩu"),
    ]
    assert (
        sheet.open[0].text_vi == "Giấy khám sức khỏe của người lái xe: thiếu (đã kê: 01 bản chính; kiểm đếm: không có)."
    )
    with pytest.raises(Conflict) as caught:
        lifecycle.make("finish", number, NOTHING, desk, context, "test")
    assert caught.value.code == "DISCREPANCY_OPEN" and "Còn 3 sai lệch" in caught.value.message_vi
    for each in sheet.open:
        sheet = counting.close(number, each.id, SETTLED, desk, context, "test")
    assert sheet.open == () and {each.resolution for each in sheet.discrepancies} == {SETTLED["resolution"]}
    assert lifecycle.make("finish", number, NOTHING, desk, context, "test").dossier.finished_at


def test_events_hold_numbers_and_no_names(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    sheet = counted(
        number, desk, context, SECOND_IS_A_COPY, others=[{"name": "Thư của bà Nguyễn Thị Ánh", "copies": 1}]
    )
    counting.close(number, sheet.open[0].id, SETTLED, desk, context, "test")
    history = told(context, number, desk)
    count, closed = history[-2:]
    assert count.event.details["differences"] == {"copy_for_original": 1, "surplus": 1}
    assert count.event.details["papers"] == 3
    assert (closed.event.kind, closed.event.details) == ("discrepancy_closed", {"discrepancy": sheet.open[0].id})
    written = json.dumps([each.event.details for each in history], ensure_ascii=False)
    assert not any(word in written for word in ("Ánh", "Giấy", "bản chính"))
    ((_, chain),) = events.chains(context.database, [number])
    assert broken_at(number, chain) is None


def test_every_listed_paper_must_be_named(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    with pytest.raises(InvalidDossier) as caught:
        counted(number, desk, context, AS_LISTED[:1])
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("papers[position=2]", "PAPER_NOT_COUNTED"),
        ("papers[position=3]", "PAPER_NOT_COUNTED"),
    ]
    assert [each.event.kind for each in told(context, number, desk)] == ["submitted", "received"]


def test_a_count_that_cannot_be_read_names_every_fault(context: Context, desk: Principal) -> None:
    wrong = [
        *AS_LISTED[:2],
        {"position": 3, "copies": None},
        {"position": 3, "copies": 1},
        {"position": 9},
        {"copies": 1},
        {"position": 1, "originals": -1},
    ]
    others = [{"originals": 1}, {"name": "Sổ hộ khẩu"}]
    with pytest.raises(InvalidDossier) as caught:
        counted(a_dossier(context, desk), desk, context, wrong, others=others)
    assert {(fault.path, fault.code) for fault in caught.value.faults} == {
        ("papers[2].originals", "PAPER_NOT_COUNTED"),
        ("papers[3].position", "PAPER_COUNTED_TWICE"),
        ("papers[4].position", "PAPER_NOT_LISTED"),
        ("papers[5].position", "REQUIRED"),
        ("papers[6].position", "PAPER_COUNTED_TWICE"),
        ("papers[6].originals", "NUMBER_NEGATIVE"),
        ("others[0].name", "REQUIRED"),
        ("others[1].originals", "REQUIRED"),
    }


def test_papers_that_came_later_are_counted_too(context: Context, desk: Principal) -> None:
    raw = {"code": builders.unique("VNP"), "code_issuer": "portal", "owner": builders.raw_dossier()["owner"]}
    number = a_dossier(context, desk, **raw)
    later = [{"name": "Bản sao căn cước công dân", "copies": 1}]
    assert a_dossier(context, builders.principal(context), **raw, papers=later) == number
    with pytest.raises(InvalidDossier) as caught:
        counted(number, desk, context)
    assert [fault.path for fault in caught.value.faults] == ["papers[position=4]"]


# -- counting again ------------------------------------------------------------------------------------------------


def test_a_recount_replaces_what_differs_again_and_leaves_what_agrees_to_a_person(
    context: Context, desk: Principal
) -> None:
    number = a_dossier(context, desk)
    first = counted(number, desk, context, [{"position": 1, "copies": 0}, {"position": 2, "copies": 1}, AS_LISTED[2]])
    again = counted(number, desk, context, [AS_LISTED[0], {"position": 2, "originals": 0}, AS_LISTED[2]])
    assert [(each.kind, each.seq) for each in again.open] == [(Kind.MISSING, 3), (Kind.MISSING, 4)]
    replaced = next(each for each in again.discrepancies if each.id == first.open[1].id)
    assert (replaced.resolution, replaced.closed_by) == (domain.RECOUNTED_VI, desk.collector)
    all_there = counted(number, desk, context)
    assert all_there.open == again.open, "a count that agrees closes nothing by itself"


def test_the_same_count_again_is_a_repeat_by_another_officer_a_count(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    assert not counted(number, desk, context, SECOND_IS_A_COPY).repeat
    assert counted(number, desk, context, SECOND_IS_A_COPY).repeat
    other = replace(desk, key_id=None, account_id=7, name="Lê Văn Tám")
    assert not counted(number, other, context, SECOND_IS_A_COPY).repeat
    assert [each.event.kind for each in told(context, number, desk)].count("counted") == 2


def test_two_officers_at_once_leave_each_difference_open_once(context: Context, desk: Principal) -> None:
    officers = [builders.principal(context) for _ in range(4)]
    numbers = [a_dossier(context, desk) for _ in range(4)]
    for number in numbers:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda who: counted(number, who, context, SECOND_IS_A_COPY), officers))  # noqa: B023
        sheet = counting.sheet(number, desk, context)
        assert len(sheet.discrepancies) == 4 and len(sheet.open) == 1
        assert [each.seq for each in told(context, number, desk)] == list(range(1, 7))


# -- closing -------------------------------------------------------------------------------------------------------


def test_closing_needs_words(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    one = counted(number, desk, context, SECOND_IS_A_COPY).open[0]
    for raw in ({}, {"resolution": "  "}, {"resolution": None}):
        with pytest.raises(InvalidDossier) as caught:
            counting.close(number, one.id, raw, desk, context, "test")
        assert [(fault.path, fault.code) for fault in caught.value.faults] == [("resolution", "REQUIRED")]


def test_a_closed_discrepancy_is_closed(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    one = counted(number, desk, context, SECOND_IS_A_COPY).open[0]
    assert not counting.close(number, one.id, SETTLED, desk, context, "test").repeat
    assert counting.close(number, one.id, SETTLED, desk, context, "test").repeat
    for who, words in ((desk, {"resolution": "khác"}), (builders.principal(context), SETTLED)):
        with pytest.raises(Conflict) as caught:
            counting.close(number, one.id, words, who, context, "test")
        assert caught.value.code == "DISCREPANCY_CLOSED"


def test_a_discrepancy_of_another_dossier_is_not_found(context: Context, desk: Principal) -> None:
    one = counted(a_dossier(context, desk), desk, context, SECOND_IS_A_COPY).open[0]
    with pytest.raises(NotFound):
        counting.close(a_dossier(context, desk), one.id, SETTLED, desk, context, "test")


# -- who, and when -------------------------------------------------------------------------------------------------


def test_what_is_over_is_not_counted(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    lifecycle.make("withdraw", number, NOTHING, desk, context, "test")
    assert counted(number, desk, context).is_countable, "the papers go back to the citizen"
    lifecycle.make("stop", number, Remark(reason="Công dân rút hồ sơ"), desk, context, "test")
    with pytest.raises(Conflict) as caught:
        counted(number, desk, context)
    assert caught.value.code == "MOVE_IMPOSSIBLE"
    assert "không thể kiểm đếm giấy tờ" in caught.value.message_vi
    assert not counting.sheet(number, desk, context).is_countable


def test_counting_and_closing_need_the_role_and_a_dossier_of_theirs(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    one = counted(number, desk, context, SECOND_IS_A_COPY).open[0]
    reader = builders.principal(context, roles=[each for each in Role if each is not Role.RECEIVE])
    stranger = builders.principal(context, office_id=builders.OTHER_OFFICE)
    for who, error in ((reader, NotAllowed), (stranger, NotFound)):
        with pytest.raises(error):
            counted(number, who, context)
        with pytest.raises(error):
            counting.close(number, one.id, SETTLED, who, context, "test")
    assert counting.sheet(number, reader, context).open == (one,)
    with pytest.raises(NotFound):
        counting.sheet(number, stranger, context)

"""Handover lists: scanning, counting, signing, in any order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import scan
from app.domain.errors import Conflict, InvalidFormat
from app.domain.handover import item as items_module
from app.domain.handover import life, lists
from app.domain.handover.count import DifferenceKind
from app.domain.handover.item import ROUTES, Direction, Item, ItemKind
from app.domain.handover.life import MOVES, State, moved
from app.domain.handover.lists import HandoverList, Side, Signatory
from app.domain.messages import CATALOGUE
from app.domain.paper_check import Counts
from app.domain.post import item_code
from app.domain.scan import Code, CodeKind, read

NOW = datetime(2021, 11, 22, 2, 0, tzinfo=UTC)
GIVER = Signatory("Trần Văn Bảo", "Cán bộ một cửa", NOW, "account:3")
RECEIVER = Signatory("Phạm Thị Thu Thủy", "Giao dịch viên", NOW, "key:5")
CODES = [read(item_code.build("EL", 49_161_000 + nth)) for nth in range(8)]


def a_list(**fields: object) -> HandoverList:
    return replace(HandoverList(number="GN-881115-211122-1", direction=Direction.TO_DESK), **fields)  # type: ignore[arg-type]


def an_item(nth: int = 0, **fields: object) -> Item:
    item = Item(ItemKind.DOSSIER, CODES[nth], f"000.00.16.H01-211115-{nth:04d}", Counts(2, 1, 1), 135_000, True)
    return replace(item, **fields)  # type: ignore[arg-type]


def filled(*items: Item) -> HandoverList:
    listed = a_list()
    for item in items:
        listed = listed.add(item).listed
    return listed


def signed(*items: Item) -> HandoverList:
    return filled(*items).close().sign(Side.GIVER, GIVER).sign(Side.RECEIVER, RECEIVER)


def told(listed: HandoverList) -> list[tuple[str, str]]:
    return [(each.kind.value, each.code.text) for each in listed.differences]


def test_all_that_is_refused_or_told_has_a_text() -> None:
    used = (lists, items_module, life, scan)
    codes = {value for module in used for value in vars(module).values() if isinstance(value, str) and value.isupper()}
    assert codes == {code for code in CATALOGUE if code.startswith("LIST")} | {"COUNTED_ALREADY", "SCAN_UNKNOWN"}


# -- scanning ------------------------------------------------------------------------------------------------------


def test_the_same_code_twice_is_told_and_not_added() -> None:
    once = filled(an_item())
    again, warnings = once.add(an_item(kind=ItemKind.SUPPLEMENT))
    assert again == once and warnings == ("LISTED_ALREADY",)


def test_a_dossier_listed_under_another_code_is_told_and_its_supplement_is_listed_beside_it() -> None:
    number = "000.00.16.H01-211115-0000"
    once = filled(an_item())
    assert once.add(an_item(code=read(number))).warnings == ("LISTED_ALREADY",)
    assert len(once.add(an_item(1, dossier_no=number, kind=ItemKind.SUPPLEMENT)).listed.items) == 2


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("EL491610888VN", "ITEM_CODE_INVALID"),
        ("000000000421", "DOSSIER_NUMBER_INVALID"),
        ("000.00.16.H01-211131-0001", "DOSSIER_NUMBER_INVALID"),
        ("https://dossier.angiang.gov.vn/tra-cuu/7Qm3vK9xT2bWc8RnYp4L", "SCAN_UNKNOWN"),
        ("089187001234|351234567|Nguyễn Thị Ngọc Ánh|01011987|Nữ||", "SCAN_UNKNOWN"),
        ("8934567890123", "SCAN_UNKNOWN"),
        ("", "SCAN_UNKNOWN"),
    ],
)
def test_a_code_that_is_none_is_refused_with_its_reason_and_not_quoted(raw: str, code: str) -> None:
    with pytest.raises(InvalidFormat) as refused:
        read(raw)
    assert refused.value.code == code
    assert not raw or raw not in str(refused.value)


@given(st.text() | st.from_regex(r"[A-Za-z]{2}[0-9 ]{9,12}[A-Za-z]{2}") | st.from_regex(r"[0-9]{12}"))
def test_whatever_is_scanned_is_a_code_or_refused(raw: str) -> None:
    with suppress(InvalidFormat):
        assert read(read(raw).text) == read(raw)


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("kind", ItemKind)
def test_an_item_of_the_other_direction_is_refused(direction: Direction, kind: ItemKind) -> None:
    listed = a_list(direction=direction)
    if kind in ROUTES[direction].kinds:
        assert listed.add(an_item(kind=kind)).listed.items
        return
    with pytest.raises(Conflict) as refused:
        listed.add(an_item(kind=kind))
    assert refused.value.code == "LIST_OTHER_WAY"
    assert refused.value.params["direction"] == ROUTES[direction].vi


def test_every_kind_of_item_goes_one_way_and_only_one() -> None:
    ways = [kind for route in ROUTES.values() for kind in route.kinds]
    assert sorted(ways) == sorted(ItemKind)


def test_the_post_is_given_nothing_without_an_item_code() -> None:
    with pytest.raises(Conflict) as refused:
        a_list(direction=Direction.TO_POST).add(
            an_item(kind=ItemKind.RESULT, code=Code(CodeKind.DOSSIER, "000.00.16.H01-211115-0001"))
        )
    assert refused.value.code == "LIST_OTHER_CODE" and refused.value.params["possible"] == "số hiệu bưu gửi"


# -- counting ------------------------------------------------------------------------------------------------------


def test_missing_surplus_and_wrong_kind_are_told_item_by_item() -> None:
    listed = filled(an_item(0), an_item(1), an_item(2))
    listed = listed.count(CODES[1]).listed.count(CODES[2], ItemKind.SUPPLEMENT).listed.count(CODES[5]).listed
    assert told(listed) == [
        ("missing", CODES[0].text),
        ("wrong_kind", CODES[2].text),
        ("surplus", CODES[5].text),
    ]
    assert [each.text_vi for each in listed.differences] == [
        f"{CODES[0].text}: thiếu; đã kê hồ sơ.",
        f"{CODES[2].text}: sai loại; đã kê hồ sơ, có giấy tờ bổ sung.",
        f"{CODES[5].text}: thừa.",
    ]
    assert listed.received.items == 2 and listed.totals.items == 3


def test_a_second_scan_of_a_count_is_told_and_changes_nothing() -> None:
    once = filled(an_item()).count(CODES[0]).listed
    assert once.count(CODES[0]) == (once, ("COUNTED_ALREADY",))


def test_a_slip_of_the_hand_is_taken_back() -> None:
    listed = filled(an_item()).count(CODES[0], ItemKind.SUPPLEMENT).listed
    assert told(listed.uncount(CODES[0]).count(CODES[0]).listed) == []


def test_an_item_is_counted_by_its_dossiers_number_where_that_says_which() -> None:
    number = "000.00.16.H01-211115-0000"
    one, two = an_item(0), an_item(1, dossier_no=number, kind=ItemKind.SUPPLEMENT)
    assert told(filled(one).count(read(number)).listed) == []
    assert [kind for kind, _ in told(filled(one, two).count(read(number)).listed)] == ["missing", "missing", "surplus"]


# Steps of a morning: what is listed and what is found, by number; scans of a kind are few, so that they meet.
ADDED = st.lists(st.integers(0, 5), max_size=8).map(lambda all_: [("add", nth, None) for nth in all_])
FOUND = st.lists(
    st.tuples(st.just("count"), st.integers(0, 7), st.sampled_from([None, ItemKind.DOSSIER, ItemKind.SUPPLEMENT])),
    max_size=10,
)


def after(steps: list[tuple[str, int, ItemKind | None]]) -> HandoverList:
    listed = a_list()
    for name, nth, kind in steps:
        done = listed.add(an_item(nth)) if name == "add" else listed.count(CODES[nth], kind)
        listed = done.listed
    return listed


@given(ADDED, FOUND, st.randoms(use_true_random=False))
def test_any_order_of_scans_and_counts_gives_the_same_differences(added: list, found: list, random) -> None:  # type: ignore[type-arg,no-untyped-def]
    steps = [*added, *found]
    once = after(steps)
    random.shuffle(steps)
    other = after(steps)
    assert once.differences == other.differences
    assert once.totals == other.totals and once.received == other.received


@given(ADDED, FOUND)
def test_every_item_is_found_or_missing_and_every_scan_is_listed_or_surplus(added: list, found: list) -> None:  # type: ignore[type-arg]
    listed = after([*added, *found])
    codes, scanned = {item.code for item in listed.items}, {each.code for each in listed.found}
    by_kind = {kind: {each.code for each in listed.differences if each.kind is kind} for kind in DifferenceKind}
    assert by_kind[DifferenceKind.MISSING] == codes - scanned
    assert by_kind[DifferenceKind.SURPLUS] == scanned - codes
    assert by_kind[DifferenceKind.WRONG_KIND] <= codes & scanned
    assert len(listed.differences) == sum(map(len, by_kind.values()))


ITEMS = st.lists(
    st.builds(
        an_item,
        st.integers(0, 7),
        kind=st.sampled_from(sorted(ROUTES[Direction.TO_DESK].kinds)),
        papers=st.builds(Counts, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
        fee_vnd=st.sampled_from([0, 115_000, 135_000]),
        by_post=st.booleans(),
    )
)


@given(ITEMS)
def test_totals_equal_the_items(items: list[Item]) -> None:
    listed = filled(*items)
    totals = listed.totals
    assert totals.items == len(listed.items) == sum(number for _, number in totals.by_kind)
    assert all(number == sum(item.kind is kind for item in listed.items) for kind, number in totals.by_kind)
    assert totals.originals + totals.copies == sum(item.papers.total for item in listed.items)
    assert totals.fee_vnd == sum(item.fee_vnd for item in listed.items)
    assert totals.by_post == len([item for item in listed.items if item.by_post])


# -- its life ------------------------------------------------------------------------------------------------------

STEPS: dict[str, Callable[[HandoverList], object]] = {
    "add": lambda listed: listed.add(an_item(3)),
    "take_out": lambda listed: listed.take_out(CODES[0]),
    "pack": lambda listed: listed.pack(bag_no="T-211122-03", seal_no="NP 0045121"),
    "count": lambda listed: listed.count(CODES[0]),
    "uncount": lambda listed: listed.uncount(CODES[0]),
    "cancel": lambda listed: replace(listed, items=()).cancel(),
    "close": lambda listed: listed.close(),
    "reopen": lambda listed: listed.reopen(),
    "sign": lambda listed: listed.sign(Side.GIVER, GIVER),
    "correct": lambda listed: listed.correction("GN-881115-211122-2"),
}


def test_every_move_of_the_table_is_a_step() -> None:
    assert STEPS.keys() == MOVES.keys()


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("name", MOVES)
def test_a_step_is_made_from_its_state_and_refused_from_all_others(state: State, name: str) -> None:
    listed = replace(filled(an_item(0), an_item(1)), state=state)
    if MOVES[name].start is state:
        assert moved(state, name) is MOVES[name] and STEPS[name](listed)
        return
    with pytest.raises(Conflict) as refused:
        STEPS[name](listed)
    assert refused.value.code == "LIST_MOVE_IMPOSSIBLE"
    assert refused.value.params["move"] == MOVES[name].vi


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_a_signed_list_never_changes(names: list[str]) -> None:
    listed = signed(an_item(0), an_item(1))
    before = repr(listed)
    for name in names:
        with suppress(Conflict):
            further = STEPS[name](listed)
            assert isinstance(further, HandoverList) and further.corrects == listed.number
            assert further.state is State.OPEN and not further.items
    assert listed.state is State.SIGNED and repr(listed) == before


def test_a_list_is_cancelled_only_while_nothing_is_on_it() -> None:
    with pytest.raises(Conflict) as refused:
        filled(an_item(0)).cancel()
    assert refused.value.code == "LIST_NOT_EMPTY"
    assert a_list().cancel().state is State.CANCELLED


def test_a_list_without_items_is_not_closed() -> None:
    with pytest.raises(Conflict) as refused:
        a_list().close()
    assert refused.value.code == "LIST_EMPTY"


def test_it_is_signed_when_both_sides_have() -> None:
    counted = filled(an_item()).close()
    for first, second in ((Side.GIVER, Side.RECEIVER), (Side.RECEIVER, Side.GIVER)):
        half = counted.sign(first, {Side.GIVER: GIVER, Side.RECEIVER: RECEIVER}[first])
        assert half.state is State.COUNTED
        whole = half.sign(second, {Side.GIVER: GIVER, Side.RECEIVER: RECEIVER}[second])
        assert (whole.state, whole.giver, whole.receiver) == (State.SIGNED, GIVER, RECEIVER)


def test_a_side_signs_once_and_nobody_signs_for_both() -> None:
    half = filled(an_item()).close().sign(Side.GIVER, GIVER)
    for side, signatory, code in (
        (Side.GIVER, RECEIVER, "LIST_SIDE_SIGNED"),
        (Side.RECEIVER, replace(GIVER, name="Lý Văn Sang", at=NOW + timedelta(hours=1)), "LIST_SIGNED_BY_ONE"),
    ):
        with pytest.raises(Conflict) as refused:
            half.sign(side, signatory)
        assert refused.value.code == code
    ink = replace(GIVER, by="")
    assert half.reopen().giver is None
    assert (
        filled(an_item()).close().sign(Side.GIVER, ink).sign(Side.RECEIVER, replace(RECEIVER, by="")).state == "signed"
    )


def test_five_hundred_items_are_scanned_and_counted_in_under_a_second() -> None:
    codes = [read(item_code.build("EL", nth)) for nth in range(500)]
    listed, started = a_list(), process_time()
    for nth, code in enumerate(codes):
        listed = listed.add(an_item(code=code, dossier_no=f"H01.16-211115-{nth:04d}")).listed
    for code in codes:
        listed = listed.count(code).listed
    assert listed.close().differences == ()
    assert process_time() - started < 1

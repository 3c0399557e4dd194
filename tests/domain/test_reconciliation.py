"""Reconciliation: whatever the two sides are, nothing is dropped, and which is whose changes the words only."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.money.fees import FreightPayer
from app.domain.post.tracking import Status
from app.domain.reconciliation.comparing import Compared, Finding, Item, Money, compare
from app.domain.reconciliation.kinds import KINDS, Kind

DAY, DAYS = date(2021, 11, 15), [date(2021, 11, 14), date(2021, 11, 15)]
NAMES, CODES = ["", "A-1", "A-2", "A-3"], ["", "EL1", "EL2", "EL3"]


def items() -> st.SearchStrategy[list[Item]]:
    one = st.builds(
        Item,
        order_no=st.sampled_from(NAMES),
        item_code=st.sampled_from(CODES),
        statuses=st.lists(st.sampled_from(Status), max_size=2).map(tuple),
        cod_vnd=st.sampled_from([None, 0, 135_000]),
        payer=st.sampled_from([None, *FreightPayer]),
        day=st.sampled_from(DAYS),
    ).filter(lambda item: bool(item.key))
    return st.lists(one, max_size=6)


def kinds(found: Compared) -> Counter[Kind]:
    return Counter(each.kind for each in found.findings)


def names(side: list[Item], other: list[Item]) -> list[str]:
    """What each item goes by: its order number, or that which its item code stands for, by its own side first."""
    found = {}
    for items in (other, side):
        both = [item for item in items if item.order_no and item.item_code]
        found |= {item.item_code: item.order_no for item in sorted(both, key=lambda item: (item.day, item.order_no))}
    return [item.order_no or found.get(item.item_code, item.item_code) for item in side]


def mirrored(found: Finding) -> Finding:
    return replace(found, kind=found.kind.mirror, ours=found.theirs, theirs=found.ours)


@given(items(), items())
def test_changing_sides_mirrors_the_findings(ours: list[Item], theirs: list[Item]) -> None:
    one, other = compare(ours, theirs), compare(theirs, ours)
    assert Counter(map(mirrored, one.findings)) == Counter(other.findings)
    assert Counter(one.matched) == Counter((b, a) for a, b in other.matched)


@given(items(), items())
def test_every_item_of_each_side_is_matched_or_told_of_once(ours: list[Item], theirs: list[Item]) -> None:
    found = compare(ours, theirs)
    for nth, (side, alone) in enumerate([(ours, Kind.ONLY_OURS), (theirs, Kind.ONLY_POSTS)]):
        there = Counter(pair[nth].key for pair in found.matched)
        left = Counter(each.order_no or each.item_code for each in found.findings if each.kind is alone)
        expected = set(names(side, theirs if side is ours else ours))
        assert there + left == Counter(expected), "each once, and nothing else"
        assert sum(each.kind is Kind.LISTED_TWICE for each in found.findings) <= len(ours) + len(theirs)


@given(items(), items())
def test_of_several_days_the_newest_alone_counts(ours: list[Item], theirs: list[Item]) -> None:
    last: dict[str, date] = {}
    named = list(zip(names(theirs, ours), theirs, strict=True))
    for name, item in named:
        last[name] = max(last.get(name, item.day), item.day)
    silent = {"statuses": (), "cod_vnd": None, "payer": None}
    newest = [item if item.day == last[name] else replace(item, **silent) for name, item in named]
    assert Counter(compare(ours, newest).findings) == Counter(compare(ours, theirs).findings)


@given(items())
def test_what_is_named_now_so_and_now_so_is_never_the_posts_alone(side: list[Item]) -> None:
    ours = [replace(item, order_no=f"B-{nth}", item_code=f"C-{nth}") for nth, item in enumerate(side)]
    theirs = [named for item in ours for named in (replace(item, order_no=""), replace(item, item_code=""))]
    assert set(kinds(compare(ours, theirs))) <= {Kind.LISTED_TWICE}
    assert len(compare(ours, theirs).matched) == len(ours)


@given(items())
def test_a_side_agrees_with_itself(side: list[Item]) -> None:
    named = zip(names(side, []), side, strict=True)
    once = list({name: replace(item, order_no=name if name in NAMES else "") for name, item in named}.values())
    assert compare(once, once).findings == ()


@given(items(), items(), st.randoms())
def test_the_order_of_lines_changes_nothing(ours: list[Item], theirs: list[Item], chance: object) -> None:
    mixed = list(theirs)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert Counter(compare(ours, mixed).findings) == Counter(compare(ours, theirs).findings)


def test_one_finding_for_each_kind_of_a_difference() -> None:
    ours = Item("A-1", "EL1", (Status.IN_TRANSIT,), 135_000, FreightPayer.RECEIVER)
    theirs = Item("A-1", "EL2", (Status.DELIVERED,), 0, FreightPayer.SENDER)
    assert kinds(compare([ours], [theirs])) == Counter(
        [Kind.STATUS_DIFFERS, Kind.ITEM_CODE_DIFFERS, Kind.COD_DIFFERS, Kind.PAYER_DIFFERS]
    )


def test_what_a_side_does_not_say_is_not_compared() -> None:
    ours = Item("A-1", "EL1", (Status.IN_TRANSIT,), 135_000, FreightPayer.RECEIVER)
    assert compare([ours], [Item("A-1")]).findings == ()
    assert compare([ours], [Item(item_code="EL1", statuses=(Status.UNKNOWN,))]).findings == ()


def test_two_names_of_one_parcel_are_one_item_and_two_parcels_under_one_code_are_two() -> None:
    ours, named = [Item("A-1", "EL1")], Item("A-1", "EL1", (Status.IN_TRANSIT,))
    assert kinds(compare(ours, [named, Item("", "EL1", (Status.DELIVERED,))])) == Counter([Kind.LISTED_TWICE])
    assert kinds(compare(ours, [Item("A-1"), Item("", "EL1")])) == Counter([Kind.LISTED_TWICE])
    assert kinds(compare(ours, [named, Item("A-2", "EL1")])) == Counter([Kind.ONLY_POSTS])
    ours = [replace(ours[0], dossier_no="D-1", office_id="881600")]
    (twice,) = compare(ours, [Item("A-1"), Item("", "EL1")]).findings
    assert (twice.dossier_no, twice.office_id) == ("D-1", "881600"), "also where the post's lines alone are twice"
    yesterday = replace(named, day=DAYS[0])
    assert compare(ours, [yesterday, Item("", "EL1", day=DAYS[1])]).findings == (), "the newest line of it"


def test_knowing_more_of_the_same_stage_is_no_difference() -> None:
    for one, other in ((Status.OUT_FOR_DELIVERY, Status.IN_TRANSIT), (Status.ORDERED, Status.ACCEPTED)):
        assert compare([Item("A-1", statuses=(one,))], [Item("A-1", statuses=(other,))]).findings == ()
    late = Item("A-1", statuses=(Status.IN_TRANSIT, Status.DELIVERED))
    assert compare([late], [Item("A-1", statuses=(Status.DELIVERED,))]).findings == ()


def test_a_delivered_result_whose_money_is_not_booked_is_found_until_it_is() -> None:
    owed = Money("D-1", "881600", outstanding_vnd=135_000, asked_vnd=135_000, collected_vnd=135_000)
    (found,) = compare([], [], [owed]).findings
    assert (found.kind, found.subject, found.money) == (
        Kind.NOT_BOOKED, "D-1", "đã ghi sổ 0 đồng, còn thiếu 135.000 đồng",
    )  # fmt: skip
    assert compare([], [], [replace(owed, outstanding_vnd=0, booked_vnd=135_000)]).findings == ()


def test_every_kind_has_its_words_and_a_way_out() -> None:
    assert KINDS.keys() == set(Kind) and len({words.vi for words in KINDS.values()}) == len(KINDS)
    assert all(words.way_out_vi[0].isupper() and words.way_out_vi.endswith(".") for words in KINDS.values())


def test_a_public_record_speaks_of_no_commands_tables_or_folders() -> None:
    assert not [words for words in KINDS.values() if re.search(r"[_/]|flask|outbox|settle", words.way_out_vi)]

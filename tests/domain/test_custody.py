"""Who keeps the papers and the licence: every way there is, and any sequence of transfers at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.custody.step import FINDINGS_VI, KEEPERS_VI, STEPS, FindingKind, Keeper, KeeperKind, ThingKind, Transfer
from app.domain.custody.thread import Custody, Thing, follow

START = datetime(2021, 11, 15, 1, 0, tzinfo=UTC)
DOSSIER, SERIAL = "000.00.16.H01-211115-0001", "AX123456"
CITIZEN = Keeper(KeeperKind.CITIZEN)
OFFICE = Keeper(KeeperKind.POST_OFFICE, "881115")
BAG = Keeper(KeeperKind.COURIER, "T-211115-03")
DESK = Keeper(KeeperKind.DESK, "H01.16")
AUTHORITY = Keeper(KeeperKind.AUTHORITY, "000.00.16.H01")
PAPERS, LICENCE = Thing(ThingKind.PAPERS, DOSSIER), Thing(ThingKind.LICENCE, DOSSIER)


def step(name: str, hour: int, giver: Keeper, taker: Keeper | None = None, **said: object) -> Transfer:
    return Transfer(name=name, at=START + timedelta(hours=hour), giver=giver, taker=taker, **said)  # type: ignore[arg-type]


def of_papers(*transfers: Transfer) -> Custody:
    return follow(PAPERS, CITIZEN, START, transfers)


def of_licence(*transfers: Transfer) -> Custody:
    return follow(LICENCE, AUTHORITY, START, transfers)


IN = (
    step("handed_in", 1, CITIZEN, OFFICE, ref="EC473124829VN"),
    step("handed_over", 5, OFFICE, BAG, ref="GN-881115-211115-1"),
    step("received", 8, BAG, DESK, ref="GN-881115-211115-1"),
    step("handed_over", 9, DESK, AUTHORITY),
)
OUT = (
    step("printed", 1, AUTHORITY, serial=SERIAL),
    step("handed_over", 2, AUTHORITY, DESK, serial=SERIAL),
    step("enveloped", 3, DESK, ref="EL491610889VN"),
    step("handed_over", 4, DESK, BAG, ref="BG-H01.16-211122-1"),
    step("attempted", 6, BAG, reason="receiver_away"),
    step("kept", 8, BAG, OFFICE, keep_until=START + timedelta(days=10)),
    step("sent_again", 30, OFFICE, BAG),
    step("attempted", 33, BAG, reason="receiver_away"),
    step("kept", 34, BAG, OFFICE, keep_until=START + timedelta(days=11)),
)


def test_papers_come_from_the_citizen_to_the_authority() -> None:
    custody = of_papers(*IN)
    assert [spell.keeper for spell in custody.spells] == [CITIZEN, OFFICE, BAG, DESK, AUTHORITY]
    assert custody.findings == () and custody.thing == PAPERS


def test_a_licence_is_printed_enveloped_attempted_kept_sent_again_and_collected() -> None:
    custody = of_licence(*OUT, step("collected", 50, OFFICE, CITIZEN, identity_checked=True, serial=SERIAL))
    assert custody.findings == ()
    assert (custody.keeper, custody.thing.serial, custody.item_code) == (CITIZEN, SERIAL, "EL491610889VN")
    assert custody.attempts == 2 and custody.keep_until is None


def test_a_licence_that_was_kept_too_long_goes_back_to_the_desk() -> None:
    kept = of_licence(*OUT)
    assert not kept.is_kept_too_long(START + timedelta(days=11))
    assert kept.is_kept_too_long(START + timedelta(days=12))
    back = kept.after(step("returned", 300, OFFICE, DESK))
    assert back.keeper == DESK and not back.is_kept_too_long(START + timedelta(days=99))


def test_nothing_is_collected_without_a_look_at_the_identity_paper() -> None:
    custody = of_licence(*OUT, step("collected", 50, OFFICE, CITIZEN))
    assert custody.keeper == OFFICE
    assert [finding.kind for finding in custody.findings] == [FindingKind.INCOMPLETE]


def test_a_gap_between_houses_is_told_and_not_guessed_and_the_missing_transfer_closes_it() -> None:
    started = IN[3]
    gapped = of_papers(IN[0], started)
    assert gapped.keeper == OFFICE
    [finding] = gapped.findings
    assert (finding.kind, finding.transfer, finding.keeper) == (FindingKind.GAP, started, OFFICE)
    assert finding.text_vi == (
        "Không ghi nhận “giao”: người giao không phải là nơi đang giữ; nơi đang giữ: bưu cục 881115."
    )
    whole = of_papers(IN[0], started, IN[2])
    assert whole.keeper == AUTHORITY and whole.findings == ()


def test_what_moves_within_a_house_may_stay_untold() -> None:
    assert [spell.keeper for spell in of_papers(IN[0], IN[2]).spells] == [CITIZEN, OFFICE, DESK]
    attempted = of_licence(OUT[0], step("handed_over", 4, DESK, OFFICE), OUT[4])
    assert [spell.keeper for spell in attempted.spells] == [AUTHORITY, OFFICE, BAG]


def test_what_is_told_from_both_ends_counts_once() -> None:
    once = of_licence(*OUT, step("returned", 40, BAG, DESK))
    assert of_licence(*OUT, step("returned", 40, BAG, DESK), step("returned", 41, OFFICE, AUTHORITY)) == once


def test_a_licence_that_was_printed_again_has_the_new_serial() -> None:
    again = of_licence(OUT[0], step("printed", 2, AUTHORITY, serial="AX999999"))
    assert again.thing.serial == "AX999999" and again.findings == ()


def test_what_a_person_has_settled_holds_from_then_on() -> None:
    lost = of_licence(*OUT, step("collected", 40, DESK, CITIZEN, identity_checked=True))
    assert [finding.kind for finding in lost.findings] == [FindingKind.GAP]
    found = lost.after(step("settled", 41, DESK, DESK, reason="stated"))
    assert found.keeper == DESK and found.findings == () and found.keep_until is None
    assert found.after(step("handed_over", 42, DESK, BAG)).keeper == BAG


def test_a_blank_that_was_voided_is_no_serial_of_the_licence() -> None:
    voided = of_licence(OUT[0], step("voided", 2, AUTHORITY, reason="voided"))
    assert voided.thing.serial == "" and voided.findings == ()


def test_it_is_unseen_until_the_post_tells_something() -> None:
    assert of_licence(*OUT[:4]).is_unseen and not of_licence(*OUT[:5]).is_unseen
    assert not of_licence(*OUT[:3]).is_unseen


@pytest.mark.parametrize(
    ("transfer", "kind"),
    [
        (step("collected", 40, DESK, CITIZEN, identity_checked=True), FindingKind.GAP),
        (step("delivered", 40, OFFICE, CITIZEN), FindingKind.WRONG_STEP),
        (step("sent_again", 40, OFFICE), FindingKind.WRONG_STEP),
        (step("attempted", 40, OFFICE, BAG, reason="refused"), FindingKind.WRONG_STEP),
        (step("kept", 40, OFFICE, OFFICE), FindingKind.INCOMPLETE),
        (step("returned", 40, OFFICE, DESK, serial="AX999999"), FindingKind.OTHER_SERIAL),
        (step("handed_over", -1, AUTHORITY, DESK), FindingKind.TOO_EARLY),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(transfer: Transfer, kind: FindingKind) -> None:
    before, behind = of_licence(*OUT), of_licence(*OUT, transfer)
    assert [finding.kind for finding in behind.findings] == [kind]
    assert replace(behind, findings=()) == before
    assert FINDINGS_VI[kind] in behind.findings[0].text_vi


def test_an_office_that_has_it_may_keep_it_longer() -> None:
    longer = of_licence(*OUT, step("kept", 40, OFFICE, OFFICE, keep_until=START + timedelta(days=20)))
    assert longer.findings == () and not longer.is_kept_too_long(START + timedelta(days=15))


def test_steps_of_one_moment_are_put_where_they_fit() -> None:
    together = [replace(each, at=START) for each in IN]
    assert of_papers(*reversed(together)).keeper == AUTHORITY
    assert of_papers(*reversed(together)).findings == ()


def test_every_step_and_keeper_has_words_and_every_step_can_be_made() -> None:
    assert KEEPERS_VI.keys() == set(KeeperKind) and FINDINGS_VI.keys() == set(FindingKind)
    assert len({each.vi for each in STEPS.values()}) == len(STEPS)
    others = {"carried", "delivered", "collected", "returned", "voided", "settled"}
    made = {each.name for each in (*IN, *OUT)} | others
    assert made == STEPS.keys()


KEEPERS = st.sampled_from([CITIZEN, OFFICE, BAG, DESK, AUTHORITY, replace(BAG, code="T-211122-01")])
TRANSFERS = st.lists(
    st.builds(
        step,
        st.sampled_from(sorted(STEPS)),
        st.integers(-1, 12),
        KEEPERS,
        st.none() | KEEPERS,
        serial=st.sampled_from(["", SERIAL, "AX999999"]),
        ref=st.sampled_from(["", "EL491610889VN"]),
        reason=st.sampled_from(["", "receiver_away"]),
        keep_until=st.none() | st.just(START + timedelta(days=10)),
        identity_checked=st.booleans(),
    ),
    max_size=20,
)


@given(TRANSFERS, KEEPERS, st.integers(0, 20))
def test_any_sequence_leaves_exactly_one_keeper_at_any_time(
    transfers: list[Transfer], first: Keeper, hours: int
) -> None:
    custody = follow(LICENCE, first, START, transfers)
    spells = custody.spells
    assert spells[0].since == START and spells[-1].until is None
    assert all(one.until == next_.since for one, next_ in pairwise(spells))
    moment = START + timedelta(hours=hours)
    keepers = [each.keeper for each in spells if each.since <= moment and (each.until is None or moment < each.until)]
    assert keepers == [custody.keeper_at(moment)]
    assert custody.keeper_at(START - timedelta(seconds=1)) is None


@given(TRANSFERS, st.randoms(use_true_random=False))
def test_the_order_in_which_transfers_are_told_and_repeats_do_not_matter(transfers: list, random) -> None:  # type: ignore[type-arg,no-untyped-def]
    once = of_licence(*transfers)
    again = [*transfers, *transfers[:3]]
    random.shuffle(again)
    assert of_licence(*again) == once


@given(TRANSFERS)
def test_every_finding_is_a_transfer_that_was_told_and_changed_nothing(transfers: list[Transfer]) -> None:
    custody = of_licence(*transfers)
    wrong = {finding.transfer for finding in custody.findings}
    assert wrong <= set(transfers) and len(wrong) == len(custody.findings)
    assert replace(of_licence(*(set(transfers) - wrong)), findings=()) == replace(custody, findings=())

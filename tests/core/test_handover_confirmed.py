"""A handover list confirmed in one call: counted, closed and signed, or nothing of it; once by its request id."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import perf_counter
from typing import Any

import pytest

from app import handover
from app.context import Context
from app.domain.errors import Conflict, InvalidDossier, NotAllowed
from app.domain.handover import said
from app.domain.handover.life import State as ListState
from app.domain.life import State
from app.handover import Confirmed
from app.security.principals import Principal, Role
from tests import builders
from tests.core.test_handover import GENEROUS, a_dossier, begin, close, filled, finished, lead, sign, state

ALL = {"all_as_listed": True}
NAME = {"name": "Phạm Thị Thu Thủy", "role": "Giao dịch viên"}


def confirm(list_no: str, who: Principal, context: Context, request_id: str | None = None, **raw: Any) -> Confirmed:
    asked = said.read_confirmation(NAME | raw, context.clock.now())
    request_id = request_id or builders.unique("confirm")
    return handover.confirm(list_no, asked, who, context, "test", request_id=request_id)


def rows(*codes: str | None) -> dict[str, Any]:
    return {"found": [{"code": code} for code in codes]}


def outcomes(confirmed: Confirmed) -> dict[str, str]:
    return {each.code: each.outcome for each in confirmed.items}


def test_all_as_listed_is_counted_closed_and_signed_in_one_call(
    context: Context, desk: Principal, counter: Principal
) -> None:
    dossiers = [finished(context, counter) for _ in range(2)]
    list_no = filled(context, desk, [each.item_code for each in dossiers])
    first = confirm(list_no, counter, context, **ALL, bag_no="T-03", seal_no="NP 1")
    assert (first.state, first.signed_at, set(outcomes(first).values())) == (ListState.COUNTED, None, {"found"})
    kept = handover.find(list_no, desk, context)
    assert (kept.listed.bag_no, kept.listed.seal_no) == ("T-03", "NP 1")
    assert kept.listed.receiver is not None and kept.listed.receiver.name == NAME["name"]
    second = confirm(list_no, desk, context, **ALL, name="Trần Văn Bảo")
    assert (second.state, second.signed_at is not None) == (ListState.SIGNED, True)
    assert {state(each, context) for each in dossiers} == {State.HANDED_TO_POST}


def test_each_item_is_told_as_it_was_found(context: Context, desk: Principal, counter: Principal) -> None:
    there, missing, other, surplus = (finished(context, counter) for _ in range(4))
    list_no = filled(context, desk, [there.item_code, missing.item_code, other.item_code])
    found = [{"code": there.dossier_no}, {"code": other.item_code, "kind": "given_back"}, {"code": surplus.item_code}]
    told = confirm(list_no, counter, context, found=found)
    assert [(each.code, each.outcome) for each in told.items] == [
        (there.item_code, "found"), (missing.item_code, "missing"), (other.item_code, "wrong_kind"),
        (surplus.item_code, "surplus"),
    ]  # fmt: skip
    assert [told.count(each) for each in ("found", "missing", "wrong_kind", "surplus")] == [1, 1, 1, 1]
    assert told.items[2].text_vi == "sai loại: có hồ sơ trả lại"


def test_a_count_that_was_begun_by_hand_is_replaced(context: Context, desk: Principal, counter: Principal) -> None:
    one, two = finished(context, counter), finished(context, counter)
    list_no = filled(context, desk, [one.item_code, two.item_code])
    handover.count(list_no, said.Scan((str(one.item_code), "EL491610889VN")), counter, context)
    told = confirm(list_no, counter, context, **rows(two.item_code))
    assert outcomes(told) == {one.item_code: "missing", two.item_code: "found"}


def test_the_same_request_gets_the_first_answer_also_when_the_list_has_gone_on(
    context: Context, desk: Principal, counter: Principal
) -> None:
    one, two = finished(context, counter), finished(context, counter)
    list_no = filled(context, desk, [one.item_code, two.item_code])
    request_id = builders.unique("confirm")
    first = confirm(list_no, counter, context, request_id, **rows(one.item_code, two.item_code))
    confirm(list_no, desk, context, **ALL, name="Trần Văn Bảo")
    again = confirm(list_no, counter, context, request_id, **rows(two.item_code, one.item_code, one.item_code))
    assert again.repeat and again.as_record() == first.as_record()
    with pytest.raises(Conflict, match="CONFLICT"):
        confirm(list_no, counter, context, request_id, **ALL)


def test_two_at_the_same_moment_are_one(context: Context, desk: Principal, counter: Principal) -> None:
    list_no = filled(context, desk, [finished(context, counter).item_code])
    request_id, start = builders.unique("confirm"), Barrier(4)

    def one(_: int) -> Confirmed:
        start.wait()
        return confirm(list_no, counter, context, request_id, **ALL)

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(one, range(4)))
    assert sorted(each.repeat for each in told) == [False, True, True, True]
    assert all(each.as_record() == told[0].as_record() for each in told)


def test_a_refused_signature_leaves_nothing_of_the_confirmation(
    context: Context, desk: Principal, counter: Principal
) -> None:
    gone, stays = finished(context, counter), finished(context, counter)
    list_no = filled(context, desk, [gone.item_code, stays.item_code])
    close(list_no, counter, context)
    sign(list_no, desk, context)
    lead(gone.dossier_no, State.RETURNED_IN_PERSON, context)
    with pytest.raises(Conflict, match="HANDOVER_REFUSED") as refused:
        confirm(list_no, counter, context, **ALL)
    assert str(gone.item_code) in refused.value.message_vi
    kept = handover.find(list_no, desk, context)
    assert kept.listed.receiver is None and state(stays, context) is State.FINISHED
    handover.reopen(list_no, desk, context)
    request_id = builders.unique("confirm")
    told = confirm(list_no, counter, context, request_id, **rows(stays.item_code))
    sign(list_no, desk, context)
    assert told.count("missing") == 1 and state(stays, context) is State.HANDED_TO_POST


def test_a_closed_count_must_agree_item_by_item(context: Context, desk: Principal, counter: Principal) -> None:
    one, two = finished(context, counter), finished(context, counter)
    list_no = filled(context, desk, [one.item_code, two.item_code])
    close(list_no, desk, context)
    with pytest.raises(Conflict, match="HANDOVER_COUNT_OTHER") as other:
        confirm(list_no, counter, context, **rows(one.item_code))
    assert str(two.item_code) in other.value.message_vi and str(one.item_code) not in other.value.message_vi
    assert handover.find(list_no, desk, context).listed.receiver is None
    assert confirm(list_no, counter, context, **rows(one.item_code, two.item_code)).state is ListState.COUNTED


def test_nothing_of_the_list_found_is_no_confirmation(context: Context, desk: Principal, counter: Principal) -> None:
    list_no = filled(context, desk, [finished(context, counter).item_code])
    with pytest.raises(Conflict, match="HANDOVER_NOT_COUNTED"):
        confirm(list_no, counter, context, **rows("EL491610889VN"))
    with pytest.raises(Conflict, match="LIST_EMPTY"):
        confirm(begin(desk, context), counter, context, **ALL)
    assert not handover.find(list_no, desk, context).listed.found


@pytest.mark.parametrize("nothing", [{"found": []}, {"none_found": True}])
def test_a_bag_that_was_lost_is_confirmed_as_empty_by_both(
    context: Context, desk: Principal, counter: Principal, nothing: dict[str, Any]
) -> None:
    lost = finished(context, counter)
    list_no = filled(context, desk, [lost.item_code])
    told = confirm(list_no, counter, context, **nothing)
    assert (told.state, outcomes(told)) == (ListState.COUNTED, {lost.item_code: "missing"})
    assert confirm(list_no, desk, context, **nothing, name="Trần Văn Bảo").state is ListState.SIGNED
    assert state(lost, context) is State.FINISHED
    assert handover.manifest(list_no, desk, context).content.startswith(b"%PDF-")


def test_a_count_that_was_closed_is_opened_again_and_counted_anew(
    context: Context, desk: Principal, counter: Principal
) -> None:
    one, two = finished(context, counter), finished(context, counter)
    list_no = filled(context, desk, [one.item_code, two.item_code])
    confirm(list_no, desk, context, **ALL, name="Trần Văn Bảo")
    told = confirm(list_no, counter, context, **rows(one.item_code), reopen=True)
    assert outcomes(told) == {one.item_code: "found", two.item_code: "missing"}
    kept = handover.find(list_no, desk, context).listed
    assert (kept.state, kept.giver is None, kept.receiver is None) == (ListState.COUNTED, True, False)
    again = confirm(list_no, desk, context, **rows(one.item_code), name="Trần Văn Bảo")
    assert again.state is ListState.SIGNED


def test_only_its_own_side_confirms(context: Context, desk: Principal, counter: Principal) -> None:
    list_no = filled(context, desk, [finished(context, counter).item_code])
    with pytest.raises(NotAllowed):
        confirm(list_no, counter, context, **ALL, side="giver")
    with pytest.raises(NotAllowed):
        confirm(list_no, builders.principal(context, roles=[Role.READ]), context, **ALL)
    assert handover.find(list_no, desk, context).listed.state is ListState.OPEN


@pytest.mark.parametrize(
    ("raw", "faults"),
    [
        ({}, {"found": "REQUIRED"}),
        ({"found": None}, {"found": "REQUIRED"}),
        (ALL | {"none_found": True}, {"found": "FOUND_AND_ALL"}),
        ({"none_found": True} | rows("EL491610889VN"), {"found": "FOUND_AND_NONE"}),
        (ALL | rows("EL491610889VN"), {"found": "FOUND_AND_ALL"}),
        (rows("?", "EL491610888VN"), {"found[0].code": "SCAN_UNKNOWN", "found[1].code": "ITEM_CODE_INVALID"}),
        ({"found": [{"kind": "x"}]}, {"found[0].code": "REQUIRED", "found[0].kind": "CHOICE_UNKNOWN"}),
        ({"found": [{"code": "EL491610889VN"}] * 1501}, {"found": "TOO_MANY"}),
    ],
)
def test_every_fault_of_a_confirmation_is_named(context: Context, raw: dict[str, Any], faults: dict[str, str]) -> None:
    with pytest.raises(InvalidDossier) as wrong:
        said.read_confirmation(raw, context.clock.now())
    assert {fault.path: fault.code for fault in wrong.value.faults} == faults


def test_a_bag_of_300_is_confirmed_fast(context: Context, desk: Principal, counter: Principal) -> None:
    with ThreadPoolExecutor(8) as pool:
        dossiers = list(pool.map(lambda _: a_dossier(context, counter, State.FINISHED), range(300)))
    list_no = filled(context, desk, [each.item_code for each in dossiers])
    confirm(list_no, desk, context, **ALL, name="Trần Văn Bảo")
    begun = perf_counter()
    told = confirm(list_no, counter, context, **ALL)
    taken = perf_counter() - begun
    print(f"300 items confirmed and handed over in {taken:.2f} s")
    assert told.state is ListState.SIGNED and taken < 2 * GENEROUS

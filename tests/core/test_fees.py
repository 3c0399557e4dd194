"""Fees: what is due by rule, collected once, given back after a refusal, and what the post collects on delivery."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from app import dues, intake, lifecycle
from app.context import Context
from app.domain import remark
from app.domain.correction import Correction
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, NotAllowed, NotFound
from app.domain.event import broken_at
from app.domain.life import State
from app.domain.money import fees as spoken
from app.domain.money.fees import FreightPayer, Kind
from app.domain.remark import NOTHING, Remark
from app.domain.submission import Channel, FeePlace
from app.money import fees
from app.papers import documents
from app.security.principals import Principal, Role
from app.store import events, payments, tables
from app.updates import correct
from tests import builders
from tests.conftest import Change
from tests.pdf.reading import text

DUE = 135_000
UNPAID = {"amount_vnd": DUE, "place": "on_return"}


def a_dossier(context: Context, who: Principal, *, channel: Channel = Channel.POST_COUNTER, **changes: Any) -> str:
    changes.setdefault("fee", UNPAID)
    return intake.accept(builders.submission(context, channel=channel, **changes), who, context, "test").dossier_no


def saying(context: Context, move: Any, **raw: Any) -> Remark:
    return remark.read({"method": "cash", **raw}, move, context.clock.now())


def collect(context: Context, who: Principal, number: str, *, request_id: str | None = None, **raw: Any) -> fees.Ledger:
    above = raw.pop("above_due", False)
    said = saying(context, spoken.COLLECT, **raw)
    return fees.collect(number, said, who, context, "test", request_id=request_id, above_due=above)


def refund(context: Context, who: Principal, number: str, *, request_id: str | None = None, **raw: Any) -> fees.Ledger:
    said = saying(context, spoken.REFUND, reason="Hồ sơ bị từ chối", **raw)
    return fees.refund(number, said, who, context, "test", request_id=request_id)


def refuse(context: Context, who: Principal, number: str) -> None:
    said = Remark(reason="Giấy phép lái xe không có trong hệ thống")
    lifecycle.make("refuse", number, said, who, context, "test")


def figures(ledger: fees.Ledger) -> tuple[int, int, int, int]:
    account = ledger.account
    return account.paid_vnd, account.refunded_vnd, account.outstanding_vnd, account.overpaid_vnd


# -- what is due ---------------------------------------------------------------------------------------------------


def test_a_fee_paid_when_handed_in_stands_in_the_books(context: Context, counter: Principal) -> None:
    paid = builders.raw_dossier()["fee"]
    ledger = fees.of(a_dossier(context, counter, fee=paid), counter, context)
    assert ledger.account.due_vnd == DUE
    assert figures(ledger) == (DUE, 0, 0, 0)
    (booked,) = ledger.booked
    assert (booked.payment.voucher, booked.payment.place) == ("BL-0001", FeePlace.COUNTER)
    assert booked.collector == counter.collector and booked.shift_no is None


def test_a_fee_that_is_only_promised_is_outstanding(context: Context, counter: Principal) -> None:
    ledger = fees.of(a_dossier(context, counter), counter, context)
    assert figures(ledger) == (0, 0, DUE, 0) and not ledger.booked


def test_the_fee_is_that_of_the_day_and_channel(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk, channel=Channel.PORTAL)
    dossier = fees.of(number, desk, context).dossier
    before, after = (replace(dossier, submitted_at=at(day)) for day in ("2023-11-30", "2023-12-01"))
    assert [dues.due_vnd(context.rules, each) for each in (dossier, before, after)] == [DUE, DUE, 115_000]
    received = replace(after, received_at=at("2026-01-05"))
    assert dues.due_vnd(context.rules, received) == DUE


def test_a_changed_rule_changes_what_is_due_and_collected(context: Context, counter: Principal, change: Change) -> None:
    changed = replace(context, rules=change("procedures.toml", "fee_vnd = 135000", "fee_vnd = 140000"))
    number = a_dossier(context, counter)
    ledger = fees.of(number, counter, changed)
    assert (ledger.account.due_vnd, ledger.cod_vnd) == (140_000, 140_000)
    assert collect(changed, counter, number).booked[0].payment.amount_vnd == 140_000


# -- collecting ----------------------------------------------------------------------------------------------------


def test_what_is_outstanding_is_collected_once(context: Context, counter: Principal) -> None:
    number = a_dossier(context, counter)
    assert figures(collect(context, counter, number, amount_vnd=35_000, voucher="BL-7")) == (35_000, 0, 100_000, 0)
    assert figures(collect(context, counter, number)) == (DUE, 0, 0, 0)
    with pytest.raises(Conflict) as refused:
        collect(context, counter, number)
    assert refused.value.code == "FEE_NOT_DUE" and "135.000" in refused.value.message_vi


def test_the_same_request_again_books_nothing_more(context: Context, counter: Principal) -> None:
    number, request_id = a_dossier(context, counter), builders.unique("fee")
    first = collect(context, counter, number, request_id=request_id, amount_vnd=50_000)
    again = collect(context, counter, number, request_id=request_id, amount_vnd=50_000)
    assert (first.repeat, again.repeat) == (False, True) and len(again.booked) == 1
    with pytest.raises(Conflict) as refused:
        collect(context, counter, number, request_id=request_id, amount_vnd=60_000)
    assert refused.value.code == "CONFLICT"


def test_one_request_from_many_threads_is_one_payment(context: Context, counter: Principal) -> None:
    number, request_id = a_dossier(context, counter), builders.unique("fee")
    with ThreadPoolExecutor(8) as pool:
        ledgers = list(pool.map(lambda _: collect(context, counter, number, request_id=request_id), range(8)))
    assert sorted(ledger.repeat for ledger in ledgers) == [False] + [True] * 7
    assert len(fees.of(number, counter, context).booked) == 1


def test_many_desks_at_once_collect_no_more_than_is_due(context: Context, counter: Principal) -> None:
    number = a_dossier(context, counter)
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: went(lambda: collect(context, counter, number, amount_vnd=50_000)), range(8)))
    assert done.count(True) == 2 and figures(fees.of(number, counter, context)) == (100_000, 0, 35_000, 0)


def test_money_that_came_all_the_same_is_booked_and_may_be_given_back_at_once(
    context: Context, counter: Principal
) -> None:
    number = a_dossier(context, counter, fee=builders.raw_dossier()["fee"])
    ledger = collect(context, counter, number, amount_vnd=DUE, method="transfer", above_due=True)
    assert ledger.account.overpaid_vnd == DUE
    ledger = refund(context, counter, number, method="transfer")
    assert figures(ledger) == (2 * DUE, DUE, 0, 0)


def test_the_place_is_that_of_the_desk_unless_it_is_said(context: Context, desk: Principal, counter: Principal) -> None:
    at_desk = replace(desk, channels=(Channel.PROVINCIAL_CENTRE,))
    number = a_dossier(context, at_desk, channel=Channel.PROVINCIAL_CENTRE)
    collect(context, at_desk, number, amount_vnd=1_000)
    collect(context, desk, number, amount_vnd=2_000)
    ledger = collect(context, at_desk, number, place="on_return")
    assert [each.payment.place for each in ledger.booked] == ["desk", "counter", "on_return"]


def test_collecting_needs_the_role_and_a_dossier_of_ones_office(context: Context, counter: Principal) -> None:
    number = a_dossier(context, counter)
    with pytest.raises(NotAllowed):
        collect(context, replace(counter, roles=frozenset(Role) - {Role.COLLECT}), number)
    with pytest.raises(NotFound):
        collect(context, builders.principal(context, office_id=builders.OTHER_OFFICE), number)
    with pytest.raises(NotAllowed):
        fees.of(number, replace(counter, roles=frozenset({Role.COLLECT})), context)


# -- giving back ---------------------------------------------------------------------------------------------------


def test_nothing_is_given_back_while_the_dossier_is_in_hand(context: Context, counter: Principal) -> None:
    number = a_dossier(context, counter, fee=builders.raw_dossier()["fee"])
    with pytest.raises(Conflict) as refused:
        refund(context, counter, number)
    assert refused.value.code == "FEE_NOT_REFUNDABLE"


@pytest.mark.parametrize("end", ["decline", "refuse", "withdraw", "stop"])
def test_after_every_end_without_a_result_all_that_was_paid_is_given_back_once(
    context: Context, desk: Principal, end: str
) -> None:
    channel = Channel.PORTAL if end == "decline" else Channel.POST_COUNTER
    number = a_dossier(context, desk, channel=channel, fee={"amount_vnd": DUE, "place": "online", "method": "card"})
    said = NOTHING if end == "withdraw" else Remark(reason="Không đủ điều kiện")
    lifecycle.make(end, number, said, desk, context, "test")
    assert figures(refund(context, desk, number, amount_vnd=35_000)) == (DUE, 35_000, 0, 0)
    assert figures(refund(context, desk, number)) == (DUE, DUE, 0, 0)
    with pytest.raises(Conflict) as refused:
        refund(context, desk, number)
    assert refused.value.code == "FEE_NOT_REFUNDABLE"


def test_refunds_at_once_give_back_no_more_than_was_paid(context: Context, counter: Principal) -> None:
    number = a_dossier(context, counter, fee=builders.raw_dossier()["fee"])
    refuse(context, counter, number)
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: went(lambda: refund(context, counter, number)), range(8)))
    assert done.count(True) == 1 and figures(fees.of(number, counter, context)) == (DUE, DUE, 0, 0)


def test_the_event_holds_the_sum_and_nothing_personal(context: Context, counter: Principal) -> None:
    number = a_dossier(context, counter, fee=builders.raw_dossier()["fee"])
    refuse(context, counter, number)
    ledger = refund(context, counter, number, voucher="PC-0000012")
    with context.database.begin() as connection:
        told = events.history(connection, [ledger.dossier.id])[ledger.dossier.id]
        rows = connection.execute(select(tables.event).where(tables.event.c.dossier_id == ledger.dossier.id)).all()
    last = told[-1]
    assert last.event.kind == "refunded" and last.said.reason == "Hồ sơ bị từ chối"
    assert last.event.details == {"amount_vnd": -DUE, "said": last.said.digest()}
    chain = [
        (each.seq, each.event, row.hash) for each, row in zip(told, sorted(rows, key=lambda r: r.seq), strict=True)
    ]
    assert broken_at(number, chain) is None


def test_what_is_given_back_goes_out_of_the_till_of_who_gave_it(context: Context, counter: Principal) -> None:
    number = a_dossier(context, counter, fee=builders.raw_dossier()["fee"])
    other = builders.principal(context)
    refuse(context, other, number)
    ledger = refund(context, other, number)
    assert [each.collector for each in ledger.booked] == [counter.collector, other.collector]


# -- on delivery ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "cod_vnd"),
    [
        ({}, DUE),
        ({"fee": builders.raw_dossier()["fee"]}, 0),
        ({"fee": None}, 0),
        ({"return_by_post": {"wish": "no"}}, 0),
        ({"fee": {"amount_vnd": 1_000, "place": "on_return"}}, DUE),
    ],
    ids=["to be paid on return", "paid", "unknown", "fetched in person", "due by rule, not as written"],
)
def test_the_post_collects_what_is_due_on_return_and_not_paid(
    context: Context, counter: Principal, changes: dict[str, Any], cod_vnd: int
) -> None:
    assert fees.of(a_dossier(context, counter, **changes), counter, context).cod_vnd == cod_vnd


def test_what_is_paid_before_it_is_finished_is_not_collected_again(context: Context, counter: Principal) -> None:
    number = a_dossier(context, counter)
    assert collect(context, counter, number, amount_vnd=100_000).cod_vnd == 35_000


def test_a_label_says_the_same_after_the_post_has_collected(context: Context, counter: Principal) -> None:
    number = a_dossier(context, counter)
    for name in ("finish", "hand_over"):
        lifecycle.make(name, number, NOTHING, counter, context, "test")
    ledger = collect(context, counter, number, place="on_return")
    assert ledger.account.outstanding_vnd == 0 and ledger.cod_vnd == DUE
    assert len(labels(context, counter, number)) == 1


def labels(context: Context, who: Principal, number: str) -> list[str]:
    """What the editions of the label say, the newest last."""
    found = [one.edition for one in documents.listed(number, who, context) if one.kind == "label"]
    return [text(documents.paper(number, "label", who, context, edition=each).content) for each in found]


def test_what_is_paid_after_it_is_finished_makes_a_new_label(context: Context, counter: Principal) -> None:
    number = a_dossier(context, counter)
    lifecycle.make("finish", number, NOTHING, counter, context, "test")
    assert "135.000" in labels(context, counter, number)[-1]
    assert collect(context, counter, number, amount_vnd=100_000).cod_vnd == 35_000
    assert "35.000" in labels(context, counter, number)[-1] and "135.000" not in labels(context, counter, number)[-1]
    assert collect(context, counter, number, above_due=True, amount_vnd=50_000).cod_vnd == 0
    assert refund(context, counter, number).cod_vnd == 0
    first, second, third = labels(context, counter, number)
    assert "135.000" in first and "35.000" in second and "35.000" not in third
    assert lifecycle.make("hand_over", number, NOTHING, counter, context, "test").dossier.state is State.HANDED_TO_POST


def test_nothing_is_handed_over_under_a_label_with_the_sum_of_before(context: Context, counter: Principal) -> None:
    number = a_dossier(context, counter)
    dossier = lifecycle.make("finish", number, NOTHING, counter, context, "test").dossier
    (label,) = (one for one in documents.listed(number, counter, context) if one.kind == "label")
    add(context, dossier, counter, Kind.COLLECTED, 35_000, label.edition + 1)
    with pytest.raises(Conflict) as caught:
        lifecycle.make("hand_over", number, NOTHING, counter, context, "test")
    assert caught.value.code == "LABEL_STALE"
    back = dossier.record["return_by_post"] | {"phone": "918345777"}
    correct(number, Correction(builders.unique("request"), {"return_by_post": back}), counter, context, "test")
    assert "100.000" in labels(context, counter, number)[-1]
    assert lifecycle.make("hand_over", number, NOTHING, counter, context, "test").dossier.state is State.HANDED_TO_POST


def test_who_pays_the_postage_is_a_rule(context: Context, counter: Principal, change: Change) -> None:
    number = a_dossier(context, counter)
    assert fees.of(number, counter, context).freight_payer is FreightPayer.RECEIVER
    changed = replace(context, rules=change("agencies.toml", 'payer = "receiver"', 'payer = "sender"'))
    assert fees.of(number, counter, changed).freight_payer is FreightPayer.SENDER


# -- the store -----------------------------------------------------------------------------------------------------


def test_nought_is_no_payment_and_signs_must_fit(context: Context, counter: Principal) -> None:
    dossier = fees.of(a_dossier(context, counter), counter, context).dossier
    add(context, dossier, counter, "collected", 0)
    assert not fees.of(dossier.dossier_no, counter, context).booked
    for kind, amount_vnd in (("collected", -1), ("refunded", 1)):
        with pytest.raises(ValueError, match="below nought"):
            add(context, dossier, counter, kind, amount_vnd)


def add(context: Context, dossier: Dossier, who: Principal, kind: str, amount_vnd: int, seq: int = 1) -> None:
    with context.database.begin() as connection:
        payments.add(
            connection,
            dossier,
            kind=kind,
            amount_vnd=amount_vnd,
            place="desk",
            method="cash",
            voucher=None,
            at=context.clock.now(),
            seq=seq,
            principal_collector=who.collector,
            office_id=who.office_id,
        )


def went(step: Any) -> bool:
    try:
        step()
    except Conflict:
        return False
    return True


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00+07:00")

"""What each move changes: dates by the rules of the dossier's day, papers owed, what stands in its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from app import intake, lifecycle
from app.clock import BusinessClock
from app.context import Context
from app.domain import remark
from app.domain.errors import Conflict, InvalidDossier, NotAllowed
from app.domain.life import State
from app.domain.local_time import LOCAL
from app.domain.money.fees import COLLECT
from app.domain.submission import Channel
from app.money import fees
from app.rules import load
from app.security.principals import Principal, Role
from app.store import events, outbox, tables
from tests import builders
from tests.conftest import Change


def on(context: Context, moment: str) -> Context:
    """The same house at another time of the business clock."""
    return replace(context, clock=BusinessClock.parse(f"{moment}+07:00"))


def handed_in(context: Context, who: Principal, channel: Channel = Channel.PORTAL, **changes: Any) -> str:
    return intake.accept(builders.submission(context, channel=channel, **changes), who, context, "test").dossier_no


def make(move: str, number: str, who: Principal, context: Context, **said: Any) -> lifecycle.Moved:
    return lifecycle.make(move, number, builders.said(move, context, **said), who, context, "test")


def local(moment: datetime | None) -> str:
    return f"{moment.astimezone(LOCAL):%Y-%m-%d %H:%M}" if moment else ""


def papers(context: Context, moved: lifecycle.Moved) -> list[tuple[str, int]]:
    with context.database.begin() as connection:
        return outbox.editions(connection, moved.dossier.id)


def history(context: Context, moved: lifecycle.Moved) -> list[events.Told]:
    with context.database.begin() as connection:
        return events.history(connection, [moved.dossier.id])[moved.dossier.id]


# -- the answer to what came in online -----------------------------------------------------------------------------


def test_online_dossier_is_to_be_answered_within_eight_working_hours(context: Context, desk: Principal) -> None:
    friday = on(context, "2021-11-12T16:00")
    moved = make("ask_supplement", handed_in(friday, desk), desk, friday)
    assert local(moved.dossier.answer_by) == "2021-11-15 16:00"


def test_what_the_counter_receives_needs_no_answer(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, Channel.POST_COUNTER)
    assert make("start", number, desk, context).dossier.answer_by is None


# -- supplements ---------------------------------------------------------------------------------------------------


def test_supplement_that_was_asked_for_begins_the_period_anew_with_a_new_receipt(
    context: Context, desk: Principal
) -> None:
    number = handed_in(context, desk, Channel.POST_COUNTER)
    asked = make("ask_supplement", number, desk, on(context, "2021-11-17T09:00"), until="2021-11-30")
    assert (asked.dossier.state, asked.dossier.resumes) == (State.WAITING_FOR_SUPPLEMENT, State.RECEIVED)
    assert papers(context, asked)[-1] == ("supplement_request", 3)
    came = make("supplement", number, desk, on(context, "2021-11-24T10:20"))
    assert (came.dossier.state, came.dossier.resumes) == (State.RECEIVED, None)
    assert local(came.dossier.due_at) == "2021-12-01 10:20"
    assert papers(context, came) == [("receipt", 2), ("supplement_request", 3), ("receipt", 4)]
    assert history(context, came)[-1].event.details["due_at"] == came.dossier.due_at.isoformat()


def test_where_the_rules_say_so_the_period_goes_on(context: Context, desk: Principal, change: Change) -> None:
    number = handed_in(context, desk, Channel.POST_COUNTER)  # Monday 08:00, five days
    make("ask_supplement", number, desk, on(context, "2021-11-17T09:00"))  # two of them used
    rules = change(
        "procedures-practice.toml", 'runs = "anew"\nfrom = 2018-06-21', 'runs = "goes_on"\nfrom = 2018-06-21'
    )
    came = make("supplement", number, desk, replace(on(context, "2021-11-24T08:00"), rules=rules))
    assert local(came.dossier.due_at) == "2021-11-29 08:00"
    again = replace(context, rules=rules)
    make("ask_supplement", number, desk, on(again, "2021-11-25T09:00"))  # one more used, not the wait before
    came = make("supplement", number, desk, on(again, "2021-12-01T08:00"))
    assert local(came.dossier.due_at) == "2021-12-03 08:00"


def test_clock_that_was_set_back_loses_no_wait(context: Context, desk: Principal) -> None:
    number = handed_in(on(context, "2021-11-15T08:00"), desk, Channel.POST_COUNTER)
    make("ask_supplement", number, desk, on(context, "2021-11-15T07:59"))
    came = make("supplement", number, desk, on(context, "2021-11-16T08:00"))
    assert local(came.dossier.due_at) == "2021-11-23 08:00"


def test_papers_that_nobody_asked_for_are_kept_and_move_no_date(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, Channel.POST_COUNTER)
    before = make("start", number, desk, context).dossier
    came = make("supplement", number, desk, on(context, "2021-11-16T08:00"))
    assert (came.dossier.state, came.dossier.due_at) == (State.PROCESSING, before.due_at)
    assert came.warnings == ("NOT_ASKED_FOR",)


def test_before_reception_a_supplement_gives_the_authority_its_eight_hours_again(
    context: Context, desk: Principal
) -> None:
    number = handed_in(context, desk)
    make("ask_supplement", number, desk, context)
    came = make("supplement", number, desk, on(context, "2021-11-18T10:00"))
    assert (came.dossier.state, came.dossier.due_at) == (State.SUBMITTED, None)
    assert local(came.dossier.answer_by) == "2021-11-19 10:00"


@pytest.mark.parametrize(("day", "warnings"), [("2021-11-15", ()), ("2023-03-06", ("SCORE_SUFFERS",))])
def test_second_request_warns_where_the_score_suffers_from_it(
    context: Context, desk: Principal, day: str, warnings: tuple[str, ...]
) -> None:
    then = on(context, f"{day}T08:00")
    number = handed_in(then, desk, Channel.POST_COUNTER)
    assert make("ask_supplement", number, desk, then).warnings == ()
    make("supplement", number, desk, then)
    assert make("ask_supplement", number, desk, then).warnings == warnings


# -- fees ----------------------------------------------------------------------------------------------------------


def test_fee_that_is_due_stops_the_dossier_and_its_payment_is_booked(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, Channel.POST_COUNTER, fee=None)
    asked = make("ask_fee", number, desk, context, amount_vnd="135000")
    assert asked.dossier.state is State.FEE_DUE
    settled = make("settle_fee", number, desk, context, method="transfer", voucher="BL-0007")
    assert settled.dossier.state is State.RECEIVED
    p = tables.payment.c
    with context.database.begin() as connection:
        (row,) = connection.execute(select(tables.payment).where(p.dossier_id == settled.dossier.id))
    assert (row.amount_vnd, row.method, row.place, row.voucher) == (135_000, "transfer", "desk", "BL-0007")
    assert row.collector == f"key:{desk.key_id}"


def test_what_a_till_took_meanwhile_is_not_booked_twice(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, Channel.POST_COUNTER, fee=None)
    make("ask_fee", number, desk, context, amount_vnd="135000")
    said = remark.read({"amount_vnd": 100_000, "method": "cash"}, COLLECT, context.clock.now())
    fees.collect(number, said, desk, context, "test")
    make("settle_fee", number, desk, context)
    account = fees.of(number, desk, context).account
    assert (account.paid_vnd, account.outstanding_vnd) == (135_000, 0)


# -- promises ------------------------------------------------------------------------------------------------------


def test_apology_promises_a_new_date_once(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, Channel.POST_COUNTER)
    said = {"reason": "Máy in phôi bị hỏng", "new_due_at": "2021-11-26"}
    moved = make("apologise", number, desk, context, **said)
    assert local(moved.dossier.due_at) == "2021-11-26 17:00"
    details = history(context, moved)[-1].event.details
    assert details["old_due_at"].startswith("2021-11-22") and "Máy in" not in str(details)
    assert make("apologise", number, desk, context, **said).repeat, "the same words again: the answer was lost"
    with pytest.raises(Conflict) as caught:
        make("apologise", number, desk, context, reason="Lại hỏng", new_due_at="2021-12-06")
    assert caught.value.code == "APOLOGISED_ALREADY"


@pytest.mark.parametrize(
    ("new_due_at", "code"),
    [("2021-11-19", "TIME_NOT_LATER"), ("2021-11-28", "TIME_CLOSED"), ("2021-11-26T03:00:00+07:00", "TIME_CLOSED")],
)
def test_apology_promises_an_hour_of_work_behind_the_first_promise(
    context: Context, desk: Principal, new_due_at: str, code: str
) -> None:
    number = handed_in(context, desk, Channel.POST_COUNTER)
    with pytest.raises(InvalidDossier) as caught:
        make("apologise", number, desk, context, new_due_at=new_due_at)
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("new_due_at", code)]


def test_supplement_takes_no_promise_of_an_apology_back(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, Channel.POST_COUNTER)
    make("apologise", number, desk, context, new_due_at="2021-12-30")
    make("ask_supplement", number, desk, context)
    assert local(make("supplement", number, desk, context).dossier.due_at) == "2021-12-30 17:00"


def test_what_is_said_is_kept_apart_from_the_chain_which_holds_its_digest(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    moved = make("decline", number, desk, context, reason="Ông Nguyễn Văn Bình đã nộp hồ sơ khác")
    told = history(context, moved)[-1]
    assert told.said.reason.startswith("Ông Nguyễn") and told.event.details == {"said": told.said.digest()}
    assert told.event.reason is None and moved.dossier.closed_at is not None


# -- the end -------------------------------------------------------------------------------------------------------


def test_open_discrepancy_keeps_a_dossier_from_being_finished(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, Channel.POST_COUNTER)
    dossier = make("start", number, desk, context).dossier
    row = {"seq": 3, "kind": "missing", "name": "Đơn", "listed": {}, "found": {}, "opened_at": context.clock.now()}
    d = tables.discrepancy
    with context.database.begin() as connection:
        connection.execute(insert(d).values(dossier_id=dossier.id, **row))
    with pytest.raises(Conflict) as caught:
        make("finish", number, desk, context)
    assert caught.value.code == "DISCREPANCY_OPEN" and "01" in caught.value.message_vi.replace(" 1 ", " 01 ")
    with context.database.begin() as connection:
        connection.execute(update(d).where(d.c.dossier_id == dossier.id).values(closed_at=context.clock.now()))
    assert make("finish", number, desk, context).dossier.state is State.FINISHED


def test_licence_that_came_back_is_given_out_in_person(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, Channel.POST_COUNTER)
    for move in ("finish", "hand_over", "take_back"):
        moved = make(move, number, desk, context)
    assert moved.dossier.returned_at is None
    moved = make("return_in_person", number, desk, context, authorisation="Giấy ủy quyền số 12")
    assert moved.dossier.state is State.RETURNED_IN_PERSON and moved.dossier.closed_at == moved.dossier.returned_at
    assert papers(context, moved)[-1][0] == "result_slip"


@pytest.mark.parametrize(("fee", "warnings"), [(None, ("FEE_OUTSTANDING",)), (builders.raw_dossier()["fee"], ())])
def test_result_that_is_given_out_before_the_fee_is_paid_is_warned_of(
    context: Context, desk: Principal, fee: Any, warnings: tuple[str, ...]
) -> None:
    number = handed_in(context, desk, Channel.POST_COUNTER, fee=fee)
    make("finish", number, desk, context)
    assert make("return_in_person", number, desk, context).warnings == warnings


def test_stop_has_a_notice_since_the_circular_that_brought_it(
    context: Context, desk: Principal, change: Change
) -> None:
    then = on(context, "2021-11-15T08:00")
    moved = make("stop", handed_in(then, desk), desk, then)
    assert [kind for kind, _ in papers(context, moved)] == ["slip"]
    since = 'from = 2025-09-15\nsource = "Circular 03/2025/TT-VPCP, annex I"\nsure = "public source"'
    later = f'{since}\n\n[[forms]]\nkind = "control_slip"'
    rules = change("forms.toml", later, later.replace("2025-09-15", "2018-11-23"))
    moved = make("stop", handed_in(then, desk), desk, replace(then, rules=rules))
    assert [kind for kind, _ in papers(context, moved)] == ["slip", "stop_notice"]


# -- at the door ---------------------------------------------------------------------------------------------------


def test_every_fault_of_what_is_said_is_told_at_once(context: Context) -> None:
    with pytest.raises(InvalidDossier) as caught:
        builders.said("apologise", context, reason=" ", new_due_at="2021-11-14", receiver="Lan")
    found = {fault.path: fault.code for fault in caught.value.faults}
    assert found == {"reason": "REQUIRED", "new_due_at": "TIME_PAST", "receiver": "FIELD_UNKNOWN"}


def test_channel_that_is_suspended_takes_nothing_and_says_why(
    context: Context, desk: Principal, change: Change
) -> None:
    rules = change("procedures-practice.toml", 'provinces = ["82"]', 'provinces = ["89"]')
    summer = replace(on(context, "2024-07-15T08:00"), rules=rules)
    before = select(tables.dossier.c.id)
    with context.database.begin() as connection:
        known = len(connection.execute(before).all())
    with pytest.raises(NotAllowed) as caught:
        handed_in(summer, desk, Channel.POST_COUNTER, licence_class="A1")
    assert caught.value.code == "SUSPENDED" and "hết phôi" in caught.value.message_vi
    with context.database.begin() as connection:
        assert len(connection.execute(before).all()) == known, "nothing of it stays behind"
    assert handed_in(summer, desk, Channel.POST_COUNTER, licence_class="B2")


def test_intake_that_is_stopped_takes_nothing_in_and_receives_nothing(
    context: Context, desk: Principal, folder: Path
) -> None:
    stop = """
[[intake_stops]]
agency = "000.00.16.H01"
reason_vi = "Dừng tiếp nhận để bàn giao cho Công an tỉnh"
from = 2025-02-27T18:00:00+07:00
source = "test"
sure = "confirmed"
"""
    (folder / "calendar.toml").write_text((folder / "calendar.toml").read_text() + stop)
    rules = load(folder)
    before, after = (replace(on(context, f"2025-02-27T{hour}"), rules=rules) for hour in ("17:59", "18:00"))
    number = handed_in(before, desk, licence_class="B")
    for refused in (lambda: handed_in(after, desk, licence_class="B"), lambda: make("receive", number, desk, after)):
        with pytest.raises(NotAllowed) as caught:
            refused()
        assert caught.value.code == "SUSPENDED" and "bàn giao" in caught.value.message_vi


def test_what_another_authority_decides_by_now_is_not_received(context: Context, desk: Principal) -> None:
    number = handed_in(on(context, "2025-02-27T08:00"), desk, licence_class="B")
    with pytest.raises(NotAllowed) as caught:
        make("receive", number, desk, on(context, "2025-03-05T08:00"))
    assert caught.value.code == "NOT_COMPETENT"


def test_no_more_is_asked_for_than_is_due(context: Context, desk: Principal) -> None:
    paid, unpaid = handed_in(context, desk, Channel.POST_COUNTER), handed_in(context, desk, fee=None)
    make("receive", unpaid, desk, context)
    for number, amount in ((paid, 1000), (unpaid, 900_000_000)):
        with pytest.raises(Conflict) as caught:
            make("ask_fee", number, desk, context, amount_vnd=amount)
        assert caught.value.code == "FEE_NOT_DUE"


def test_who_may_do_one_thing_may_not_do_the_other(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    clerk = builders.principal(context, roles=[Role.RECEIVE, Role.READ])
    assert make("receive", number, clerk, context).dossier.state is State.RECEIVED
    for move in ("finish", "refuse", "apologise", "stop"):
        with pytest.raises(NotAllowed):
            make(move, number, clerk, context)

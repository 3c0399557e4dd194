"""Reconciliation from day to day: days in any order, what was settled, what came back, whose matter it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from app import reconciliation
from app.domain import remark
from app.domain.errors import InvalidDossier, NotFound
from app.domain.money.fees import COLLECT
from app.domain.post.parcel import OrderState
from app.domain.post.tracking import Status, TrackingEvent
from app.domain.reconciliation.kinds import Kind
from app.money import fees
from app.post import reporting, tracking
from app.reconciliation import schedule, totals
from app.security.principals import Role
from app.store import reconciliations, tables
from app.store.reconciliations import Edition, Kept
from integrations.post.orders.port import BadEvent
from integrations.post.words import WORDS
from tests import builders
from tests.post import test_reconciliation as one_day
from tests.post.desk import Desk
from tests.post.test_parcels import APage, heard, told
from tests.post.test_reconciliation import DAY, later, open_kinds, ordered, run, stated
from tests.post.test_reconciliation_size import copied

desk = one_day.desk
NEXT = DAY + timedelta(days=1)
STRANGER = "000.00.16.H01-211115-9999"


def figures(desk: Desk, day: date = DAY) -> dict[str, int]:
    return totals.total(reconciliation.run(day, desk.who, desk.context)[0].record["offices"])


def offices(desk: Desk) -> dict[str, dict[str, Any]]:
    edition, _ = reconciliation.run(DAY, desk.who, desk.context)
    return {row["office_id"]: row for row in edition.record["offices"]}


def of_office(desk: Desk, number: str, office_id: str = builders.OFFICE) -> None:
    with desk.context.database.begin() as connection:
        row = tables.dossier.c.dossier_no == number
        connection.execute(update(tables.dossier).where(row).values(office_id=office_id))


def kept_of(desk: Desk, kind: Kind) -> Kept:
    (found,) = [each for each in reconciliation.findings(desk.who, desk.context) if each.finding.kind is kind]
    return found


def settle(desk: Desk, kind: Kind) -> Kept:
    return reconciliation.settle(kept_of(desk, kind).id, "Đã hỏi bưu điện", desk.who, desk.context)[0]


def delivered_unpaid(desk: Desk) -> str:
    number = ordered(desk, fee={"amount_vnd": 135_000, "place": "on_return"})
    heard(desk, told(number, Status.DELIVERED, at=desk.context.clock.now()))
    return number


def stuck(desk: Desk, *, is_so: bool, cursor: str = "") -> None:
    tracking.record(APage((), next_cursor=cursor, stuck=is_so), "default/soap", "test", desk.context)


# -- sums ----------------------------------------------------------------------------------------------------------


def test_a_days_sums_are_of_its_own_end_whatever_an_earlier_statement_says(desk: Desk) -> None:
    number = ordered(desk, fee={"amount_vnd": 135_000, "place": "on_return"})
    heard(desk, told(number, Status.IN_TRANSIT, at=desk.context.clock.now()))
    stated(desk, f"{number};;;;135000;;;")
    assert figures(desk)["delivered"] == 0
    after = later(desk, 1)
    heard(after, told(number, Status.DELIVERED, 1, at=after.context.clock.now()))
    found = figures(after, NEXT)
    assert (found["delivered"], found["cod_vnd"]) == (1, 135_000)
    assert figures(after)["delivered"] == 0, "and the first day stays as it ended"
    assert Kind.STATUS_DIFFERS not in open_kinds(after), "the line of the 15th is held against the 15th"


def test_what_matches_nothing_of_ours_stands_in_no_offices_row(desk: Desk) -> None:
    number = ordered(desk)
    of_office(desk, number)
    stated(desk, f"{number};;;;0;;;", f"{STRANGER};;4;;777000;;;")
    found = offices(desk)
    assert (found[builders.OFFICE]["listed"], found[builders.OFFICE]["listed_cod_vnd"]) == (1, 0)
    assert (found[""]["listed"], found[""]["listed_cod_vnd"]) == (1, 777_000)


def test_the_money_of_one_parcel_stands_in_one_row_whoever_booked_it(desk: Desk) -> None:
    number = delivered_unpaid(desk)
    of_office(desk, number)
    said = remark.read({"method": "cash", "place": "on_return"}, COLLECT, desk.context.clock.now())
    fees.collect(number, said, desk.who, desk.context, "test")
    stated(desk, f"{number};;4;;135000;;;")
    columns = ("cod_vnd", "listed_cod_vnd", "cod_booked_vnd", "booked_vnd")
    found = {office: [row[name] for name in columns] for office, row in offices(desk).items()}
    assert found[builders.OFFICE] == [135_000, 135_000, 135_000, 0]
    assert found[""][:3] == [0, 0, 0] and found[""][3] >= 135_000, "the fee as such stands where it was taken"


def test_what_was_ordered_is_the_sum_of_its_answers_and_a_parcel_is_listed_once(desk: Desk) -> None:
    numbers = [ordered(desk) for _ in range(3)]
    of_order = tables.postal_item.c.order_no
    with desk.context.database.begin() as connection:
        for number, state in zip(numbers, (OrderState.REFUSED, OrderState.UNKNOWN), strict=False):
            connection.execute(update(tables.postal_item).where(of_order == number).values(state=state))
    code = desk.parcel(numbers[2]).item_code
    stated(desk, f"{numbers[2]};;;;;27000;;", f"{numbers[2]};;4;;135000;;;", f";{code};4;;135000;27000;;")
    found = figures(desk)
    answers = ("accepted", "unknown", "refused", "cancelled")
    assert (found["ordered"], [found[name] for name in answers]) == (3, [1, 1, 1, 0])
    names = ("listed", "listed_delivered", "listed_cod_vnd", "listed_freight_vnd")
    assert [found[name] for name in names] == [1, 1, 135_000, 27_000]


# -- days in any order ---------------------------------------------------------------------------------------------


def test_an_old_day_that_is_run_again_has_nothing_of_later_days(desk: Desk) -> None:
    number = delivered_unpaid(desk)
    stated(desk, f"{ordered(desk)};;4;;0;;;")
    stuck(desk, is_so=True)
    before = {kept.finding.kind: kept.finding.day for kept in reconciliation.findings(desk.who, desk.context)}
    run(desk)
    kinds = {Kind.NOT_BOOKED, Kind.STATUS_DIFFERS, Kind.FEED_STUCK}
    long_ago = DAY - timedelta(days=5)
    assert kinds <= set(open_kinds(desk)) and run(desk, long_ago) == {}
    assert {each.finding.day for each in reconciliation.findings(desk.who, desk.context)} == {DAY}, before
    assert run(desk)[Kind.NOT_BOOKED] == [number]
    stuck(desk, is_so=False, cursor="2")


def test_a_day_that_is_made_up_for_does_not_date_back_what_waits_now(desk: Desk) -> None:
    after = later(desk, 10)
    stuck(after, is_so=True)
    assert run(after) == {}
    assert kept_of(after, Kind.FEED_STUCK).finding.day == DAY + timedelta(days=9)
    assert run(after, DAY + timedelta(days=9))[Kind.FEED_STUCK] == ["default/soap"]
    stuck(after, is_so=False, cursor="3")


def test_a_finding_has_the_same_day_on_paper_and_in_the_list(desk: Desk) -> None:
    number = ordered(desk)
    stated(desk, f"{number};;4;;0;;;")
    run(desk)
    after = later(desk, 1)
    edition, _ = reconciliation.run(NEXT, after.who, after.context)
    days = {each["kind"]: each["day"] for each in edition.record["findings"]}
    assert days[Kind.STATUS_DIFFERS] == DAY.isoformat() == kept_of(after, Kind.STATUS_DIFFERS).finding.day.isoformat()


def test_a_parcel_that_lines_of_two_days_name_in_two_ways_is_one(desk: Desk) -> None:
    number = ordered(desk)
    code = desk.parcel(number).item_code
    stated(desk, f"{number};{code};;;0;;;")
    run(desk)
    after, last = later(desk, 1), later(desk, 2)
    heard(after, told(number, Status.IN_TRANSIT, 1, at=after.context.clock.now()))
    stated(after, f";{code};;;0;;;", day=NEXT)
    assert run(after, NEXT) == {}
    heard(last, told(number, Status.OUT_FOR_DELIVERY, 2, at=last.context.clock.now()))
    assert set(run(last, DAY + timedelta(days=2))) == {Kind.NO_STATEMENT}


def test_a_day_of_which_the_rules_know_nothing_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidDossier) as refused:
        run(desk, date(1990, 1, 1))
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("day", "TIME_TOO_OLD")]


def test_a_day_that_fails_keeps_no_other_from_its_turn_and_stays_due(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered(desk)
    run(desk, DAY - timedelta(days=1))
    after, run_of = later(desk, 4), schedule.run_of

    def fails_once(agency_id: str, day: date, context: Any) -> tuple[Edition, bool]:
        if day == DAY:
            raise ValueError
        return run_of(agency_id, day, context)

    monkeypatch.setattr(schedule, "run_of", fails_once)
    reconciliation.run_due(after.context)
    assert reconciliation.due_days(builders.AGENCY, after.context) == [DAY]
    assert reconciliation.due_count(after.context) == 1


def test_a_statement_of_rubbish_is_all_told_of(desk: Desk) -> None:
    lines = [f"Z-{nth};ZZ{nth:09}VN;4;;1;;;" for nth in range(20_000)]
    stated(desk, *lines)
    assert len(run(desk)[Kind.ONLY_POSTS]) == 20_000
    assert len(run(later(desk, 1), NEXT)[Kind.ONLY_POSTS]) == 20_000, "and is looked at again"


def stood_on(desk: Desk, number: str) -> Desk:
    """The statement of the first day agrees; that of the next says what we do not know of."""
    after = later(desk, 2)
    stated(after, f"{number};;;;0;;;")
    run(after)
    stated(after, f"{number};;4;;0;;;", day=NEXT)
    run(after, NEXT)
    return after


def test_a_late_statement_of_an_older_day_ends_no_finding_of_a_newer_one(desk: Desk) -> None:
    number = ordered(desk, fee={"amount_vnd": 135_000, "place": "on_return"})
    desk.move("hand_over", number)
    heard(desk, told(number, Status.IN_TRANSIT, 1))
    after = later(desk, 2)
    stated(after, f"{number};;4;;90000;;;", day=NEXT)
    run(after, NEXT)
    found = open_kinds(after)
    assert {Kind.STATUS_DIFFERS, Kind.COD_DIFFERS} <= set(found)
    stated(after, f"{number};;;;;;;")
    assert DAY in reconciliation.due_days(builders.AGENCY, after.context)
    reconciliation.run_due(after.context)
    assert open_kinds(after) == found
    latest = later(desk, 3)
    reconciliation.run_due(latest.context)
    assert set(found) <= set(open_kinds(latest))


def test_an_old_day_run_again_ends_no_finding_of_a_newer_one(desk: Desk) -> None:
    after = stood_on(desk, ordered(desk))
    assert open_kinds(after) == [Kind.STATUS_DIFFERS]
    run(after)
    assert open_kinds(after) == [Kind.STATUS_DIFFERS]


def test_an_old_day_run_again_opens_nothing_that_was_settled(desk: Desk) -> None:
    after = stood_on(desk, ordered(desk))
    settle(after, Kind.STATUS_DIFFERS)
    for day in (NEXT, DAY, NEXT):
        run(after, day)
        assert open_kinds(after) == []


def test_a_code_that_came_again_after_its_rest_names_the_new_parcel_alone(desk: Desk) -> None:
    number = ordered(desk)
    old = {"dossier_no": "'000.00.16.H01-190101-0001'", "tracking_token": "'old'", "state": "'delivered'"}
    old |= dict.fromkeys(("submitted_at", "closed_at"), "o.submitted_at - interval '25 months'")
    parcel = {"dossier_id": "d.id", "order_no": "d.dossier_no", "status": "'delivered'"}
    parcel |= {name: f"o.{name} - interval '25 months'" for name in ("made_at", "asked_at", "answered_at")}
    both = f"d.dossier_no = {old['dossier_no']} AND o.order_no = '{number}'"
    with desk.context.database.begin() as connection:
        connection.execute(text(copied("dossier", f"o.dossier_no = '{number}'", old, "dossier o")))
        connection.execute(text(copied("postal_item", both, parcel, "postal_item o, dossier d")))
    stated(desk, f"{number};{desk.parcel(number).item_code};;;0;;;")
    assert run(desk) == {}


# -- settled -------------------------------------------------------------------------------------------------------


def test_what_the_post_says_of_money_is_said_the_next_day_too_and_stays_settled(desk: Desk) -> None:
    number = delivered_unpaid(desk)
    stated(desk, f"{number};;4;;135000;;;")
    run(desk)
    run(later(desk, 1), NEXT)
    assert kept_of(desk, Kind.NOT_BOOKED).finding.theirs == "đã thu 135.000 đồng"
    settle(desk, Kind.NOT_BOOKED)
    run(later(desk, 2), DAY + timedelta(days=2)), run(desk)
    assert Kind.NOT_BOOKED not in open_kinds(desk)


def test_a_fee_that_was_settled_is_not_over_because_its_parcel_is_listed_again(desk: Desk) -> None:
    number = ordered(desk, fee={"amount_vnd": 135_000, "place": "on_return"})
    with desk.context.database.begin() as connection:
        row = tables.dossier.c.dossier_no == number
        connection.execute(update(tables.dossier).where(row).values(returned_at=desk.context.clock.now()))
    assert Kind.NOT_BOOKED in run(desk)
    settle(desk, Kind.NOT_BOOKED)
    stated(desk, f"{number};;;;;27000;;", day=NEXT)
    run(later(desk, 1), NEXT), run(desk)
    assert Kind.NOT_BOOKED not in open_kinds(desk)


def test_what_was_settled_is_over_and_comes_back_is_another_matter(desk: Desk) -> None:
    stuck(desk, is_so=True)
    run(desk)
    first = settle(desk, Kind.FEED_STUCK)
    run(desk)
    assert Kind.FEED_STUCK not in open_kinds(desk)
    stuck(desk, is_so=False, cursor="4")
    run(later(desk, 1), NEXT)
    stuck(desk, is_so=True)
    run(later(desk, 30), DAY + timedelta(days=30))
    assert kept_of(desk, Kind.FEED_STUCK).id > first.id
    stuck(desk, is_so=False, cursor="5")


def test_a_settled_difference_that_healed_and_is_there_again_is_told_again(desk: Desk) -> None:
    number = ordered(desk)
    stated(desk, f"{number};;4;;0;;;")
    run(desk)
    settle(desk, Kind.STATUS_DIFFERS)
    stated(desk, f"{number};;;;0;;;")
    run(desk)
    stated(desk, f"{number};;4;;0;27000;;")
    run(desk)
    assert open_kinds(desk) == [Kind.STATUS_DIFFERS]


def test_a_run_never_overwrites_what_was_settled_meanwhile(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = ordered(desk)
    stated(desk, f"{number};;4;;0;;;")
    run(desk)
    kept, newest = kept_of(desk, Kind.STATUS_DIFFERS), reconciliations._newest
    heard(desk, told(number, Status.RETURNED, at=desk.context.clock.now()))

    def and_settled(*arguments: Any) -> Any:
        found = newest(*arguments)
        reconciliation.settle(kept.id, "Đã xong", desk.who, desk.context)
        return found

    monkeypatch.setattr(reconciliations, "_newest", and_settled)
    run(desk)
    row = tables.reconciliation_finding
    with desk.context.database.begin() as connection:
        old = connection.execute(select(row).where(row.c.id == kept.id)).one()
    assert (old.ours, old.note) == (kept.finding.ours, "Đã xong")
    now = kept_of(desk, Kind.STATUS_DIFFERS)
    assert now.id > kept.id and now.finding.ours == "đã chuyển hoàn", "what is new of it waits for a person"


def test_no_finding_has_a_number_beyond_what_is_counted(desk: Desk) -> None:
    for number in (2**63, 10**30):
        with pytest.raises(NotFound):
            reconciliation.settle(number, "x", desk.who, desk.context)


# -- whose matter it is --------------------------------------------------------------------------------------------


def test_reports_of_another_agencys_account_are_not_this_ones(desk: Desk) -> None:
    ordered(desk)
    bad = APage((), bad=(BadEvent(builders.unique("bad"), "no id", "?"),))
    other = TrackingEvent("other", builders.unique("code"), item_code="EE000000001VN", status=Status.IN_TRANSIT)
    other = replace(other, at=desk.context.clock.now())
    tracking.record(bad, "000.00.01.H01/soap", "other", desk.context)
    tracking.record(APage((other,)), "000.00.01.H01/soap", "other", desk.context)
    assert run(desk) == {}
    mine = replace(other, source_id=builders.unique("code"), item_code="EE000000002VN")
    tracking.record(APage((mine,)), f"{builders.AGENCY}/soap", "other", desk.context)
    assert run(desk) == {Kind.ONLY_POSTS: ["EE000000002VN"]}


def test_a_strange_code_of_a_counter_is_its_own_agencys(desk: Desk) -> None:
    number = ordered(desk)
    post = builders.principal(desk.context, roles=[Role.SUBMIT, Role.READ])
    at = desk.context.clock.now().isoformat()
    strange = {"event_id": builders.unique("e"), "order_no": number, "status_code": "77", "time": at}
    reporting.report([strange], post, desk.context, WORDS)
    (subject,) = run(desk)[Kind.REPORT_CODE_UNKNOWN]
    assert subject.endswith(" 77")
    with desk.context.database.begin() as connection:
        row = tables.tracking_event.c.source_id == strange["event_id"]
        told_by = connection.execute(select(tables.tracking_event.c.agency_id).where(row)).scalar_one()
        connection.execute(delete(tables.tracking_event).where(row))
    assert told_by == builders.AGENCY


def test_a_strangers_report_that_came_late_is_found_on_the_day_it_came_and_looked_at_until_it_is_ours(
    desk: Desk,
) -> None:
    before = DAY - timedelta(days=3)
    number = f"{STRANGER}{builders.unique('')}"
    heard(desk, told(number, Status.IN_TRANSIT, at=desk.context.clock.now() - timedelta(days=3)))
    row = tables.tracking_event.c.order_no == number
    with desk.context.database.begin() as connection:
        came = desk.context.clock.now()
        connection.execute(update(tables.tracking_event).where(row).values(recorded_at=came))
    assert run(desk)[Kind.ONLY_POSTS] == [number]
    after = later(desk, 2)
    run(after, DAY + timedelta(days=2))
    assert kept_of(after, Kind.ONLY_POSTS).finding.day == before
    with desk.context.database.begin() as connection:
        connection.execute(delete(tables.tracking_event).where(row))
    run(after, DAY + timedelta(days=2))
    assert Kind.ONLY_POSTS not in open_kinds(after)

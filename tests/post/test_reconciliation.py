"""Daily reconciliation on a real database with a simulated post: each finding comes of a real situation, and heals."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import delete, update

from app import intake, reconciliation
from app.clock import BusinessClock
from app.domain import remark
from app.domain.errors import Conflict, NotAllowed
from app.domain.money.cash_shift import read_count, read_handover
from app.domain.money.fees import COLLECT
from app.domain.post.order import Accepted, Leg
from app.domain.post.parcel import Cancelling
from app.domain.post.tracking import Status
from app.domain.reconciliation.kinds import Kind
from app.money import cash_shifts, fees
from app.post import parcels, tracking, weighing
from app.reconciliation import statements, totals
from app.store import dossiers, tables, unweighed
from app.web import create_app
from integrations.post import statements as outside
from integrations.post.orders.port import BadEvent
from tests import builders
from tests.pdf import reading
from tests.post.conftest import Fail
from tests.post.desk import Desk
from tests.post.test_parcels import APage, heard, told

DAY = date(2021, 11, 15)
HEAD = "order_no;item_code;status;time;cod_vnd;freight_vnd;payer;note"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Nothing of other tests is of this one's day."""
    with desk.context.database.begin() as connection:
        for table in (
            tables.post_statement_line, tables.post_statement, tables.reconciliation, tables.reconciliation_finding,
        ):  # fmt: skip
            connection.execute(delete(table))
        long_ago = datetime(2020, 1, 6, 3, tzinfo=desk.context.clock.now().tzinfo)
        connection.execute(update(tables.postal_item).values(asked_at=long_ago, finding=None, state="cancelled"))
        connection.execute(update(tables.dossier).values(closed_at=long_ago, submitted_at=long_ago, returned_at=None))
        connection.execute(update(tables.outbox).where(tables.outbox.c.state == "parked").values(state="done"))
    return desk


def stated(desk: Desk, *lines: str, day: date = DAY) -> statements.TakenIn:
    """The post's statement with these lines."""
    content = "\n".join([HEAD, *lines]).encode()
    return reconciliation.take_in(day, content, desk.who, outside.read, desk.context)


def ordered(desk: Desk, **changes: object) -> str:
    number = desk.finished(**changes)
    desk.ask(desk.line("finds"), number)
    return number


def run(desk: Desk, day: date = DAY) -> dict[str, list[str]]:
    """Kind → subjects of what the day's edition names."""
    edition, _ = reconciliation.run(day, desk.who, desk.context)
    found: dict[str, list[str]] = {}
    for each in edition.record["findings"]:
        found.setdefault(each["kind"], []).append(each["subject"])
    return found


def open_kinds(desk: Desk) -> Sequence[str]:
    return sorted(each.finding.kind for each in reconciliation.findings(desk.who, desk.context))


def later(desk: Desk, days: int) -> Desk:
    """The same desk, days later."""
    clock = BusinessClock(desk.context.clock.offset + timedelta(days=days), desk.context.clock.real)
    return replace(desk, context=replace(desk.context, clock=clock))


def test_a_clean_day_has_no_findings(desk: Desk) -> None:
    numbers = [ordered(desk) for _ in range(3)]
    stated(desk, *(f"{number};;;;0;;;" for number in numbers))
    assert run(desk) == {}


def test_what_only_one_side_knows_is_found_and_heals(desk: Desk) -> None:
    number = ordered(desk)
    stated(desk, "000.00.16.H01-211115-9999;EL491610889VN;4;;;;;")
    assert run(desk) == {Kind.ONLY_OURS: [number], Kind.ONLY_POSTS: ["000.00.16.H01-211115-9999"]}
    assert stated(desk, f"{number};;;;;;;").kept.edition == 2
    assert run(desk) == {} and open_kinds(desk) == []


def test_lines_of_one_parcel_that_differ_are_found_and_heal(desk: Desk) -> None:
    number = ordered(desk, fee={"amount_vnd": 135_000, "place": "on_return"})
    code = desk.parcel(number).item_code
    stated(desk, f"{number};EC473124829VN;4;;130000;;sender;", f"{number};EC473124829VN;;;;;;")
    assert run(desk) == {
        kind: [number]
        for kind in (
            Kind.LISTED_TWICE, Kind.STATUS_DIFFERS, Kind.ITEM_CODE_DIFFERS, Kind.COD_DIFFERS, Kind.PAYER_DIFFERS,
        )
    }  # fmt: skip
    stated(desk, f"{number};{code};;;135000;;receiver;")
    assert run(desk) == {}


def test_a_difference_in_where_it_stands_heals_when_the_late_report_comes(desk: Desk) -> None:
    number = ordered(desk)
    stated(desk, f"{number};;4;;0;;;")
    assert run(desk) == {Kind.STATUS_DIFFERS: [number]}
    heard(desk, told(number, Status.DELIVERED, at=desk.context.clock.now()))
    assert run(desk) == {} and open_kinds(desk) == []


def test_delivered_money_that_is_not_booked_is_open_until_it_is(desk: Desk) -> None:
    number = ordered(desk, fee={"amount_vnd": 135_000, "place": "on_return"})
    heard(desk, told(number, Status.DELIVERED, at=desk.context.clock.now()))
    stated(desk, f"{number};;4;;135000;;;")
    assert run(desk) == {Kind.NOT_BOOKED: [number]}
    (kept,) = reconciliation.findings(desk.who, desk.context)
    assert (kept.finding.ours, kept.finding.theirs) == ("thu hộ 135.000 đồng", "đã thu 135.000 đồng")
    said = remark.read({"method": "cash", "place": "on_return"}, COLLECT, desk.context.clock.now())
    fees.collect(number, said, desk.who, desk.context, "test")
    run(later(desk, 1), DAY + timedelta(days=1))
    assert open_kinds(desk) == [], "the next day's run closes it"


def test_a_day_without_the_posts_statement_is_told_once_it_has_ever_sent_one(desk: Desk) -> None:
    number = ordered(desk)
    assert run(desk) == {}
    stated(desk, "000.00.16.H01-211112-0001;;;;;;;", day=DAY - timedelta(days=3))
    assert run(desk) == {Kind.NO_STATEMENT: [DAY.isoformat()]}
    stated(desk, f"{number};;;;0;;;")
    assert run(desk) == {}


def test_lines_and_codes_of_no_use_are_told_until_a_better_file_comes(desk: Desk) -> None:
    number = ordered(desk)
    stated(desk, f"{number};;77;;0;;;", "A-1;;4;;một trăm;;;")
    assert run(desk) == {Kind.LINE_UNREADABLE: ["2021-11-15 dòng 3"], Kind.LINE_CODE_UNKNOWN: ["77"]}
    stated(desk, f"{number};;;;0;;;")
    assert run(desk) == {}


def test_reports_of_no_use_are_told_by_their_source(desk: Desk) -> None:
    number = ordered(desk)
    strange = told(number, Status.UNKNOWN, raw_code="77", at=desk.context.clock.now())
    page = APage((strange,), bad=(BadEvent("x-1", "no id", "?"),))
    tracking.record(page, "default/test", "test", desk.context)
    stated(desk, f"{number};;;;0;;;")
    assert run(desk) == {Kind.REPORT_UNREADABLE: ["test"], Kind.REPORT_CODE_UNKNOWN: ["test 77"]}
    for kept in reconciliation.findings(desk.who, desk.context):
        reconciliation.settle(kept.id, "Đã hỏi bưu điện", desk.who, desk.context)
    run(desk)
    assert open_kinds(desk) == []
    tracking.record(APage((), bad=(BadEvent("x-2", "no id", "?"),)), "default/test", "test", desk.context)
    run(desk)
    assert open_kinds(desk) == [Kind.REPORT_UNREADABLE], "a further one is news again"


def test_a_report_of_a_parcel_that_is_not_ours_is_the_posts_alone(desk: Desk) -> None:
    stranger = "000.00.16.H01-211115-9999"
    heard(desk, told(stranger, Status.IN_TRANSIT, at=desk.context.clock.now()))
    heard(desk, told("000.00.01.H01-211115-0001", Status.IN_TRANSIT, at=desk.context.clock.now()))
    stated(desk, "000.00.16.H01-211115-9998;;;;;;;")
    found = run(desk)[Kind.ONLY_POSTS]
    assert stranger in found and "000.00.16.H01-211115-9998" in found


def test_an_order_with_an_unknown_end_waits_for_a_person(desk: Desk, fail: Fail) -> None:
    number = desk.finished()
    fail("lost_answer", "create")
    desk.ask(desk.line("neither"), number)
    found = run(desk)
    assert found[Kind.ORDER_UNKNOWN] == [number] and any(each.startswith(number) for each in found[Kind.WORK_PARKED])
    heard(desk, told(number, Status.ACCEPTED, at=desk.context.clock.now()))
    assert run(desk) == {}


def test_a_refused_order_is_told_until_it_is_issued_again(desk: Desk, fail: Fail) -> None:
    number = desk.finished()
    fail("error_in_200", "create")
    desk.ask(desk.line("finds"), number)
    assert run(desk) == {Kind.ORDER_REFUSED: [number]}
    parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    assert run(desk) == {}


def test_two_parcels_of_one_dossier_on_the_way_are_told(desk: Desk) -> None:
    number = ordered(desk)
    heard(desk, told(number, Status.CANCELLED))
    parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    desk.ask(desk.line("finds"), number)
    heard(desk, told(number, Status.IN_TRANSIT, 1))
    found = run(desk)
    assert found[Kind.TWO_LIVE] == [number] and found[Kind.END_CONTRADICTED] == [number]
    heard(desk, told(number, Status.RETURNED, 2))
    assert Kind.TWO_LIVE not in run(desk)


def test_what_was_given_to_the_post_and_never_seen_there_is_told_after_two_working_days(desk: Desk) -> None:
    number = ordered(desk)
    desk.move("hand_over", number)
    assert Kind.NOT_SEEN not in run(later(desk, 1), DAY + timedelta(days=1))
    after = later(desk, 3)
    assert run(after, DAY + timedelta(days=3))[Kind.NOT_SEEN] == [number]
    heard(after, told(number, Status.ACCEPTED, at=after.context.clock.now()))
    assert Kind.NOT_SEEN not in run(after, DAY + timedelta(days=3))


def test_a_closed_shift_that_is_not_remitted_is_told_after_three_working_days(desk: Desk) -> None:
    desk.finished(fee={"amount_vnd": 135_000, "place": "counter", "method": "cash"})
    now = desk.context.clock.now()
    expected = cash_shifts.current(desk.who, desk.context).cash_vnd
    till = cash_shifts.close(read_count({"counted_vnd": expected}, now), desk.who, desk.context)
    assert till.shift is not None
    assert Kind.NOT_REMITTED not in run(desk)
    after = later(desk, 4)
    assert till.shift.shift_no in run(after, DAY + timedelta(days=4))[Kind.NOT_REMITTED]
    handover = read_handover({"shift_nos": [till.shift.shift_no], "receiver": "Kho bạc"}, after.context.clock.now())
    cash_shifts.remit(handover, desk.who, after.context)
    assert till.shift.shift_no not in run(after, DAY + timedelta(days=4)).get(Kind.NOT_REMITTED, [])


def test_the_same_again_is_no_new_edition_and_an_earlier_one_stays_as_it_was(desk: Desk) -> None:
    number = ordered(desk)
    stated(desk, f"{number};;4;;0;;;")
    first, repeat = reconciliation.run(DAY, desk.who, desk.context)
    paper = reconciliation.printed(DAY, desk.who, desk.context)
    assert not repeat and reconciliation.run(DAY, desk.who, desk.context) == (first, True)
    stated(desk, f"{number};;;;0;;;")
    second, repeat = reconciliation.run(DAY, desk.who, desk.context)
    assert (second.edition, repeat) == (2, False)
    assert reconciliation.printed(DAY, desk.who, desk.context, edition=1).content == paper.content
    assert "khớp đúng" in reading.text(reconciliation.printed(DAY, desk.who, desk.context).content)


def test_the_same_file_is_a_repeat_and_a_newer_one_supersedes_it(desk: Desk) -> None:
    first = stated(desk, "A-1;;4;;;;;")
    assert stated(desk, "A-1;;4;;;;;") == replace(first, repeat=True)
    second = stated(desk, "A-2;;4;;;;;")
    assert (second.kept.edition, second.kept.superseded) == (2, False)
    assert stated(desk, "A-1;;4;;;;;").kept.superseded, "an older file does not count again"
    assert run(desk) == {Kind.ONLY_POSTS: ["A-2"]}


def test_what_a_person_settled_stays_settled_until_its_facts_change(desk: Desk) -> None:
    number = ordered(desk)
    stated(desk, f"{number};;4;;0;;;")
    run(desk)
    (kept,) = reconciliation.findings(desk.who, desk.context)
    done, repeat = reconciliation.settle(kept.id, "Bưu cục xác nhận chưa phát", desk.who, desk.context)
    assert done.settled_by == desk.who.collector and not repeat
    assert reconciliation.settle(kept.id, "Bưu cục xác nhận chưa phát", desk.who, desk.context)[1]
    with pytest.raises(Conflict):
        reconciliation.settle(kept.id, "Khác", desk.who, desk.context)
    edition, _ = reconciliation.run(DAY, desk.who, desk.context)
    assert [each["settled"] for each in edition.record["findings"]] == [True]
    assert open_kinds(desk) == []
    heard(desk, told(number, Status.RETURNED, at=desk.context.clock.now()))
    run(desk)
    assert Kind.STATUS_DIFFERS in open_kinds(desk)


def test_an_open_finding_is_seen_again_and_never_twice(desk: Desk) -> None:
    ordered(desk)
    stated(desk, "A-1;;;;;;;")
    run(desk)
    before = reconciliation.findings(desk.who, desk.context)
    after = later(desk, 1)
    run(after, DAY + timedelta(days=1))
    now = {each.id: each for each in reconciliation.findings(desk.who, desk.context)}
    assert all(now[each.id].seen_at > each.seen_at and now[each.id].opened_at == each.opened_at for each in before)


def test_an_office_sees_its_own_and_runs_nothing(desk: Desk) -> None:
    ordered(desk)
    stated(desk, "A-1;;;;;;;")
    run(desk)
    office = builders.principal(desk.context, office_id=builders.OFFICE)
    assert reconciliation.findings(office, desk.context) == []
    assert reconciliation.find(DAY, office, desk.context).record["findings"] == []
    for refused in (
        lambda: reconciliation.run(DAY, office, desk.context),
        lambda: reconciliation.take_in(DAY, HEAD.encode(), office, outside.read, desk.context),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_results_that_went_by_list_without_an_order_are_compared_too(desk: Desk) -> None:
    without = replace(desk, context=replace(desk.context, post_agencies=frozenset()))
    number = without.finished()
    with desk.context.database.begin() as connection:
        code = dossiers.by_codes(connection, [number], builders.AGENCY, None)[number].item_code
    without.move("hand_over", number)
    stated(desk, f";{code};4;;0;;;")
    assert run(without) == {Kind.STATUS_DIFFERS: [number]}
    without.move("deliver", number)
    assert run(without) == {}


def test_a_parcel_of_a_dossier_that_has_no_result_yet_is_the_posts_alone(desk: Desk) -> None:
    sent = builders.submission(desk.context)
    number = intake.accept(sent, desk.who, desk.context, "test").dossier_no
    stated(desk, f"{number};;4;;0;;;")
    assert run(desk) == {Kind.ONLY_POSTS: [number]}


def test_it_is_due_once_a_day_at_its_hour_and_makes_up_for_missed_days(desk: Desk) -> None:
    ordered(desk)
    assert reconciliation.due_days(builders.AGENCY, desk.context) == [DAY - timedelta(days=1)]
    run(desk), run(desk, DAY - timedelta(days=1))
    assert reconciliation.due_days(builders.AGENCY, desk.context) == []
    after = later(desk, 3)
    assert reconciliation.due_days(builders.AGENCY, after.context) == [DAY + timedelta(days=nth) for nth in range(3)]
    early = replace(after.context, settings=replace(after.context.settings, reconcile_at=time(23, 59)))
    assert reconciliation.due_days(builders.AGENCY, early) == [DAY, DAY + timedelta(days=1)]
    assert reconciliation.run_due(after.context) >= 3
    assert reconciliation.due_days(builders.AGENCY, after.context) == []


def test_two_runs_at_once_make_one_edition(desk: Desk) -> None:
    numbers = [ordered(desk) for _ in range(3)]
    stated(desk, *(f"{number};;4;;0;;;" for number in numbers))
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: reconciliation.run(DAY, desk.who, desk.context), range(8)))
    assert {edition.edition for edition, _ in done} == {1} and sum(not repeat for _, repeat in done) == 1
    assert len(reconciliation.findings(desk.who, desk.context)) == 3


def test_totals_stand_beside_each_other_by_office(desk: Desk) -> None:
    number = ordered(desk, fee={"amount_vnd": 135_000, "place": "on_return"})
    heard(desk, told(number, Status.DELIVERED, at=desk.context.clock.now()))
    stated(desk, f"{number};;4;;130000;27000;;")
    edition, _ = reconciliation.run(DAY, desk.who, desk.context)
    figures = totals.total(edition.record["offices"])
    shown = ("ordered", "accepted", "delivered", "cod_vnd", "listed", "listed_delivered", "listed_cod_vnd")
    assert [figures[name] for name in shown] == [1, 1, 1, 135_000, 1, 1, 130_000]
    assert figures["listed_freight_vnd"] == 27_000 and figures["handed_in"] == 1


def test_a_statement_that_comes_late_makes_its_day_due_again(desk: Desk) -> None:
    number = ordered(desk)
    after = later(desk, 2)
    reconciliation.run_due(after.context)
    run(after)
    reconciliation.run_due(after.context)
    assert reconciliation.due_days(builders.AGENCY, after.context) == []
    stated(after, f"{number};;4;;0;;;")
    assert reconciliation.due_days(builders.AGENCY, after.context) == [DAY]
    reconciliation.run_due(after.context)
    assert reconciliation.due_days(builders.AGENCY, after.context) == []
    assert Kind.STATUS_DIFFERS in open_kinds(after)


def test_a_report_that_came_before_we_knew_the_order_is_not_the_posts_alone(desk: Desk) -> None:
    number = desk.finished()
    heard(desk, told(f"{number}-7", Status.ACCEPTED, at=desk.context.clock.now()))
    assert run(desk)[Kind.ONLY_POSTS] == [f"{number}-7"]
    item = tables.postal_item.c
    with desk.context.database.begin() as connection:
        connection.execute(update(tables.postal_item).where(item.order_no == number).values(order_no=f"{number}-7"))
    assert Kind.ONLY_POSTS not in run(desk)


def test_a_feed_without_a_safe_way_on_is_told_until_there_is_one(desk: Desk) -> None:
    tracking.record(APage((), stuck=True), "default/soap", "test", desk.context)
    assert run(desk) == {Kind.FEED_STUCK: ["default/soap"]}
    tracking.record(APage((), next_cursor="2"), "default/soap", "test", desk.context)
    assert run(desk) == {}


def test_an_order_that_the_post_does_not_take_back_is_told(desk: Desk) -> None:
    number = ordered(desk)
    row = tables.postal_item.c.order_no == number
    with desk.context.database.begin() as connection:
        connection.execute(update(tables.postal_item).where(row).values(cancel=Cancelling.REFUSED))
    assert run(desk) == {Kind.TAKING_BACK: [number]}
    with desk.context.database.begin() as connection:
        connection.execute(update(tables.postal_item).where(row).values(cancel=None))
    assert run(desk) == {}


def test_a_code_that_the_post_gave_twice_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    line, number = desk.line("finds"), desk.collecting()
    monkeypatch.setattr(
        line.post, "create", lambda order: Accepted(order.order_no, desk.parcel(taken).item_code, "100", "")
    )
    taken = ordered(desk)
    desk.ask(line, number)
    order_no = desk.parcel(number).order_no
    stated(desk, f"{taken};;;;;;;", f"{order_no};;;;;;;")
    assert run(desk) == {Kind.ITEM_CODE_UNUSABLE: [order_no]}


def test_letters_that_no_paper_has_keep_no_day_back(desk: Desk) -> None:
    ordered(desk)
    stated(desk, "Đơn-1-订单;;4;;0;;;")
    run(desk)
    printed = reading.text(reconciliation.printed(DAY, desk.who, desk.context).content)
    assert "Đơn-1-??" in printed


def test_a_parcel_that_cannot_be_weighed_is_told_until_it_is(desk: Desk) -> None:
    number, late = ordered(desk), timedelta(seconds=unweighed.LATE_S + 1)
    stated(desk, f"{number};;;;0;;;")
    app = create_app(desk.context.settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weighing, "_weigh", lambda *_: 1 / 0)
        heard(desk, told(number, Status.IN_TRANSIT))
    assert run(desk) == {}, "it is news still"
    with desk.context.database.begin() as connection:
        row = tables.tracking_event
        connection.execute(update(row).values(recorded_at=row.c.recorded_at - late))
    assert run(desk) == {Kind.NOT_WEIGHED: [number]}
    assert app.test_client().get("/readyz").get_json()["parcels"] == {"not_weighed": 1}
    assert f"unweighed\t{number}\n" in app.test_cli_runner().invoke(args=["post", "list"]).output
    weighing.weigh_news(desk.context)
    assert run(desk) == {} and app.test_client().get("/readyz").get_json()["parcels"] == {"not_weighed": 0}
    app.extensions["dossier_post"].database.engine.dispose()


def test_every_kind_is_brought_about_here() -> None:
    source = Path(__file__).read_text("utf-8")
    assert not [kind for kind in Kind if f"Kind.{kind.name}" not in source]


def test_the_operator_takes_in_a_statement_runs_a_day_and_lists_what_is_open(desk: Desk, tmp_path: Path) -> None:
    number = ordered(desk)
    file = tmp_path / "statement.csv"
    file.write_text(f"{HEAD}\n{number};;4;;0;;;\n;;4;;;;;\n", "utf-8")
    app = create_app(desk.context.settings)
    own = ("--agency", builders.AGENCY)
    day = ("--day", DAY.isoformat())

    def flask(*arguments: str) -> Result:
        return app.test_cli_runner().invoke(args=("reconcile", *arguments))

    assert flask("statement", str(file), *own, *day).output == "2021-11-15: file 1 (new), lines 2, bad 1\n"
    assert flask("statement", str(file), *own, *day).output == "2021-11-15: file 1 (repeat), lines 2, bad 1\n"
    told_once = flask("run", *own, *day).output
    assert told_once.startswith("2021-11-15: edition 1 (new), findings ")
    assert flask("run", *own, *day).output == told_once.replace("new", "repeat")
    listed = flask("list", *own).output
    assert f"\t2021-11-15\tkhác trạng thái\t{number}\tđã gửi yêu cầu đến bưu điện\tphát thành công\t" in listed
    assert flask("run", "--agency", "nobody").exit_code == 2
    for command in (("run",), ("statement", str(file))):
        to_come = flask(*command, *own, "--day", "2021-12-25")
        assert to_come.exit_code == 2 and "day: still to come" in to_come.output
    file.write_bytes(b"hello")
    no_table = flask("statement", str(file), *own, *day)
    assert no_table.exit_code == 1 and "no CSV (UTF-8)" in no_table.output
    app.extensions["dossier_post"].database.engine.dispose()

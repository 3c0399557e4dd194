"""What a day's record says for people: of settled and earlier findings, of lines with a fault, of a day without any."""

from __future__ import annotations

from datetime import timedelta

from app import reconciliation
from app.domain.post.tracking import Status
from app.domain.reconciliation.kinds import Kind
from app.post import tracking
from integrations.post.orders.port import BadEvent
from tests.pdf import reading
from tests.post import test_reconciliation as one_day
from tests.post.desk import Desk
from tests.post.test_parcels import APage, told
from tests.post.test_reconciliation import DAY, later, ordered, run, stated

desk = one_day.desk
NOTE = "Bưu cục xác nhận chưa phát"


def paper(desk: Desk, days: int = 0) -> str:
    day = DAY + timedelta(days=days)
    return reading.text(reconciliation.printed(day, desk.who, later(desk, days).context).content)


def test_what_is_settled_is_counted_apart_with_its_note(desk: Desk) -> None:
    numbers = [ordered(desk) for _ in range(2)]
    stated(desk, *(f"{number};;4;;0;;;" for number in numbers))
    run(desk)
    first = paper(desk)
    assert "Chênh lệch phải xử lý: 02 mục (bằng chữ: Hai mục)" in first and "đã xử lý" not in first
    kept, _ = reconciliation.findings(desk.who, desk.context)
    reconciliation.settle(kept.id, NOTE, desk.who, desk.context)
    run(desk)
    assert "Chênh lệch phải xử lý: 01 mục (bằng chữ: Một mục); đã xử lý 01 mục" in paper(desk)
    assert f"Đã xử lý: {NOTE}" in paper(desk)
    earlier = reconciliation.printed(DAY, desk.who, desk.context, edition=1).content
    assert reading.text(earlier) == first, "an earlier edition stays as it was"


def test_a_finding_of_an_earlier_day_says_which(desk: Desk) -> None:
    stated(desk, "Z-1;;4;;;;;")
    run(desk)
    run(later(desk, 1), DAY + timedelta(days=1))
    assert "(ngày 15/11/2021)" not in paper(desk)
    assert "Chỉ bưu điện có (ngày 15/11/2021)" in paper(desk, 1)


def test_an_empty_day_without_a_statement_does_not_say_that_both_agree(desk: Desk) -> None:
    run(desk)
    assert "chưa đối chiếu bảng kê của bưu điện" in paper(desk) and "khớp đúng" not in paper(desk)
    stated(desk, f"{ordered(desk)};;;;0;;;")
    run(desk)
    assert "hai bên khớp đúng, không có chênh lệch" in paper(desk)


def test_a_line_with_a_bad_sum_names_its_parcel_all_the_same(desk: Desk) -> None:
    numbers = [ordered(desk) for _ in range(4)]
    code = desk.parcel(numbers[1]).item_code
    stated(desk, f"{numbers[0]};;;;nhiều;;;", f";{code};;;nhiều;;;", f"{numbers[3]};;;;0;;;")
    assert run(desk) == {
        Kind.ONLY_OURS: [numbers[2]],
        Kind.LINE_UNREADABLE: ["2021-11-15 dòng 2", "2021-11-15 dòng 3"],
    }
    stated(desk, f"{numbers[2]};;;;nhiều;;;", f"{numbers[3]};;;;0;;;", day=DAY + timedelta(days=1))
    assert Kind.ONLY_OURS not in run(later(desk, 1), DAY + timedelta(days=1)), "a line of another day has it"
    assert Kind.ONLY_OURS not in run(desk)


def test_what_is_listed_twice_leads_to_its_dossier(desk: Desk) -> None:
    number = ordered(desk)
    stated(desk, f"{number};;1;;0;;;", f"{number};;1;;0;;;")
    run(desk)
    found = {each.finding.kind: each.finding for each in reconciliation.findings(desk.who, desk.context)}
    assert found[Kind.LISTED_TWICE].dossier_no == number


def test_the_posts_feed_is_called_as_people_call_it(desk: Desk) -> None:
    number = ordered(desk)
    strange = told(number, Status.UNKNOWN, source="ngsp-soap", raw_code="1", at=desk.context.clock.now())
    tracking.record(APage((strange,), bad=(BadEvent("x-1", "no id", "?"),)), "default/soap", "ngsp", desk.context)
    run(desk)
    found = {each.finding.kind: each.finding.theirs for each in reconciliation.findings(desk.who, desk.context)}
    assert found[Kind.REPORT_CODE_UNKNOWN] == "bưu điện (NGSP): mã “1”"
    assert found[Kind.REPORT_UNREADABLE].startswith("bưu điện (NGSP): tin")

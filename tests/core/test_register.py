"""The register of a period: who was received, in order, of these offices, under the title of the day."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy import text as sql

from app.context import Context
from app.desk import register
from app.domain.errors import InvalidDossier, NotAllowed
from app.domain.submission import Channel
from app.security.principals import Role
from app.store import register as store
from tests import builders
from tests.core.papers import NEW_FORMS, OFFICER, Desk
from tests.pdf.reading import pages, text

LONGEST = {"name": "Nguyễn " * 11, "address": {"text": "ấp Trung Bình " * 25}, "phone": "0918 345 601"}


def told(desk: Desk, first: str, last: str) -> str:
    period = register.read(first, last, desk.now())
    return text(register.paper(period, desk.who, desk.context).content)


def numbers(told: str) -> list[str]:
    return re.findall(r"H01- (\d{6}-\d{4})", told)


def test_a_register_has_what_was_received_in_its_days_in_order(context: Context) -> None:
    days = ["2021-10-31T16:00", "2021-11-01T08:00", "2021-11-15T09:00", "2021-11-30T16:30", "2021-12-01T08:00"]
    desks = [Desk.on(context, f"{day}+07:00") for day in days]
    found = [desk.hand_in() for desk in desks]
    waiting = desks[1].hand_in(Channel.PORTAL)
    desks[2].make("finish", found[1])
    desks[2].make("return_in_person", found[1], receiver="Nguyễn Văn Dũng", receiver_id_number="089085004321")
    desks[2].make("refuse", found[2], reason="Không đủ điều kiện")
    shown = told(desks[4], "2021-11-01", "2021-11-30")
    assert numbers(shown) == [number.split("-", 1)[1] for number in found[1:4]]
    assert waiting.split("-", 1)[1] not in shown  # submitted is not received
    for part in (
        "SỔ THEO DÕI HỒ SƠ",
        "(Từ ngày 01/11/2021 đến ngày 30/11/2021)",
        "Mẫu số 06. (Ban hành kèm theo Thông tư số 01/2018/TT-VPCP",
        "Bộ phận tiếp nhận và trả kết quả: Sở Giao thông vận tải An Giang",
        "Tổng cộng: 3 hồ sơ; 3 bộ; đã trả kết quả 1; chưa trả kết quả 2",
        "Giải quyết trước hạn, đúng hạn: 0 hồ sơ Giải quyết quá hạn: 1 hồ sơ",
        "Từ chối",
        f"NGƯỜI LẬP SỔ (Ký và ghi rõ họ tên) {OFFICER}",
    ):
        assert part in shown, part


def test_an_office_has_a_register_of_its_own(context: Context) -> None:
    one = Desk.on(context, "2021-08-02T08:00+07:00", builders.OFFICE)
    other = Desk.on(context, "2021-08-02T09:00+07:00", builders.OTHER_OFFICE)
    own, strange = one.hand_in(Channel.POST_COUNTER), other.hand_in(Channel.POST_COUNTER)
    assert numbers(told(one, "2021-08-01", "2021-08-31")) == [own.split("-", 1)[1]]
    assert "Bưu cục Thoại Sơn" in told(other, "2021-08-01", "2021-08-31")
    whole = Desk.on(context, "2021-08-31T09:00+07:00")
    assert len(numbers(told(whole, "2021-08-01", "2021-08-31"))) == len({own, strange})
    assert "Quá hạn" in told(whole, "2021-08-01", "2021-08-31")


def test_the_title_is_that_of_the_last_day(context: Context) -> None:
    shown = told(Desk.on(context, NEW_FORMS), "2025-09-01", "2025-09-30")
    assert "Mẫu số 07." in shown and "03/2025/TT-VPCP" in shown and "PHÒNG CẢNH SÁT GIAO THÔNG" in shown
    assert "Tổng cộng: 0 hồ sơ" in shown
    assert "Mẫu số 06." in told(Desk.on(context, NEW_FORMS), "2025-08-15", "2025-09-14")


def test_the_longest_name_and_address_that_are_taken_in_fit(context: Context) -> None:
    desk = Desk.on(context, "2021-07-01T08:00+07:00")
    desk.hand_in(owner=LONGEST, return_by_post={"wish": "no"})
    shown = told(desk, "2021-07-01", "2021-07-31")
    assert shown.count("Nguyễn") == 11 and shown.count("Bình") == 25


@pytest.mark.parametrize(("first", "last", "faults"), [
    (None, "", {"from": "REQUIRED", "to": "REQUIRED"}),
    ("2021-11-31", "hôm nay", {"from": "DATE_INVALID", "to": "DATE_INVALID"}),
    ("2021-11-30", "2021-11-01", {"to": "PERIOD_INVALID"}),
    ("2020-11-14", "2021-11-15", {"to": "PERIOD_INVALID"}),  # 367 days
    ("0001-01-01", "9999-12-31", {"from": "TIME_TOO_OLD", "to": "TIME_TOO_FAR"}),
])  # fmt: skip
def test_a_wrong_period_is_named(context: Context, first: str | None, last: str | None, faults: dict[str, str]) -> None:
    with pytest.raises(InvalidDossier) as caught:
        register.read(first, last, context.clock.now())
    found = {fault.path: fault.code for fault in caught.value.faults}
    assert found == faults


def test_a_leap_year_is_the_longest_period(context: Context) -> None:
    period = register.read("2020-01-01", "2020-12-31", context.clock.now())
    assert (period.last - period.first).days == 365


def test_more_dossiers_than_fit_in_memory_are_refused(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk.on(context, "2021-06-01T08:00+07:00")
    for _ in range(2):
        desk.hand_in()
    monkeypatch.setattr(register, "MAX_DOSSIERS", 1)
    with pytest.raises(InvalidDossier) as caught:
        told(desk, "2021-06-01", "2021-06-30")
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("to", "TOO_MANY")]


def test_who_may_not_read_gets_no_register(context: Context) -> None:
    period = register.read("2021-11-01", "2021-11-30", context.clock.now())
    with pytest.raises(NotAllowed):
        register.paper(period, builders.principal(context, roles=[Role.SUBMIT]), context)


def test_a_register_of_many_pages_cuts_no_row(context: Context) -> None:
    desk = Desk.on(context, "2021-05-04T08:00+07:00")
    found = [desk.later(minutes=nth).hand_in() for nth in range(40)]
    period = register.read("2021-05-04", "2021-05-04", desk.now())
    with context.database.begin() as connection:
        whose = (desk.who.agency_id, None, period.start, period.end)
        assert store.count(connection, *whose).total == len(found)
        assert [row.dossier_no for row in store.rows(connection, *whose)] == found
    paper = register.paper(period, desk.who, desk.context).content
    assert len(pages(paper)) > 2
    assert numbers(text(paper)) == [number.split("-", 1)[1] for number in found]


def test_a_period_is_found_by_an_index(context: Context) -> None:
    period = register.read("2021-05-04", "2021-05-04", context.clock.now())
    whose = (builders.AGENCY, None, period.start, period.end)
    plans: list[str] = []

    def explain(connection: Any, _: Any, statement: str, parameters: Any, *__: Any) -> None:
        if statement.startswith("SELECT"):
            plans.extend(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters))

    with context.database.begin() as connection:
        connection.execute(sql("SET LOCAL enable_seqscan = off"))
        event.listen(context.database.engine, "before_cursor_execute", explain)
        try:
            store.count(connection, *whose)
            list(store.rows(connection, *whose))
        finally:
            event.remove(context.database.engine, "before_cursor_execute", explain)
    assert sum("dossier_agency_received_idx" in line for line in plans) == 2
    assert not [line for line in plans if "Sort" in line]

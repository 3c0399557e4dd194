"""Daily reconciliation over REST, at the desk page and by command: who may what, and what is refused."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
import requests
from playwright.sync_api import Page

from app import reconciliation
from app.domain.role import Role
from integrations.post.statements import read
from tests import builders
from tests.web.desk import PASSWORD, logged_in, new_account, text
from tests.web.service import Service, faults, refused

DAY = "2021-11-15"
STRANGER = "order_no;item_code;status\n{};;4\n"


def call(service: Service, method: str, path: str, *, key: str | None = None, **options: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {key or service.key}"}
    return service.session.request(method, f"{service.url}/api/v1{path}", headers=headers, timeout=60, **options)


@pytest.fixture
def stranger(service: Service) -> str:
    """A parcel that the post's statement has and we do not; the day is reconciled with it."""
    number = builders.unique("BD")
    content = STRANGER.format(number).encode()
    who = builders.principal(service.context)
    day = service.context.clock.now().date()
    reconciliation.take_in(day, content, who, read, service.context)
    reconciliation.run(day, who, service.context)
    return number


def mine(service: Service, subject: str) -> dict[str, Any]:
    found = call(service, "GET", "/reconciliations/findings").json()
    (own,) = (each for each in found if each["subject"] == subject)
    return dict(own)


def test_a_finding_is_settled_once_and_keeps_who_and_why(service: Service, stranger: str) -> None:
    own = mine(service, stranger)
    assert (own["kind"], own["kind_vi"], own["theirs"]) == ("only_posts", "chỉ bưu điện có", "phát thành công")
    assert service.session.get(f"{service.url}/readyz", timeout=60).json()["reconciliation"]["open"] >= 1
    path = f"/reconciliations/findings/{own['id']}/settle"
    assert faults(call(service, "POST", path, json={"note": " "})) == {"note": "REQUIRED"}
    assert faults(call(service, "POST", path, json={"note": "x" * 501})) == {"note": "TEXT_TOO_LONG"}
    done = call(service, "POST", path, json={"note": "Bưu gửi của đơn vị khác"})
    assert done.status_code == 200 and done.json()["note"] == "Bưu gửi của đơn vị khác" and done.json()["closed_at"]
    assert call(service, "POST", path, json={"note": "Bưu gửi của đơn vị khác"}).json()["repeat"]
    assert refused(call(service, "POST", path, json={"note": "khác"}), 409)["code"] == "FINDING_CLOSED"
    assert refused(call(service, "POST", "/reconciliations/findings/999999/settle", json={"note": "x"}), 404)


def test_who_may_read_run_and_settle(service: Service, stranger: str) -> None:
    reader = builders.new_key(service.context, roles=[Role.READ])
    office = builders.new_key(service.context, office_id=builders.OFFICE)
    path = f"/reconciliations/findings/{mine(service, stranger)['id']}/settle"
    assert call(service, "GET", f"/reconciliations/{DAY}", key=reader).status_code == 200
    for key in (reader, office):
        assert refused(call(service, "POST", f"/reconciliations/{DAY}", key=key), 403)
    assert refused(call(service, "POST", path, key=reader, json={"note": "x"}), 403)
    assert refused(call(service, "POST", path, key=office, json={"note": "x"}), 404), "another's is unknown"
    assert refused(call(service, "POST", f"/post-statements?day={DAY}", key=office, data=b"a;b"), 403)
    seen = call(service, "GET", f"/reconciliations/{DAY}", key=office).json()
    assert all(each["order_no"] != stranger for each in seen["findings"]), "what is nobody's is the whole agency's"
    assert all(each["office_id"] == builders.OFFICE for each in seen["offices"])


@pytest.mark.parametrize(
    ("day", "code"), [("2021-13-01", "DATE_INVALID"), ("2031-01-01", "TIME_IN_FUTURE"), ("1970-01-01", "TIME_TOO_OLD")]
)
def test_a_day_that_is_none_is_refused(service: Service, day: str, code: str) -> None:
    for method, path in (("POST", f"/post-statements?day={day}"), ("POST", f"/reconciliations/{day}")):
        assert faults(call(service, method, path, data=b"a;b\n")) == {"day": code}


def test_a_statement_that_is_no_table_is_refused_whole(service: Service) -> None:
    reply = call(service, "POST", f"/post-statements?day={DAY}", data=b"hello")
    assert refused(reply, 400)["faults"][0]["code"] == "STATEMENT_UNREADABLE"


def test_a_statement_that_says_it_is_something_else_is_refused(service: Service) -> None:
    headers = {"Content-Type": "application/json"}
    key = {"Authorization": f"Bearer {service.key}"}
    url = f"{service.url}/api/v1/post-statements?day={DAY}"
    reply = service.session.post(url, data=b"order_no;status\nA-1;4\n", headers=headers | key, timeout=60)
    assert refused(reply, 415)["faults"][0] == {
        "path": "Content-Type", "code": "MEDIA_TYPE_STATEMENT",
        "text": "Bảng kê đối soát phải có Content-Type: text/csv.",
    }  # fmt: skip


def test_an_officer_runs_a_day_prints_it_and_settles_what_is_open(service: Service, page: Page, stranger: str) -> None:
    page.goto(f"{service.url}/console")
    page.get_by_label("Tên đăng nhập").fill(new_account(service, name="Trần Văn Bảo"))
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("link", name="Đối soát").click()
    row = page.get_by_role("row").filter(has_text=stranger)
    assert "đưa ra khỏi bảng kê" in row.inner_text()
    row.locator("summary").click()
    row.get_by_role("textbox").fill("Bưu điện đã rút dòng này")
    row.get_by_role("button", name="Đã xử lý").click()
    assert page.get_by_role("status").inner_text() == "Đã ghi nhận cách xử lý."
    assert stranger not in page.inner_text("main")
    page.get_by_label("Ngày").fill("15/11/2021")
    page.get_by_role("button", name="Đối soát", exact=True).click()
    assert page.get_by_role("status").inner_text().startswith("Đã đối soát")


def test_the_desk_page_shows_an_office_its_own_and_a_reader_no_form(service: Service, stranger: str) -> None:
    whole, reader = logged_in(service), logged_in(service, roles=[Role.READ])
    office = logged_in(service, office_id=builders.OFFICE)
    own = mine(service, stranger)
    assert stranger in text(whole.get("/doi-soat")) and stranger not in text(office.get("/doi-soat"))
    seen = reader.get("/doi-soat")
    assert stranger in text(seen) and "Ghi cách đã xử lý" not in text(seen)
    assert whole.get(f"/doi-soat/{DAY}.pdf").content.startswith(b"%PDF-")
    assert whole.get("/doi-soat/2021-01-01.pdf").status_code == 404
    assert whole.get("/doi-soat/x.pdf").status_code == 404
    assert "Mục này bắt buộc" in text(whole.fill("/doi-soat", f"/doi-soat/{own['id']}", note=" "))
    assert "không có thật" in text(whole.fill("/doi-soat", "/doi-soat", day="40/11/2021"))


def test_many_findings_are_counted_by_kind_and_stand_on_pages_behind_the_days(service: Service) -> None:
    who, day = builders.principal(service.context), service.context.clock.now().date()
    numbers = [builders.unique("BD") for _ in range(120)]
    lines = "".join(f"{number};;4;{sum_vnd}\n" for number in numbers for sum_vnd in ("0", "x"))
    reconciliation.take_in(day, f"order_no;item_code;status;cod_vnd\n{lines}".encode(), who, read, service.context)
    reconciliation.run(day, who, service.context)
    desk = logged_in(service)
    first = desk.get("/doi-soat").text
    assert first.index("Các ngày đã đối soát") < first.index("Đối soát lại") < first.index('<h2 id="viec">Việc phải')
    assert "Chỉ bưu điện có (120)" in first and "Dòng bảng kê không đọc được (120)" in first
    path, seen = "/doi-soat?loai=only_posts", []
    while path:
        shown = desk.get(path).text
        found = [number for number in numbers if f">{number}<" in shown]
        assert 0 < len(found) <= 50 and "dòng bảng kê không" not in shown
        seen += found
        following = re.search(r'href="/console(/doi-soat\?[^"#]*)#viec">Trang sau', shown)
        path = html.unescape(following[1]) if following else ""
    assert sorted(seen) == sorted(numbers), "each once, none hidden"
    for strange in ("loai=x", "sau=x", "sau=" + "9" * 30, "sau=²", "truoc=hôm-qua"):
        assert desk.get(f"/doi-soat?{strange}").status_code == 200


def test_who_settles_stays_on_the_page_he_was_on(service: Service, stranger: str) -> None:
    desk, own = logged_in(service), mine(service, stranger)
    page, path = "/doi-soat?loai=only_posts", f"/doi-soat/{own['id']}?loai=only_posts"
    wrong = desk.fill(page, path, note=" ")
    assert "Mục này bắt buộc" in text(wrong) and 'name="note"' in wrong.text
    done = desk.fill(page, path, note="Của đơn vị khác")
    assert done.status_code == 303 and "loai=only_posts" in done.headers["Location"]


def test_earlier_days_are_led_to(service: Service) -> None:
    who, today = builders.principal(service.context), service.context.clock.now().date()
    for back in range(9):
        reconciliation.run(today - timedelta(days=back), who, service.context)
    desk = logged_in(service)
    shown = desk.get("/doi-soat").text
    assert f"{today - timedelta(days=8)}.pdf" not in shown and "Chênh lệch còn mở đến ngày đó" in shown
    (earlier,) = re.findall(r'href="/console(/doi-soat\?truoc=[^"]*)">Các ngày trước', shown)
    assert f"{today - timedelta(days=8)}.pdf" in desk.get(html.unescape(earlier)).text


def test_figures_side_by_side_keep_their_meaning_on_a_telephone(service: Service, stranger: str) -> None:
    shown = logged_in(service).get("/doi-soat").text
    heads = re.findall(r"<th[^>]*>([^<]*/[^<]*)</th>", shown)
    assert len(heads) == 2 and all(f'data-label="{head}"' in shown for head in heads)


def test_a_long_foreign_number_makes_the_page_no_wider_than_a_telephone(service: Service, phone: Page) -> None:
    who, day = builders.principal(service.context), service.context.clock.now().date()
    content = f"order_no;item_code;status\n{'X' * 59}1;{'Y' * 59}2;{'w' * 20}\n"
    reconciliation.take_in(day, content.encode(), who, read, service.context)
    reconciliation.run(day, who, service.context)
    phone.goto(f"{service.url}/console")
    phone.get_by_label("Tên đăng nhập").fill(new_account(service))
    phone.get_by_label("Mật khẩu").fill(PASSWORD)
    phone.get_by_role("button", name="Đăng nhập").click()
    phone.goto(f"{service.url}/console/doi-soat")
    cells = phone.locator("table.list").last.locator("td, td *").all()
    boxes = [box for box in (each.bounding_box() for each in cells) if box]
    assert boxes and "X" * 59 in phone.inner_text("main")
    assert max(box["x"] + box["width"] for box in boxes) <= 390
    hidden = [each.bounding_box() for each in phone.locator("table.list thead, table.list caption").all()]
    assert hidden and all(box and box["x"] + box["width"] <= 0 for box in hidden), "heads stand in each cell instead"

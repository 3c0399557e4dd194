"""Shift files through the doors: REST, the clerk's page, and the worker's part behind both."""

from __future__ import annotations

from datetime import datetime, timedelta

import requests
from lxml import html
from playwright.sync_api import Browser

from app import shift_files
from app.shift_files import working
from integrations.post.shift_files import FORMATS
from tests import builders
from tests.conftest import PROJECT
from tests.web.desk import PASSWORD, logged_in, new_account, text
from tests.web.service import Service, refused
from tests.web.test_console_day import log_in, opened
from tests.web.test_track import assert_fits

SAMPLE = (PROJECT / "tests/samples/post/shift_file.csv").read_bytes()


def sent(service: Service, content: bytes = SAMPLE, kind: str = "text/csv", **headers: str) -> requests.Response:
    named = {"Authorization": f"Bearer {service.key}", "Content-Type": kind, **headers}
    return requests.post(f"{service.url}/api/v1/shift-files", data=content, headers=named, timeout=30)


def work_all(service: Service) -> None:
    while working.work(FORMATS, service.context):
        pass


def test_a_file_is_kept_at_once_worked_off_and_answered_in_both_forms(service: Service) -> None:
    reply = sent(service)
    told = reply.json()
    assert (reply.status_code, told["total"], told["repeat"]) == (202, 4, False)
    assert reply.headers["Location"] == told["links"]["self"]
    assert sent(service).json()["file_no"] == told["file_no"] and sent(service).status_code == 200
    work_all(service)
    headers = {"Authorization": f"Bearer {service.key}"}
    done = requests.get(told["links"]["self"], headers=headers, timeout=30).json()
    assert (done["state"], done["accepted"], done["repeats"], done["refused"]) == ("done", 3, 1, 0)
    taken_at, ended_at = (datetime.fromisoformat(done[name]) for name in ("taken_at", "ended_at"))
    assert timedelta() <= ended_at - taken_at < timedelta(hours=1), "by one clock"
    result = requests.get(told["links"]["result"], headers=headers, timeout=30)
    assert result.headers["Content-Type"].startswith("text/csv") and result.content.count(b"\r\n") == 5
    other = requests.get(told["links"]["result"], headers=headers | {"Accept": "application/xml"}, timeout=30)
    assert other.content.startswith(b"<?xml") and other.content.count(b"<line>") == 4


def test_what_is_no_shift_file_is_refused_at_the_door(service: Service) -> None:
    assert refused(sent(service, kind="application/json"), 415)["faults"][0]["code"] == "MEDIA_TYPE_SHIFT_FILE"
    assert {fault["code"] for fault in refused(sent(service, b"x;y\n"), 400)["faults"]} >= {"COLUMN_UNKNOWN"}
    bad_name = {"Idempotency-Key": "two words"}
    assert refused(sent(service, **bad_name), 422)["faults"][0]["code"] == "REQUEST_ID_INVALID"


def test_files_are_listed_page_by_page(service: Service) -> None:
    key = builders.new_key(service.context, office_id=builders.OFFICE)
    headers = {"Authorization": f"Bearer {key}"}
    run = builders.unique("list")
    content = [f"request_id;procedure;full_name\n{run}-{n};1.002820;Lê Thị Út\n".encode() for n in range(3)]
    numbers = [sent(service, each, **headers).json()["file_no"] for each in content]
    address = f"{service.url}/api/v1/shift-files"
    first = requests.get(address, headers=headers, params={"limit": "2"}, timeout=30).json()
    assert [item["file_no"] for item in first["items"]] == numbers[:0:-1]
    rest = requests.get(address, headers=headers, params={"after": first["next"]}, timeout=30).json()
    assert (
        rest["items"][0] | {"repeat": False}
        == requests.get(f"{address}/{numbers[0]}", headers=headers, timeout=30).json()
    )
    for wrong in ({"limit": "0"}, {"limit": "201"}, {"after": "TC-0"}, {"after": "\0"}):
        refused(requests.get(address, headers=headers, params=wrong, timeout=30), 422)
    work_all(service)


def test_a_clerk_sends_a_file_and_reads_what_is_to_be_mended(service: Service, browser: Browser) -> None:
    for size in ("desk", "phone"):
        run = builders.unique("tep")
        content = f"request_id;procedure;full_name;phone\n{run}-1;1.002820;Lê Thị Út;\n{run}-2;1.002820;Lê Văn Tám;1\n"
        for page in opened(browser, service, size):
            log_in(page, service, new_account(service, office_id=builders.OFFICE))
            page.get_by_role("link", name="Tệp ca").click()
            file = {"name": "ca.csv", "mimeType": "application/vnd.ms-excel", "buffer": content.encode()}
            page.get_by_label("Tệp ca").set_input_files(file)  # type: ignore[arg-type]
            page.get_by_role("button", name="Gửi tệp ca").click()
            assert "Đã nhận tệp ca" in page.get_by_role("status").inner_text()
            work_all(service)
            if page.get_by_role("link", name="Xem lại tiến độ").count():
                page.get_by_role("link", name="Xem lại tiến độ").click()
            assert "2 / 2 hồ sơ" in page.inner_text("main") and "Dòng 3" in page.inner_text("main")
            assert "phone: Số điện thoại không hợp lệ" in page.inner_text("main")
            if size == "phone":
                assert_fits(page)
            with page.expect_download() as download:
                page.get_by_role("link", name="Tải tệp kết quả").click()
            assert download.value.suggested_filename.endswith("-ket-qua.csv")


def test_a_file_that_cannot_be_read_is_told_on_the_page(service: Service) -> None:
    desk = logged_in(service)
    form = desk.form("/tep-ca", "/tep-ca")
    reply = desk.session.post(
        f"{service.url}/console/tep-ca", data={"csrf": form["csrf"]}, files={"file": ("a.csv", b"x;y\n")}, timeout=30
    )
    assert reply.status_code == 422 and "request_id: Dòng tiêu đề" in text(reply)
    assert PASSWORD not in reply.text


def test_a_long_list_goes_on_on_the_next_page(service: Service) -> None:
    office, run = "881900", builders.unique("page")
    who, desk = builders.principal(service.context, office_id=office), logged_in(service, office_id=office)
    for n in range(51):
        content = f"request_id;procedure;full_name\n{run}-{n};1.002820;Lê Thị Út\n".encode()
        shift_files.take_in(content, FORMATS.of("text/csv"), who, service.context)
    first = html.fromstring(desk.get("/tep-ca").text)
    (following,) = first.xpath("//a[.='Trang sau']/@href")
    second = html.fromstring(desk.get(following.removeprefix("/console")).text)
    shown = [page.xpath("//td[@data-label='Số tệp']/a/text()") for page in (first, second)]
    assert [len(each) for each in shown] == [50, 1] and len({*shown[0], *shown[1]}) == 51
    assert not second.xpath("//a[.='Trang sau']") and second.xpath("//a[.='Về trang đầu']")
    assert "Tệp đã gửi" in text(desk.get("/tep-ca?sau=TC-0"))  # no mark of ours: the first page
    work_all(service)

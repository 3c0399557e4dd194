"""The citizen's page on a telephone, in a real browser without JavaScript: state, dates, parcel, and nobody's data."""

from __future__ import annotations

import re

import pytest
import requests
from playwright.sync_api import Page
from sqlalchemy import select

from app.domain.life import STATES, State
from app.security import keys
from app.store import tables
from tests import builders
from tests.pdf import reading
from tests.web.service import Service

OWNER = {
    "name": "Nguyễn Thị Ngọc Ánh",
    "birth": "21/03/1987",
    "id_number": "089187004321",
    "phone": "0918 345 601",
    "email": "anh.nguyen@example.com",
    "address": {"text": "Số 12, tổ 5, ấp Trung Bình, xã Vĩnh Trạch, huyện Thoại Sơn"},
}
RETURN = {"wish": "yes", "receiver": "Trần Văn Đức", "phone": "0909 111 222", "address": {"text": "Hẻm 7, Long Xuyên"}}
PRIVATE = [
    "Thị Ngọc Ánh", "Ngọc", "Ánh", "1987", "089187004321", "4321", "918345601", "345601", "345 601", "anh.nguyen",
    "Vĩnh Trạch", "Trần Văn Đức", "Đức", "909111222", "111 222", "Hẻm 7",
]  # fmt: skip


def link(service: Service, number: str) -> str:
    """The address in the QR code."""
    with service.context.database.begin() as connection:
        statement = select(tables.dossier.c.tracking_token).where(tables.dossier.c.dossier_no == number)
        return f"{service.url}/tra-cuu/{connection.execute(statement).scalar_one()}"


def dossier_in(state: State, service: Service) -> str:
    number = str(service.accepted(channel="portal", owner=OWNER, return_by_post=RETURN, fee=None)["dossier_no"])
    builders.led_to(state, number, keys.by_bearer(service.key, service.context), service.context)
    return number


def assert_fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    box = page.locator("body").bounding_box()
    assert box is not None and box["width"] == 390
    for element in page.locator("body *").all():
        inner = element.bounding_box()
        assert inner is None or inner["x"] + inner["width"] <= 390, element.inner_text()


@pytest.mark.parametrize("state", State)
def test_the_page_shows_the_dossier_and_no_personal_data(service: Service, phone: Page, state: State) -> None:
    number = dossier_in(state, service)
    reply = phone.goto(link(service, number))
    assert reply is not None and reply.status == 200
    text = phone.inner_text("main")
    assert number in text and STATES[state].vi in text
    assert "Sở Giao thông vận tải An Giang" in phone.inner_text("header")
    assert "Nguyễn T*** N*** Á***" in text and "Đổi giấy phép lái xe" in text
    assert re.search(r"Nộp hồ sơ\n08 giờ \d\d phút, ngày 15/11/2021", text)
    received = "receive" in builders.ways()[state]
    assert ("Hẹn trả kết quả\n" in text and "ngày 22/11/2021" in text) == received
    assert_fits(phone)
    html = phone.content().casefold()
    assert not [value for value in PRIVATE if value.casefold() in html]


def test_the_item_code_is_there_when_the_result_goes_out(service: Service, phone: Page) -> None:
    dossier = service.finished()
    phone.goto(link(service, dossier["dossier_no"]))
    assert f"Số hiệu bưu gửi\n{dossier['item_code']}" in phone.inner_text("main")
    assert "Có kết quả" in phone.inner_text("main")


def test_a_longest_name_and_number_still_fit(service: Service, phone: Page) -> None:
    owner = OWNER | {"name": "Nguyễn " + "Công Tằng Tôn Nữ " * 4}
    phone.goto(link(service, service.accepted(owner=owner)["dossier_no"]))
    assert_fits(phone)


def test_a_name_is_text_never_markup(service: Service, phone: Page) -> None:
    phone.goto(link(service, service.accepted(owner=OWNER | {"name": "<b>A</b> <script>x</script>"})["dossier_no"]))
    assert phone.query_selector("main b, main script") is None


def test_the_form_opens_the_page_by_token_and_by_the_whole_address(service: Service, phone: Page) -> None:
    number = service.accepted()["dossier_no"]
    address = link(service, number)
    for typed in (address.rsplit("/", 1)[-1], address, f" {address}/ "):
        phone.goto(f"{service.url}/tra-cuu")
        assert_fits(phone)
        phone.fill("#token", typed)
        phone.click("button")
        assert phone.url == address and number in phone.inner_text("main")


@pytest.mark.parametrize("token", ["nix", "%00", "%ff", "a" * 500, "'--", "%C3%A1", "-"])
def test_an_unknown_token_gets_a_page_in_vietnamese(service: Service, token: str) -> None:
    reply = requests.get(f"{service.url}/tra-cuu/{token}", timeout=10)
    assert reply.status_code == 404 and reply.headers["Content-Type"].startswith("text/html")
    assert "Không tìm thấy hồ sơ theo mã tra cứu này" in reply.text and "<form" in reply.text


@pytest.mark.parametrize("typed", ["", "   ", "..", "https://dvc.example/", "á b"])
def test_whatever_is_typed_leads_to_a_page_of_ours(service: Service, typed: str) -> None:
    reply = requests.post(f"{service.url}/tra-cuu", data={"token": typed}, timeout=10, allow_redirects=False)
    assert (reply.status_code, reply.headers["Location"][:9]) == (303, "/tra-cuu/")
    assert requests.get(service.url + reply.headers["Location"], timeout=10).status_code == 404


def test_the_page_is_kept_nowhere_and_frames_nobody(service: Service) -> None:
    reply = requests.get(link(service, service.accepted()["dossier_no"]), timeout=10)
    assert reply.headers["Cache-Control"] == "private, no-store"
    assert reply.headers["X-Robots-Tag"] == "noindex" and reply.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"] and "<script" not in reply.text


def test_the_bare_address_leads_to_the_form_that_asks_for_what_is_printed(service: Service, phone: Page) -> None:
    phone.goto(service.url)
    assert phone.url == f"{service.url}/tra-cuu"
    assert phone.get_by_label("Mã tra cứu (in ở phần Ghi chú của giấy tiếp nhận").is_visible()
    printed = reading.text(service.call("GET", f"/{service.accepted()['dossier_no']}/receipt.pdf").content)
    assert "mã tra cứu:" in printed[printed.index("Ghi chú") :]


def test_our_number_does_not_open_the_page(service: Service) -> None:
    number = service.accepted(code=builders.unique("VNP"))["dossier_no"]
    assert requests.get(f"{service.url}/tra-cuu/{number}", timeout=10).status_code == 404

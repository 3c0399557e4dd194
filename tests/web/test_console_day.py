"""A day at the desk in a real browser without JavaScript, on a computer and on a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import builders
from tests.pdf import reading
from tests.web.desk import PASSWORD, new_account
from tests.web.service import Service
from tests.web.test_track import assert_fits

SCREENS = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def screen(browser: Browser, service: Service) -> Iterator[Page]:
    """A desk's computer; whatever it asks of another host, and every breach of the page's policy, fails the test."""
    yield from opened(browser, service, "desk")


@pytest.fixture
def telephone(browser: Browser, service: Service) -> Iterator[Page]:
    yield from opened(browser, service, "phone")


# What the browser says of its own accord: of a refusal that is meant, of a test that typed before the page's own focus.
_ITS_OWN = ("Failed to load resource", "Autofocus processing was blocked")


def opened(browser: Browser, service: Service, size: str) -> Iterator[Page]:
    strange: list[str] = []
    with browser.new_context(viewport=SCREENS[size], java_script_enabled=False, locale="vi-VN") as context:
        page = context.new_page()
        page.on("request", lambda r: strange.append(r.url) if not r.url.startswith(service.url) else None)
        page.on("console", lambda m: None if m.text.startswith(_ITS_OWN) else strange.append(m.text))
        yield page
        assert not strange


def submitted(service: Service, office_id: str, **changes: object) -> str:
    """A dossier that came online and waits at an office."""
    key = builders.new_key(service.context, office_id=office_id)
    return str(service.accepted(key=key, channel="portal", **changes)["dossier_no"])


def log_in(page: Page, service: Service, username: str) -> None:
    page.goto(f"{service.url}/console")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()


def told(page: Page) -> str:
    """The notice at the head of a page."""
    return page.get_by_role("status").first.inner_text()


def step(page: Page, name: str, **said: str) -> None:
    """Open the form of a move, fill it in and send it."""
    form = page.locator("details").filter(has=page.locator("summary", has_text=re.compile(f"^{name}$")))
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    for label, value in said.items():
        form.get_by_label(label.replace("_", " ")).fill(value)
    form.get_by_role("button", name=name).click()


def test_a_day_at_the_desk(service: Service, screen: Page) -> None:
    page, username = screen, new_account(service, name="Nguyễn Văn Tám", office_id="MC-891")
    papers = [{"name": "Đơn đề nghị đổi giấy phép lái xe", "originals": 1}]
    number = submitted(service, "MC-891", papers=papers)
    later = submitted(service, "MC-891")

    page.goto(f"{service.url}/console")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill("mật khẩu sai")
    page.keyboard.press("Enter")
    assert "không đúng" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Tên đăng nhập").input_value() == username
    log_in(page, service, username)

    assert page.locator("tbody tr td:first-child").all_inner_texts() == [number, later], (
        "what is due first stands first"
    )
    page.get_by_role("link", name=number).click()
    assert "Giấy khám sức khỏe của người lái xe: còn thiếu" in page.inner_text("main")
    step(page, "Tiếp nhận")
    assert told(page) == "Đã ghi nhận: tiếp nhận." and page.inner_text(".state") == "Đã tiếp nhận"

    step(page, "Yêu cầu bổ sung", Lý_do="Thiếu giấy khám sức khỏe", Thời_hạn_bổ_sung="30/02/2022")
    wrong = page.get_by_label("Thời hạn bổ sung")
    assert wrong.get_attribute("aria-invalid") == "true" and wrong.input_value() == "30/02/2022"
    expect(wrong).to_have_accessible_description("Ngày tháng không có thật hoặc không đúng định dạng.")
    assert page.get_by_label("Lý do").locator("visible=true").input_value() == "Thiếu giấy khám sức khỏe"
    step(page, "Yêu cầu bổ sung", Thời_hạn_bổ_sung="30/11/2021")
    assert page.inner_text(".state") == "Chờ bổ sung giấy tờ"

    page.get_by_role("link", name="Bổ sung giấy tờ").click()
    page.get_by_label("Số bản chính: Giấy khám sức khỏe của người lái xe").fill("1")
    page.get_by_label("Số bản sao: Bản sao giấy phép lái xe").fill("1")
    page.get_by_label("Số bản sao: Bản sao giấy chứng minh nhân dân, thẻ căn cước công dân hoặc hộ chiếu").fill("1")
    page.get_by_role("button", name="Nhận giấy tờ bổ sung").click()
    assert "Đủ giấy tờ theo thành phần hồ sơ" in page.inner_text("main")

    step(page, "Chuyển giải quyết")
    step(page, "Kết thúc xử lý", Số_giấy_phép_lái_xe="890120001234")
    assert page.inner_text(".state") == "Đã có kết quả"
    assert re.search(r"Số hiệu bưu gửi\s+EL\d{9}VN", page.inner_text("main"))

    link = page.get_by_role("link", name="Giấy tiếp nhận hồ sơ và hẹn trả kết quả").first.get_attribute("href")
    receipt = page.request.get(f"{service.url}{link}")
    assert receipt.headers["content-type"] == "application/pdf"
    printed = reading.text(receipt.body())
    assert number in printed and "Nguyễn Văn Tám" in printed
    step(page, "Giao bưu điện")
    assert page.inner_text(".state") == "Đã giao bưu điện chuyển trả"
    history = page.locator("table").last.inner_text()
    assert history.count("Nguyễn Văn Tám") == 6 and "Thiếu giấy khám sức khỏe" in history

    page.get_by_role("button", name="Đăng xuất").click()
    page.goto(f"{service.url}/console/ho-so/{number}")
    assert page.get_by_role("heading", name="Đăng nhập").is_visible()
    assert page.url.endswith(f"/console/dang-nhap?tiep=/console/ho-so/{number}")


def test_a_dossier_is_taken_in_with_the_keyboard_alone(service: Service, screen: Page) -> None:
    page = screen
    log_in(page, service, new_account(service, office_id="MC-892"))
    page.get_by_role("link", name="Nhận hồ sơ mới").click()
    page.get_by_label("Thủ tục hành chính").select_option("1.002809")
    page.get_by_label("Hạng giấy phép lái xe").fill("A1")
    page.keyboard.press("Enter")
    page.get_by_label("Họ và tên *").focus()
    for value in ("Lê Văn Út", "1968", "089068000123", "0918345601", "", "Ấp Bình Hòa, xã Mỹ An"):
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    page.get_by_label("Số bản chính: Đơn đề nghị đổi giấy phép lái xe").fill("1")
    page.get_by_label("Số bản sao: Bản sao giấy phép lái xe").fill("1")
    page.get_by_label("Số bản sao: Bản sao giấy chứng minh").fill("1")
    page.get_by_label("Hình thức thu").select_option("cash")
    page.get_by_label("Cách nhận kết quả").select_option("no")
    page.get_by_label("Điện thoại người nhận").focus()
    page.keyboard.press("Enter")
    assert told(page).startswith("Đã nhận hồ sơ.")
    shown = page.inner_text("main")
    assert "Lê Văn Út" in shown and "1968" in shown and "Ấp Bình Hòa, xã Mỹ An" in shown
    assert "Đủ giấy tờ theo thành phần hồ sơ" in shown


def test_who_took_it_in_is_told_with_the_office_and_stands_on_the_receipt(service: Service, screen: Page) -> None:
    page = screen
    log_in(page, service, new_account(service, name="Lê Thị Bưởi", office_id=builders.OFFICE))
    page.goto(f"{service.url}/console/ho-so/moi?thu-tuc=1.002809&hang=A1")
    page.get_by_label("Họ và tên *").fill("Lê Văn Út")
    page.get_by_label("Số bản chính: Đơn đề nghị đổi giấy phép lái xe").fill("1")
    page.get_by_role("button", name="Nhận hồ sơ").click()
    assert told(page).startswith("Đã nhận hồ sơ.")
    history = page.locator("table").last.inner_text()
    assert history.count("Lê Thị Bưởi – Bưu cục Chợ Mới") == history.count("15/11/2021") and "cán bộ" not in history
    for paper in ("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Phiếu gửi hồ sơ"):
        link = page.get_by_role("link", name=paper).first.get_attribute("href")
        assert "Lê Thị Bưởi" in reading.text(page.request.get(f"{service.url}{link}").body()), paper


def test_the_menu_stands_on_one_line(service: Service, screen: Page) -> None:
    log_in(screen, service, new_account(service))
    tops = {round(box["y"]) for link in screen.locator("nav a").all() if (box := link.bounding_box())}
    assert len(tops) == 1 and screen.locator("nav a").count() == 10
    out, name = (screen.locator(each).bounding_box() for each in (".own", ".who"))
    assert out is not None and name is not None and abs(out["y"] - name["y"]) < 10


def test_everything_fits_a_telephone(service: Service, telephone: Page) -> None:
    page = telephone
    owner = {"name": "Nguyễn " + "Công Tằng Tôn Nữ " * 4, "address": {"text": "Số 12, ấp Trung Bình, " * 10}}
    number = submitted(service, "MC-893", owner=owner)
    log_in(page, service, new_account(service, office_id="MC-893"))
    for path in (
        "", "/chua-tra-loi", f"/ho-so/{number}", "/ho-so/moi", "/ho-so/moi?thu-tuc=1.002809&hang=B2",
        f"/ho-so/{number}/kiem-dem", f"/ho-so/{number}/bo-sung", f"/ho-so/{number}/dinh-chinh", "/ca-thu", "/mat-khau",
    ):  # fmt: skip
        reply = page.goto(f"{service.url}/console{path}")
        assert reply is not None and reply.status == 200, path
        assert_fits(page)


def test_every_input_has_a_label_and_every_table_a_caption(service: Service, screen: Page) -> None:
    page = screen
    number = submitted(service, "MC-894")
    log_in(page, service, new_account(service, office_id="MC-894"))
    for path in (
        "", f"/ho-so/{number}", "/ho-so/moi?thu-tuc=1.002809&hang=B2", f"/ho-so/{number}/kiem-dem",
        f"/ho-so/{number}/bo-sung", f"/ho-so/{number}/dinh-chinh", "/ca-thu", "/mat-khau",
    ):  # fmt: skip
        page.goto(f"{service.url}/console{path}")
        ids = [element.get_attribute("id") for element in page.locator("[id]").all()]
        assert len(ids) == len(set(ids)), path
        for element in page.locator("main").locator("input:not([type=hidden]), select, textarea").all():
            name, own = element.get_attribute("id"), element.get_attribute("aria-label")
            inside = element.locator("xpath=ancestor::label").count()
            assert own or inside or page.locator(f'label[for="{name}"]').count() == 1, (path, name)
        for table in page.locator("table").all():
            assert table.locator("caption").count() == 1, path


def test_the_first_key_leads_past_the_menu(service: Service, screen: Page) -> None:
    page = screen
    log_in(page, service, new_account(service))
    first = page.get_by_role("link", name="Đến nội dung chính")
    page.goto(f"{service.url}/console/mat-khau")
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()

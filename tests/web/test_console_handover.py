"""Handover lists at the desk page: a real browser without JavaScript, and what its forms refuse."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from tests import builders
from tests.pdf import reading
from tests.web.desk import PASSWORD, Desk, logged_in, new_account, text
from tests.web.service import Service
from tests.web.test_console_day import opened, told
from tests.web.test_handovers import finished


def log_in(page: Page, service: Service, **account: object) -> None:
    page.context.clear_cookies()
    page.goto(f"{service.url}/console")
    page.get_by_label("Tên đăng nhập").fill(new_account(service, **account))
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()


def press(page: Page, name: str) -> str:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    return told(page)


def opened_list(desk: Desk, **fields: str) -> str:
    """The path of a list that was opened by the form."""
    form = {"direction": "to_post", "other_side": builders.OFFICE, **fields}
    reply = desk.fill("/bang-ke", "/bang-ke", **form)
    assert reply.status_code == 303, text(reply)
    return reply.headers["Location"].partition("?")[0].removeprefix("/console")


def test_results_are_handed_to_the_post_from_the_scanner_to_the_paper(service: Service, browser: Browser) -> None:
    one, other = finished(service), finished(service)
    for page in opened(browser, service, "desk"):
        log_in(page, service, name="Trần Văn Bảo")
        page.get_by_role("link", name="Bảng kê").click()
        if page.locator("details").get_attribute("open") is None:
            page.locator("summary").click()
        page.get_by_label("Chiều giao nhận").select_option("to_post")
        page.get_by_label("Đơn vị bên kia").select_option(builders.OFFICE)
        page.get_by_label("Số túi").fill("T-07")
        assert press(page, "Lập bảng kê") == "Đã lập bảng kê."
        address, scanner = page.url.partition("?")[0], page.locator("#scan-codes")
        scanner.focus()
        for code in (one["item_code"], other["item_code"], one["item_code"], "EL491610889VN"):
            page.keyboard.type(code)  # as a hand scanner does
            page.keyboard.press("Enter")
        page.get_by_role("button", name="Ghi vào bảng kê").click()
        alert = page.get_by_role("alert").inner_text()
        assert (
            "2 mã cần xem lại" in alert and "đã có trong bảng kê" in alert and "EL491610889VN: Không tìm thấy" in alert
        )
        assert page.locator("#scan-codes").input_value() == "EL491610889VN"
        assert "2 mục: 2 kết quả" in page.inner_text("main")
        page.locator("#count-codes").fill(f"{one['item_code']}\n")
        assert press(page, "Ghi nhận kiểm đếm") == "Đã ghi nhận kiểm đếm."
        assert f"{other['item_code']}: thiếu" in page.inner_text("main")
        page.get_by_label(other["item_code"]).check()
        assert press(page, "Bỏ mục đã chọn") == "Đã bỏ các mục đã chọn."
        assert press(page, "Chốt kiểm đếm") == "Đã chốt kiểm đếm."
        assert page.get_by_label("Họ tên người ký").input_value() == "Trần Văn Bảo"
        page.get_by_label("Xác nhận 1 mục đã giao nhận").check()
        assert press(page, "Ký") == "Đã ghi nhận chữ ký."
        log_in(page, service, name="Phạm Thị Thu Thủy", office_id=builders.OFFICE)
        page.goto(address)
        assert "Ký cho bên nhận." in page.inner_text("main")
        page.get_by_label("Xác nhận 1 mục đã giao nhận").check()
        assert press(page, "Ký") == "Đã ghi nhận chữ ký."
        assert page.inner_text(".state") == "Đã ký"
        paper = page.request.get(f"{address}.pdf")
        printed = reading.text(paper.body())
        assert one["item_code"] in printed and "Phạm Thị Thu Thủy" in printed and "BẢN NHÁP" not in printed
        assert press(page, "Lập bảng kê đính chính") == "Đã lập bảng kê."
        assert "Đính chính cho" in page.inner_text("main")
    assert service.call("GET", f"/{one['dossier_no']}").json()["state"] == "handed_to_post"


def test_what_the_forms_refuse_is_said_beside_them(service: Service) -> None:
    desk, code = logged_in(service), finished(service)["item_code"]
    empty = desk.fill("/bang-ke", "/bang-ke", direction="", other_side="", seal_no="x" * 41)
    assert empty.status_code == 422 and empty.text.count('class="wrong"') == 2
    path = opened_list(desk)
    for action, form, status, words in (
        ("quet", {"codes": ""}, 422, "bắt buộc"),
        ("quet", {"codes": "\n".join("x" * 501)}, 422, "500"),
        ("quet", {"codes": "https://dossier.example/tra-cuu/bi-mat"}, 422, "Dòng 1: Mã vừa quét không phải"),
        ("tui", {"bag_no": "x" * 41}, 422, "40 ký tự"),
        ("chot", {}, 409, "chưa có mục nào"),
        ("bo", {"codes": code}, 422, "không có trong bảng kê"),
        ("dinh-chinh", {}, 409, "lập bảng kê đính chính"),
    ):
        reply = desk.post(f"{path}/{action}", page=path, **form)
        assert reply.status_code == status and words in text(reply), (action, text(reply))
        assert "bi-mat" not in text(reply)
    assert desk.post(f"{path}/quet", page=path, codes=code).status_code == 303
    assert desk.post(f"{path}/kiem-dem", page=path, codes=f"{code}\nEL491610889VN").status_code == 303
    assert "EL491610889VN: thừa" in text(desk.get(path))
    assert desk.post(f"{path}/bo-kiem-dem", page=path, codes="EL491610889VN").status_code == 303
    assert desk.post(f"{path}/tui", page=path, bag_no="T-1", seal_no="NP 2").status_code == 303
    assert desk.post(f"{path}/chot", page=path).status_code == 303
    assert desk.post(f"{path}/ky", page=path).status_code == 422, "nothing is signed without the confirmation"
    assert "không in vừa" in text(desk.post(f"{path}/ky", page=path, confirmed="1", name="W" * 60))
    assert desk.post(f"{path}/mo-lai", page=path).status_code == 303
    assert desk.send(f"{path}/chot").status_code == 403, "without the token of the form"
    assert desk.get("/bang-ke/%00").status_code == desk.get("/bang-ke/BG-1.pdf").status_code == 404


def test_who_may_only_read_sees_lists_and_no_forms(service: Service) -> None:
    path = opened_list(logged_in(service))
    reader = logged_in(service, roles=["read"])
    for page in ("/bang-ke", path):
        assert reader.get(page).status_code == 200
        assert reader.get(page).text.count("<form") == 1, "nothing but the log-out"
    assert reader.post(f"{path}/quet", page=path, codes="x").status_code == 403
    assert logged_in(service, office_id=builders.OTHER_OFFICE).get(path).status_code == 404

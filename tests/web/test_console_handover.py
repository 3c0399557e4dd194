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
        assert page.inner_text(".state") == "Chờ bên nhận ký"
        assert not page.get_by_role("button", name="Ký", exact=True).count(), "who has signed is not asked again"
        log_in(page, service, name="Phạm Thị Thu Thủy", office_id=builders.OFFICE)
        page.get_by_role("link", name="Bảng kê").click()
        assert "chờ bên nhận ký" in page.inner_text("tbody")
        page.goto(address)
        assert "Ký cho bên nhận." in page.inner_text("main")
        page.get_by_label("Xác nhận 1 mục đã giao nhận").check()
        assert press(page, "Ký") == "Đã ghi nhận chữ ký."
        assert page.inner_text(".state") == "Đã ký"
        assert page.get_by_role("link", name="In phiếu bàn giao kết quả", exact=True).count() == 1
        paper = page.request.get(f"{address}.pdf")
        printed = reading.text(paper.body())
        assert one["item_code"] in printed and "Phạm Thị Thu Thủy" in printed and "BẢN NHÁP" not in printed
        assert press(page, "Lập bảng kê đính chính") == "Đã lập bảng kê."
        assert "Đính chính cho" in page.inner_text("main")
    assert service.call("GET", f"/{one['dossier_no']}").json()["state"] == "handed_to_post"
    desk = logged_in(service)
    signed = "Bên giao: Trần Văn Bảo; bên nhận: Phạm Thị Thu Thủy (Bưu cục Chợ Mới)"
    assert signed in desk.read(one["dossier_no"])
    assert "Túi thư T-07, Bưu cục Chợ Mới" in desk.read(one["dossier_no"])
    slip = reading.text(service.call("GET", f"/{one['dossier_no']}/papers/control_slip.pdf").content)
    assert slip.count("Trần Văn Bảo") == slip.count("Phạm Thị Thu Thủy") == 1
    assert slip.index("Trần Văn Bảo") < slip.index("Phạm Thị Thu Thủy"), "the giver stands before the receiver"


def test_an_open_list_keeps_to_its_column_and_its_forms_are_one_step_away(service: Service, browser: Browser) -> None:
    desk, results = logged_in(service), [finished(service) for _ in range(2)]
    path = opened_list(desk)
    codes = "\n".join(str(each["item_code"]) for each in results)
    assert desk.post(f"{path}/quet", page=path, codes=codes).status_code == 303
    for size in ("desk", "phone"):
        for page in opened(browser, service, size):
            log_in(page, service)
            page.goto(f"{service.url}/console{path}")
            column, table = page.locator(".columns > div").first.bounding_box(), page.locator("table").bounding_box()
            assert column is not None and table is not None
            assert table["x"] + table["width"] <= column["x"] + column["width"]
            assert page.get_by_role("link", name="Đến phần thực hiện").is_visible() == (size == "phone")


def test_papers_are_listed_by_the_one_number_that_they_have(service: Service) -> None:
    desk = logged_in(service, office_id=builders.OFFICE)
    number = str(service.accepted(key=builders.new_key(service.context, office_id=builders.OFFICE))["dossier_no"])
    path = opened_list(desk, direction="to_desk", other_side="")
    assert desk.post(f"{path}/quet", page=path, codes=number).status_code == 303
    shown = desk.get(path).text
    assert ">Hồ sơ</th>" not in shown and f'/console/ho-so/{number}"' in shown
    assert "In biên bản giao nhận hồ sơ (bản nháp)" in text(desk.get(path))


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


def test_a_list_opened_by_mistake_is_cancelled_and_says_so(service: Service) -> None:
    desk, code = logged_in(service, office_id="MC-889"), finished(service)["item_code"]
    path = opened_list(desk)
    assert desk.fill(path, f"{path}/huy").status_code == 303
    shown = text(desk.get(path))
    assert "Đã hủy" in shown and "không còn việc nào để thực hiện" in shown
    assert 'method="post" action="/console/bang-ke' not in desk.get(path).text, "no form of a list is left"
    late = desk.post(f"{path}/quet", page=path, codes=code)
    assert late.status_code == 409 and "Bảng kê đang ở trạng thái “đã hủy”" in text(late)
    assert "đã hủy" in text(desk.get("/bang-ke"))


def test_a_list_with_items_has_no_cancelling(service: Service) -> None:
    desk = logged_in(service)
    path = opened_list(desk)
    page = desk.get(path).text
    assert desk.post(f"{path}/quet", page=path, codes=str(finished(service)["item_code"])).status_code == 303
    assert f"{path}/huy" in page and f"{path}/huy" not in desk.get(path).text
    assert desk.post(f"{path}/huy", page=path).status_code == 409


def test_a_district_desk_opens_what_it_has_signed_for_and_moves_nothing(service: Service) -> None:
    post, district = logged_in(service, office_id=builders.OFFICE), logged_in(service, office_id="MC-893")
    number = str(service.accepted(key=builders.new_key(service.context, office_id=builders.OFFICE))["dossier_no"])
    path = opened_list(post, direction="to_desk", other_side="MC-893")
    assert post.post(f"{path}/quet", page=path, codes=number).status_code == 303
    assert f"/ho-so/{number}" not in district.get(path).text, "no link to what it may not see yet"
    assert post.post(f"{path}/kiem-dem", page=path, codes=number).status_code == 303
    assert post.post(f"{path}/chot", page=path).status_code == 303
    for desk in (post, district):
        assert desk.fill(path, f"{path}/ky", confirmed="1").status_code == 303
    assert f"/ho-so/{number}" in district.get(path).text
    shown = district.get(f"/ho-so/{number}")
    assert shown.status_code == 200 and "Kiểm đếm giấy tờ" in text(shown)
    for act in ("start", "dinh-chinh", "bo-sung", "collect", "luu-giu/printed"):
        assert f'"/console/ho-so/{number}/{act}"' not in shown.text
    assert "đơn vị khác nhận" in text(shown)
    assert district.get(f"/ho-so/{number}/kiem-dem").status_code == 200


def test_a_post_office_is_led_to_the_envelope_of_what_another_took_in(service: Service) -> None:
    post, desk, code = logged_in(service, office_id=builders.OTHER_OFFICE), logged_in(service), finished(service)
    path = opened_list(desk, other_side=builders.OTHER_OFFICE)
    assert desk.post(f"{path}/quet", page=path, codes=str(code["item_code"])).status_code == 303
    shown = post.get(path).text
    assert f'/console/luu-giu/{code["item_code"]}"' in shown and f"/ho-so/{code['dossier_no']}" not in shown
    assert f'/ho-so/{code["dossier_no"]}"' in desk.get(path).text

"""The desk page and paper: intake, counting, supplements, corrections, prints, fees and the till, over real HTTP."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from lxml import html
from sqlalchemy import update

from app.domain.role import Role
from app.store import tables
from tests.pdf import reading
from tests.web.desk import Desk, logged_in, text
from tests.web.service import Service
from tests.web.test_console import from_portal, kinds, received

INTAKE = "/ho-so/moi?thu-tuc=1.002809&hang=B2"
NEW = {
    "owner.name": "Nguyễn Thị Ngọc Ánh",
    "owner.birth": "21/03/1987",
    "owner.id_number": "089 187 004 321",
    "owner.phone": "0918 345 601",
    "owner.address.text": "Số 12, tổ 5, ấp Trung Bình, xã Vĩnh Trạch, huyện Thoại Sơn",
    "papers[0].originals": "1",
    "papers[1].originals": "1",
    "papers[2].copies": "1",
    "papers[3].copies": "1",
    "fee.method": "cash",
    "fee.voucher": "BL-0007",
    "return_by_post.wish": "yes",
}


@pytest.fixture(scope="module")
def lan(service: Service) -> Desk:
    return logged_in(service)


def handed_in(desk: Desk, **changes: str) -> requests.Response:
    return desk.fill(INTAKE, "/ho-so/moi", **NEW | changes)


def number_of(reply: requests.Response) -> str:
    assert reply.status_code == 303, text(reply)
    return re.findall(r"/console/ho-so/([^?]+)", reply.headers["Location"])[0]


def pdf(desk: Desk, path: str) -> bytes:
    reply = desk.get(path)
    assert reply.status_code == 200 and reply.headers["Content-Type"] == "application/pdf", text(reply)
    assert reply.headers["Content-Disposition"].startswith("inline; filename=")
    assert reply.headers["Cache-Control"] == "private, no-store"
    assert reply.content.startswith(b"%PDF-")
    return reply.content


# -- intake --------------------------------------------------------------------------------------------------------


def test_a_dossier_is_taken_in_at_the_desk(service: Service) -> None:
    desk = logged_in(service, office_id="MC-883")
    done = handed_in(desk, **{"owner.id_number": "089187004388"})  # nobody else's here: nothing of hers is open
    number = number_of(done)
    assert done.headers["Location"].endswith("?xong=intake")
    shown = desk.read(number)
    for told in (
        "Bộ phận một cửa cấp huyện", "Bộ phận Tiếp nhận và Trả kết quả thành phố Long Xuyên", "Đã tiếp nhận",
        "089187004388", "21/03/1987", "Đủ giấy tờ theo thành phần hồ sơ", "Nhận qua dịch vụ bưu chính công ích",
        "135.000 đồng, Tiền mặt, biên lai BL-0007", "Trần Thị Mai Lan",
    ):  # fmt: skip
        assert told in shown, told
    assert kinds(service, number) == ["submitted", "received"]
    pdf(desk, re.findall(rf'"/console(/ho-so/{number}/in/receipt/\d+.pdf)"', desk.get(f"/ho-so/{number}").text)[0])


def test_the_form_has_the_papers_and_the_fee_of_the_procedure(lan: Desk) -> None:
    page = lan.get(INTAKE)
    assert "Giấy khám sức khỏe của người lái xe (1 bản chính)" in text(page)
    assert 'name="fee.amount_vnd" type="text" value="135000"' in page.text
    assert "Giấy khám sức khỏe" not in text(lan.get("/ho-so/moi?thu-tuc=1.002809&hang=A1"))
    assert "Hạng giấy phép lái xe không có trong danh mục" in text(lan.get("/ho-so/moi?thu-tuc=1.002809&hang=ZZ"))
    assert "Thủ tục hành chính *" in text(lan.get("/ho-so/moi?thu-tuc=9.999999"))


def test_faults_stand_beside_their_fields_and_nothing_typed_is_lost(lan: Desk) -> None:
    typed = {
        "owner.name": "", "owner.phone": "12", "papers[2].copies": "-1", "papers[5].originals": "2",
        "fee.amount_vnd": "nhiều", "summary": "Đổi vì sai tên đệm", "return_by_post.phone": "123",
    }  # fmt: skip
    reply = handed_in(lan, **typed)
    assert reply.status_code == 422 and "Hồ sơ có 6 mục cần sửa" in text(reply)
    for field in typed.keys() - {"summary", "papers[5].originals"} | {"papers[5].name"}:
        assert f'id="{field}-wrong"' in reply.text and f'aria-describedby="{field}-wrong"' in reply.text, field
    for value in ("12", "-1", "nhiều", "Đổi vì sai tên đệm", "089 187 004 321", 'value="cash" selected'):
        assert value in reply.text


def test_a_double_click_makes_one_dossier_and_a_changed_form_is_told(lan: Desk) -> None:
    form = lan.form(INTAKE, "/ho-so/moi") | NEW
    first, second = lan.send("/ho-so/moi", **form), lan.send("/ho-so/moi", **form)
    assert number_of(first) == number_of(second)
    changed = lan.send("/ho-so/moi", **form | {"owner.name": "Trần Văn Khác"})
    assert changed.status_code == 409 and "đã được ghi nhận thành hồ sơ trước đó" in text(changed)
    assert "Trần Văn Khác" in changed.text


def test_a_fee_is_booked_only_when_it_is_said_how_it_was_paid(lan: Desk) -> None:
    for given, account in (
        ({"fee.method": ""}, "Đã nộp 0 đồng Còn phải nộp 135.000 đồng"),
        (
            {"fee.method": "", "fee.place": "on_return"},
            "Còn phải nộp 135.000 đồng Bưu điện thu hộ khi phát 135.000 đồng",
        ),
        ({"fee.amount_vnd": "100.000"}, "Đã nộp 100.000 đồng Còn phải nộp 35.000 đồng"),
    ):
        assert account in lan.read(number_of(handed_in(lan, **given))), given


def test_what_a_person_should_look_at_is_said_after_the_intake(lan: Desk) -> None:
    done = handed_in(lan, **{"papers[1].originals": "", "owner.id_number": "089187004399"})
    assert "luu-y=PAPERS_DIFFER" in done.headers["Location"]
    page = text(lan.get(done.headers["Location"].removeprefix("/console")))
    assert "Giấy tờ đã nộp chưa khớp thành phần hồ sơ theo quy định" in page


def test_papers_brought_for_a_dossier_of_the_portal_join_it(service: Service, lan: Desk) -> None:
    owner = {"name": NEW["owner.name"], "id_number": "089187004555"}
    number = from_portal(service, owner=owner, code="89-20211115-000777", return_by_post={"wish": "no"})
    own = {"owner.id_number": "089187004555", "code": "89-20211115-000777"}
    done = handed_in(lan, **own)
    assert number_of(done) == number and "luu-y=JOINED" in done.headers["Location"]
    other = handed_in(lan, **own | {"owner.name": "Trần Văn Khác", "owner.id_number": "089187004556"})
    assert other.status_code == 409 and "thuộc hồ sơ khác" in text(other)


def test_who_may_not_submit_sees_no_intake(service: Service) -> None:
    desk = logged_in(service, roles=[Role.READ, Role.RECEIVE])
    assert desk.get("/ho-so/moi").status_code == 403
    assert "Nhận hồ sơ mới" not in text(desk.get())


# -- counting ------------------------------------------------------------------------------------------------------


def test_papers_are_counted_and_a_difference_keeps_the_dossier_from_being_finished(service: Service, lan: Desk) -> None:
    number = received(service)
    path = f"/ho-so/{number}/kiem-dem"
    right = {"papers[1].originals": "1", "papers[2].originals": "1", "papers[3].copies": "1", "papers[4].copies": "1"}
    wrong = lan.fill(path, path, **right | {"papers[2].originals": "một", "others[1].copies": "1"})
    assert wrong.status_code == 422
    assert 'id="papers[2].originals-wrong"' in wrong.text and 'id="others[1].name-wrong"' in wrong.text
    differs = lan.fill(path, path, **right | {"papers[2].originals": "", "papers[2].copies": "1"})
    assert differs.headers["Location"] == f"/console/ho-so/{number}?xong=differs"
    assert "Sai lệch khi kiểm đếm: Giấy khám sức khỏe" in lan.read(number)
    refused = lan.move(number, "finish")
    assert refused.status_code == 409 and "Còn 1 sai lệch giấy tờ" in text(refused)
    (close,) = set(re.findall(rf'action="/console(/ho-so/{number}/sai-lech/\d+)"', lan.get(f"/ho-so/{number}").text))
    assert lan.fill(f"/ho-so/{number}", close).status_code == 422
    assert lan.fill(f"/ho-so/{number}", close, resolution="Công dân đã nộp bản chính").status_code == 303
    assert "Sai lệch đã xử lý (1)" in lan.read(number)
    assert lan.move(number, "finish").status_code == 303
    assert kinds(service, number)[2:] == ["counted", "discrepancy_closed", "finished"]


def test_a_count_that_agrees_says_so(service: Service, lan: Desk) -> None:
    number = received(service, papers=[{"name": "Đơn đề nghị đổi giấy phép lái xe", "originals": 1}])
    path = f"/ho-so/{number}/kiem-dem"
    done = lan.fill(path, path, **{"papers[1].originals": "1"})
    assert done.headers["Location"].endswith("?xong=counted") and "đủ và đúng" in text(lan.get("?xong=counted"))


# -- supplements and corrections -----------------------------------------------------------------------------------


def test_what_is_brought_later_is_added_and_the_wait_ends(service: Service, lan: Desk) -> None:
    number = received(service, papers=[{"name": "Đơn đề nghị đổi giấy phép lái xe", "originals": 1}])
    lan.move(number, "ask_supplement", reason="Thiếu giấy khám sức khỏe")
    path = f"/ho-so/{number}/bo-sung"
    assert "Giấy khám sức khỏe của người lái xe: còn thiếu" in text(lan.get(path))
    nothing = lan.fill(path, path)
    assert nothing.status_code == 422 and 'id="papers-wrong"' in nothing.text
    form = lan.form(path, path) | {"papers[1].originals": "1", "papers[5].name": "Ảnh", "papers[5].originals": "2"}
    for _ in range(2):
        assert lan.send(path, **form).headers["Location"] == f"/console/ho-so/{number}?xong=supplement"
    shown = lan.read(number)
    assert "Giấy khám sức khỏe của người lái xe 1 0 0 Ảnh 2 0 0" in shown and "Đã tiếp nhận" in shown
    assert kinds(service, number)[2:] == ["supplement_asked", "supplemented"]


def test_what_was_written_wrongly_is_put_right(service: Service, lan: Desk) -> None:
    number = received(service)
    path = f"/ho-so/{number}/dinh-chinh"
    form = lan.form(path, path)
    assert (form["owner.name"], form["owner.birth"]) == ("Nguyễn Thị Ngọc Ánh", "21/03/1987")
    unchanged = lan.fill(path, path)
    assert unchanged.status_code == 422 and "Chưa sửa mục nào" in text(unchanged)
    wrong = lan.fill(path, path, **{"owner.phone": "12"})
    assert wrong.status_code == 422 and 'id="owner.phone-wrong"' in wrong.text
    done = lan.fill(path, path, **{"owner.name": "Nguyễn Thị Ngọc Ảnh", "reason": "Sai dấu"})
    assert done.headers["Location"] == f"/console/ho-so/{number}?xong=correct"
    assert "Nguyễn Thị Ngọc Ảnh" in lan.read(number)
    other = {"owner.name": "Trần Văn Khác", "owner.id_number": "089187999999"}
    assert lan.fill(path, path, **other).status_code == 409


def test_an_older_form_does_not_take_back_what_another_put_right(service: Service, lan: Desk) -> None:
    number = received(service)
    path = f"/ho-so/{number}/dinh-chinh"
    older = lan.form(path, path)
    assert lan.fill(path, path, **{"owner.name": "Nguyễn Thị Ngọc Ảnh"}).status_code == 303
    done = lan.send(path, **older | {"owner.phone": "0912345678"})
    assert done.headers["Location"] == f"/console/ho-so/{number}?xong=correct"
    now = lan.form(path, path)
    assert (now["owner.name"], now["owner.phone"]) == ("Nguyễn Thị Ngọc Ảnh", "0912345678")


def test_what_two_put_right_at_once_is_decided_by_the_second_knowingly(service: Service, lan: Desk) -> None:
    number = received(service)
    path = f"/ho-so/{number}/dinh-chinh"
    older = lan.form(path, path) | {"owner.name": "Nguyễn Thị Ngọc Ảnh"}
    assert lan.fill(path, path, **{"owner.name": "Nguyễn Thị Ngọc Anh"}).status_code == 303
    met = lan.send(path, **older)
    assert met.status_code == 409 and "Nay đang ghi “Nguyễn Thị Ngọc Anh”." in text(met)
    (shown,) = [form for form in html.fromstring(met.text).forms if form.action == f"/console{path}"]
    again = dict(shown.form_values())
    assert (again["owner.name"], again["was.owner.name"]) == ("Nguyễn Thị Ngọc Ảnh", "Nguyễn Thị Ngọc Anh")
    assert lan.send(path, **again).status_code == 303
    assert "Nguyễn Thị Ngọc Ảnh" in lan.read(number)


def test_a_second_click_of_a_correction_is_the_first(service: Service, lan: Desk) -> None:
    number = received(service)
    path = f"/ho-so/{number}/dinh-chinh"
    form = lan.form(path, path) | {"owner.name": "Nguyễn Thị Ngọc Ảnh", "reason": "Sai dấu"}
    for _ in range(2):
        assert lan.send(path, **form).headers["Location"] == f"/console/ho-so/{number}?xong=correct"
    assert kinds(service, number).count("corrected") == 1


# -- papers --------------------------------------------------------------------------------------------------------


def test_the_register_is_printed_for_the_days_that_are_chosen(service: Service, lan: Desk) -> None:
    number = received(service)
    form = lan.form("/so-theo-doi", "/so-theo-doi.pdf")
    assert form == {"tu": "01/11/2021", "den": "15/11/2021"}
    assert number in reading.text(lan.get("/so-theo-doi.pdf", params=form).content).replace(" ", "")
    wrong = lan.get("/so-theo-doi.pdf", params={"tu": "15/11/2021", "den": "31/02/2021"})
    assert wrong.status_code == 422 and 'id="den-wrong"' in wrong.text and 'value="31/02/2021"' in wrong.text


def test_a_wait_that_ran_out_can_be_filtered_for(service: Service, lan: Desk) -> None:
    number = received(service)
    assert lan.move(number, "ask_supplement", reason="Thiếu", until="16/11/2021").status_code == 303
    assert "bổ sung trước 16/11/2021 17:00" in text(lan.get("?trang-thai=waiting_for_supplement"))
    dossier = tables.dossier
    with service.context.database.begin() as connection:
        late = update(dossier).where(dossier.c.dossier_no == number)
        connection.execute(late.values(supplement_by=datetime(2021, 11, 12, 10, tzinfo=UTC)))
    page = lan.get("?trang-thai=qua-han-bo-sung")
    assert number in text(page) and "Quá hạn bổ sung (1)" in text(page)


def test_every_paper_that_is_listed_is_printed(service: Service, lan: Desk) -> None:
    number = from_portal(service)
    said = {"ask_supplement": {"reason": "Thiếu"}, "apologise": {"reason": "Quá tải", "new_due_at": "26/11/2021"}}
    for name in ("receive", "ask_supplement"):
        lan.move(number, name, **said.get(name, {}))
    path = f"/ho-so/{number}/bo-sung"
    lan.fill(path, path, **{"papers[3].copies": "1"})
    for name in ("apologise", "finish"):
        assert lan.move(number, name, **said.get(name, {})).status_code == 303
    page = lan.get(f"/ho-so/{number}").text
    links = re.findall(rf'href="/console(/ho-so/{number}/in/([a-z_]+)/\d+\.pdf)"', page)
    assert {kind for _, kind in links} >= {"slip", "receipt", "supplement_request", "apology", "label"}
    assert len([kind for _, kind in links if kind == "receipt"]) == 2, "the promise before the supplement, and after"
    for link, _ in links:
        pdf(lan, link)


def test_a_reprint_needs_a_reason_is_counted_and_a_second_click_prints_none(service: Service, lan: Desk) -> None:
    number = received(service)
    page = f"/ho-so/{number}"
    (link,) = re.findall(rf'href="/console({page}/in/receipt/\d+\.pdf)"', lan.get(page).text)
    first = pdf(lan, link)
    (action,) = re.findall(rf'action="/console({page}/in-lai/receipt/\d+)"', lan.get(page).text)
    without = lan.fill(page, action)
    assert without.status_code == 422 and "bắt buộc" in text(without)
    form = lan.form(page, action) | {"reason": "Bản đầu bị rách"}
    for _ in range(2):
        assert lan.send(action, **form).headers["Location"] == f"/console{action}/1.pdf"
    assert pdf(lan, f"{action}/1.pdf") != first
    assert "Bản in lại số 1 Bản đầu bị rách" in lan.read(number)
    assert lan.fill(page, action, reason="Mất").headers["Location"] == f"/console{action}/2.pdf"
    assert lan.get(f"{action}/3.pdf").status_code == lan.get(f"{page}/in-lai/receipt/99/1.pdf").status_code == 404
    assert kinds(service, number).count("reprinted") == 2


# -- the old licence -----------------------------------------------------------------------------------------------


def test_the_old_licence_is_taken_cut_and_given_back(service: Service, lan: Desk) -> None:
    number = received(service)
    page = f"/ho-so/{number}"
    for stage, title in (
        ("given_up", "Thu giấy phép lái xe cũ"),
        ("cut", "Cắt góc giấy phép lái xe cũ"),
        ("given_back", "Trả lại giấy phép lái xe cũ"),
    ):
        assert title in lan.read(number)
        assert lan.fill(page, f"{page}/gplx-cu/{stage}").status_code == 303
    assert "gplx-cu" not in lan.get(page).text and "Đã trả lại (thu, cắt góc rồi trả lại)" in lan.read(number)


# -- money ---------------------------------------------------------------------------------------------------------


def unpaid(service: Service, **changes: Any) -> str:
    return received(service, fee=None, **changes)


def test_a_fee_is_collected_given_back_and_the_shift_closes_to_the_dong(service: Service) -> None:
    desk, number = logged_in(service), unpaid(service)
    page = f"/ho-so/{number}"
    assert "Còn phải nộp 135.000 đồng" in desk.read(number)
    too_much = desk.fill(page, f"{page}/thu", method="cash", amount_vnd="200.000")
    assert too_much.status_code == 409 and "200.000" in too_much.text
    assert desk.fill(page, f"{page}/thu", amount_vnd="135.000").status_code == 422, "how it was paid must be said"
    form = desk.form(page, f"{page}/thu") | {"method": "cash", "amount_vnd": "135.000", "voucher": "BL-1"}
    for _ in range(2):
        assert desk.send(f"{page}/thu", **form).status_code == 303
    assert "Đã nộp 135.000 đồng" in desk.read(number) and "Còn phải nộp" not in desk.read(number)
    desk.move(number, "refuse", reason="Không đủ điều kiện")
    assert desk.fill(page, f"{page}/hoan", method="cash", reason="Từ chối", amount_vnd="35.000").status_code == 303
    assert "Có thể hoàn trả 100.000 đồng" in desk.read(number)

    assert "Tiền mặt phải có: 100.000 đồng" in text(desk.get("/ca-thu"))
    short = desk.fill("/ca-thu", "/ca-thu", counted_vnd="90.000")
    assert short.status_code == 409 and "thiếu 10.000 đồng" in text(short)
    assert desk.fill("/ca-thu", "/ca-thu", counted_vnd="").status_code == 422
    closed = desk.fill("/ca-thu", "/ca-thu", counted_vnd="90.000", note="Trả nhầm tiền thừa")
    assert closed.headers["Location"] == "/console/ca-thu?xong=shift"
    till = desk.get("/ca-thu")
    assert "Chưa có khoản nào" in text(till) and "90.000 đồng" in text(till)
    pdf(desk, re.findall(r'href="/console(/ca-thu/[^"]+\.pdf)"', till.text)[-1])
    mine = re.findall(r'value="(CA-[^"]+)"', till.text)[-1]
    assert desk.fill("/ca-thu", "/nop-tien", shift_nos=[mine], receiver="").status_code == 422
    assert desk.fill("/ca-thu", "/nop-tien", shift_nos=[mine], receiver="Kho bạc Long Xuyên").status_code == 303
    assert mine not in desk.get("/ca-thu").text


def test_who_may_not_collect_sees_no_till_and_no_forms_for_money(service: Service) -> None:
    number = unpaid(service)
    desk = logged_in(service, roles=[Role.READ, Role.RECEIVE])
    assert desk.get("/ca-thu").status_code == 403 and "Ca thu" not in text(desk.get())
    assert f"{number}/thu" not in desk.get(f"/ho-so/{number}").text and "Còn phải nộp" in desk.read(number)


# -- what is in addresses ------------------------------------------------------------------------------------------


def test_no_address_and_no_log_line_holds_what_is_personal(service: Service, lan: Desk) -> None:
    number = number_of(handed_in(lan, **{"owner.id_number": "089187007777", "owner.phone": "0987 007 777"}))
    found = lan.post("/tim", page="", tim="089187007777")
    assert found.headers["Location"] == f"/console/ho-so/{number}"
    log = service.log.read_text()
    assert not [private for private in ("089187007777", "987007777", "Ngọc Ánh", "trâu chậm") if private in log]

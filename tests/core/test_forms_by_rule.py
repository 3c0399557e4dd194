"""A rule changed in the TOML changes every paper that shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.context import Context
from app.desk import register
from app.domain.submission import Channel
from tests import builders
from tests.conftest import Change
from tests.core.papers import NEW_FORMS, OLD_LAW, Desk
from tests.pdf.reading import text

ON_RETURN = {"amount_vnd": 135_000, "place": "on_return"}


def papers(desk: Desk) -> dict[str, str]:
    """The text of a paper of each kind, for dossiers that made their moves."""
    number = desk.hand_in(Channel.PORTAL, fee=None)
    found = {"slip": desk.read(number, "slip")}
    desk.make("receive", number)
    desk.make("ask_supplement", number, reason="Đơn chưa ký")
    found["supplement_request"] = desk.read(number, "supplement_request")
    desk.bring(number)
    desk.make("apologise", number, reason="Máy in hỏng", new_due_at=desk.now() + timedelta(days=30))
    desk.make("finish", number)
    found |= {kind: desk.read(number, kind) for kind in ("receipt", "apology", "control_slip", "label")}
    desk.make("return_in_person", number, receiver="Nguyễn Văn Dũng", receiver_id_number="089085004321")
    found["result_slip"] = desk.read(number, "result_slip")
    posted = desk.hand_in(Channel.POST_COUNTER, papers=[])
    desk.make("refuse", posted, reason="Không đủ điều kiện")
    found |= {kind: desk.read(posted, kind) for kind in ("posted_slip", "refusal")}
    period = register.read("2021-11-01", "2021-11-30", desk.now()) if desk.now().year == 2021 else None
    if period:
        found["register"] = text(register.paper(period, desk.who, desk.context).content)
    return found


def under(context: Context, rules: object, told: str = OLD_LAW) -> Desk:
    return Desk.on(replace(context, rules=rules), told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("receipt", "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"),
        ("slip", "PHIẾU XÁC NHẬN ĐÃ NỘP HỒ SƠ"),
        ("posted_slip", "PHIẾU GỬI HỒ SƠ"),
        ("supplement_request", "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"),
        ("refusal", "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ"),
        ("apology", "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"),
        ("control_slip", "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ"),
        ("result_slip", "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ"),
        ("register", "SỔ THEO DÕI HỒ SƠ"),
    ],
)
def test_a_title(context: Context, change: Change, kind: str, title: str) -> None:
    found = papers(under(context, change("forms.toml", f'title_vi = "{title}"', 'title_vi = "PHIẾU ĐỔI TÊN"')))
    assert [name for name, told in found.items() if "PHIẾU ĐỔI TÊN" in told] == [kind]
    assert f"{title} (Liên" not in found[kind]


def test_a_title_of_the_notice_of_stopping(context: Context, change: Change) -> None:
    title = 'title_vi = "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ"'
    desk = under(context, change("forms.toml", title, 'title_vi = "PHIẾU ĐỔI TÊN"'), NEW_FORMS)
    number = desk.hand_in()
    desk.make("stop", number, reason="Công dân đề nghị")
    assert "PHIẾU ĐỔI TÊN" in desk.read(number, "stop_notice")


def test_a_form_number_and_a_legal_line(context: Context, change: Change) -> None:
    text = 'kind = "refusal"\nnumber = "03"'
    assert "Mẫu số 33." in papers(under(context, change("forms.toml", text, text.replace("03", "33"))))["refusal"]
    line = "(Quyết định số 45/2016/QĐ-TTg ngày 19 tháng 10 năm 2016 của Thủ tướng Chính phủ)"
    assert "(Quyết định mới)" in papers(under(context, change("forms.toml", line, "(Quyết định mới)")))["posted_slip"]


def test_a_letterhead(context: Context, change: Change) -> None:
    head = 'letterhead_vi = ["UBND TỈNH AN GIANG", "SỞ GIAO THÔNG VẬN TẢI"]'
    changed = change("agencies.toml", head, 'letterhead_vi = ["UBND TỈNH AN GIANG", "SỞ ĐỔI TÊN"]')
    found = papers(under(context, changed))
    assert found.keys() - {name for name, told in found.items() if "SỞ ĐỔI TÊN" in told} == {"label"}


def test_the_name_of_an_agency(context: Context, change: Change) -> None:
    name = 'name_vi = "Sở Giao thông vận tải An Giang"'
    found = papers(under(context, change("agencies.toml", name, 'name_vi = "Sở Đổi tên"')))
    assert all("Sở Đổi tên" in told for kind, told in found.items() if kind not in ("slip", "result_slip"))
    assert not any("Sở Giao thông vận tải An Giang" in told for told in found.values())


def test_a_fee(context: Context, change: Change) -> None:
    channels = 'channels = ["post_counter", "district_one_stop", "provincial_centre"]\nfee_vnd = '
    desk = under(context, change("procedures.toml", f"{channels}135000", f"{channels}136000"))
    assert "136.000 đồng" in desk.read(desk.hand_in(fee=None), "receipt")
    number = desk.hand_in(fee=ON_RETURN)
    desk.make("finish", number)
    assert "136.000 đồng" in desk.read(number, "label")


def test_a_duration(context: Context, change: Change) -> None:
    found = papers(under(context, change("procedures.toml", "days = 5", "days = 3")))
    assert "03 ngày làm việc" in found["receipt"]
    assert "kết quả giải quyết hồ sơ: 08 giờ 00 phút, ngày 18/11/2021" in found["apology"]
    assert "18/11/2021" in found["register"]


def test_a_holiday(context: Context, change: Change) -> None:
    added = """
[[days_off]]
reason_vi = "Nghỉ bão"
agency = "000.00.16.H01"
from = 2021-11-16
to = 2021-11-17
source = "test"
sure = "confirmed"

[[days_off]]"""
    desk = under(context, change("calendar.toml", "\n[[days_off]]", added))
    number = desk.hand_in()
    assert "08 giờ 00 phút, ngày 24/11/2021" in desk.read(number, "receipt")
    assert "08 giờ 00 phút, ngày 24/11/2021" in desk.read(number, "control_slip")


def test_a_paper_that_a_procedure_asks_for(context: Context, change: Change) -> None:
    name = 'name_vi = "Giấy khám sức khỏe của người lái xe"'
    desk = under(context, change("procedures.toml", name, 'name_vi = "Giấy chứng nhận mới"'))
    number = desk.hand_in(Channel.POST_COUNTER, papers=[])
    desk.make("ask_supplement", number, reason="Thiếu giấy tờ")
    for kind in ("receipt", "posted_slip", "supplement_request"):
        assert "Giấy chứng nhận mới: còn thiếu, phải nộp 01 bản chính." in desk.read(number, kind), kind


def test_the_name_of_a_procedure_and_of_an_office(context: Context, change: Change) -> None:
    name = 'name_vi = "Đổi giấy phép lái xe do ngành Giao thông vận tải cấp"'
    found = papers(under(context, change("procedures.toml", name, 'name_vi = "Đổi bằng"')))
    assert all("Đổi bằng" in told for kind, told in found.items() if kind != "label")
    changed = change("agencies.toml", 'name_vi = "Bưu cục Chợ Mới"', 'name_vi = "Bưu cục Mới"')
    counter = Desk.on(replace(context, rules=changed), OLD_LAW, builders.OFFICE)
    number = counter.hand_in(Channel.POST_COUNTER)
    for kind in ("receipt", "posted_slip", "control_slip"):
        counter.make("start", number) if kind == "control_slip" else None
        assert "Bưu cục Mới" in counter.read(number, kind), kind


def test_who_pays_the_postage(context: Context, change: Change) -> None:
    found = papers(under(context, change("agencies.toml", 'payer = "receiver"', 'payer = "sender"')))
    assert "Người gửi" in found["label"] and "Người nhận (ký" in found["label"]

"""Records of daily reconciliation, read back from paper."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from app.domain.errors import LayoutError
from pdf.reconciliation import Reconciliation, render
from tests.pdf.reading import pages, text
from tests.pdf.reconciliations import OFFICES, a_difference, a_reconciliation

DOCS = Path(__file__).parents[2] / "docs/forms"
SAID = (
    "UBND TỈNH AN GIANG",
    "SỞ GIAO THÔNG VẬN TẢI",
    "BIÊN BẢN ĐỐI SOÁT BƯU GỬI VÀ TIỀN THU HỘ",
    "(Ngày 15/11/2021)",
    "Lần đối soát: 2",
    "Bảng kê của bưu điện: bản nộp lần 1; 1 dòng không đọc được",
    "1 Bưu cục Chợ Mới 18 17 11 11 9 1 675.000 12 9 1 540.000 324.000 2.430.000 405.000 2.430.000",
    "Cộng 18 17 15 15 12 1 675.000 15 12 1 540.000 405.000 4.320.000 405.000 3.645.000",
    "Tiền thu hộ của bưu gửi đã phát, theo cơ quan: 675.000 đồng (bằng chữ: Sáu trăm bảy mươi lăm nghìn đồng)",
    "Tiền đã thu hộ, theo bưu điện: 540.000 đồng (bằng chữ: Năm trăm bốn mươi nghìn đồng)",
    "Chênh lệch phải xử lý: 02 mục (bằng chữ: Hai mục); đã xử lý 01 mục",
    "1 Khác tiền thu hộ 000.00.16.H01-211115-0004 EC473120040VN 135.000 đồng 0 đồng",
    "ĐẠI DIỆN BƯU ĐIỆN",
    "ĐẠI DIỆN CƠ QUAN",
    "Phạm Thị Thu Thủy",
    "Trần Văn Bảo",
    "Đối soát ngày 15/11/2021, lần 2",
    "Trang 1/1",
)


def test_all_of_it_stands_on_the_paper() -> None:
    printed = text(render(a_reconciliation()))
    assert not [said for said in SAID if said not in printed]


def test_the_same_record_prints_the_same_bytes() -> None:
    assert render(a_reconciliation()) == render(a_reconciliation())


def test_a_clean_day_says_so_and_a_day_without_a_statement_too() -> None:
    printed = text(render(a_reconciliation(differences=(), offices=())))
    assert "Kết quả đối soát: hai bên khớp đúng, không có chênh lệch" in printed and "Cộng 0 0" in printed
    printed = text(render(a_reconciliation(differences=(), statement=None, offices=())))
    assert "Bảng kê của bưu điện: chưa có" in printed and "khớp đúng" not in printed
    assert "không có chênh lệch theo tin định vị; chưa đối chiếu bảng kê của bưu điện" in printed


@pytest.mark.parametrize("number", [1, 5, 6, 7, 8, 30, 120])
def test_on_several_pages_heads_come_again_and_signatures_stay_with_the_last_row(number: int) -> None:
    every = [
        " ".join(page.extract_text().split())
        for page in pages(render(a_reconciliation(differences=tuple(map(a_difference, range(1, number + 1))))))
    ]
    for nth, page in enumerate(every, 1):
        assert f"Trang {nth}/{len(every)}" in page and "Đối soát ngày 15/11/2021, lần 2" in page
        assert "Cách xử lý" in page or nth == 1
    found = [int(nth) for page in every for nth in re.findall(r"211115-(\d{4}) EC", page)]
    assert found == [*range(1, number + 1)], "none is cut"
    assert f"211115-{number:04d}" in every[-1] and "ĐẠI DIỆN CƠ QUAN" in every[-1]


def test_what_has_no_room_is_named() -> None:
    long = replace(OFFICES[0], office="Nghiêng " * 400)
    with pytest.raises(LayoutError) as caught:
        render(a_reconciliation(offices=(OFFICES[1], long)))
    assert caught.value.params["path"] == "offices[1].office"


def test_every_field_stands_in_the_document_beside_its_picture() -> None:
    document = (DOCS / "reconciliation.md").read_text("utf-8")
    assert "](reconciliation.png)" in document and (DOCS / "reconciliation.png").is_file()
    records = (Reconciliation, type(OFFICES[0]), type(a_difference()))
    assert {field.name for each in records for field in fields(each)} <= set(re.findall(r"`(\w+)`", document))

"""Handover lists, read back from paper."""

from __future__ import annotations

import re
import time
from dataclasses import fields, replace
from pathlib import Path

import pytest

from app.domain.errors import LayoutError
from pdf.manifest import Manifest, render
from tests.pdf.conftest import need_binary
from tests.pdf.manifests import a_difference, a_line, a_manifest, lines
from tests.pdf.reading import pages, text, text_by_poppler

DOCS = Path(__file__).parents[2] / "docs/forms"
LONG_NAME = "Công ty trách nhiệm hữu hạn một thành viên vận tải và dịch vụ Łukasz Жуков Đồng bằng sông Cửu Long"
TOO_LONG = "Nghiêng " * 400
SIGNED = ("NGƯỜI GIAO", "NGƯỜI NHẬN", "Phạm Thị Thu Thủy", "Trần Văn Bảo")
SAID = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "TỔNG CÔNG TY BƯU ĐIỆN VIỆT NAM",
    "BƯU ĐIỆN TỈNH AN GIANG",
    "Số: GN-881115-211115-1",
    "BIÊN BẢN GIAO NHẬN HỒ SƠ",
    "Chiều giao nhận: Bưu cục giao hồ sơ cho bộ phận một cửa",
    "Bên giao: Bưu cục 881115 – HCC An Giang, số 88 Tôn Đức Thắng, thành phố Long Xuyên",
    "Người giao: Phạm Thị Thu Thủy Chức vụ: Giao dịch viên",
    "Bên nhận: Bộ phận Một cửa Sở Giao thông vận tải An Giang",
    "Người nhận: Trần Văn Bảo Chức vụ: Cán bộ tiếp nhận và trả kết quả",
    "Số túi: T-211115-03",
    "Số niêm phong: NP 0045121",
    "Thời gian giao: 16 giờ 40 phút, ngày 15/11/2021",
    "Thời gian kiểm đếm: 17 giờ 05 phút, ngày 15/11/2021",
    "1 000.00.16.H01-211115-0001 EC473120019VN Huỳnh Văn Đực Cấp lại giấy phép lái xe hạng B2 2 2 X X",
    "4 000.00.16.H01-211115-0004 EC473120040VN Đỗ Hữu Nghĩa Cấp lại giấy phép lái xe hạng B2 2 1 X 5",
    "Cộng 18 14 6 7",
    "Tổng số: 09 mục (bằng chữ: Chín mục)",
    "Trong đó: 8 hồ sơ; 1 giấy tờ bổ sung",
    "Phí, lệ phí thu hộ: 810.000 đồng (bằng chữ: Tám trăm mười nghìn đồng)",
    "Thực nhận theo danh sách: 08 mục (bằng chữ: Tám mục)",
    "Phí, lệ phí thực nhận: 675.000 đồng (bằng chữ: Sáu trăm bảy mươi lăm nghìn đồng)",
    "Sai lệch khi kiểm đếm: 03 mục (bằng chữ: Ba mục)",
    "1 Thiếu 000.00.16.H01-211115-0004 EC473120040VN Có trong danh sách, không có trong túi",
    "3 Thừa EC473120708VN Có trong túi, không có trong danh sách; chuyển bảng kê sau",
    *SIGNED,
    "Quyết định số 45/2016/QĐ-TTg ngày 19 tháng 10 năm 2016. Bảng kê số GN-881115-211115-1",
    "Trang 1/1",
)
EMPTY = [
    ({"bag_no": "", "seal_no": ""}, ("Số túi", "Số niêm phong")),
    (
        {"counted_at": None, "differences": (), "received": None, "received_fee_vnd": None},
        ("kiểm đếm", "Thực nhận", "thực nhận", "sai lệch"),
    ),
    ({"differences": (), "received": 9, "received_fee_vnd": 810_000}, ("Phí, lệ phí thực nhận",)),
    ({"handed_over_at": None, "giver_role": "", "receiver_role": ""}, ("Thời gian giao", "Chức vụ")),
    ({"lines": lines(2, fee_vnd=0), "received_fee_vnd": 0}, ("Trong đó", "Phí, lệ phí")),
    ({}, ("Đính chính", "NHÁP", "IN LẠI")),
]
NO_ROOM = [
    ({"lines": (*lines(3), a_line(4, owner_name=TOO_LONG))}, "lines[3].owner_name"),
    ({"lines": (*lines(3), a_line(4, content=TOO_LONG))}, "lines[3].content"),
    ({"lines": (a_line(note=TOO_LONG),)}, "lines[0].note"),
    ({"lines": (a_line(owner_name="Vương 王"),)}, "lines[0].owner_name"),
    ({"differences": (a_difference(), a_difference(note=TOO_LONG))}, "differences[1].note"),
    ({"giver_unit": TOO_LONG}, "giver_unit"),
    ({"receiver_name": TOO_LONG}, "receiver_name"),
    ({"receiver_role": TOO_LONG}, "receiver_role"),
    ({"seal_no": TOO_LONG}, "seal_no"),
    ({"corrects": TOO_LONG}, "corrects"),
    ({"notes": ("Hai bên đã kiểm đếm.",) * 80}, "notes"),
]


def told(**fields: object) -> list[str]:
    """The text of every page of the first copy."""
    manifest = a_manifest(**fields)
    every = [" ".join(page.extract_text().split()) for page in pages(render(manifest))]
    return every[: len(every) // (1 if manifest.draft else len(manifest.copies))]


def test_a_list_says_all_that_it_has_to_on_both_copies() -> None:
    need_binary("pdftotext")
    paper = render(a_manifest())
    for said in SAID:
        assert text(paper).count(said) >= 2, said
        assert set(said.split()) <= set(text_by_poppler(paper).split()), said
    assert [page.extract_text().count("(Liên") for page in pages(paper)] == [1, 1]
    assert render(a_manifest()) == paper


@pytest.mark.parametrize(("fields", "captions"), EMPTY)
def test_what_is_not_known_leaves_its_line_out(fields: dict[str, object], captions: tuple[str, ...]) -> None:
    assert [caption for caption in captions if caption in " ".join(told(**fields))] == []


@pytest.mark.parametrize(("fields", "path"), NO_ROOM)
def test_what_does_not_fit_is_named(fields: dict[str, object], path: str) -> None:
    with pytest.raises(LayoutError) as error:
        render(a_manifest(**fields))
    assert error.value.params["path"] == path


def test_a_list_without_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="has lines"):
        render(a_manifest(lines=()))


def test_the_other_direction_has_its_own_title_and_counts_results() -> None:
    [page] = told(
        title="PHIẾU BÀN GIAO KẾT QUẢ",
        legal_basis="",
        number="BG-H01.16-211122-1",
        corrects="BG-H01.16-211119-2",
        lines=lines(5, kind="kết quả", content="Giấy phép lái xe hạng A1, số seri AX123456"),
        differences=(),
        received=5,
    )
    assert "PHIẾU BÀN GIAO KẾT QUẢ" in page and "45/2016" not in page
    assert "Đính chính cho bảng kê số: BG-H01.16-211119-2" in page
    assert "Tổng số: 05 kết quả (bằng chữ: Năm kết quả)" in page
    assert "Kết quả kiểm đếm: khớp đúng với danh sách trên, không có sai lệch" in page


def test_long_and_foreign_names_are_printed_whole() -> None:
    [page] = told(lines=(a_line(owner_name=LONG_NAME),), giver_unit=LONG_NAME, giver_name=LONG_NAME)
    assert page.count(LONG_NAME) >= 3


def test_a_draft_says_so_on_every_page_and_comes_once() -> None:
    paper = render(a_manifest(draft=True, lines=lines(60)))
    assert [page.extract_text().count("BẢN NHÁP – chưa đủ chữ ký") for page in pages(paper)] == [1, 1, 1]
    assert "Liên" not in text(paper)


def test_a_reprint_says_which_it_is_on_every_copy() -> None:
    assert text(render(a_manifest(reprint=2))).count("BẢN IN LẠI LẦN 2") == 2


@pytest.mark.parametrize("differing", [0, 1, 40])
@pytest.mark.parametrize("number", [1, *range(9, 14), *range(17, 20), 23, 24, 25, 44, 45, 46])
def test_at_any_page_edge_the_signatures_stay_with_the_last_rows(number: int, differing: int) -> None:
    differences = tuple(a_difference(nth, note=f"Sai lệch thứ {nth}") for nth in range(1, differing + 1))
    every = told(lines=lines(number), differences=differences)
    for nth, page in enumerate(every, 1):
        assert f"Trang {nth}/{len(every)}" in page
        assert "Bảng kê số GN-881115-211115-1" in page
        assert "Chủ hồ sơ" in page or "Diễn giải" in page  # a table's head comes again
    assert [int(nth) for page in every for nth in re.findall(r"(\d+) 000\.00\.16\.H01-\S+ EC", page)] == [
        *range(1, number + 1)
    ]
    total = next(page for page in every if "Tổng số" in page)
    assert f"{number} 000.00.16.H01-211115-{number:04d}" in total and "Cộng" in total
    assert all(said in every[-1] for said in SIGNED)
    if differing:
        assert f"Sai lệch thứ {differing} " in every[-1]
        [headed] = [page for page in every if "Sai lệch khi kiểm đếm" in page]
        assert "Sai lệch thứ 1 " in headed
    else:
        assert total is every[-1]


def test_five_hundred_items_print_in_well_under_a_second_and_none_is_cut() -> None:
    manifest = a_manifest(lines=lines(500), differences=(), received=500)
    render(manifest)
    started = time.process_time()
    render(replace(manifest, lines=lines(500)))
    assert time.process_time() - started < 0.5
    every = told(lines=lines(500), differences=(), received=500)
    assert [f"{nth:04d}" for nth in range(1, 501)] == [
        number for page in every for number in re.findall(r"211115-(\d{4})", page)
    ]
    assert "Tổng số: 500 hồ sơ (bằng chữ: Năm trăm hồ sơ)" in every[-1]
    assert "45.090.000 đồng (bằng chữ: Bốn mươi lăm triệu không trăm chín mươi nghìn đồng)" in every[-1]


def test_every_field_stands_in_the_document_beside_its_picture() -> None:
    document = (DOCS / "manifest.md").read_text("utf-8")
    assert "](manifest.png)" in document and (DOCS / "manifest.png").is_file()
    records = (Manifest, type(a_line()), type(a_difference()))
    assert {field.name for each in records for field in fields(each)} <= set(re.findall(r"`(\w+)`", document))

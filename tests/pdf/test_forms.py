from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pypdf
import pytest

from app.domain.errors import LayoutError
from app.domain.post import item_code
from pdf import label, receipt, slip
from pdf.form import PaperLine
from pdf.label import FOUR_ON_A4, LABEL_100X150, LABEL_A6
from pdf.stationery import A4, A5
from tests.pdf.builders import ADDRESS, a_label, a_party, a_receipt, a_slip, labels
from tests.pdf.conftest import need_binary
from tests.pdf.desk_forms import DESK_FORMS
from tests.pdf.reading import MM_PER_PT, fonts, pages, text, text_by_poppler

FORMS = {
    "receipt": lambda: receipt.render(a_receipt()),
    "receipt with foreign letters": lambda: receipt.render(a_receipt(owner_name="Łukasz Жуков")),
    "slip": lambda: slip.render(a_slip()),
    "label": lambda: label.render([a_label()]),
    "labels on a sheet": lambda: label.render(labels(3), FOUR_ON_A4, start=3),
    **{name: form.paper for name, form in DESK_FORMS.items()},
}
SIZES = {
    "receipt": (lambda: receipt.render(a_receipt()), (210, 297), 2),
    "receipt on A5": (lambda: receipt.render(a_receipt(), A5), (148, 210), 2),
    "slip": (lambda: slip.render(a_slip()), (148, 210), 1),
    "slip on A4": (lambda: slip.render(a_slip(), A4), (210, 297), 1),
    "label": (lambda: label.render(labels(3), LABEL_100X150), (100, 150), 3),
    "label on A6": (lambda: label.render(labels(2), LABEL_A6), (105, 148), 2),
    "labels on A4": (lambda: label.render(labels(5), FOUR_ON_A4), (210, 297), 2),
    "labels on A4 from the third place": (lambda: label.render(labels(3), FOUR_ON_A4, start=3), (210, 297), 2),
    **{name: (form.paper, form.size_mm, form.pages) for name, form in DESK_FORMS.items()},
}


def some_papers(number: int, more: str = "") -> tuple[PaperLine, ...]:
    return tuple(PaperLine(f"Giấy tờ thứ {nth} của hồ sơ{more}", originals=1) for nth in range(1, number + 1))


def path_of_error(**fields: object) -> object:
    with pytest.raises(LayoutError) as error:
        receipt.render(a_receipt(**fields))
    return error.value.params["path"]


@pytest.mark.parametrize("form", SIZES)
def test_pages_have_the_size_of_the_paper_to_a_tenth_of_a_millimetre(form: str) -> None:
    render, size_mm, number = SIZES[form]
    paper = pages(render())
    assert len(paper) == number
    for page in paper:
        assert [float(side) * MM_PER_PT for side in page.mediabox[2:]] == pytest.approx(size_mm, abs=0.1)


@pytest.mark.parametrize("form", FORMS)
def test_every_font_is_embedded(form: str) -> None:
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts(FORMS[form]()).values())


@pytest.mark.parametrize("form", FORMS)
def test_the_file_names_itself_speaks_vietnamese_and_is_not_scaled(form: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(FORMS[form]()))
    assert reader.metadata is not None
    assert reader.metadata.title
    assert reader.metadata.author in {
        "SỞ GIAO THÔNG VẬN TẢI",
        "BƯU ĐIỆN TỈNH AN GIANG",
        "Trung tâm Phục vụ hành chính công tỉnh An Giang",
        "PHÒNG CẢNH SÁT GIAO THÔNG",
    }
    assert reader.root_object["/Lang"] == "vi-VN"
    assert reader.root_object["/ViewerPreferences"].get_object()["/PrintScaling"] == "/None"


@pytest.mark.parametrize("form", FORMS)
def test_the_same_record_gives_the_same_bytes(form: str) -> None:
    assert FORMS[form]() == FORMS[form]()


def test_another_process_on_another_machine_gives_the_same_bytes() -> None:
    program = (
        "import hashlib; from tests.pdf.test_forms import FORMS;"
        "print([hashlib.sha256(render()).hexdigest() for render in reversed(FORMS.values())])"
    )
    elsewhere = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C", "PYTHONPATH": "."}
    told = subprocess.run([sys.executable, "-c", program], env=elsewhere, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str([hashlib.sha256(render()).hexdigest() for render in reversed(FORMS.values())])


def test_threads_that_print_at_once_get_the_same_bytes() -> None:
    records = [a_receipt(owner_name=f"Łukasz Жуков {nth}") for nth in range(8)]
    alone = [receipt.render(record) for record in records]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(receipt.render, records)) == alone


def test_a_receipt_says_all_that_form_01_asks_for() -> None:
    need_binary("pdftotext")
    paper = receipt.render(a_receipt(book_no="02", entry_no="15", differences="Thiếu giấy khám sức khỏe"))
    told = text(paper)
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "UBND TỈNH AN GIANG",
        "SỞ GIAO THÔNG VẬN TẢI",
        "An Giang, ngày 15 tháng 11 năm 2021",
        "211115000012",
        "Mã hồ sơ: 000.00.16.H01-211115-0001",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Bộ phận tiếp nhận và trả kết quả: Bưu cục 881115 – HCC An Giang",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Ngọc Ánh",
        "Người nộp hồ sơ: Nguyễn Văn Dũng",
        f"Địa chỉ: {ADDRESS}",
        "Số điện thoại: 0912345678",
        "Số CMND/Thẻ căn cước/Hộ chiếu: 089187001234",
        "Email: ngoc.anh@example.vn",
        "Nội dung yêu cầu giải quyết: Đổi giấy phép lái xe do ngành Giao thông vận tải cấp (hạng A1)",
        "Hình thức thu phí, lệ phí: Thu khi tiếp nhận – 135.000 đồng",
        "Hình thức nộp hồ sơ: Bưu chính công ích",
        "Khác với thành phần hồ sơ theo quy định: Thiếu giấy khám sức khỏe",
        "2. Số lượng hồ sơ: 01 (bộ)",
        "3. Thời gian giải quyết hồ sơ theo quy định: 05 ngày làm việc",
        "4. Thời gian nhận hồ sơ: 08 giờ 15 phút, ngày 15/11/2021",
        "5. Thời gian trả kết quả giải quyết hồ sơ: 08 giờ 15 phút, ngày 22/11/2021",
        "6. Đăng ký nhận kết quả tại: Nhà, qua dịch vụ bưu chính công ích",
        "Vào Sổ theo dõi hồ sơ: Quyển số: 02, Số thứ tự: 15",
        "Tra cứu tình trạng hồ sơ tại https://dichvucong.angiang.gov.vn hoặc qua điện thoại 1900 0000.",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Trần Văn Bảo",
        "Mẫu số 01. Ban hành kèm theo Thông tư số 01/2018/TT-VPCP ngày 23 tháng 11 năm 2018",
    ):
        assert told.count(said) == 2, said
        assert said in text_by_poppler(paper)
    assert "IN LẠI" not in told


def test_the_two_copies_differ_in_their_name_only() -> None:
    kept, given = (page.extract_text() for page in pages(receipt.render(a_receipt())))
    assert "(Liên: Lưu)" in kept
    assert kept.replace("(Liên: Lưu)", "(Liên: Giao khách hàng)") == given


def test_twelve_papers_stay_on_one_page_of_each_copy() -> None:
    paper = receipt.render(a_receipt(papers=some_papers(12)))
    assert len(pages(paper)) == 2
    assert text(paper).count("Giấy tờ thứ 12 của hồ sơ") == 2


def test_twenty_papers_go_on_on_a_further_page_of_each_copy() -> None:
    paper = receipt.render(a_receipt(papers=some_papers(20, ", có tên dài đến mức phải xuống dòng thứ hai mới hết")))
    first, further, *others = (page.extract_text() for page in pages(paper))
    assert len(others) == 2
    assert all(" ".join(text(paper).split()).count(f"Giấy tờ thứ {nth} của hồ sơ") == 2 for nth in range(1, 21))
    assert "Trang 1/2" in first
    assert "000.00.16.H01-211115-0001 (tiếp theo)" in further
    assert "Tên giấy tờ" in further
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in further


def test_an_address_of_three_lines_is_printed_whole() -> None:
    address = f"{ADDRESS} (hẻm bên hông chợ Mỹ Phước, rẽ trái qua cầu Duy Tân, căn nhà thứ ba có cổng sắt màu xanh)"
    assert address in text(receipt.render(a_receipt(address=address)))


def test_long_names_are_printed_whole() -> None:
    name = "Công ty trách nhiệm hữu hạn một thành viên vận tải và thương mại dịch vụ tổng hợp Đồng bằng sông Cửu Long"
    assert f"Tiếp nhận hồ sơ của: {name}" in text(receipt.render(a_receipt(owner_name=name)))


@pytest.mark.parametrize(
    "field", ["owner_name", "submitter_name", "address", "request", "desk", "return_place", "title"]
)
def test_a_field_too_long_for_its_room_is_named(field: str) -> None:
    assert path_of_error(**{field: "Nghiêng " * 120}) == field


def test_an_agency_of_too_many_lines_is_named() -> None:
    assert path_of_error(agency_lines=("ỦY BAN NHÂN DÂN TỈNH AN GIANG VÀ CÁC CƠ QUAN",) * 5) == "agency_lines"


def test_notes_that_no_page_holds_are_named() -> None:
    assert path_of_error(notes=("Đề nghị giữ gìn giấy này.",) * 80) == "notes"


def test_a_paper_with_a_name_too_long_is_named() -> None:
    assert path_of_error(papers=(*some_papers(2), PaperLine("Nghiêng " * 120))) == "papers[2].name"


@pytest.mark.parametrize("field", ["owner_name", "address", "officer_name", "email"])
def test_a_letter_that_cannot_be_printed_is_named(field: str) -> None:
    assert path_of_error(**{field: "Vương 王"}) == field


def test_a_reprint_says_which_it_is() -> None:
    assert text(receipt.render(a_receipt(reprint=2))).count("BẢN IN LẠI LẦN 2") == 2
    assert "BẢN IN LẠI LẦN 1" in text(slip.render(a_slip(reprint=1)))
    assert "BẢN IN LẠI LẦN 3" in text(label.render([a_label(reprint=3)]))


def test_a_receipt_of_an_online_dossier_has_no_place_for_the_submitter_to_sign() -> None:
    assert "NGƯỜI NỘP HỒ SƠ" not in text(receipt.render(a_receipt(submitter_signs=False)))


def test_a_receipt_without_a_due_time_says_so() -> None:
    assert "Không có ngày hẹn trả cụ thể theo quy định" in text(receipt.render(a_receipt(due_at=None)))


def test_empty_fields_leave_their_line_out() -> None:
    told = text(receipt.render(a_receipt(phone="", email="", identity_no="", fee_vnd=None, fee_method="")))
    assert not any(caption in told for caption in ("Số điện thoại", "Email", "CMND", "lệ phí"))


def test_title_and_legal_basis_come_from_the_record() -> None:
    told = text(
        receipt.render(a_receipt(form_no="Mẫu số 9", legal_basis="Ban hành kèm theo Thông tư số 9/2099/TT-VPCP"))
    )
    assert "Mẫu số 9. Ban hành kèm theo Thông tư số 9/2099/TT-VPCP" in told
    assert "01/2018" not in told


def test_times_are_printed_in_the_zone_of_vietnam() -> None:
    evening = datetime(2021, 11, 15, 20, 30, tzinfo=UTC)
    told = text(receipt.render(a_receipt(received_at=evening, issued_at=evening)))
    assert "03 giờ 30 phút, ngày 16/11/2021" in told
    assert "ngày 16 tháng 11 năm 2021" in told


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        receipt.render(a_receipt(received_at=datetime(2021, 11, 15)))  # noqa: DTZ001


def test_a_slip_says_plainly_that_it_is_not_the_receipt_and_has_no_due_time() -> None:
    told = text(slip.render(a_slip()))
    assert "(Không thay cho Giấy tiếp nhận hồ sơ và hẹn trả kết quả)" in told
    assert "chưa phải là Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in told
    assert "khi hồ sơ được tiếp nhận, người nộp được cấp Giấy tiếp nhận" in told
    assert "Thời gian nộp hồ sơ: 08 giờ 15 phút, ngày 15/11/2021" in told
    assert "Thời gian trả kết quả" not in told


def test_a_slip_without_an_alias_carries_the_qr_alone() -> None:
    assert "211115000012" not in text(slip.render(a_slip(alias="")))


def test_a_label_says_all_that_the_post_needs() -> None:
    told = text(label.render([a_label(cod_vnd=135_000)]))
    for said in (
        "Chuyển phát kết quả hành chính công",
        "EL 491 610 889 VN",
        "8810",
        "Trung tâm Phục vụ hành chính công tỉnh An Giang",
        "ĐT: 02963 957 006 Mã KH: KH88.000123",
        "Nguyễn Thị Ngọc Ánh",
        "ĐT: 0912 345 678",
        ADDRESS,
        "Giấy phép lái xe – HS 000.00.16.H01-211115-0001",
        "50 g",
        "135.000 đồng",
        "30.000 đồng",
        "Người nhận",
        "881115 – HCC An Giang",
        "09:05 22/11/2021",
        "Người nhận (ký, ghi rõ họ tên)",
    ):
        assert said in told, said


def test_an_address_on_a_label_takes_the_lines_it_needs() -> None:
    address = f"{ADDRESS}, hẻm bên hông chợ Mỹ Phước, căn nhà thứ ba có cổng sắt màu xanh lá cây"
    assert address in text(label.render([a_label(receiver=a_party(address=address))]))


def test_who_may_receive_stands_under_the_address_and_leaves_every_other_label_as_it_was() -> None:
    longest = "Người nhận thay: Công Tằng Tôn Nữ Thị Ngọc Ánh Nguyệt Minh Châu Phước Hưng (số giấy tờ có đuôi 1234)"
    for delivery in ("Chỉ phát cho người nhận", "Phát cho người nhận hoặc người cùng hộ", longest):
        told = text(label.render([a_label(delivery=delivery)]))
        assert delivery in told and ADDRESS in told
        assert delivery in text(label.render([a_label(delivery=delivery)] * 4, FOUR_ON_A4))
    assert label.render([a_label(delivery="")]) == label.render([a_label()])
    with pytest.raises(LayoutError) as error:
        label.render([a_label(delivery="Nghiêng " * 30)])
    assert error.value.params["path"] == "delivery"


def test_a_receiver_who_does_not_fit_a_label_is_named() -> None:
    with pytest.raises(LayoutError) as error:
        label.render([a_label(receiver=a_party(address="Nghiêng " * 90))])
    assert error.value.params["path"] == "receiver.address"


def test_a_batch_holds_its_labels_in_order() -> None:
    told = [page.extract_text() for page in pages(label.render(labels(5)))]
    assert [item_code.format(item.item_code) in page for item, page in zip(labels(5), told, strict=True)] == [True] * 5


def test_labels_on_a_sheet_begin_at_the_free_place() -> None:
    [first, second] = pages(label.render(labels(3), FOUR_ON_A4, start=3))
    assert [page.extract_text().count("NGƯỜI NHẬN") for page in (first, second)] == [2, 1]


@pytest.mark.parametrize(("number", "start"), [(0, 1), (1, 0), (1, 5)])
def test_a_batch_needs_labels_and_a_place_on_the_sheet(number: int, start: int) -> None:
    with pytest.raises(ValueError, match="needed"):
        label.render(labels(number), FOUR_ON_A4, start=start)

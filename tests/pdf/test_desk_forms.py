from __future__ import annotations

import re
import time
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.errors import LayoutError
from pdf.form import PaperLine
from pdf.stationery import A5
from tests.pdf.builders import (
    ADDRESS,
    PAPERS,
    a_fee_line,
    a_receipt,
    a_register_line,
    a_slip,
    a_step,
    register_lines,
)
from tests.pdf.conftest import need_binary
from tests.pdf.desk_forms import DESK_FORMS, OF_ONE_DOSSIER
from tests.pdf.reading import pages, text, text_by_poppler

DOCS = Path(__file__).parents[2] / "docs/forms"
NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
OF_AGENCY = (*NATION, "UBND TỈNH AN GIANG", "SỞ GIAO THÔNG VẬN TẢI")
OF_POST = (*NATION, "TỔNG CÔNG TY BƯU ĐIỆN VIỆT NAM", "BƯU ĐIỆN TỈNH AN GIANG")
OF_DOSSIER = ("Mã hồ sơ: 000.00.16.H01-211115-0001", "211115000012", "Quét mã để tra cứu tình trạng hồ sơ")
TT_01_2018 = "Ban hành kèm theo Thông tư số 01/2018/TT-VPCP ngày 23 tháng 11 năm 2018"
LOOK_UP = "Tra cứu tình trạng hồ sơ tại https://dichvucong.angiang.gov.vn hoặc qua điện thoại 1900 0000."

SAID = {
    "supplement": (
        *OF_AGENCY,
        *OF_DOSSIER,
        "Số: 15/HDHS",
        "An Giang, ngày 16 tháng 11 năm 2021",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Hồ sơ của: Nguyễn Thị Ngọc Ánh",
        "Người nộp hồ sơ: Nguyễn Văn Dũng",
        "Nội dung yêu cầu giải quyết: Đổi giấy phép lái xe do ngành Giao thông vận tải cấp (hạng B2)",
        f"Địa chỉ: {ADDRESS}",
        "Số điện thoại: 0912345678",
        "Email: ngoc.anh@example.vn",
        "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau: 1. Nộp giấy khám sức khỏe của người lái xe",
        "2. Ghi lại đơn đề nghị: ngày sinh trong đơn khác với ngày sinh trong thẻ căn cước công dân.",
        "1 Giấy khám sức khỏe của người lái xe 01",
        "Lý do: Hồ sơ thiếu giấy khám sức khỏe; đơn đề nghị ghi chưa đúng ngày sinh.",
        "Thời hạn bổ sung, hoàn thiện hồ sơ: 17 giờ 00 phút, ngày 30/11/2021",
        "liên hệ với Bộ phận tiếp nhận và trả kết quả Sở Giao thông vận tải (bà Trần Thị Bảo) số điện thoại 02963",
        "957 006 để được hướng dẫn./.",
        LOOK_UP,
        "NGƯỜI HƯỚNG DẪN (Ký và ghi rõ họ tên) Trần Thị Bảo",
        f"Mẫu số 02. {TT_01_2018}",
    ),
    "refusal": (
        *OF_AGENCY,
        *OF_DOSSIER,
        "Số: 07/TCHS",
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Bộ phận tiếp nhận và trả kết quả: Bộ phận Một cửa Sở Giao thông vận tải",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Ngọc Ánh",
        f"Địa chỉ: {ADDRESS}",
        "Thời gian nộp hồ sơ: 08 giờ 15 phút, ngày 15/11/2021",
        "thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:",
        "Lý do: Giấy phép lái xe do Sở Giao thông vận tải tỉnh khác cấp",
        "Phí, lệ phí đã nộp: Hoàn trả 135.000 đồng cho người nộp tại bưu cục đã thu",
        "Giấy tờ trả lại người nộp:",
        "Xin thông báo cho Ông/Bà được biết và thực hiện./.",
        LOOK_UP,
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TỪ CHỐI",
        "Trần Thị Bảo",
        f"Mẫu số 03. {TT_01_2018}",
    ),
    "apology": (
        *OF_AGENCY,
        *OF_DOSSIER,
        "Số: 03/PXL",
        "An Giang, ngày 22 tháng 11 năm 2021",
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        "Kính gửi: Ông/Bà Nguyễn Thị Ngọc Ánh",
        "Ngày 15 tháng 11 năm 2021, Sở Giao thông vận tải An Giang tiếp nhận giải quyết hồ sơ của Ông/Bà; mã hồ sơ:",
        "Thời gian hẹn trả kết quả giải quyết hồ sơ: 08 giờ 15 phút, ngày 22/11/2021",
        "Tuy nhiên đến nay, Sở Giao thông vận tải An Giang chưa trả kết quả giải quyết hồ sơ của Ông/Bà đúng thời hạn",
        "Lý do: Hệ thống in giấy phép lái xe tạm dừng để bảo trì từ ngày 18/11/2021 đến ngày 22/11/2021.",
        "Sự chậm trễ này đã gây phiền hà, tốn kém chi phí, công sức của Ông/Bà.",
        "Sở Giao thông vận tải An Giang xin lỗi Ông/Bà",
        "và sẽ trả kết quả giải quyết hồ sơ vào 08 giờ 15 phút, ngày 25/11/2021.",
        "Mong nhận được sự thông cảm của Ông/Bà vì sự chậm trễ này./.",
        "Nơi nhận: - Như trên; - Lưu: VT.",
        "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC (Ký, ghi rõ họ tên và đóng dấu) Lê Hoàng Phước",
        f"Mẫu số 04. {TT_01_2018}",
    ),
    "stop_notice": (
        *NATION,
        "CÔNG AN TỈNH AN GIANG",
        "PHÒNG CẢNH SÁT GIAO THÔNG",
        "Số: 02/TB",
        "An Giang, ngày 02 tháng 10 năm 2025",
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "Kính gửi: Ông/Bà Nguyễn Thị Ngọc Ánh",
        "Ngày 01 tháng 10 năm 2025, Ông/Bà đã nộp hồ sơ đến Phòng Cảnh sát giao thông Công an tỉnh An Giang; mã hồ sơ:",
        "Nội dung yêu cầu giải quyết: Đổi giấy phép lái xe (hạng C)",
        "Thời gian hẹn trả kết quả giải quyết hồ sơ: 08 giờ 15 phút, ngày 08/10/2025",
        "Phòng Cảnh sát giao thông Công an tỉnh An Giang thông báo dừng giải quyết hồ sơ nêu trên kể từ",
        "Lý do: Ông/Bà đề nghị rút hồ sơ để bổ sung giấy tờ ngày 02/10/2025.",
        "Phí, lệ phí đã nộp: 135.000 đồng (bằng chữ: Một trăm ba mươi lăm nghìn đồng), được hoàn trả cho người nộp",
        "Giấy tờ trả lại người nộp:",
        "Xin thông báo để Ông/Bà được biết./.",
        LOOK_UP,
        "Nơi nhận: - Như trên; - Lưu: VT.",
        "KT. TRƯỞNG PHÒNG PHÓ TRƯỞNG PHÒNG (Ký, ghi rõ họ tên và đóng dấu) Lê Hoàng Phước",
        "Mẫu số 05. Ban hành kèm theo Thông tư số 03/2025/TT-VPCP ngày 15 tháng 9 năm 2025",
    ),
    "control_slip": (
        *OF_AGENCY,
        *OF_DOSSIER,
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Kèm theo hồ sơ của: Nguyễn Thị Ngọc Ánh",
        "Thời gian nhận hồ sơ: 08 giờ 15 phút, ngày 15/11/2021",
        "Thời gian hẹn trả kết quả: 08 giờ 15 phút, ngày 22/11/2021",
        "Cơ quan (bộ phận) giải quyết hồ sơ: Sở Giao thông vận tải An Giang",
        "Cơ quan phối hợp giải quyết hồ sơ: Bưu điện tỉnh An Giang",
        "Giao: Bộ phận Một cửa Nhận: Phòng Quản lý vận tải, phương tiện và người lái",
        "10 giờ 00 phút, ngày 15/11/2021",
        "Người giao",
        "Trần Văn Bảo",
        "Người nhận",
        "Đỗ Thị Mỹ Hạnh",
        "Đúng hạn",
        "Trước hạn",
        "Kèm giấy phép lái xe đã in",
        "….. giờ ….. phút, ngày …../…../20…..",
        f"Mẫu số 05. {TT_01_2018}",
    ),
    "register": (
        *OF_AGENCY,
        "SỔ THEO DÕI HỒ SƠ",
        "(Từ ngày 01/11/2021 đến ngày 30/11/2021)",
        "Bộ phận tiếp nhận và trả kết quả: Bộ phận Một cửa Sở Giao thông vận tải",
        "Nhận và trả kết quả",
        "000.00.16.H01- 211115-0001",
        "Huỳnh Văn Đực",
        "Ấp Vĩnh Lợi, xã Châu Phong, thị xã Tân Châu ĐT: 0912345001",
        "08:01 15/11/2021",
        "14:05 19/11/2021",
        "Trực tiếp",
        "Tổng cộng: 14 hồ sơ; 14 bộ; đã trả kết quả 10; chưa trả kết quả 4",
        "Trả đúng hạn, trước hạn: 10 hồ sơ",
        "NGƯỜI LẬP SỔ (Ký và ghi rõ họ tên) Trần Văn Bảo",
        f"Mẫu số 06. {TT_01_2018}",
        "Trang 1/2",
    ),
    "posted_slip": (
        *OF_POST,
        *OF_DOSSIER,
        "PHIẾU GỬI HỒ SƠ QUA BƯU CHÍNH",
        "Bưu cục nhận gửi: 881115 – HCC An Giang",
        "Thời gian nhận gửi: 08 giờ 15 phút, ngày 15/11/2021",
        "Hình thức sử dụng dịch vụ: Gửi hồ sơ và nhận kết quả",
        "Người gửi: Nguyễn Văn Dũng",
        "Chủ hồ sơ: Nguyễn Thị Ngọc Ánh",
        f"Địa chỉ người gửi: {ADDRESS}",
        "Số CMND/Thẻ căn cước/Hộ chiếu: 089187001234",
        "Cơ quan giải quyết: Sở Giao thông vận tải An Giang",
        "Địa chỉ cơ quan: Số 1 Lý Thường Kiệt, phường Mỹ Bình, thành phố Long Xuyên, tỉnh An Giang",
        "Thủ tục hành chính: Đổi giấy phép lái xe do ngành Giao thông vận tải cấp (mã thủ tục 1.002809)",
        "1 Đơn đề nghị đổi giấy phép lái xe (Phụ lục 19) 01",
        "Phí, lệ phí thu hộ: 135.000 đồng (bằng chữ: Một trăm ba mươi lăm nghìn đồng)",
        "Chứng từ thu số: BL-0001234",
        "Cước dịch vụ bưu chính: 30.000 đồng (bằng chữ: Ba mươi nghìn đồng); Người gửi trả",
        "Số hiệu bưu gửi: EL491610889VN",
        "Số túi: T-211115-03 Số niêm phong: NP 0045121",
        "Địa chỉ nhận kết quả: Tại địa chỉ người gửi",
        "niêm phong trước sự chứng kiến của người gửi.",
        "NGƯỜI GỬI",
        "GIAO DỊCH VIÊN BƯU CỤC",
        "Phạm Thị Thu Thủy",
        "Quyết định số 45/2016/QĐ-TTg ngày 19 tháng 10 năm 2016",
    ),
    "result_slip": (
        *OF_AGENCY,
        *OF_DOSSIER,
        "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ",
        "Chủ hồ sơ: Nguyễn Thị Ngọc Ánh",
        "Thời gian hẹn trả kết quả: 08 giờ 15 phút, ngày 22/11/2021",
        "Thời gian trả kết quả: 08 giờ 00 phút, ngày 22/11/2021",
        "Người trả kết quả: Trần Văn Bảo",
        "Số điện thoại người trả: 02963 957 006",
        "Người nhận kết quả: Nguyễn Văn Dũng",
        "Số CMND/Thẻ căn cước/Hộ chiếu: 089085004321",
        "Giấy ủy quyền: Giấy ủy quyền lập ngày 20/11/2021 tại UBND phường Bình Khánh",
        "1 Giấy phép lái xe 890187001234 19/11/2021 Hạng A1, không thời hạn 01",
        "Giấy tờ trả lại kèm theo: - Giấy phép lái xe cũ số AX 123456, đã cắt góc",
        "Số tiền thu khi trả kết quả: 135.000 đồng (bằng chữ: Một trăm ba mươi lăm nghìn đồng)",
        "NGƯỜI TRẢ KẾT QUẢ",
        "NGƯỜI NHẬN KẾT QUẢ",
    ),
    "fee_list": (
        *OF_POST,
        "Số: 01/BK-881115",
        "BẢNG KÊ THU PHÍ, LỆ PHÍ CỦA CA",
        "(Ca sáng ngày 15/11/2021)",
        "Nơi thu: Bưu cục 881115 – HCC An Giang",
        "Người thu: Phạm Thị Thu Thủy",
        "Mở ca: 07 giờ 00 phút, ngày 15/11/2021",
        "Kết ca: 11 giờ 30 phút, ngày 15/11/2021",
        "Thu hộ cho: Sở Giao thông vận tải An Giang",
        "Huỳnh Thị Kim Phượng",
        "BL-0001235",
        "Chuyển khoản",
        "-135.000",
        "Cộng (4 khoản) 250.000",
        "Theo hình thức thu: Tiền mặt 135.000 đồng; Chuyển khoản 115.000 đồng",
        "Trong đó đã hoàn trả: 135.000 đồng",
        "Tổng số tiền phải nộp: 250.000 đồng",
        "Bằng chữ: Hai trăm năm mươi nghìn đồng",
        "Tiền mặt thực đếm: 130.000 đồng (thiếu 5.000 đồng)",
        "NGƯỜI LẬP BẢNG KÊ",
        "NGƯỜI NHẬN TIỀN",
        "Võ Minh Tâm",
    ),
}

LEFT_OUT: list[tuple[str, dict[str, object], tuple[str, ...]]] = [
    ("supplement", {"phone": "", "email": "", "contact": ""}, ("Số điện thoại", "Email", "Ông/Bà")),
    ("supplement", {"papers": (), "supplement_by": None}, ("Tên giấy tờ", "Thời hạn bổ sung")),
    ("refusal", {"submitted_at": None, "refund": ""}, ("Thời gian nộp", "đã nộp:")),
    ("refusal", {"papers": ()}, ("Giấy tờ trả lại",)),
    ("apology", {"address": "", "request": "", "recipients": ()}, ("Địa chỉ", "Nội dung", "Nơi nhận")),
    ("control_slip", {"partner_agencies": "", "empty_steps": 0}, ("phối hợp", "…")),
    ("register", {"totals": (), "keeper_name": "", "desk": ""}, ("Trả đúng hạn", "NGƯỜI LẬP SỔ", "Bộ phận")),
    ("posted_slip", {"fee_vnd": None, "fee_voucher": ""}, ("lệ phí", "Chứng từ")),
    ("posted_slip", {"bag_no": "", "seal_no": ""}, ("Số túi", "Số niêm phong")),
    ("posted_slip", {"postage_vnd": None, "postage_payer": "", "item_code": ""}, ("Cước", "Số hiệu")),
    ("result_slip", {"authorisation": "", "collected_vnd": None}, ("ủy quyền", "thu khi trả")),
    ("result_slip", {"given_back": ()}, ("Giấy tờ trả lại",)),
    ("fee_list", {"counted_vnd": None, "authority_name": ""}, ("thực đếm", "Thu hộ")),
]
TOO_LONG = "Nghiêng " * 400
NO_ROOM = [
    ("supplement", {"owner_name": TOO_LONG}, "owner_name"),
    ("supplement", {"demands": ("Nộp lại đơn.", TOO_LONG)}, "demands[1]"),
    ("supplement", {"papers": (*PAPERS, PaperLine(TOO_LONG))}, "papers[4].name"),
    ("supplement", {"reason": TOO_LONG * 2}, "reason"),
    ("supplement", {"contact": TOO_LONG}, "contact"),
    ("supplement", {"number": TOO_LONG}, "number"),
    ("supplement", {"notes": ("Đề nghị giữ gìn giấy này.",) * 80}, "notes"),
    ("refusal", {"refund": TOO_LONG}, "refund"),
    ("refusal", {"officer_name": TOO_LONG}, "officer_name"),
    ("apology", {"agency_name": TOO_LONG}, "agency_name"),
    ("apology", {"recipients": ("Lưu: VT.",) * 7}, "recipients"),
    ("apology", {"signer_name": TOO_LONG}, "signer_name"),
    ("control_slip", {"steps": (a_step(), a_step(giver_name=TOO_LONG))}, "steps[1].giver_name"),
    ("control_slip", {"steps": (a_step(note=TOO_LONG),)}, "steps[0].note"),
    ("register", {"lines": (*register_lines(3), a_register_line(owner_name=TOO_LONG))}, "lines[3].owner_name"),
    ("register", {"totals": (("Trả đúng hạn", TOO_LONG),)}, "totals[0]"),
    ("posted_slip", {"authority_address": TOO_LONG}, "authority_address"),
    ("posted_slip", {"seal_no": TOO_LONG}, "seal_no"),
    ("result_slip", {"given_back": (TOO_LONG,)}, "given_back[0]"),
    ("fee_list", {"lines": (a_fee_line(), a_fee_line(payer_name=TOO_LONG))}, "lines[1].payer_name"),
    ("fee_list", {"shift_name": TOO_LONG}, "shift_name"),
    ("fee_list", {"agency_lines": ("BƯU ĐIỆN",) * 4}, "agency_lines"),
]


def path_of_error(form: str, **fields: object) -> object:
    with pytest.raises(LayoutError) as error:
        DESK_FORMS[form].paper(**fields)
    return error.value.params["path"]


@pytest.mark.parametrize("form", DESK_FORMS)
def test_a_form_says_all_that_it_has_to(form: str) -> None:
    need_binary("pdftotext")
    paper = DESK_FORMS[form].paper()
    told, by_poppler = text(paper), text_by_poppler(paper)
    for said in SAID[form]:
        assert told.count(said) >= DESK_FORMS[form].copies, said
        assert set(said.split()) <= set(by_poppler.split()), said  # it reads cells in an order of its own
    assert "IN LẠI" not in told


@pytest.mark.parametrize("form", DESK_FORMS)
def test_a_reprint_says_which_it_is_on_every_copy(form: str) -> None:
    assert text(DESK_FORMS[form].paper(reprint=2)).count("BẢN IN LẠI LẦN 2") == DESK_FORMS[form].copies


@pytest.mark.parametrize("form", DESK_FORMS)
def test_title_number_and_legal_basis_come_from_the_record(form: str) -> None:
    told = text(DESK_FORMS[form].paper(title="GIẤY MỚI", form_no="Mẫu số 9", legal_basis="Thông tư số 9/2099/TT-VPCP"))
    assert "GIẤY MỚI" in told
    assert "Mẫu số 9. Thông tư số 9/2099/TT-VPCP" in told
    assert "01/2018" not in told and "45/2016" not in told


@pytest.mark.parametrize(("form", "fields", "path"), NO_ROOM)
def test_what_does_not_fit_is_named(form: str, fields: dict[str, object], path: str) -> None:
    assert path_of_error(form, **fields) == path


@pytest.mark.parametrize("form", OF_ONE_DOSSIER)
def test_a_letter_that_cannot_be_printed_is_named(form: str) -> None:
    assert path_of_error(form, owner_name="Vương 王") == "owner_name"


@pytest.mark.parametrize("form", OF_ONE_DOSSIER)
def test_foreign_and_long_names_are_printed_whole(form: str) -> None:
    name = "Công ty trách nhiệm hữu hạn một thành viên vận tải và dịch vụ Łukasz Жуков Đồng bằng sông Cửu Long"
    assert name in text(DESK_FORMS[form].paper(owner_name=name))


@pytest.mark.parametrize("form", OF_ONE_DOSSIER)
def test_the_forms_of_one_dossier_also_come_on_small_paper(form: str) -> None:
    paper = DESK_FORMS[form].render(DESK_FORMS[form].record(), A5)
    assert len(pages(paper)) == DESK_FORMS[form].pages


@pytest.mark.parametrize("form", DESK_FORMS)
def test_a_long_agency_with_the_papers_number_keeps_the_fields_apart(form: str) -> None:
    lines = ("UBND TỈNH AN GIANG", "SỞ GIAO THÔNG VẬN TẢI", "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ GIẢI QUYẾT HỒ SƠ")
    told = text(DESK_FORMS[form].paper(agency_lines=lines, number="123/HDHS"))
    assert lines[-1] in told
    assert "Số: 123/HDHS" in told


@pytest.mark.parametrize(("form", "fields", "captions"), LEFT_OUT)
def test_empty_fields_leave_their_line_out(form: str, fields: dict[str, object], captions: tuple[str, ...]) -> None:
    told = text(DESK_FORMS[form].paper(**fields))
    assert [caption for caption in captions if caption in told] == []


def test_the_submitter_of_an_online_dossier_signs_no_refusal() -> None:
    told = text(DESK_FORMS["refusal"].paper(submitter_signs=False))
    assert "NGƯỜI NỘP HỒ SƠ" not in told
    assert "NGƯỜI TỪ CHỐI" in told


def test_times_are_printed_in_the_zone_of_vietnam() -> None:
    told = text(DESK_FORMS["apology"].paper(new_due_at=datetime(2021, 11, 25, 20, 30, tzinfo=UTC)))
    assert "03 giờ 30 phút, ngày 26/11/2021" in told


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ("apology", {"new_due_at": datetime(2021, 11, 25)}),  # noqa: DTZ001
        ("register", {"lines": (a_register_line(due_at=datetime(2021, 11, 25)),)}),  # noqa: DTZ001
    ],
)
def test_a_time_without_a_zone_is_refused(form: str, fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="aware"):
        DESK_FORMS[form].paper(**fields)


def test_a_slip_with_many_steps_goes_on_without_cutting_one() -> None:
    steps = tuple(a_step(giver_name=f"Trần Văn Bảo {nth}", receiver_name=f"Đỗ Mỹ Hạnh {nth}") for nth in range(1, 16))
    told = [" ".join(page.extract_text().split()) for page in pages(DESK_FORMS["control_slip"].paper(steps=steps))]
    assert len(told) > 2
    assert all("Kết quả giải quyết" in page or "Người giao" not in page for page in told)  # the head comes again
    for page in told:
        given, received = (re.findall(rf"{name} (\d+)", page) for name in ("Văn Bảo", "Mỹ Hạnh"))
        assert given == received
        assert page.count("Người giao") == page.count("Người nhận") >= len(given)
    assert [nth for page in told for nth in re.findall(r"Văn Bảo (\d+)", page)] == [str(nth) for nth in range(1, 16)]


def test_a_register_of_500_dossiers_prints_in_under_a_second_and_cuts_no_row() -> None:
    record = DESK_FORMS["register"].record(lines=register_lines(500))
    DESK_FORMS["register"].render(record)
    started = time.process_time()
    paper = DESK_FORMS["register"].render(record)
    assert time.process_time() - started < 1
    told = [" ".join(page.extract_text().split()) for page in pages(paper)]
    for nth, page in enumerate(told, 1):
        assert f"Trang {nth}/{len(told)}" in page
        numbers, phones = re.findall(r"211115-(\d{4})", page), re.findall(r"ĐT: 0912345(\d{3})", page)
        assert [int(number) for number in numbers] == [int(phone) for phone in phones]
        assert numbers == [] or "Nhận và trả kết quả" in page
    found = [number for page in told for number in re.findall(r"211115-(\d{4})", page)]
    assert found == [f"{nth:04d}" for nth in range(1, 501)]
    assert all("SỔ THEO DÕI HỒ SƠ (tiếp theo)" in page for page in told[1:])
    assert "Tổng cộng: 500 hồ sơ; 500 bộ; đã trả kết quả 334; chưa trả kết quả 166" in told[-1]
    assert "211115-0500" in told[-1]  # nobody signs an empty page


def test_a_register_without_dossiers_says_so() -> None:
    told = text(DESK_FORMS["register"].paper(lines=()))
    assert "Tổng cộng: 0 hồ sơ; 0 bộ" in told
    assert "Mã hồ sơ" in told


def test_a_long_fee_list_keeps_its_total_with_the_last_line() -> None:
    for number in range(30, 60):
        lines = tuple(a_fee_line(voucher_no=f"BL-{nth:07d}", amount_vnd=115_000) for nth in range(number))
        told = [" ".join(page.extract_text().split()) for page in pages(DESK_FORMS["fee_list"].paper(lines=lines))]
        [page] = [page for page in told if f"Cộng ({number} khoản)" in page]
        assert f"BL-{number - 1:07d}" in page
        assert "NGƯỜI NHẬN TIỀN" in page


@pytest.mark.parametrize(("amounts", "figures", "words"), [
    ((135_000,) * 41, "5.535.000 đồng", "Năm triệu năm trăm ba mươi lăm nghìn đồng"),
    ((), "0 đồng", "Không đồng"),
    ((-135_000,), "-135.000 đồng", "Âm một trăm ba mươi lăm nghìn đồng"),
])  # fmt: skip
def test_the_total_of_a_fee_list_is_the_sum_of_its_lines(amounts: tuple[int, ...], figures: str, words: str) -> None:
    told = text(DESK_FORMS["fee_list"].paper(lines=tuple(a_fee_line(amount_vnd=vnd) for vnd in amounts)))
    assert f"Tổng số tiền phải nộp: {figures} Bằng chữ: {words}" in told


@pytest.mark.parametrize(("difference_vnd", "said"), [(0, "khớp đúng"), (5_000, "thừa 5.000 đồng")])
def test_the_till_is_compared(difference_vnd: int, said: str) -> None:
    assert f"({said})" in text(DESK_FORMS["fee_list"].paper(difference_vnd=difference_vnd))


def test_a_posted_slip_names_its_copies() -> None:
    told = [page.extract_text() for page in pages(DESK_FORMS["posted_slip"].paper())]
    names = ("(Liên 1: Bưu cục lưu)", "(Liên 2: Giao người gửi)", "(Liên 3: Gửi kèm hồ sơ)")
    assert all(name in page for name, page in zip(names, told, strict=True))


@pytest.mark.parametrize("form", [*DESK_FORMS, "receipt", "slip"])
def test_every_field_of_a_form_stands_in_its_documents_beside_its_picture(form: str) -> None:
    record = {"receipt": a_receipt(), "slip": a_slip()}.get(form) or DESK_FORMS[form].record()
    document = (DOCS / f"{form}.md").read_text("utf-8")
    assert f"]({form}.png)" in document and (DOCS / f"{form}.png").is_file()
    listed = set(re.findall(r"`(\w+)`", document))
    printed = [record]
    for several in ("lines", "steps", "results", "papers"):
        printed += getattr(record, several, ())[:1]
    assert {field.name for each in printed for field in fields(each)} <= listed

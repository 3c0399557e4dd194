"""Records that print as they are; a test overrides what matters to it. People and codes are invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.domain.post import item_code
from pdf.apology import Apology
from pdf.control_slip import ControlSlip, Step
from pdf.fee_list import FeeLine, FeeList
from pdf.form import PaperLine
from pdf.label import Label, Party
from pdf.posted_slip import PostedSlip
from pdf.receipt import Receipt
from pdf.refusal import Refusal
from pdf.register import Register, RegisterLine
from pdf.result_slip import ResultLine, ResultSlip
from pdf.slip import Slip
from pdf.stop_notice import StopNotice
from pdf.supplement import SupplementRequest

LOOKUP_URL = "https://dossier.angiang.gov.vn/tra-cuu/7Qm3vK9xT2bWc8RnYp4LdA6sHf1ZjE5u"
ADDRESS = (
    "Số 123/4B đường Nguyễn Thái Học nối dài, khóm Bình Khánh 5, phường Bình Khánh, thành phố Long Xuyên, tỉnh An Giang"
)
PAPERS = (
    PaperLine("Đơn đề nghị đổi giấy phép lái xe (Phụ lục 19)", originals=1),
    PaperLine("Giấy khám sức khỏe của người lái xe", originals=1),
    PaperLine("Bản sao giấy phép lái xe", copies=1),
    PaperLine("Bản sao thẻ căn cước công dân", certified=1),
)


def a_receipt(**fields: Any) -> Receipt:
    return Receipt(
        **{
            "agency_lines": ("UBND TỈNH AN GIANG", "SỞ GIAO THÔNG VẬN TẢI"),
            "place": "An Giang",
            "issued_at": datetime.fromisoformat("2021-11-15T08:20+07:00"),
            "dossier_no": "000.00.16.H01-211115-0001",
            "alias": "211115000012",
            "lookup_url": LOOKUP_URL,
            "desk": "Bưu cục 881115 – HCC An Giang, số 88 Tôn Đức Thắng, phường Mỹ Bình, thành phố Long Xuyên",
            "owner_name": "Nguyễn Thị Ngọc Ánh",
            "submitter_name": "Nguyễn Văn Dũng",
            "address": ADDRESS,
            "phone": "0912345678",
            "email": "ngoc.anh@example.vn",
            "identity_no": "089187001234",
            "request": "Đổi giấy phép lái xe do ngành Giao thông vận tải cấp (hạng A1)",
            "fee_vnd": 135_000,
            "fee_method": "Thu khi tiếp nhận",
            "channel": "Bưu chính công ích",
            "papers": PAPERS,
            "duration": "05 ngày làm việc",
            "received_at": datetime.fromisoformat("2021-11-15T08:15+07:00"),
            "due_at": datetime.fromisoformat("2021-11-22T08:15+07:00"),
            "return_place": "Nhà, qua dịch vụ bưu chính công ích",
            "website": "https://dichvucong.angiang.gov.vn",
            "hotline": "1900 0000",
            "officer_name": "Trần Văn Bảo",
        }
        | fields
    )


def a_slip(**fields: Any) -> Slip:
    return Slip(
        **{
            "agency_lines": ("UBND TỈNH AN GIANG", "SỞ GIAO THÔNG VẬN TẢI"),
            "place": "An Giang",
            "issued_at": datetime.fromisoformat("2021-11-15T08:20+07:00"),
            "code": "G09.20-20211115-0092637",
            "alias": "211115000012",
            "lookup_url": LOOKUP_URL,
            "owner_name": "Nguyễn Thị Ngọc Ánh",
            "submitter_name": "Nguyễn Văn Dũng",
            "address": ADDRESS,
            "phone": "0912345678",
            "identity_no": "089187001234",
            "request": "Đổi giấy phép lái xe do ngành Giao thông vận tải cấp (hạng A1)",
            "channel": "Trực tuyến",
            "handed_in_at": "Cổng dịch vụ công quốc gia",
            "submitted_at": datetime.fromisoformat("2021-11-15T08:15+07:00"),
            "papers": PAPERS,
            "website": "https://dichvucong.angiang.gov.vn",
            "hotline": "1900 0000",
        }
        | fields
    )


def a_party(**fields: Any) -> Party:
    return Party(**{"name": "Nguyễn Thị Ngọc Ánh", "phone": "0912 345 678", "address": ADDRESS} | fields)


def a_label(**fields: Any) -> Label:
    return Label(
        **{
            "item_code": "EL491610889VN",
            "service_name": "Chuyển phát kết quả hành chính công",
            "sorting_code": "8810",
            "sender": a_party(
                name="Trung tâm Phục vụ hành chính công tỉnh An Giang",
                phone="02963 957 006",
                address="Số 88 Tôn Đức Thắng, phường Mỹ Bình, thành phố Long Xuyên, tỉnh An Giang",
                customer_code="KH88.000123",
            ),
            "receiver": a_party(),
            "contents": "Giấy phép lái xe – HS 000.00.16.H01-211115-0001",
            "weight_g": 50,
            "freight_vnd": 30_000,
            "freight_payer": "Người nhận",
            "accepted_at": datetime.fromisoformat("2021-11-22T09:05+07:00"),
            "post_office": "881115 – HCC An Giang",
        }
        | fields
    )


def labels(number: int) -> list[Label]:
    """Labels of items that follow one another."""
    return [a_label(item_code=item_code.build("EL", 49_161_088 + nth)) for nth in range(number)]


def at(told: str) -> datetime:
    """A time of the An Giang desk: ``15/11 08:15`` of 2021."""
    return datetime.strptime(f"{told} 2021 +0700", "%d/%m %H:%M %Y %z")


def _of_dossier(**fields: Any) -> dict[str, Any]:
    return {
        "agency_lines": ("UBND TỈNH AN GIANG", "SỞ GIAO THÔNG VẬN TẢI"),
        "place": "An Giang",
        "issued_at": at("16/11 09:30"),
        "dossier_no": "000.00.16.H01-211115-0001",
        "alias": "211115000012",
        "lookup_url": LOOKUP_URL,
        "owner_name": "Nguyễn Thị Ngọc Ánh",
    } | fields


def a_supplement(**fields: Any) -> SupplementRequest:
    return SupplementRequest(
        **_of_dossier(
            number="15/HDHS",
            submitter_name="Nguyễn Văn Dũng",
            request="Đổi giấy phép lái xe do ngành Giao thông vận tải cấp (hạng B2)",
            address=ADDRESS,
            phone="0912345678",
            email="ngoc.anh@example.vn",
            demands=(
                "Nộp giấy khám sức khỏe của người lái xe do cơ sở y tế có thẩm quyền cấp, còn thời hạn.",
                "Ghi lại đơn đề nghị: ngày sinh trong đơn khác với ngày sinh trong thẻ căn cước công dân.",
            ),
            papers=(
                PaperLine("Giấy khám sức khỏe của người lái xe", originals=1),
                PaperLine("Đơn đề nghị đổi giấy phép lái xe (Phụ lục 19)", originals=1),
            ),
            reason="Hồ sơ thiếu giấy khám sức khỏe; đơn đề nghị ghi chưa đúng ngày sinh.",
            supplement_by=at("30/11 17:00"),
            contact="Bộ phận tiếp nhận và trả kết quả Sở Giao thông vận tải (bà Trần Thị Bảo)",
            contact_phone="02963 957 006",
            website="https://dichvucong.angiang.gov.vn",
            hotline="1900 0000",
            officer_name="Trần Thị Bảo",
        )
        | fields
    )


def a_refusal(**fields: Any) -> Refusal:
    return Refusal(
        **_of_dossier(
            number="07/TCHS",
            desk="Bộ phận Một cửa Sở Giao thông vận tải, số 88 Tôn Đức Thắng, thành phố Long Xuyên",
            submitter_name="Nguyễn Văn Dũng",
            address=ADDRESS,
            phone="0912345678",
            email="ngoc.anh@example.vn",
            request="Đổi giấy phép lái xe do ngành Giao thông vận tải cấp (hạng A1)",
            submitted_at=at("15/11 08:15"),
            papers=PAPERS[:2],
            reason="Giấy phép lái xe do Sở Giao thông vận tải tỉnh khác cấp và không có trong hệ thống thông tin giấy"
            " phép lái xe, nên chưa đủ điều kiện để đổi.",
            refund="Hoàn trả 135.000 đồng cho người nộp tại bưu cục đã thu",
            website="https://dichvucong.angiang.gov.vn",
            hotline="1900 0000",
            officer_name="Trần Thị Bảo",
        )
        | fields
    )


def an_apology(**fields: Any) -> Apology:
    return Apology(
        **_of_dossier(
            number="03/PXL",
            issued_at=at("22/11 16:40"),
            agency_name="Sở Giao thông vận tải An Giang",
            address=ADDRESS,
            request="Đổi giấy phép lái xe do ngành Giao thông vận tải cấp (hạng A1)",
            received_at=at("15/11 08:15"),
            due_at=at("22/11 08:15"),
            reason="Hệ thống in giấy phép lái xe tạm dừng để bảo trì từ ngày 18/11/2021 đến ngày 22/11/2021.",
            new_due_at=at("25/11 08:15"),
            signer_above="KT. GIÁM ĐỐC",
            signer_role="PHÓ GIÁM ĐỐC",
            signer_name="Lê Hoàng Phước",
        )
        | fields
    )


def a_stop_notice(**fields: Any) -> StopNotice:
    return StopNotice(
        **_of_dossier(
            number="02/TB",
            agency_lines=("CÔNG AN TỈNH AN GIANG", "PHÒNG CẢNH SÁT GIAO THÔNG"),
            issued_at=datetime.fromisoformat("2025-10-02T09:30+07:00"),
            dossier_no="G01.89.08-251001-0001",
            agency_name="Phòng Cảnh sát giao thông Công an tỉnh An Giang",
            address=ADDRESS,
            request="Đổi giấy phép lái xe (hạng C)",
            submitted_at=datetime.fromisoformat("2025-10-01T08:15+07:00"),
            due_at=datetime.fromisoformat("2025-10-08T08:15+07:00"),
            stopped_at=datetime.fromisoformat("2025-10-02T09:20+07:00"),
            reason="Ông/Bà đề nghị rút hồ sơ để bổ sung giấy tờ ngày 02/10/2025.",
            refund="135.000 đồng (bằng chữ: Một trăm ba mươi lăm nghìn đồng), được hoàn trả cho người nộp tại bưu"
            " cục đã thu.",
            papers=PAPERS[:2],
            website="https://dichvucong.angiang.gov.vn",
            hotline="1900 0000",
            signer_above="KT. TRƯỞNG PHÒNG",
            signer_role="PHÓ TRƯỞNG PHÒNG",
            signer_name="Lê Hoàng Phước",
        )
        | fields
    )


def a_step(**fields: Any) -> Step:
    return Step(
        **{
            "giver_unit": "Bộ phận Một cửa",
            "giver_name": "Trần Văn Bảo",
            "receiver_unit": "Phòng Quản lý vận tải, phương tiện và người lái",
            "receiver_name": "Đỗ Thị Mỹ Hạnh",
            "at": at("15/11 10:00"),
            "outcome": "Đúng hạn",
        }
        | fields
    )


def a_control_slip(**fields: Any) -> ControlSlip:
    return ControlSlip(
        **_of_dossier(
            issued_at=at("15/11 08:20"),
            request="Đổi giấy phép lái xe do ngành Giao thông vận tải cấp (hạng A1)",
            received_at=at("15/11 08:15"),
            due_at=at("22/11 08:15"),
            agency_name="Sở Giao thông vận tải An Giang",
            partner_agencies="Bưu điện tỉnh An Giang",
            steps=(
                a_step(),
                a_step(
                    giver_unit="Phòng Quản lý vận tải, phương tiện và người lái",
                    giver_name="Đỗ Thị Mỹ Hạnh",
                    receiver_unit="Lãnh đạo Sở",
                    receiver_name="Lê Hoàng Phước",
                    at=at("18/11 15:30"),
                    outcome="Trước hạn",
                    note="Kèm giấy phép lái xe đã in",
                ),
            ),
            empty_steps=2,
        )
        | fields
    )


def a_register_line(**fields: Any) -> RegisterLine:
    return RegisterLine(
        **{
            "dossier_no": "000.00.16.H01-211115-0001",
            "procedure_name": "Đổi giấy phép lái xe do ngành Giao thông vận tải cấp (hạng A1)",
            "owner_name": "Nguyễn Thị Ngọc Ánh",
            "address": "Khóm Bình Khánh 5, phường Bình Khánh, thành phố Long Xuyên",
            "phone": "0912345678",
            "agency_name": "Sở Giao thông vận tải",
            "received_at": at("15/11 08:15"),
            "due_at": at("22/11 08:15"),
            "returned_at": at("19/11 14:05"),
            "return_method": "Bưu chính công ích",
        }
        | fields
    )


def register_lines(number: int) -> tuple[RegisterLine, ...]:
    """Lines that follow one another, each third still open."""
    names = ("Nguyễn Thị Ngọc Ánh", "Huỳnh Văn Đực", "Châu Sóc Kha", "Lý Thị Kim Phượng", "Đỗ Hữu Nghĩa")
    places = (
        "Khóm Bình Khánh 5, phường Bình Khánh, thành phố Long Xuyên",
        "Ấp Vĩnh Lợi, xã Châu Phong, thị xã Tân Châu",
    )
    procedures = ("Đổi giấy phép lái xe do ngành Giao thông vận tải cấp", "Cấp lại giấy phép lái xe")
    ways = ("Bưu chính công ích", "Trực tiếp")
    return tuple(
        a_register_line(
            dossier_no=f"000.00.16.H01-211115-{nth:04d}",
            owner_name=names[nth % len(names)],
            address=places[nth % len(places)],
            phone=f"0912345{nth:03d}",
            procedure_name=procedures[nth % 3 % 2],
            return_method=ways[nth % 4 % 2],
            received_at=at("15/11 08:00") + timedelta(minutes=nth),
            due_at=at("22/11 08:00") + timedelta(minutes=nth),
            returned_at=None if nth % 3 == 0 else at("19/11 14:05"),
        )
        for nth in range(1, number + 1)
    )


def a_register(**fields: Any) -> Register:
    return Register(
        **{
            "agency_lines": ("UBND TỈNH AN GIANG", "SỞ GIAO THÔNG VẬN TẢI"),
            "place": "An Giang",
            "issued_at": at("30/11 17:00"),
            "period_from": at("01/11 00:00"),
            "period_to": at("30/11 00:00"),
            "desk": "Bộ phận Một cửa Sở Giao thông vận tải",
            "lines": register_lines(14),
            "totals": (("Trả đúng hạn, trước hạn", "10 hồ sơ"),),
            "keeper_name": "Trần Văn Bảo",
        }
        | fields
    )


def a_posted_slip(**fields: Any) -> PostedSlip:
    return PostedSlip(
        **_of_dossier(
            agency_lines=("TỔNG CÔNG TY BƯU ĐIỆN VIỆT NAM", "BƯU ĐIỆN TỈNH AN GIANG"),
            issued_at=at("15/11 08:20"),
            post_office="881115 – HCC An Giang, số 88 Tôn Đức Thắng, phường Mỹ Bình, thành phố Long Xuyên",
            service_mode="Gửi hồ sơ và nhận kết quả",
            handed_in_at=at("15/11 08:15"),
            sender_name="Nguyễn Văn Dũng",
            sender_address=ADDRESS,
            phone="0912345678",
            identity_no="089187001234",
            authority_name="Sở Giao thông vận tải An Giang",
            authority_address="Số 1 Lý Thường Kiệt, phường Mỹ Bình, thành phố Long Xuyên, tỉnh An Giang",
            procedure_name="Đổi giấy phép lái xe do ngành Giao thông vận tải cấp",
            procedure_code="1.002809",
            papers=PAPERS,
            fee_vnd=135_000,
            fee_voucher="BL-0001234",
            postage_vnd=30_000,
            postage_payer="Người gửi",
            item_code="EL491610889VN",
            bag_no="T-211115-03",
            seal_no="NP 0045121",
            return_place="Tại địa chỉ người gửi",
            website="https://dichvucong.angiang.gov.vn",
            hotline="1900 0000",
            clerk_name="Phạm Thị Thu Thủy",
        )
        | fields
    )


def a_result_slip(**fields: Any) -> ResultSlip:
    return ResultSlip(
        **_of_dossier(
            issued_at=at("22/11 08:05"),
            request="Đổi giấy phép lái xe do ngành Giao thông vận tải cấp (hạng A1)",
            due_at=at("22/11 08:15"),
            returned_at=at("22/11 08:00"),
            giver_name="Trần Văn Bảo",
            giver_unit="Bộ phận Một cửa Sở Giao thông vận tải",
            giver_phone="02963 957 006",
            receiver_name="Nguyễn Văn Dũng",
            receiver_phone="0912345678",
            receiver_identity_no="089085004321",
            authorisation="Giấy ủy quyền lập ngày 20/11/2021 tại UBND phường Bình Khánh",
            results=(
                ResultLine(
                    kind="Giấy phép lái xe",
                    number="890187001234",
                    issued_on=at("19/11 00:00"),
                    summary="Hạng A1, không thời hạn",
                ),
            ),
            given_back=("Giấy phép lái xe cũ số AX 123456, đã cắt góc",),
            collected_vnd=135_000,
        )
        | fields
    )


def a_fee_line(**fields: Any) -> FeeLine:
    return FeeLine(
        **{
            "dossier_no": "000.00.16.H01-211115-0001",
            "payer_name": "Nguyễn Văn Dũng",
            "fee_name": "Lệ phí cấp giấy phép lái xe",
            "voucher_no": "BL-0001234",
            "paid_at": at("15/11 08:15"),
            "method": "Tiền mặt",
            "amount_vnd": 135_000,
        }
        | fields
    )


def a_fee_list(**fields: Any) -> FeeList:
    return FeeList(
        **{
            "agency_lines": ("TỔNG CÔNG TY BƯU ĐIỆN VIỆT NAM", "BƯU ĐIỆN TỈNH AN GIANG"),
            "place": "An Giang",
            "issued_at": at("15/11 11:35"),
            "number": "01/BK-881115",
            "office": "Bưu cục 881115 – HCC An Giang",
            "shift_name": "Ca sáng ngày 15/11/2021",
            "opened_at": at("15/11 07:00"),
            "closed_at": at("15/11 11:30"),
            "clerk_name": "Phạm Thị Thu Thủy",
            "authority_name": "Sở Giao thông vận tải An Giang",
            "lines": (
                a_fee_line(),
                a_fee_line(
                    dossier_no="000.00.16.H01-211115-0002",
                    payer_name="Huỳnh Thị Kim Phượng",
                    voucher_no="BL-0001235",
                    method="Chuyển khoản",
                    amount_vnd=115_000,
                ),
                a_fee_line(
                    dossier_no="000.00.16.H01-211112-0017",
                    payer_name="Lý Văn Sang",
                    fee_name="Hoàn trả lệ phí do hồ sơ bị từ chối",
                    voucher_no="PC-0000012",
                    paid_at=at("15/11 10:02"),
                    amount_vnd=-135_000,
                ),
                a_fee_line(dossier_no="000.00.16.H01-211115-0003", payer_name="Châu Sóc Kha", voucher_no="BL-0001236"),
            ),
            "counted_vnd": 130_000,
            "difference_vnd": -5_000,
            "receiver_name": "Võ Minh Tâm",
        }
        | fields
    )

"""Records that print as they are; a test overrides what matters to it. People and codes are invented."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.domain import item_code
from pdf.form import PaperLine
from pdf.label import Label, Party
from pdf.receipt import Receipt
from pdf.slip import Slip

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

"""Records of daily reconciliations that print as they are; codes are invented."""

from __future__ import annotations

from typing import Any

from app.domain.post import item_code
from pdf.reconciliation import ReconciledDifference, ReconciledOffice, Reconciliation
from tests.pdf.builders import at

OFFICES = (
    ReconciledOffice(
        office="Bưu cục Chợ Mới",
        handed_in=18,
        papers_to_desk=17,
        results_to_post=11,
        ordered=11,
        delivered=9,
        returned=1,
        cod_vnd=675_000,
        listed=12,
        listed_delivered=9,
        listed_returned=1,
        listed_cod_vnd=540_000,
        listed_freight_vnd=324_000,
        booked_vnd=2_430_000,
        cod_booked_vnd=405_000,
        remitted_vnd=2_430_000,
    ),
    ReconciledOffice(
        office="Bộ phận Một cửa Ủy ban nhân dân huyện Thoại Sơn",
        handed_in=0,
        results_to_post=4,
        ordered=4,
        delivered=3,
        listed=3,
        listed_delivered=3,
        listed_freight_vnd=81_000,
        booked_vnd=540_000,
    ),
    ReconciledOffice(office="Sở Giao thông vận tải tỉnh An Giang", booked_vnd=1_350_000, remitted_vnd=1_215_000),
)


def a_difference(nth: int = 1, **fields: Any) -> ReconciledDifference:
    number = f"000.00.16.H01-211115-{nth:04d}"
    return ReconciledDifference(
        **{
            "kind": "Khác tiền thu hộ",
            "codes": (number, item_code.build("EC", 47_312_000 + nth)),
            "ours": "135.000 đồng",
            "theirs": "0 đồng",
            "way_out": "Đối chiếu biên lai thu hộ; đề nghị bưu điện nộp phần thiếu hoặc trả phần thừa.",
        }
        | fields
    )


def a_reconciliation(**fields: Any) -> Reconciliation:
    return Reconciliation(
        **{
            "agency_lines": ("UBND TỈNH AN GIANG", "SỞ GIAO THÔNG VẬN TẢI"),
            "place": "An Giang",
            "issued_at": at("16/11 06:00"),
            "day": at("15/11 00:00"),
            "edition": 2,
            "authority_name": "Sở Giao thông vận tải tỉnh An Giang",
            "statement": 1,
            "unreadable": 1,
            "offices": OFFICES,
            "differences": (
                a_difference(4),
                a_difference(
                    7,
                    kind="Đã phát, chưa ghi sổ tiền",
                    ours="thu hộ 135.000 đồng",
                    theirs="đã thu 135.000 đồng",
                    money="đã ghi sổ 0 đồng, còn thiếu 135.000 đồng",
                    way_out="Nhận tiền thu hộ từ bưu điện rồi ghi nhận khoản thu tại trang hồ sơ.",
                ),
                a_difference(
                    12,
                    kind="Chỉ cơ quan có (ngày 12/11/2021)",
                    ours="đã gửi yêu cầu đến bưu điện",
                    theirs="không",
                    way_out="Đã xử lý: bưu cục đã tìm thấy bưu gửi, bổ sung vào bảng kê ngày 16/11/2021.",
                    settled=True,
                ),
            ),
            "post_name": "Phạm Thị Thu Thủy",
            "officer_name": "Trần Văn Bảo",
            "notes": ("Số liệu tính đến 06 giờ 00 phút ngày 16/11/2021.",),
        }
        | fields
    )

"""Handover lists that print as they are; people and codes are invented."""

from __future__ import annotations

from typing import Any

from app.domain.post import item_code
from pdf.manifest import Manifest, ManifestDifference, ManifestLine
from tests.pdf.builders import at

OWNERS = ("Nguyễn Thị Ngọc Ánh", "Huỳnh Văn Đực", "Châu Sóc Kha", "Lý Thị Kim Phượng", "Đỗ Hữu Nghĩa")
CONTENTS = ("Đổi giấy phép lái xe hạng A1", "Cấp lại giấy phép lái xe hạng B2", "Đổi giấy phép lái xe hạng C")


def a_line(nth: int = 1, **fields: Any) -> ManifestLine:
    return ManifestLine(
        **{
            "dossier_no": f"000.00.16.H01-211115-{nth:04d}",
            "item_code": item_code.build("EC", 47_312_000 + nth),
            "owner_name": OWNERS[nth % len(OWNERS)],
            "content": CONTENTS[nth % len(CONTENTS)],
            "originals": 2,
            "copies": 1 + nth % 2,
            "fee_vnd": 135_000 if nth % 3 else 0,
            "by_post": bool(nth % 4),
        }
        | fields
    )


def lines(number: int, **fields: Any) -> tuple[ManifestLine, ...]:
    return tuple(a_line(nth, **fields) for nth in range(1, number + 1))


def a_difference(nth: int = 1, **fields: Any) -> ManifestDifference:
    return ManifestDifference(
        **{
            "kind": "Thiếu",
            "dossier_no": f"000.00.16.H01-211115-{nth:04d}",
            "item_code": item_code.build("EC", 47_312_000 + nth),
            "note": "Có trong danh sách, không có trong túi",
        }
        | fields
    )


def a_manifest(**fields: Any) -> Manifest:
    return Manifest(
        **{
            "agency_lines": ("TỔNG CÔNG TY BƯU ĐIỆN VIỆT NAM", "BƯU ĐIỆN TỈNH AN GIANG"),
            "place": "An Giang",
            "issued_at": at("15/11 16:30"),
            "number": "GN-881115-211115-1",
            "direction": "Bưu cục giao hồ sơ cho bộ phận một cửa",
            "handed_over_at": at("15/11 16:40"),
            "giver_unit": "Bưu cục 881115 – HCC An Giang, số 88 Tôn Đức Thắng, thành phố Long Xuyên",
            "giver_name": "Phạm Thị Thu Thủy",
            "giver_role": "Giao dịch viên",
            "receiver_unit": "Bộ phận Một cửa Sở Giao thông vận tải An Giang",
            "receiver_name": "Trần Văn Bảo",
            "receiver_role": "Cán bộ tiếp nhận và trả kết quả",
            "bag_no": "T-211115-03",
            "seal_no": "NP 0045121",
            "lines": (*lines(8), a_line(9, kind="giấy tờ bổ sung", content="Bổ sung giấy khám sức khỏe", fee_vnd=0)),
            "counted_at": at("15/11 17:05"),
            "received": 8,
            "received_fee_vnd": 675_000,
            "differences": (
                a_difference(4),
                a_difference(
                    6, kind="Sai loại", note="Kê hồ sơ mới, trong phong bì là giấy tờ bổ sung của hồ sơ đã nộp"
                ),
                a_difference(
                    70, kind="Thừa", dossier_no="", note="Có trong túi, không có trong danh sách; chuyển bảng kê sau"
                ),
            ),
        }
        | fields
    )

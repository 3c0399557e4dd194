"""Invented people and dossiers, in the shape of REST, for the demo, the benchmarks and the chaos test.

Names, addresses and papers read as real ones do; numbers are well-formed and belong to nobody on purpose. The same
number gives the same dossier.
"""

from __future__ import annotations

import base64
import random
from typing import Any

FAMILIES = "Nguyễn,Trần,Lê,Phạm,Huỳnh,Võ,Đặng,Bùi,Đỗ,Hồ,Ngô,Dương,Lý,Lâm".split(",")
MIDDLES = "Thị Ngọc,Văn,Hữu,Thị Mỹ,Quốc,Minh,Thị Kim,Thanh,Hoàng,Phước,Thị Bích".split(",")
GIVEN = "Ánh,Duyên,Trường,Hòa,Đức,Út,Tám,Phượng,Hằng,Lợi,Nghĩa,Thủy,Yến,Quyên,Thắng,Vũ,Xuân".split(",")
PLACES = (
    "xã Vĩnh Trạch, huyện Thoại Sơn",
    "xã Long Điền A, huyện Chợ Mới",
    "phường Mỹ Phước, thành phố Long Xuyên",
    "xã Đa Phước, huyện An Phú",
    "xã Kiến An, huyện Chợ Mới",
    "thị trấn Tri Tôn, huyện Tri Tôn",
    "phường Châu Phú A, thành phố Châu Đốc",
)
PROCEDURES = ("1.002809.000.00.00.H01", "1.002820")
CLASSES = ("A1", "A2", "B1", "B2", "C")

FETCHED = {"profile_ems": "1"}  # of a portal's dossier: the post fetches its papers at home
TO_A_DEPUTY = {
    "wish": "yes",
    "may_receive": "authorised",
    "deputy": {"name": "Trần Văn Hòa", "id_number": "089080001234"},
}


def dossier(number: int, *, attachment_bytes: int = 0, wants_post: bool | None = None) -> dict[str, Any]:
    """The ``number``-th dossier; ``wants_post`` None lets every second one ask for return by post."""
    chance = random.Random(number)
    woman = chance.random() < 0.5
    year = chance.randint(1955, 2002)
    papers: list[dict[str, Any]] = [
        {"name": "Đơn đề nghị đổi giấy phép lái xe", "originals": 1},
        {"name": "Bản sao giấy phép lái xe", "copies": 1},
        {"name": "Bản sao căn cước công dân", "copies": 1},
    ]
    licence_class = chance.choice(CLASSES)
    if licence_class not in ("A1", "A2"):
        papers.append({"name": "Giấy khám sức khỏe của người lái xe", "originals": 1})
    if attachment_bytes:
        content = b"%PDF-1.4\n" + chance.randbytes(attachment_bytes - 9)
        papers[0]["attachment"] = {
            "file_name": "don-de-nghi.pdf",
            "media_type": "application/pdf",
            "content": base64.b64encode(content).decode(),
        }
    return {
        "procedure": chance.choice(PROCEDURES),
        "licence_class": licence_class,
        "owner": {
            "name": f"{chance.choice(FAMILIES)} {chance.choice(MIDDLES)} {chance.choice(GIVEN)}",
            "birth": f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/{year}",
            "id_number": f"089{(1 if woman else 0) + (2 if year >= 2000 else 0)}{year % 100:02d}{number % 10**6:06d}",
            "phone": f"09{number % 10**8:08d}",
            "address": {
                "text": f"Số {chance.randint(1, 300)}, tổ {chance.randint(1, 20)}, {chance.choice(PLACES)}, An Giang",
                "province": "89",
            },
        },
        "papers": papers,
        "fee": {"amount_vnd": 135_000, "place": "counter", "method": "cash", "voucher": f"BL-{number:06d}"},
        "return_by_post": {"wish": "yes" if (number % 2 if wants_post is None else wants_post) else "no"},
    }


def portal_dossier(number: int, code: str) -> dict[str, Any]:
    """The same dossier as the portal sends it (``HoSo`` of ``DongBoHoSoMC``)."""
    same = dossier(number)
    owner = same["owner"]
    return {
        "MaHoSo": code,
        "MaTTHC": same["procedure"],
        "TenTTHC": "Đổi giấy phép lái xe do ngành Giao thông vận tải cấp",
        "KenhThucHien": "2",
        "ChuHoSo": owner["name"].upper(),
        "LoaiDoiTuong": "1",
        "SoDienThoai": owner["phone"],
        "TrichYeuHoSo": f"Đề nghị đổi giấy phép lái xe hạng {same['licence_class']}",
        "NgayNopHoSo": "20211115080000",
        "NgayTiepNhan": "",
        "NgayHenTra": "",
        "TrangThaiHoSo": "1",
        "HinhThuc": "1" if number % 2 else "0",
        "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": owner["id_number"]}],
        "DiaChi": {"MaTinh": "89", "MaHuyen": "", "MaXa": "", "DiaChiChiTiet": owner["address"]["text"]},
        "TaiLieuNop": [
            {"TepDinhKemId": str(i), "TenTepDinhKem": f"{paper['name']}.pdf", "IsDeleted": "False",
             "DuongDanTaiTepTin": f"https://dvc.example/tep/{number}-{i}"}
            for i, paper in enumerate(same["papers"], start=1)
        ],
        "DanhSachLePhi": [{"TenPhiLePhi": "Lệ phí", "HinhThucThu": "1", "Gia": "135000", "LoaiPhiLePhi": "1"}],
    }  # fmt: skip


def portal_supplement(hoso: dict[str, Any]) -> dict[str, Any]:
    """The message in which the portal tells that a paper has come for this dossier of :func:`portal_dossier`."""
    row = {
        "HoSoBoSungId": "1",
        "NoiDungBoSung": "Bổ sung giấy khám sức khỏe còn hạn",
        "NgayBoSung": "20211115083000",
        "NgayTiepNhanBoSung": "20211115090000",
        "DanhSachGiayToBoSung": [{"TenGiayTo": "Giấy khám sức khỏe của người lái xe"}],
    }
    return {"service": "DongBoHoSoMC", "isUpdating": True, "data": [hoso | {"DanhSachHoSoBoSung": [row]}]}


def portal_withdrawal(code: str) -> dict[str, Any]:
    """The message in which the portal tells that the citizen has taken a dossier back."""
    told = {"MaHoSo": code, "NgayXuLy": "20211115093000", "TrangThai": "7", "NoiDung": "Công dân đề nghị rút hồ sơ"}
    return {"service": "DongBoTrangThaiHoSo", "isUpdating": True, "data": told}

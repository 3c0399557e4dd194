"""Code lists of the portal and the names of its fields, as tables.

Source: public clients of the national portal's ``DongBoHoSoMC`` and inbound services of provinces. Values are strings,
dates ``yyyyMMddHHmmss`` in Asia/Ho_Chi_Minh, absent is ``""``. A code that is not here is a fault where we act on it,
and kept raw where we do not.
"""

from __future__ import annotations

from app.domain.life import STATES, State
from app.domain.submission import FeePlace, Wish

# -- services -------------------------------------------------------------------------------------------------
PUSH = "DongBoHoSoMC"  # đồng bộ hồ sơ
STATUS = "DongBoTrangThaiHoSo"  # đồng bộ trạng thái hồ sơ: the citizen takes it back
SERVICES = (PUSH, STATUS)

# -- values ---------------------------------------------------------------------------------------------------
# Logical values come as JSON booleans and as "True"/"False" with a capital.
FLAGS = {"true": True, "false": False, "1": True, "0": False, "": False}

# HinhThuc, the way of return. An empty one is not a "no": the citizen was not asked.
WISHES = {"0": Wish.NO, "1": Wish.YES, "": Wish.UNKNOWN}

# profile_ems, "1" where the post is to fetch the papers at home: of the ministry portal's profile (ProfileInModel). It
# comes as "", "0", "1" or anything else. What is not here is unknown and kept raw; no dossier is refused for it.
COLLECTIONS = {"0": Wish.NO, "1": Wish.YES}

# HinhThucThu says when a fee is due, not where it was paid: 1 at reception, 2 with a supplement, 4 on return.
FEE_PLACES = {"1": FeePlace.UNKNOWN, "2": FeePlace.UNKNOWN, "4": FeePlace.ON_RETURN, "": FeePlace.UNKNOWN}

# TrangThaiHoSo of a dossier that is new here: 1 submitted, 2 received (by the portal's own count; ours decides).
NEW_STATES = {"": State.SUBMITTED, "1": State.SUBMITTED, "2": State.RECEIVED}

# TrangThai that the portal itself decides on: the citizen has taken the dossier back there.
WITHDRAWN = STATES[State.WITHDRAWN].portal_code

# TrangThaiHoSo of a dossier that is known here: what we told the portal, said back; only the withdrawal is news.
TOLD_BACK = frozenset(names.portal_code for names in STATES.values())

# By number of digits; some systems leave seconds or the time of day out.
TIME_FORMATS = {14: "%Y%m%d%H%M%S", 12: "%Y%m%d%H%M", 8: "%Y%m%d"}

# Base64 files carry a name and no media type; an ending that is not here stays octet-stream.
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "heic": "image/heic",
}

# -- names ----------------------------------------------------------------------------------------------------
# Ours → theirs; the first name that holds something counts, the second is that of the older inbound shape.
TEXTS = {
    "code": ("MaHoSo", "MaHoSoQG"),
    "procedure": ("MaTTHC",),
    "owner.name": ("ChuHoSo", "TenThuongNhan"),
    "owner.phone": ("SoDienThoai", "DienThoai"),
    "owner.email": ("Email",),
    "submitter.name": ("NguoiLienHe",),
    "summary": ("TrichYeuHoSo",),
}
ADDRESS = {"province": "MaTinh", "district": "MaHuyen", "ward": "MaXa", "text": "DiaChiChiTiet"}
PAPER = {"name": "TenTepDinhKem", "code": "MaThanhPhanHoSo", "file_url": "DuongDanTaiTepTin"}
SUPPLEMENT = ("HoSoBoSungId", "NoiDungBoSung", "NgayTiepNhanBoSung", "ThongTinTiepNhan")
SUPPLEMENT_PAPER = {"name": "TenGiayTo", "code": "MaGiayTo"}
FILE = {"file_name": "TenTepDinhKem", "media_type": "TenTepDinhKem", "content": "Base64"}

# Kept as they came, under their own names; of rows as ``DanhSachLePhi[0].Gia``.
FOREIGN = (
    "MaHoSoQG",
    "SoBienNhan",
    "TenTTHC",
    "MaLinhVuc",
    "TenLinhVuc",
    "KenhThucHien",
    "LoaiDoiTuong",
    "MaDoiTuong",
    "MaSoThue",
    "ThongTinKhac",
    "NgayTiepNhan",
    "NgayHenTra",
    "TrangThaiHoSo",
    "HinhThuc",
    "profile_ems",
    "DonViXuLy",
    "NoiNopHoSo",
    "DuocThanhToanTrucTuyen",
    "TaiKhoanDuocXacThucVoiVNeID",
    "GhiChu",
)
FOREIGN_ROWS = {
    "DanhSachLePhi": ("TenPhiLePhi", "MaPhiLePhi", "HinhThucThu", "Gia", "LoaiPhiLePhi"),
    "DanhSachTepDinhKemKhac": ("TenGiayTo", "SoLuong", "LoaiGiayTo"),
}

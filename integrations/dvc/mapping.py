"""The portal's dossier (HoSo) in our names: the one place that knows both.

Values are only moved and their codes looked up; cleaning and judging is :mod:`app.domain.reading`'s, which reports
under the portal's names through :meth:`Sheet.spell`. Nothing is guessed from free text: a class that is only named in
``TrichYeuHoSo`` stays there, for the officer to read.

>>> mapped({"MaHoSo": "G22.99-211115-0007", "HinhThuc": "x"}, "data[0]").faults[0].path
'data[0].HinhThuc'
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from app.domain.identity import IdDocument, IdKind
from app.domain.submission import FeePlace
from integrations.dvc import codes, shapes
from integrations.dvc.sheet import Sheet

APPLICATION_VI = "Đơn đăng ký"
_PRICE = re.compile(r"([0-9]{1,12})(?:\.0{1,2})?")  # "135.000" could mean either: refused


def mapped(hoso: Any, at: str) -> Sheet:
    """The sheet of one dossier; whatever came in, faults are on it and nothing is raised."""
    sheet = Sheet(at, *shapes.load(shapes.HO_SO, hoso, at))
    for part in (_texts, _identity, _address, _papers, _fee, _choices, _time, _foreign):
        part(sheet)
    return sheet


def status(told: Any, at: str) -> Sheet:
    """The sheet of one change of state: which dossier, which state, and in whose words."""
    sheet = Sheet(at, *shapes.load(shapes.TRANG_THAI, told, at))
    theirs = next((name for name in codes.TEXTS["code"] if sheet.hoso.get(name)), codes.TEXTS["code"][0])
    sheet.put("code", theirs, sheet.hoso.get(theirs))
    sheet.put("reason", "NoiDung", sheet.hoso.get("NoiDung"))
    for name, value in ((theirs, sheet.code), ("TrangThai", sheet.hoso.get("TrangThai"))):
        if not value:
            sheet.fault(name, "REQUIRED")
    return sheet


def _texts(sheet: Sheet) -> None:
    for ours, names in codes.TEXTS.items():
        theirs = next((name for name in names if sheet.hoso.get(name)), names[0])
        sheet.put(ours, theirs, sheet.hoso.get(theirs))
    sheet.spelling["request_id"] = sheet.spelling["code"]


def _identity(sheet: Sheet) -> None:
    """The first number that is one: portals send 000000001 for a person without."""
    rows = enumerate(sheet.rows("DinhDanhCHS"))
    numbers = {f"DinhDanhCHS[{i}].SoDinhDanh": row.get("SoDinhDanh") for i, row in rows}
    numbers["SoGiayToChuHoSo"] = sheet.hoso.get("SoGiayToChuHoSo")
    for theirs, number in numbers.items():
        if number and not IdDocument(IdKind.IDENTITY_CARD, number).is_placeholder:
            sheet.put("owner.id_number", theirs, number)
            return


def _address(sheet: Sheet) -> None:
    parts = ("owner", "return_by_post", "home_collection")
    sheet.spelling |= {f"{part}.address": "DiaChi" for part in parts}
    part = sheet.hoso.get("DiaChi") or {}
    for ours, theirs in codes.ADDRESS.items():
        sheet.put(f"owner.address.{ours}", f"DiaChi.{theirs}", part.get(theirs))


def _papers(sheet: Sheet) -> None:
    """The application file of the older shape, then the papers that were not taken back, then those of no file."""
    sheet.spelling["papers"] = "TaiLieuNop"
    papers: list[dict[str, Any]] = []
    if content := sheet.hoso.get("TepDonDangKy"):
        name = sheet.hoso.get("TenTepDonDangKy") or APPLICATION_VI
        papers.append({"name": name, "attachment": _file(name, content)})
        sheet.spelling |= {"papers[0]": "TenTepDonDangKy", "papers[0].attachment.content": "TepDonDangKy"}
    for i, row in enumerate(sheet.rows("TaiLieuNop")):
        if row.get("IsDeleted") or not row:
            continue
        at, theirs = f"papers[{len(papers)}]", f"TaiLieuNop[{i}]"
        sheet.spelling |= {at: theirs} | {f"{at}.{ours}": f"{theirs}.{name}" for ours, name in codes.PAPER.items()}
        sheet.spelling |= {f"{at}.attachment.{ours}": f"{theirs}.{name}" for ours, name in codes.FILE.items()}
        paper: dict[str, Any] = {ours: row.get(name) for ours, name in codes.PAPER.items()}
        if content := row.get("Base64"):
            paper["attachment"] = _file(paper["name"] or "", content)
        papers.append(paper)
    for i, row in enumerate(sheet.rows("DanhSachTepDinhKemKhac")):
        sheet.spelling[f"papers[{len(papers)}]"] = f"DanhSachTepDinhKemKhac[{i}].TenGiayTo"
        papers.append({"name": row.get("TenGiayTo")})
    sheet.raw["papers"] = papers


def _file(name: str, content: str) -> dict[str, str | None]:
    media_type = codes.MEDIA_TYPES.get(name.rpartition(".")[2].lower())
    return {"file_name": name, "media_type": media_type, "content": content}


def _fee(sheet: Sheet) -> None:
    """One fee: the sum of the rows that have a price, and their place where they agree."""
    sheet.spelling["fee"] = "DanhSachLePhi"
    amounts, places = [], set()
    for i, row in enumerate(sheet.rows("DanhSachLePhi")):
        at, price = f"DanhSachLePhi[{i}]", row.get("Gia") or ""
        place = sheet.coded(f"{at}.HinhThucThu", row.get("HinhThucThu"), codes.FEE_PLACES)
        if match := _PRICE.fullmatch(price):
            amounts.append(int(match[1]))
            places.add(place)
        elif price:
            sheet.fault(f"{at}.Gia", "FEE_INVALID")
    if amounts:
        agreed = places.pop() if len(places) == 1 else None
        sheet.raw["fee"] = {"amount_vnd": sum(amounts), "place": agreed or FeePlace.UNKNOWN}


def _choices(sheet: Sheet) -> None:
    sheet.put("return_by_post.wish", "HinhThuc", sheet.coded("HinhThuc", sheet.hoso.get("HinhThuc"), codes.WISHES))
    sheet.spelling["home_collection"] = "profile_ems"
    sheet.put("home_collection.wish", "profile_ems", codes.COLLECTIONS.get(sheet.hoso.get("profile_ems") or ""))
    sheet.coded("TrangThaiHoSo", sheet.hoso.get("TrangThaiHoSo"), codes.NEW_STATES)


def _time(sheet: Sheet) -> None:
    digits = sheet.hoso.get("NgayNopHoSo") or ""
    form = codes.TIME_FORMATS.get(len(digits), "")
    try:
        if digits:  # of no zone: reading takes it for Vietnam's
            sheet.put("submitted_at", "NgayNopHoSo", datetime.strptime(digits, form))  # noqa: DTZ007
    except ValueError:
        sheet.fault("NgayNopHoSo", "DATE_INVALID")


def _foreign(sheet: Sheet) -> None:
    for name in codes.FOREIGN:
        sheet.keep(name, sheet.hoso.get(name))
    for rows, names in codes.FOREIGN_ROWS.items():
        for i, row in enumerate(sheet.rows(rows)):
            for name in names:
                sheet.keep(f"{rows}[{i}].{name}", row.get(name))

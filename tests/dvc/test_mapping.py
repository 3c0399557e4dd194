"""The portal's names and codes in ours: what is moved, what is looked up, what is kept, what is a fault."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from typing import Any

import pytest

from app import intake, lifecycle
from app.context import Context
from app.domain.remark import NOTHING
from tests import builders
from tests.dvc.portal import Portal, codes_by_path, dossier

PDF = b"%PDF-1.4\n"


def fee(*rows: tuple[str, str]) -> list[dict[str, str]]:
    return [{"TenPhiLePhi": "Lệ phí", "HinhThucThu": code, "Gia": price, "LoaiPhiLePhi": "1"} for code, price in rows]


def taken(portal: Portal, **changes: Any) -> dict[str, Any]:
    """The stored record of a dossier with these changes."""
    one = dossier(**changes)
    result = portal.push_one(one)
    assert result["error_code"] == 0, result
    return portal.record(one["MaHoSo"])


def faults(portal: Portal, **changes: Any) -> dict[str, str]:
    return codes_by_path(portal.push_one(dossier(**changes)))


def test_decomposed_name_is_stored_composed(portal: Portal) -> None:
    record = taken(portal, ChuHoSo=unicodedata.normalize("NFD", "  Nguyễn  Thị Mỹ Duyên "))
    assert record["owner"]["name"] == "Nguyễn Thị Mỹ Duyên"


@pytest.mark.parametrize(
    ("number", "stored"),
    [("0163.987.6543", "0339876543"), ("+84 918 345 601", "0918345601"), (918345601, "0918345601")],
)
def test_phone_is_normalised_and_kept_as_written(portal: Portal, number: Any, stored: str) -> None:
    owner = taken(portal, SoDienThoai=number)["owner"]
    assert (owner["phone"], owner["phone_raw"]) == (stored, str(number))


@pytest.mark.parametrize(("code", "wish"), [("0", "no"), ("1", "yes"), ("", "unknown"), (1, "yes"), (None, "unknown")])
def test_way_of_return(portal: Portal, code: Any, wish: str) -> None:
    one = dossier(HinhThuc=code)
    portal.push(one)
    assert portal.stored(one["MaHoSo"])[0].return_wish == wish


@pytest.mark.parametrize("address", ["", None, {}, {"MaTinh": "", "DiaChiChiTiet": " "}])
def test_return_by_post_needs_an_address(portal: Portal, address: Any) -> None:
    assert faults(portal, DiaChi=address) == {"data[0].DiaChi": "RETURN_ADDRESS_REQUIRED"}


def test_address_may_be_one_text(portal: Portal) -> None:
    assert taken(portal, DiaChi="Ấp Phước Thọ, xã Đa Phước")["owner"]["address"] == {"raw": "Ấp Phước Thọ, xã Đa Phước"}


def test_unit_codes_without_a_text_are_kept(portal: Portal) -> None:
    address = taken(portal, DiaChi={"MaTinh": "89", "MaXa": 30697})["owner"]["address"]
    assert (address["province_code"], address["ward_code"]) == ("89", "30697")


@pytest.mark.parametrize(
    ("rows", "paper", "number"),
    [
        ([{"LoaiDinhDanh": "2", "SoDinhDanh": "000000001"}], "", None),
        ([{"LoaiDinhDanh": "2", "SoDinhDanh": "000000001"}], "351234567", "351234567"),
        ([{"SoDinhDanh": "000000001"}, {"LoaiDinhDanh": "1", "SoDinhDanh": "089187004321"}], "", "089187004321"),
        ({"LoaiDinhDanh": "1", "SoDinhDanh": "089 187 004 321"}, "", "089187004321"),
        (None, "089187004321", "089187004321"),
        ([], "", None),
    ],
)
def test_identity_is_the_first_number_that_is_one(portal: Portal, rows: Any, paper: str, number: str | None) -> None:
    owner = taken(portal, DinhDanhCHS=rows, SoGiayToChuHoSo=paper)["owner"]
    assert owner.get("id_document", {}).get("number") == number


def test_identity_faults_name_where_the_number_stood(portal: Portal) -> None:
    rows = [{"SoDinhDanh": ""}, {"SoDinhDanh": "12"}]
    assert faults(portal, DinhDanhCHS=rows) == {"data[0].DinhDanhCHS[1].SoDinhDanh": "CITIZEN_ID_INVALID"}
    assert faults(portal, DinhDanhCHS=[], SoGiayToChuHoSo="x") == {"data[0].SoGiayToChuHoSo": "CITIZEN_ID_INVALID"}


def test_papers_taken_back_are_left_out_and_faults_keep_their_place(portal: Portal) -> None:
    rows = [
        {"TenTepDinhKem": "Đơn cũ.pdf", "IsDeleted": "True"},
        {"TenTepDinhKem": "", "IsDeleted": False, "DuongDanTaiTepTin": "https://dvc.example/tep/2"},
    ]
    assert faults(portal, TaiLieuNop=rows) == {"data[0].TaiLieuNop[1].TenTepDinhKem": "REQUIRED"}
    rows[1]["TenTepDinhKem"] = "Đơn mới.pdf"
    one = dossier(TaiLieuNop=rows)
    portal.push(one)
    assert [(paper.name, paper.file_url) for paper in portal.papers(one["MaHoSo"])] == [
        ("Đơn mới.pdf", "https://dvc.example/tep/2")
    ]


def test_files_in_base64_are_attachments(portal: Portal) -> None:
    content = base64.b64encode(PDF).decode()
    one = dossier(
        TepDonDangKy=content,
        TenTepDonDangKy="don.pdf",
        TaiLieuNop=[{"TenTepDinhKem": "Giấy khám sức khỏe.JPG", "Base64": content}],
        DanhSachTepDinhKemKhac=[{"TenGiayTo": "Bản sao GPLX", "SoLuong": "2", "LoaiGiayTo": "1"}],
    )
    portal.push(one)
    papers = portal.papers(one["MaHoSo"])
    assert [(p.name, p.media_type) for p in papers] == [
        ("don.pdf", "application/pdf"),
        ("Giấy khám sức khỏe.JPG", "application/pdf"),  # what it is, whatever it is called
        ("Bản sao GPLX", None),
    ]
    assert papers[0].sha256 == hashlib.sha256(PDF).hexdigest()
    assert portal.context.files.get(papers[1].file_key) == PDF
    assert ["DanhSachTepDinhKemKhac[0].SoLuong", "2"] in portal.record(one["MaHoSo"])["foreign"]


def test_broken_files_are_named(portal: Portal) -> None:
    assert faults(portal, TepDonDangKy="@@@", TaiLieuNop=[{"TenTepDinhKem": "a.pdf", "Base64": "%PDF"}]) == {
        "data[0].TepDonDangKy": "ATTACHMENT_BROKEN",
        "data[0].TaiLieuNop[0].Base64": "ATTACHMENT_BROKEN",
    }


@pytest.mark.parametrize(
    ("rows", "stored"),
    [
        (fee(("1", "135000"), ("1", "20000")), {"amount_vnd": 155_000, "place": "unknown", "method": "unknown"}),
        (fee(("4", "135000")), {"amount_vnd": 135_000, "place": "on_return", "method": "unknown"}),
        (fee(("4", "135000"), ("1", "1")), {"amount_vnd": 135_001, "place": "unknown", "method": "unknown"}),
        (fee(("", "135000.00")), {"amount_vnd": 135_000, "place": "unknown", "method": "unknown"}),
        (fee(("1", "0")), {"amount_vnd": 0, "place": "unknown", "method": "unknown"}),
        (fee(("1", "")), None),
        ([], None),
    ],
)
def test_fee_is_the_sum_of_what_has_a_price(portal: Portal, rows: Any, stored: Any) -> None:
    assert taken(portal, DanhSachLePhi=rows).get("fee") == stored


@pytest.mark.parametrize("price", ["135.000", "135,000", "135.000đ", "-1", "1e5", "1" * 13, "١٣٥"])
def test_an_unclear_price_is_a_fault(portal: Portal, price: str) -> None:
    found = faults(portal, DanhSachLePhi=fee(("1", "1"), ("1", price)))
    assert found == {"data[0].DanhSachLePhi[1].Gia": "FEE_INVALID"}


def test_a_sum_beyond_reason_is_a_fault_of_the_list(portal: Portal) -> None:
    found = faults(portal, DanhSachLePhi=fee(("1", "600000000"), ("1", "600000000")))
    assert found == {"data[0].DanhSachLePhi": "FEE_INVALID"}


@pytest.mark.parametrize(
    ("digits", "code"),
    [
        ("20211301000000", "DATE_INVALID"),
        ("2021-11-15", "DATE_INVALID"),
        ("2021", "DATE_INVALID"),
        ("00010101000000", "DATE_INVALID"),
        ("20211201000000", "TIME_IN_FUTURE"),
    ],
)
def test_an_impossible_time_is_a_fault(portal: Portal, digits: str, code: str) -> None:
    assert faults(portal, NgayNopHoSo=digits) == {"data[0].NgayNopHoSo": code}


@pytest.mark.parametrize(
    ("digits", "stored"), [("20211115", "2021-11-14T17:00:00+00:00"), ("202111150815", "2021-11-15T01:15:00+00:00")]
)
def test_a_time_may_lack_its_end(portal: Portal, digits: str, stored: str) -> None:
    assert taken(portal, NgayNopHoSo=digits)["submitted_at"] == stored


@pytest.mark.parametrize("state", ["", "1", "2"])
def test_a_new_dossier_waits_for_the_authority_whatever_the_portal_counts(portal: Portal, state: str) -> None:
    result = portal.push_one(dossier(TrangThaiHoSo=state))
    assert (result["error_code"], result["state"], result["NgayHenTra"]) == (0, "submitted", "")


@pytest.mark.parametrize("state", ["3", "9", "10", "x"])
def test_a_dossier_that_is_over_is_not_new(portal: Portal, state: str) -> None:
    assert faults(portal, TrangThaiHoSo=state) == {"data[0].TrangThaiHoSo": "CHOICE_UNKNOWN"}


def test_unknown_keys_are_tolerated(portal: Portal) -> None:
    taken(portal, DSKetNoiCSDL=[{"MaCSDL": "7"}], KhoaMoi={"a": [1]})


def test_older_inbound_shape_is_one_object_with_other_names(portal: Portal) -> None:
    code = dossier()["MaHoSo"]
    one = {
        "MaHoSoQG": code,
        "MaTTHC": "1.002809",
        "MaSoThue": "1600000001",
        "TenThuongNhan": "Võ Thị Kim Phượng",
        "NguoiLienHe": "Võ Văn Út",
        "DienThoai": "0918.345.602",
        "DiaChi": {"MaTinh": "89", "DiaChiChiTiet": "Khóm Đông Thịnh 5"},
        "TaiLieuNop": [{"TenTepDinhKem": "don.pdf", "Base64": base64.b64encode(PDF).decode()}],
    }
    reply = portal.push(data=one)
    (result,) = reply["results"]
    assert (result["error_code"], result["MaHoSo"], reply["message"]) == (0, code, f"{code}|Đã nhận hồ sơ")
    record = portal.record(code)
    assert (record["owner"]["name"], record["submitter"]["name"]) == ("Võ Thị Kim Phượng", "Võ Văn Út")
    assert record["owner"]["phone"] == "0918345602"
    assert ["MaSoThue", "1600000001"] in record["foreign"]


def test_faults_of_one_object_have_no_index(portal: Portal) -> None:
    one = dossier(MaTTHC="", SoDienThoai="x")
    assert codes_by_path(portal.push(data=one)["results"][0]) == {
        "data.MaTTHC": "REQUIRED",
        "data.SoDienThoai": "PHONE_INVALID",
    }


def test_older_names_are_named_in_faults(portal: Portal) -> None:
    one = {"MaHoSoQG": "G22.99-2111 15", "MaTTHC": "1.002809", "TenThuongNhan": "\ue000", "DienThoai": "x"}
    assert codes_by_path(portal.push(data=one)["results"][0]) == {
        "data.MaHoSoQG": "REQUEST_ID_INVALID",
        "data.TenThuongNhan": "TEXT_UNREADABLE",
        "data.DienThoai": "PHONE_INVALID",
    }


def test_a_bare_list_is_a_push(portal: Portal) -> None:
    reply = portal.post([dossier(), dossier(ChuHoSo="")]).json()
    assert [result["error_code"] for result in reply["results"]] == [0, -1]
    assert codes_by_path(reply["results"][1]) == {"[1].ChuHoSo": "REQUIRED"}


def test_values_of_the_wrong_type_are_named(portal: Portal) -> None:
    found = faults(portal, ChuHoSo=["Ánh"], TaiLieuNop=["a", {"TenTepDinhKem": {}}], DiaChi=[], Email=True)
    assert found == {
        "data[0].ChuHoSo": "TYPE_INVALID",
        "data[0].TaiLieuNop[0]": "TYPE_INVALID",
        "data[0].TaiLieuNop[1].TenTepDinhKem": "TYPE_INVALID",
        "data[0].DiaChi": "TYPE_INVALID",
        "data[0].Email": "TYPE_INVALID",
    }


def test_an_item_that_is_no_object_fails_alone(portal: Portal) -> None:
    reply = portal.push(dossier(), "x")  # type: ignore[arg-type]
    assert [result["error_code"] for result in reply["results"]] == [0, -1]
    assert codes_by_path(reply["results"][1]) == {"data[1]": "TYPE_INVALID"}


def test_a_repeat_gets_the_first_answer_also_after_receipt(portal: Portal, context: Context) -> None:
    one = dossier()
    first = portal.push_one(one)
    lifecycle.make("receive", first["dossier_no"], NOTHING, builders.principal(context), context, source="test")
    again = portal.push_one(one)
    assert (again["error_code"], again["dossier_no"], again["state"]) == (1, first["dossier_no"], "submitted")


def test_what_the_post_brought_under_the_portals_code_is_that_dossier(portal: Portal, context: Context) -> None:
    one = dossier()
    owner = {"name": one["ChuHoSo"], "id_number": "089187004321"}
    brought = builders.submission(context, code=one["MaHoSo"], owner=owner, return_by_post={"wish": "no"})
    answer = intake.accept(brought, builders.principal(context, office_id=builders.OFFICE), context, "test")
    result = portal.push_one(one)
    assert (result["error_code"], result["dossier_no"]) == (0, answer.dossier_no)
    assert (result["TrangThaiHoSo"], result["warnings"]) == ("2", ["JOINED", "WISHES_DIFFER"])
    assert result["NgayTiepNhan"].startswith("20211115")
    assert result["NgayHenTra"].startswith("20211122")


@pytest.mark.parametrize(
    ("code", "wish", "kept"),
    [
        ("1", "yes", "1"),
        (1, "yes", "1"),
        (" 1 ", "yes", "1"),
        ("0", "no", "0"),
        ("", None, None),
        (None, None, None),
        ("2", None, "2"),
        ("có", None, "có"),
        (True, None, "true"),
        ({"a": ["b"]}, None, '{"a": ["b"]}'),
    ],
)
def test_whether_the_papers_are_fetched_at_home_is_never_a_fault(
    portal: Portal, code: Any, wish: str | None, kept: str | None
) -> None:
    record = taken(portal, profile_ems=code)
    assert record.get("home_collection", {}).get("wish") == wish
    assert dict(record.get("foreign", ())).get("profile_ems") == kept


@pytest.mark.parametrize("address", ["", None, {}])
def test_papers_are_fetched_at_an_address(portal: Portal, address: Any) -> None:
    assert faults(portal, DiaChi=address, profile_ems="1", HinhThuc="0") == {
        "data[0].DiaChi": "COLLECTION_ADDRESS_REQUIRED"
    }

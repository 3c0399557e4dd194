"""The samples of the portal, as they lie in ``tests/samples/portal``."""

from __future__ import annotations

from app.rules import load
from tests.dvc.portal import Portal, codes_by_path, sample


def test_new_dossier_is_taken_in_and_told(portal: Portal) -> None:
    reply = portal.post(sample("new_dossier")).json()
    (row,) = portal.stored()
    assert (reply["error_code"], reply["repeat"]) == (0, False)
    assert reply["results"] == [
        {
            "MaHoSo": "G22.99-211115-0007",
            "error_code": 0,
            "status": 0,
            "message": "G22.99-211115-0007|Đã nhận hồ sơ",
            "repeat": False,
            "dossier_no": row.dossier_no,
            "state": "submitted",
            "TrangThaiHoSo": "1",
            "NgayTiepNhan": "",
            "NgayHenTra": "",
            "links": {"paper": f"https://hoso.example/api/v1/dossiers/{row.dossier_no}/receipt.pdf"},
            "warnings": ["PAPERS_DIFFER"],
            "faults": [],
        }
    ]


def test_new_dossier_is_stored_in_our_names(portal: Portal) -> None:
    code = "G22.99-211115-0017"
    message = sample("new_dossier")
    message["data"][0]["MaHoSo"] = code
    portal.post(message)
    (row,) = portal.stored(code)
    assert (row.channel, row.state, row.procedure_code) == ("portal", "submitted", "1.002809")
    assert (row.code, row.code_issuer) == (code, load().code_issuer(code))
    assert row.submitted_at.isoformat() == "2021-11-15T01:15:30+00:00"
    assert row.owner_id_number == "089187004321"
    assert row.record["owner"]["address"] == {
        "raw": "Số 12, tổ 5, ấp Trung Bình, xã Vĩnh Trạch",
        "scheme": "3-level",
        "province_code": "89",
        "district_code": "894",
        "ward_code": "30697",
    }
    assert [paper.file_url for paper in portal.papers(code)] == [f"https://dvc.example/tep/{i}" for i in (1, 2, 3)]
    assert row.record["fee"] == {"amount_vnd": 135_000, "place": "unknown", "method": "unknown"}
    assert row.return_wish == "yes"
    assert row.record["summary"] == "Đổi giấy phép lái xe hạng B2"
    assert row.licence_class is None
    assert ["KenhThucHien", "2"] in row.record["foreign"]
    assert ["DonViXuLy", "Sở Giao thông vận tải An Giang"] in row.record["foreign"]


def test_odd_text_is_cleaned_and_an_empty_way_of_return_stays_unknown(portal: Portal) -> None:
    message = sample("two_dossiers_one_with_odd_text")
    reply = portal.post(message).json()
    assert [result["error_code"] for result in reply["results"]] == [0, 0]
    assert reply["message"] == "Đã nhận 2/2 hồ sơ"
    assert message["data"][1]["ChuHoSo"] != "Huỳnh Quốc Trường"
    (row,) = portal.stored("G22.99-211115-0008")
    assert (row.owner_name, row.owner_phone, row.return_wish) == ("Huỳnh Quốc Trường", "0339876543", "unknown")
    assert row.record["owner"]["phone_raw"] == "0163.987.6543"
    assert row.record["owner"]["address"]["raw"] == "Ấp Phước Thọ, xã Đa Phước,huyện An Phú"
    assert (row.owner_id_number, row.procedure_code) == ("351234567", "1.002820")


def test_bad_dossier_is_refused_with_every_fault_and_leaves_nothing(portal: Portal) -> None:
    response = portal.post(sample("bad_dossier"))
    reply = response.json()
    (result,) = reply["results"]
    assert (response.status_code, reply["error_code"], result["error_code"]) == (200, -1, -1)
    assert result["code"] == "INVALID_DOSSIER"
    assert codes_by_path(result) == {
        "data[0].MaHoSo": "REQUIRED",
        "data[0].MaTTHC": "PROCEDURE_UNKNOWN",
        "data[0].ChuHoSo": "REQUIRED",
        "data[0].SoDienThoai": "PHONE_INVALID",
        "data[0].NgayNopHoSo": "TIME_TOO_OLD",
        "data[0].HinhThuc": "CHOICE_UNKNOWN",
        "data[0].DanhSachLePhi[0].Gia": "FEE_INVALID",
        "data[0].DanhSachLePhi[0].HinhThucThu": "CHOICE_UNKNOWN",
    }
    assert all(fault["text"] for fault in result["faults"])
    assert portal.stored() == []

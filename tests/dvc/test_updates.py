"""What the portal tells of a dossier that is known: supplements, other content, withdrawals; each once."""

from __future__ import annotations

import base64
import copy
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from app import intake, lifecycle, lookup, updates
from app.context import Context
from app.domain.correction import Correction
from app.domain.remark import NOTHING, Remark
from app.store import tables
from tests import builders
from tests.dvc.portal import Json, Portal, codes_by_path, dossier, new_portal, sample

PDF = b"%PDF-1.4\n"


def bo_sung(row_id: str = "1", *papers: str, came: str = "20211118102000", **changes: Any) -> Json:
    """A row of DanhSachHoSoBoSung."""
    return {
        "HoSoBoSungId": row_id,
        "NoiDungBoSung": "Bổ sung giấy khám sức khỏe còn hạn",
        "NgayBoSung": "20211117090000",
        "NgayTiepNhanBoSung": came,
        "DanhSachGiayToBoSung": [{"TenGiayTo": name} for name in papers or ("Giấy khám sức khỏe còn hạn",)],
        **changes,
    }


def files(*names: str, of: Json | None = None) -> list[Json]:
    return [*(of or dossier())["TaiLieuNop"], *({"TenTepDinhKem": name, "IsDeleted": "False"} for name in names)]


def moved(context: Context, number: str, name: str, said: Remark = NOTHING) -> None:
    lifecycle.make(name, number, said, builders.principal(context), context, "test")


def known(portal: Portal, *names: str, **changes: Any) -> Json:
    """A dossier that is here, and its number; ``names`` are the moves that it has made."""
    one = dossier(**changes)
    number = portal.push_one(one)["dossier_no"]
    for name in names:
        moved(portal.context, number, name, Remark(reason="Thiếu giấy tờ") if name == "ask_supplement" else NOTHING)
    return one


def events(portal: Portal, code: str) -> list[str]:
    (row,) = portal.stored(code)
    e = tables.event.c
    with portal.context.database.begin() as connection:
        return list(connection.execute(select(e.kind).where(e.dossier_id == row.id).order_by(e.seq)).scalars())


def update(portal: Portal, one: Json, **changes: Any) -> Json:
    return portal.push_one(one | changes, isUpdating="True")


def names(portal: Portal, one: Json) -> list[str]:
    return [paper.name for paper in portal.papers(one["MaHoSo"])]


def withdraw(portal: Portal, one: Json, state: str = "7", **changes: Any) -> Json:
    data = {
        "MaHoSo": one["MaHoSo"],
        "NgayXuLy": "20211116140000",
        "TrangThai": state,
        "NoiDung": "Công dân đề nghị rút",
    }
    return portal.push(service="DongBoTrangThaiHoSo", isUpdating=True, data=data | changes)["results"][0]


# -- the samples ------------------------------------------------------------------------------------------------------


def test_the_samples_tell_the_life_of_two_dossiers(portal: Portal, context: Context) -> None:
    number = portal.post(sample("new_dossier")).json()["results"][0]["dossier_no"]
    moved(context, number, "receive")
    moved(context, number, "ask_supplement", Remark(reason="Thiếu giấy khám sức khỏe còn hạn"))
    supplemented = portal.post(sample("supplement")).json()["results"][0]
    assert (supplemented["error_code"], supplemented["TrangThaiHoSo"]) == (0, "2")
    assert supplemented["message"] == "G22.99-211115-0007|Đã nhận giấy tờ bổ sung"
    assert supplemented["NgayHenTra"] and supplemented["warnings"] == []
    assert [paper.name for paper in portal.papers("G22.99-211115-0007")][3:] == ["Giấy khám sức khỏe"]
    portal.post(sample("two_dossiers_one_with_odd_text"))
    reply = portal.post(sample("withdrawal")).json()
    assert reply["message"] == "G22.99-211115-0008|Đã ghi nhận việc rút hồ sơ"
    assert [(r["error_code"], r["state"], r["TrangThaiHoSo"]) for r in reply["results"]] == [(0, "withdrawn", "7")]


# -- supplements ------------------------------------------------------------------------------------------------------


def test_a_row_that_has_come_ends_the_wait(portal: Portal) -> None:
    one = known(portal, "receive", "ask_supplement")
    result = update(portal, one, DanhSachHoSoBoSung=[bo_sung()], TrangThaiHoSo="5")
    assert (result["error_code"], result["state"]) == (0, "received")
    assert events(portal, one["MaHoSo"])[-1] == "supplemented"
    (row,) = portal.stored(one["MaHoSo"])
    with portal.context.database.begin() as connection:
        r = tables.remark.c
        said = connection.execute(select(r.said).where(r.dossier_id == row.id).order_by(r.seq.desc())).scalars().first()
    assert said == {"reason": "Bổ sung giấy khám sức khỏe còn hạn"}


def test_a_row_that_is_only_a_request_is_nothing_to_do(portal: Portal) -> None:
    one = known(portal, "receive", "ask_supplement")
    result = update(portal, one, DanhSachHoSoBoSung=[bo_sung(came="")])
    assert (result["error_code"], result["repeat"]) == (1, True)
    assert (len(names(portal, one)), events(portal, one["MaHoSo"])[-1]) == (3, "supplement_asked")


def test_each_row_counts_once_however_often_the_whole_dossier_comes(portal: Portal) -> None:
    one = known(portal, "receive", "ask_supplement")
    first = bo_sung("1", "Giấy khám sức khỏe còn hạn")
    assert update(portal, one, DanhSachHoSoBoSung=[first])["error_code"] == 0
    assert update(portal, one, DanhSachHoSoBoSung=[first])["error_code"] == 1
    again = first | {"NguoiTiepNhanBoSung": "Trần B", "TrangThaiBoSung": "2"}
    second = bo_sung("2", "Ảnh chân dung", "Đơn viết lại")
    result = update(portal, one, DanhSachHoSoBoSung=[again, second])
    assert (result["error_code"], result["warnings"]) == (0, ["NOT_ASKED_FOR"])
    assert names(portal, one)[3:] == ["Giấy khám sức khỏe còn hạn", "Ảnh chân dung", "Đơn viết lại"]
    assert events(portal, one["MaHoSo"]).count("supplemented") == 2


def test_files_of_a_new_name_came_with_the_row_and_stand_for_what_it_names(portal: Portal) -> None:
    one = known(portal, "receive", "ask_supplement")
    content = base64.b64encode(PDF).decode()
    push = files("Giấy khám sức khỏe còn hạn.pdf", "Ảnh.jpg", of=one)
    push[-2]["Base64"] = content
    changed = one | {"TaiLieuNop": push, "DanhSachHoSoBoSung": [bo_sung("1", "Giấy khám sức khỏe còn hạn", "Đơn")]}
    assert update(portal, changed)["state"] == "received"
    assert names(portal, one)[3:] == ["Đơn", "Giấy khám sức khỏe còn hạn.pdf", "Ảnh.jpg"]
    assert portal.papers(one["MaHoSo"])[4].sha256 == hashlib.sha256(PDF).hexdigest()
    assert update(portal, changed)["error_code"] == 1
    assert len(names(portal, one)) == 6


def test_a_file_without_a_row_is_a_supplement_nobody_asked_for(portal: Portal) -> None:
    one = known(portal)
    result = update(portal, one, TaiLieuNop=files("Bằng tốt nghiệp.pdf", of=one))
    assert (result["error_code"], result["warnings"]) == (0, ["NOT_ASKED_FOR"])
    assert names(portal, one)[3:] == ["Bằng tốt nghiệp.pdf"]
    assert update(portal, one, TaiLieuNop=files("Bằng tốt nghiệp.pdf", of=one))["error_code"] == 1
    assert len(names(portal, one)) == 4


def replaced(one: Json, content: bytes) -> Json:
    """The dossier with a new file under the name of its second."""
    push = copy.deepcopy(one["TaiLieuNop"])
    push[1]["Base64"] = base64.b64encode(content).decode()
    return one | {"TaiLieuNop": push}


def test_a_better_file_under_the_old_name_came_with_the_row(portal: Portal) -> None:
    one = known(portal, "receive", "ask_supplement")
    push = replaced(one, PDF) | {"DanhSachHoSoBoSung": [bo_sung("1", one["TaiLieuNop"][1]["TenTepDinhKem"])]}
    assert update(portal, push)["state"] == "received"
    added = portal.papers(one["MaHoSo"])[3:]
    assert [(paper.name, paper.sha256) for paper in added] == [
        (one["TaiLieuNop"][1]["TenTepDinhKem"], hashlib.sha256(PDF).hexdigest())
    ]
    assert (update(portal, push)["error_code"], len(names(portal, one))) == (1, 4)


def test_a_better_file_under_the_old_name_without_a_row_is_kept_each_time_it_is_another(portal: Portal) -> None:
    one = known(portal)
    for nth, content in enumerate((PDF, PDF + b"2"), start=1):
        assert update(portal, replaced(one, content))["error_code"] == 0
        assert update(portal, replaced(one, content))["error_code"] == 1
        assert len(names(portal, one)) == 3 + nth


def test_a_link_to_another_file_is_a_new_one_and_a_link_signed_again_is_not(portal: Portal) -> None:
    one = known(portal)
    push = copy.deepcopy(one["TaiLieuNop"])
    push[1]["DuongDanTaiTepTin"] += "?chuky=abc"
    assert update(portal, one, TaiLieuNop=push)["error_code"] == 1
    push[1]["DuongDanTaiTepTin"] = "https://dvc.example/tep/22"
    assert (update(portal, one, TaiLieuNop=push)["error_code"], len(names(portal, one))) == (0, 4)
    assert update(portal, one, TaiLieuNop=push)["error_code"] == 1


def test_a_file_taken_back_stays_with_us(portal: Portal) -> None:
    one = known(portal)
    fewer = [{**one["TaiLieuNop"][0], "IsDeleted": "True"}, *one["TaiLieuNop"][1:]]
    assert update(portal, one, TaiLieuNop=fewer)["error_code"] == 1
    assert len(names(portal, one)) == 3


def test_the_same_supplement_four_times_at_once_is_one(portal: Portal) -> None:
    one = known(portal, "receive", "ask_supplement")
    push = one | {"TaiLieuNop": files("Ảnh.jpg", of=one), "DanhSachHoSoBoSung": [bo_sung()]}
    with ThreadPoolExecutor(4) as pool:
        results = [f.result() for f in [pool.submit(update, portal, push) for _ in range(4)]]
    assert {result["error_code"] for result in results} <= {0, 1}
    assert (len(names(portal, one)), events(portal, one["MaHoSo"]).count("supplemented")) == (5, 1)


def test_an_unknown_dossier_is_founded_and_then_supplemented(portal: Portal) -> None:
    one = dossier(DanhSachHoSoBoSung=[bo_sung()])
    result = update(portal, one)
    assert (result["error_code"], result["state"]) == (0, "submitted")
    assert result["warnings"][-2:] == ["PAPERS_DIFFER", "NOT_ASKED_FOR"]
    assert len(names(portal, one)) == 4
    assert (update(portal, one)["error_code"], len(names(portal, one))) == (1, 4)


def test_rows_that_have_come_make_an_update_whatever_the_envelope_says(portal: Portal) -> None:
    one = known(portal, "receive", "ask_supplement")
    assert portal.push_one(one | {"DanhSachHoSoBoSung": [bo_sung()]}, isUpdating=False)["state"] == "received"


def test_ids_that_are_no_request_ids_are_told_apart_all_the_same(portal: Portal) -> None:
    one = known(portal)
    rows = [
        bo_sung("hai từ", "A"),
        bo_sung("x" * 300, "B"),
        bo_sung("", "C", came="20211118102001"),
        bo_sung("hai từ", "D"),
    ]
    assert update(portal, one, DanhSachHoSoBoSung=rows)["error_code"] == 0
    assert names(portal, one)[3:] == ["A", "B", "C"]


def test_a_supplement_after_the_end_is_refused_with_what_is_possible(portal: Portal) -> None:
    one = known(portal, "receive", "finish")
    result = update(portal, one, DanhSachHoSoBoSung=[bo_sung()])
    assert (result["error_code"], result["code"]) == (-1, "MOVE_IMPOSSIBLE")
    assert "Đã có kết quả" in result["message"]
    assert len(names(portal, one)) == 3


def test_faults_of_a_row_are_named_where_they_stand_and_nothing_is_done(portal: Portal) -> None:
    one = known(portal, "receive", "ask_supplement")
    rows = [bo_sung(came=""), bo_sung("2", "Giấy", "", "a\x00", NoiDungBoSung="\ue000"), bo_sung("3", "tốt")]
    result = update(portal, one, DanhSachHoSoBoSung=rows, SoDienThoai="12")
    at = "data[0].DanhSachHoSoBoSung[1]"
    assert codes_by_path(result) == {
        f"{at}.DanhSachGiayToBoSung[1].TenGiayTo": "REQUIRED",
        f"{at}.DanhSachGiayToBoSung[2].TenGiayTo": "TEXT_UNREADABLE",
        f"{at}.NoiDungBoSung": "TEXT_UNREADABLE",
        "data[0].SoDienThoai": "PHONE_INVALID",
    }
    assert events(portal, one["MaHoSo"])[-1] == "supplement_asked"


@pytest.mark.parametrize("rows", ["x", [1], [{"NgayTiepNhanBoSung": {}}], [bo_sung(DanhSachGiayToBoSung="x")]])
def test_rows_of_another_shape_are_faults(portal: Portal, rows: Any) -> None:
    result = update(portal, known(portal), DanhSachHoSoBoSung=rows)
    assert (result["error_code"], result["code"]) == (-1, "INVALID_DOSSIER")
    assert set(codes_by_path(result).values()) == {"TYPE_INVALID"}


# -- corrections ------------------------------------------------------------------------------------------------------


def test_other_content_of_a_known_dossier_is_a_correction(portal: Portal, context: Context) -> None:
    one = known(portal, "receive")
    result = update(portal, one, SoDienThoai="0987 333 444", TrichYeuHoSo="Cấp lại giấy phép")
    assert (result["error_code"], result["message"].partition("|")[2]) == (0, "Đã ghi nhận nội dung thay đổi")
    (row,) = portal.stored(one["MaHoSo"])
    assert (row.owner_phone, row.record["summary"]) == ("0987333444", "Cấp lại giấy phép")
    found = lookup.of_citizen(None, "0987333444", builders.principal(context), context)
    assert [each.dossier_no for each in found] == [row.dossier_no]
    assert events(portal, one["MaHoSo"])[-1] == "corrected"


def test_content_may_go_and_come_back(portal: Portal) -> None:
    one = known(portal)
    for phone in ("0987333445", "0987333446", "0987333445"):
        assert update(portal, one, SoDienThoai=phone)["error_code"] == 0
        assert portal.stored(one["MaHoSo"])[0].owner_phone == phone


def test_content_may_go_back_to_what_it_was_at_first(portal: Portal) -> None:
    one = known(portal)
    assert update(portal, one, SoDienThoai="0987333453")["error_code"] == 0
    assert update(portal, one)["error_code"] == 0
    assert portal.stored(one["MaHoSo"])[0].owner_phone == "0918345601"
    assert update(portal, one)["error_code"] == 1


def test_the_same_correction_under_another_id_is_a_repeat(portal: Portal) -> None:
    one = known(portal)
    update(portal, one, SoDienThoai="0987333447")
    assert update(portal, one, SoDienThoai="0987333447")["error_code"] == 1
    assert events(portal, one["MaHoSo"]).count("corrected") == 1


def test_content_as_at_first_undoes_no_correction_of_others(portal: Portal, context: Context) -> None:
    one = known(portal)
    (row,) = portal.stored(one["MaHoSo"])
    asked = Correction(builders.unique("sua"), {"owner": {"phone": "0987333448", "phone_raw": "0987333448"}})
    updates.correct(row.dossier_no, asked, builders.principal(context), context, "test")
    assert update(portal, one)["error_code"] == 1
    assert portal.stored(one["MaHoSo"])[0].owner_phone == "0987333448"


def test_other_content_takes_back_nothing_that_others_have_put_right(portal: Portal, context: Context) -> None:
    one = known(portal)
    (row,) = portal.stored(one["MaHoSo"])
    officer = builders.principal(context)

    def put_right(**owner: str) -> None:
        asked = Correction(builders.unique("sua"), {"owner": owner})
        updates.correct(row.dossier_no, asked, officer, context, "test")

    put_right(name="Nguyễn Thị Ngọc Anh")
    update(portal, one, SoDienThoai="0987333451")
    put_right(email="anh@example.com")
    update(portal, one, SoDienThoai="0987333451", TrichYeuHoSo="Cấp lại")
    owner = portal.record(one["MaHoSo"])["owner"]
    assert (owner["name"], owner["phone"], owner["email"]) == ("Nguyễn Thị Ngọc Anh", "0987333451", "anh@example.com")
    update(portal, one, SoDienThoai="0987333451", ChuHoSo="Nguyễn Thị Ngọc Án")
    assert portal.stored(one["MaHoSo"])[0].owner_name == "Nguyễn Thị Ngọc Án"


def test_the_same_message_after_half_of_it_was_done_is_not_another(portal: Portal, context: Context) -> None:
    one = known(portal)
    message = {"service": "DongBoHoSoMC", "isUpdating": True, "data": [one | {"SoDienThoai": "0987333452"}]}
    assert portal.post(message, "msg-half").json()["results"][0]["error_code"] == 0
    with context.database.begin() as connection:  # as if it had ended before its answer was kept
        m = tables.webhook_message
        connection.execute(m.update().where(m.c.sender == portal.sender).values(answer={}))
    assert portal.post(message, "msg-half").json()["results"][0]["error_code"] == 1


def test_what_is_blank_or_missing_in_an_update_stays_as_it_is(portal: Portal) -> None:
    one = known(portal)
    before = portal.record(one["MaHoSo"])
    less = {"MaHoSo": one["MaHoSo"], "ChuHoSo": "", "HinhThuc": "", "SoDienThoai": "0987333449"}
    assert portal.push_one(less, isUpdating=True)["error_code"] == 0
    after = portal.record(one["MaHoSo"])
    assert (after["owner"]["name"], after["return_by_post"]) == (before["owner"]["name"], before["return_by_post"])
    assert after["owner"]["phone"] == "0987333449"
    assert portal.push_one({"MaHoSo": one["MaHoSo"]}, isUpdating=True)["error_code"] == 1


def test_a_correction_and_a_supplement_may_come_together(portal: Portal) -> None:
    one = known(portal, "receive", "ask_supplement")
    result = update(portal, one, Email="anh@example.com", DanhSachHoSoBoSung=[bo_sung()])
    assert (result["error_code"], result["state"]) == (0, "received")
    assert events(portal, one["MaHoSo"])[-2:] == ["corrected", "supplemented"]


@pytest.mark.parametrize("state", ["1", "2", "3", "4", "5", "6", "8", "9", "10"])
def test_a_state_that_we_told_may_be_told_back(portal: Portal, state: str) -> None:
    one = known(portal)
    assert update(portal, one, TrangThaiHoSo=state, Email="anh@example.com")["error_code"] == 0
    assert portal.stored(one["MaHoSo"])[0].state == "submitted"


def test_a_state_of_no_list_is_a_fault_also_in_an_update(portal: Portal) -> None:
    assert codes_by_path(update(portal, known(portal), TrangThaiHoSo="x")) == {
        "data[0].TrangThaiHoSo": "CHOICE_UNKNOWN"
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ChuHoSo": "Trần Văn Đức", "DinhDanhCHS": [{"SoDinhDanh": "089079000114"}]}, "OTHER_OWNER"),
        ({"MaTTHC": "1.002820"}, "CODE_TAKEN"),
        ({"SoDienThoai": "12"}, "INVALID_DOSSIER"),
        ({"TaiLieuNop": [{"TenTepDinhKem": "", "Base64": "@"}], "Email": "anh@example.com"}, "INVALID_DOSSIER"),
    ],
)
def test_what_no_correction_can_be_is_refused_and_changes_nothing(portal: Portal, changes: Json, code: str) -> None:
    one = known(portal)
    before = portal.stored(one["MaHoSo"])
    result = update(portal, one, **changes)
    assert (result["error_code"], result["code"]) == (-1, code)
    assert portal.stored(one["MaHoSo"]) == before


def test_a_correction_after_the_finish_is_refused(portal: Portal) -> None:
    one = known(portal, "receive", "finish")
    result = update(portal, one, SoDienThoai="0987333450")
    assert (result["error_code"], result["code"]) == (-1, "CORRECTION_TOO_LATE")
    assert update(portal, one)["error_code"] == 1


def test_an_update_of_what_a_counter_founded_joins_it(portal: Portal, context: Context) -> None:
    one = dossier()
    owner = {"name": one["ChuHoSo"], "id_number": "089187004321"}
    brought = builders.submission(context, code=one["MaHoSo"], owner=owner, return_by_post={"wish": "no"})
    answer = intake.accept(brought, builders.principal(context), context, "test")
    result = update(portal, one, DanhSachHoSoBoSung=[bo_sung()])
    assert (result["error_code"], result["dossier_no"]) == (0, answer.dossier_no)
    assert result["warnings"] == ["JOINED", "WISHES_DIFFER", "NOT_ASKED_FOR"]
    assert update(portal, one, DanhSachHoSoBoSung=[bo_sung()])["error_code"] == 1


# -- withdrawals ------------------------------------------------------------------------------------------------------


def test_the_citizens_withdrawal(portal: Portal) -> None:
    one = known(portal, "receive")
    result = withdraw(portal, one)
    assert (result["error_code"], result["state"], result["TrangThaiHoSo"]) == (0, "withdrawn", "7")
    assert result["message"] == f"{one['MaHoSo']}|Đã ghi nhận việc rút hồ sơ"
    again = withdraw(portal, one)
    assert (again["error_code"], again["repeat"], again["state"]) == (1, True, "withdrawn")
    assert events(portal, one["MaHoSo"]).count("withdrawn") == 1


def test_a_withdrawal_may_come_as_an_update_too(portal: Portal) -> None:
    one = known(portal)
    assert update(portal, one, TrangThaiHoSo="7")["state"] == "withdrawn"
    assert update(portal, one, TrangThaiHoSo="7")["error_code"] == 1


@pytest.mark.parametrize("state", ["1", "2", "4", "9", "10", "x"])
def test_other_states_are_ours_to_tell(portal: Portal, state: str) -> None:
    one = known(portal)
    result = withdraw(portal, one, state)
    assert (result["error_code"], result["code"]) == (-1, "STATE_IS_OURS")
    assert portal.stored(one["MaHoSo"])[0].state == "submitted"


def test_a_withdrawal_names_its_faults_and_finds_its_dossier(portal: Portal, door: str, context: Context) -> None:
    assert withdraw(portal, dossier())["code"] == "NOT_FOUND"
    assert codes_by_path(withdraw(portal, {"MaHoSo": ""}, "")) == {
        "data.MaHoSo": "REQUIRED",
        "data.TrangThai": "REQUIRED",
    }
    one = known(portal)
    assert codes_by_path(withdraw(portal, one, NoiDung="\ue000")) == {"data.NoiDung": "TEXT_UNREADABLE"}
    assert codes_by_path(withdraw(portal, one, NoiDung=[1])) == {"data.NoiDung": "TYPE_INVALID"}
    other = new_portal(door, context, agency_id="000.00.17.H01")
    assert withdraw(other, one)["code"] == "NOT_FOUND"


def test_a_withdrawal_after_the_finish_is_refused_with_what_is_possible(portal: Portal) -> None:
    result = withdraw(portal, known(portal, "receive", "finish"))
    assert (result["error_code"], result["code"]) == (-1, "MOVE_IMPOSSIBLE")
    assert "trả kết quả tại quầy" in result["message"]


def test_several_withdrawals_in_one_message_fail_alone(portal: Portal) -> None:
    one = known(portal)
    data = [{"MaHoSo": one["MaHoSo"], "TrangThai": "7"}, {"MaHoSo": "G22.99-211115-9999", "TrangThai": "7"}, "x"]
    reply = portal.push(service="DongBoTrangThaiHoSo", data=data)
    assert [result["error_code"] for result in reply["results"]] == [0, -1, -1]


def test_the_same_withdrawal_four_times_at_once_is_one(portal: Portal) -> None:
    one = known(portal)
    with ThreadPoolExecutor(4) as pool:
        results = [f.result() for f in [pool.submit(withdraw, portal, one) for _ in range(4)]]
    assert sorted(result["error_code"] for result in results) == [0, 1, 1, 1]
    assert events(portal, one["MaHoSo"]).count("withdrawn") == 1

"""Custody over REST, at the desk page, on the citizen's page and by the operator's command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import Any

from app.domain.custody.act import ACTS
from app.domain.role import Role
from app.store import dossiers
from tests import builders
from tests.conftest import PROJECT
from tests.web.desk import logged_in, text
from tests.web.service import Service, faults, refused
from tests.web.test_console_handover import opened_list
from tests.web.test_track import OWNER, link

NAME = "Nguyễn Thị Ngọc Ánh"


def handed_over(service: Service, **changes: Any) -> str:
    number = str(service.finished(**changes)["dossier_no"])
    assert service.call("POST", f"/{number}/hand-over").status_code == 200
    return number


def say(service: Service, number: str, step: str, key: str | None = None, **said: str) -> Any:
    return service.call("POST", f"/{number}/custody/{step}", json=said, key=key)


def custody(service: Service, number: str) -> Any:
    reply = service.call("GET", f"/{number}/custody")
    assert reply.status_code == 200, reply.text
    return reply.json()


def watched(service: Service, number: str) -> list[Any]:
    reply = service.session.get(
        f"{service.url}/api/v1/custody", headers={"Authorization": f"Bearer {service.key}"}, timeout=60
    )
    assert reply.status_code == 200, reply.text
    return [each for each in reply.json()["items"] if each["dossier_no"] == number]


def digits(service: Service, number: str) -> str:
    with service.context.database.begin() as connection:
        found = dossiers.by_code(connection, number, builders.AGENCY, None)
    assert found is not None
    return str(found.record["owner"]["id_document"]["number"])[-4:]


def test_both_things_have_one_keeper_and_the_way_that_they_came(service: Service) -> None:
    number = str(service.accepted(channel="portal")["dossier_no"])
    before = custody(service, number)
    assert before["licence"] is None and before["papers"]["keeper"] == {
        "kind": "citizen", "code": "", "text": "công dân"
    }  # fmt: skip
    service.call("POST", f"/{number}/receive")
    service.call("POST", f"/{number}/finish", json={"licence_serial": builders.unique("BX")})
    service.call("POST", f"/{number}/hand-over")
    assert say(service, number, "attempted", failure="receiver_away", post_office="881600").status_code == 200
    kept = say(service, number, "kept", keep_until="2021-12-02", post_office=builders.OFFICE).json()["licence"]
    assert (kept["keeper"]["code"], kept["keeper"]["text"]) == ("881600", "Bưu cục Chợ Mới")
    assert (kept["attempts"], kept["keep_until"]) == (1, "2021-12-02T23:59:59+07:00")
    assert [each["keeper"]["kind"] for each in kept["spells"]] == ["authority", "post_office", "courier", "post_office"]
    assert kept["spells"][-1]["until"] is None and kept["findings"] == []


def test_it_is_collected_by_the_receiver_only_and_the_refusal_names_the_way_out(service: Service) -> None:
    number = handed_over(service)
    right = {"receiver": NAME, "id_paper": "citizen_card", "id_digits": digits(service, number)}
    assert faults(say(service, number, "collected", **right | {"id_digits": "12"})) == {
        "id_digits": "ID_DIGITS_INVALID"
    }
    assert faults(say(service, number, "collected", **right | {"id_paper": "x"})) == {"id_paper": "CHOICE_UNKNOWN"}
    other = refused(say(service, number, "collected", **right | {"receiver": "Trần Văn Bảy"}), 409)
    assert other["code"] == "COLLECTOR_OTHER" and "đăng ký người nhận thay" in other["detail"]
    assert (
        refused(say(service, number, "collected", **right | {"id_digits": "0000"}), 409)["code"]
        == "COLLECTOR_ID_DIFFERS"
    )
    done = say(service, number, "collected", **right)
    assert done.status_code == 200 and done.json()["state"] == "delivered"
    assert say(service, number, "collected", **right).json()["repeat"] is True
    events = service.call("GET", f"/{number}/history").text
    assert "Ngọc Ánh" not in events and right["id_digits"] not in events


def test_what_fits_nowhere_stands_on_the_list_until_it_does(service: Service) -> None:
    number = str(service.finished()["dossier_no"])
    say(service, number, "received", post_office=builders.OFFICE)
    [found] = watched(service, number)
    assert (found["thing"], found["why"], found["keeper"]["kind"]) == ("licence", "finding", "authority")
    assert "không phải là nơi đang giữ" in found["text"]
    service.call("POST", f"/{number}/hand-over")
    assert watched(service, number) == []


def test_a_time_to_come_cannot_have_happened(service: Service) -> None:
    number = handed_over(service)
    reply = say(service, number, "kept", happened_at="2021-11-15T23:00:00+07:00")
    assert faults(reply) == {"happened_at": "TIME_IN_FUTURE"}
    assert faults(say(service, number, "kept", keep_until="2021-11-01")) == {"keep_until": "TIME_PAST"}


def test_every_act_has_its_route(service: Service) -> None:
    paths = service.session.get(f"{service.url}/api/v1/openapi.json", timeout=60).json()["paths"]
    for name in ACTS:
        assert f"/api/v1/dossiers/{{code}}/custody/{name.replace('_', '-')}" in paths


# -- the desk page --------------------------------------------------------------------------------------------------


def test_the_desk_records_an_envelope_and_a_wrong_code_is_refused(service: Service) -> None:
    desk, finished = logged_in(service), service.finished()
    number = str(finished["dossier_no"])
    assert "Giấy phép lái xe Sở Giao thông vận tải" in desk.read(number)
    page, action = f"/ho-so/{number}", f"/ho-so/{number}/luu-giu/enveloped"
    wrong = desk.fill(page, action, item_code="EL000009998VN")
    assert wrong.status_code in (409, 422)
    right = desk.fill(page, action, item_code=str(finished["item_code"]))
    assert right.status_code == 303, text(right)
    done = "Đã ghi nhận: đóng phong bì, dán số hiệu bưu gửi"
    assert f"{done} – {finished['item_code']}." in text(desk.session.get(service.url + right.headers["Location"]))
    assert f"Phong bì mang số hiệu {finished['item_code']}" in desk.read(number)


def test_a_second_blank_is_told_of_the_first(service: Service) -> None:
    desk, number = logged_in(service), str(service.finished()["dossier_no"])
    page, first = f"/ho-so/{number}", builders.unique("SE")
    assert "Ghi nhận đã in giấy phép lái xe" in desk.read(number)
    assert desk.fill(page, f"{page}/luu-giu/printed", licence_serial=first).status_code == 303
    second = desk.fill(page, f"{page}/luu-giu/printed", licence_serial=builders.unique("SE"))
    assert second.status_code == 422 and f"Đã ghi in trên phôi {first}; nếu phôi đó hỏng thì ghi lý do." in text(second)


def test_what_does_not_fit_is_not_called_recorded_and_a_person_settles_it(service: Service) -> None:
    desk, finished = logged_in(service), service.finished()
    number, code = str(finished["dossier_no"]), str(finished["item_code"])
    told = desk.post(f"/ho-so/{number}/luu-giu/received", f"/ho-so/{number}", post_office=builders.OFFICE)
    shown = text(desk.session.get(service.url + told.headers["Location"]))
    assert f"Đã ghi, nhưng chưa khớp với nơi đang giữ: nhận bưu gửi – {code}. Nơi đang giữ chưa thay đổi." in shown
    forged = text(desk.get("/luu-giu?xong=custody_received&ma=đối%20chiếu"))
    assert "Đã ghi nhận: nhận bưu gửi." in forged and "đối chiếu" not in forged
    form = desk.form(f"/ho-so/{number}", f"/ho-so/{number}/luu-giu/settled")
    assert [name for name in form if name in ("reason", "thing", "keeper", "post_office")] == [
        "thing", "keeper", "post_office", "reason"
    ]  # fmt: skip


def test_the_desk_sees_who_keeps_it_and_hands_it_out_at_the_post_office(service: Service) -> None:
    desk, number = logged_in(service), handed_over(service)
    page = f"/ho-so/{number}"
    kept = desk.fill(page, f"{page}/luu-giu/kept", post_office=builders.OFFICE, keep_until="02/12/2021")
    assert kept.status_code == 303, text(kept)
    shown = desk.read(number)
    assert "Lưu giữ đến hết ngày: 02/12/2021 " in shown and "02/12/2021 23:59" not in shown
    assert re.search(r"Bưu cục Chợ Mới ?, từ 15/11/2021 [0-9:]+; lưu giữ đến hết ngày 02/12/2021", shown), shown
    unread = desk.fill(page, f"{page}/luu-giu/collected", id_digits="", id_paper="")
    assert unread.status_code == 422 and "Mục này bắt buộc phải có" in text(unread)
    wrong = desk.fill(page, f"{page}/luu-giu/collected", receiver="Trần Văn Bảy", id_paper="passport", id_digits="1234")
    assert wrong.status_code == 409 and "Trần Văn Bảy" in wrong.text
    done = desk.fill(page, f"{page}/luu-giu/collected", id_paper="citizen_card", id_digits=digits(service, number))
    assert done.status_code == 303, text(done)
    assert "Đã trả tận tay tại bưu cục, đã kiểm tra giấy tờ tùy thân" in desk.read(number)
    assert "Công dân, từ" in re.sub(" ,", ",", desk.read(number))


def test_the_list_at_the_desk_shows_what_must_be_looked_at(service: Service) -> None:
    desk, number = logged_in(service), str(service.finished()["dossier_no"])
    say(service, number, "received", post_office=builders.OFFICE)
    shown = text(desk.get("/luu-giu"))
    assert number in shown and "Lưu giữ cần xem lại" in shown and "Không ghi nhận “nhận bưu gửi”" in shown


def announced(service: Service, code: str) -> None:
    """It stands on an open list to the other post office."""
    desk = logged_in(service)
    path = opened_list(desk, other_side=builders.OTHER_OFFICE)
    assert desk.post(f"{path}/quet", page=path, codes=code).status_code == 303


# -- the citizen's page ---------------------------------------------------------------------------------------------


def tracked(service: Service, number: str) -> str:
    return text(service.session.get(link(service, number), timeout=60))


def test_the_citizen_reads_where_the_licence_is_and_what_to_bring(service: Service) -> None:
    number = handed_over(service)
    say(service, number, "attempted", failure="receiver_away")
    assert "Bưu tá đã đến phát 1 lần nhưng chưa thành công." in tracked(service, number)
    say(service, number, "kept", post_office=builders.OFFICE, keep_until="2021-12-02")
    shown = tracked(service, number)
    assert "Giấy phép lái xe đang ở Bưu cục Chợ Mới, giữ đến hết ngày 02/12/2021." in shown
    assert "mang theo căn cước" in shown and "Ngọc" not in shown


# -- the operator ---------------------------------------------------------------------------------------------------


def test_the_operator_lists_what_must_be_looked_at(service: Service) -> None:
    number = str(service.finished()["dossier_no"])
    say(service, number, "received", post_office=builders.OFFICE)
    done = subprocess.run(
        [sys.executable, "-m", "flask", "custody", "list"],
        cwd=PROJECT,
        env=os.environ | {"DATABASE_URL": service.context.database.url, "DOSSIER_NOW": "2021-11-15T12:00+07:00"},
        capture_output=True,
        text=True,
        check=True,
    )
    [line] = [line for line in done.stdout.splitlines() if line.startswith(number)]
    assert "\tlicence\tfinding\tSở Giao thông vận tải" in line


# -- what a person settles ------------------------------------------------------------------------------------------


def test_a_person_settles_at_the_desk_what_no_step_can_heal(service: Service) -> None:
    desk, number = logged_in(service), str(service.finished()["dossier_no"])
    page, action = f"/ho-so/{number}", f"/ho-so/{number}/luu-giu/settled"
    assert f'action="/console{action}"' not in desk.get(page).text, "nothing is to be settled"
    say(service, number, "kept", post_office=builders.OFFICE)
    typed = {"thing": "licence", "keeper": "authority"}
    assert desk.fill(page, action, **typed).status_code == 422, "without a reason"
    assert desk.fill(page, action, **typed, reason="Bưu cục báo nhầm hồ sơ").status_code == 303
    assert watched(service, number) == [] and custody(service, number)["licence"]["findings"] == []
    shown = desk.read(number)
    assert "Kết luận nơi đang giữ" in shown and "Bưu cục báo nhầm hồ sơ" in shown
    other = say(service, number, "settled", thing="licence", keeper="desk", reason="Đang ở một cửa")
    assert other.json()["licence"]["keeper"]["kind"] == "desk"


def test_the_blank_of_what_was_refused_is_voided_by_rest(service: Service) -> None:
    number, serial = str(service.accepted(channel="portal")["dossier_no"]), builders.unique("BF")
    service.call("POST", f"/{number}/receive")
    assert say(service, number, "printed", licence_serial=serial).status_code == 200
    service.call("POST", f"/{number}/refuse", json={"reason": "Không đủ điều kiện"})
    assert refused(say(service, str(service.finished()["dossier_no"]), "printed", licence_serial=serial), 409)
    done = say(service, number, "voided", reason="Hồ sơ bị từ chối")
    assert done.status_code == 200 and done.json()["licence"] is None


# -- what a post office carries -------------------------------------------------------------------------------------


def test_a_post_office_works_with_what_it_has_scanned_and_sees_nothing_else_of_it(service: Service) -> None:
    finished = service.finished(owner=OWNER)
    number, code = str(finished["dossier_no"]), str(finished["item_code"])
    desk = logged_in(service, office_id=builders.OTHER_OFFICE)
    page = f"/luu-giu/{code}"
    assert desk.get(page).status_code == 404, "codes follow one another"
    announced(service, code)
    assert desk.post("/tim", page="", tim=code.lower()).headers["Location"] == f"/console{page}"
    assert desk.fill(page, f"{page}/received").status_code == 303
    assert service.call("POST", f"/{number}/hand-over").status_code == 200
    shown = desk.get(page)
    assert "đang giữ" not in text(shown) and number in shown.text
    assert not [word for word in ("089187004321", "0918", "345 601") if word in shown.text]
    assert desk.get(f"/ho-so/{number}").status_code == 404
    wrong = desk.fill(page, f"{page}/collected", receiver="Trần Văn Bảy", id_paper="passport", id_digits="1234")
    assert wrong.status_code == 409 and "người nhận thay" in text(wrong)
    unread = desk.fill(page, f"{page}/attempted", failure="")
    assert unread.status_code == 422
    assert NAME not in desk.get(page).text and "089187004321" not in desk.get(page).text
    done = desk.fill(page, f"{page}/collected", receiver=NAME, id_paper="citizen_card", id_digits="4321")
    assert done.status_code == 303 and custody(service, number)["licence"]["keeper"]["kind"] == "citizen"
    assert desk.get(page).status_code == 404, "it is over"


def test_a_second_click_is_no_page_that_is_missing(service: Service) -> None:
    finished = service.finished(owner=OWNER)
    announced(service, str(finished["item_code"]))
    assert service.call("POST", f"/{finished['dossier_no']}/hand-over").status_code == 200
    desk, page = logged_in(service, office_id=builders.OTHER_OFFICE), f"/luu-giu/{finished['item_code']}"
    typed = desk.form(page, f"{page}/collected")
    assert typed["receiver"] == "", "who comes for it says the name"
    typed |= {"receiver": NAME, "id_paper": "citizen_card", "id_digits": "4321"}
    assert [desk.send(f"{page}/collected", **typed).status_code for _ in range(2)] == [303, 303]


def test_an_office_that_only_reads_does_not_go_through_the_codes(service: Service) -> None:
    code = str(service.finished()["item_code"])
    reader = logged_in(service, office_id=builders.OTHER_OFFICE, roles=[Role.READ])
    assert reader.get(f"/luu-giu/{code}").status_code == 404
    assert reader.post("/tim", page="", tim=code).status_code == 200
    whole = logged_in(service)
    assert whole.get(f"/luu-giu/{code}", allow_redirects=False).status_code == 303


def test_who_comes_for_it_is_named_while_the_post_keeps_it(service: Service) -> None:
    desk, number = logged_in(service), handed_over(service)
    page = f"/ho-so/{number}"
    form = f"{page}/dinh-chinh"
    assert "chỉ còn sửa được người được nhận thay" in text(desk.get(form))
    assert "Số giấy tờ của người nhận thay" in text(desk.get(form)) and "Địa chỉ" not in text(desk.get(form))
    wish = "return_by_post."
    named = {f"{wish}may_receive": "authorised", f"{wish}deputy.name": "Trần Văn Bảy"}
    late = desk.fill(form, form, **named, **{f"{wish}deputy.id_number": "089085001234", "owner.phone": "0909111222"})
    assert late.status_code == 409 and "người được nhận thay" in text(late)
    papers = service.call("GET", f"/{number}/papers").json()
    done = desk.fill(form, form, **named, **{f"{wish}deputy.id_number": "089085001234"})
    assert done.status_code == 303, text(done)
    assert service.call("GET", f"/{number}/papers").json() == papers, "the envelope is gone, with its label"
    taken = {"receiver": "Trần Văn Bảy", "id_paper": "citizen_card", "id_digits": "1234"}
    assert desk.fill(page, f"{page}/luu-giu/collected", **taken).status_code == 303


def test_a_post_office_sends_back_what_it_could_not_deliver(service: Service) -> None:
    finished = service.finished(owner=OWNER)
    number, code = str(finished["dossier_no"]), str(finished["item_code"])
    announced(service, code)
    assert service.call("POST", f"/{number}/hand-over").status_code == 200
    desk, page = logged_in(service, office_id=builders.OTHER_OFFICE), f"/luu-giu/{code}"
    shown = text(desk.get(page))
    assert "Chuyển hoàn" in shown and "Phát đến người nhận" in shown
    assert desk.fill(page, f"{page}/returned", reason="").status_code == 422
    done = desk.fill(page, f"{page}/returned", reason="Người nhận không đến")
    assert done.status_code == 303 and custody(service, number)["licence"]["keeper"]["kind"] == "desk"
    assert f"Đã ghi nhận: chuyển hoàn – {code}." in text(desk.session.get(service.url + done.headers["Location"]))


def test_the_list_of_a_post_office_says_whose_it_is_while_it_is_empty(service: Service) -> None:
    office = logged_in(service, office_id="882200")
    shown = text(office.get("/luu-giu"))
    assert "Không có hồ sơ nào trong phạm vi của đơn vị cần xem lại" in shown and "nào cũng" not in shown

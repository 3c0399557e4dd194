"""The desk page over real HTTP: what is seen and by whom, every move by its form, and two officers at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update

from app import forms, intake
from app.console import listing, words
from app.console.pages import NOTICES
from app.context import Context
from app.domain.life import MOVES
from app.domain.remark import Remark
from app.domain.role import Role
from app.domain.submission import Channel, FeeMethod, FeePlace
from app.lookup import find
from app.security import logins
from app.store import events, tables
from app.web import create_app
from tests import builders
from tests.conftest import NewDatabase
from tests.web.desk import PASSWORD, Desk, csrf, logged_in, new_account, text
from tests.web.service import Service


@pytest.fixture(scope="module")
def lan(service: Service) -> Desk:
    """An officer who may do everything in the whole agency."""
    return logged_in(service)


@pytest.fixture(scope="module")
def minh(service: Service) -> Desk:
    """A colleague of hers."""
    return logged_in(service, name="Lê Quang Minh")


def kinds(service: Service, number: str) -> list[str]:
    """What happened to a dossier."""
    principal = builders.principal(service.context)
    dossier = find(number, principal, service.context)
    with service.context.database.begin() as connection:
        return [told.event.kind for told in events.history(connection, [dossier.id])[dossier.id]]


def from_portal(service: Service, **changes: Any) -> str:
    return str(service.accepted(channel="portal", **changes)["dossier_no"])


def received(service: Service, **changes: Any) -> str:
    return str(service.accepted(**changes)["dossier_no"])


# -- the list ------------------------------------------------------------------------------------------------------


def in_an_office(service: Service, office_id: str, count: int = 1, **changes: Any) -> list[str]:
    """Dossiers that only this office has."""
    desk = builders.principal(service.context, office_id=office_id)
    made = [builders.submission(service.context, **changes) for _ in range(count)]
    return [intake.accept(each, desk, service.context, "test").dossier_no for each in made]


def listed(desk: Desk, path: str = "") -> list[str]:
    return re.findall(r'<a href="/console/ho-so/(000[^"]+)">', desk.get(path).text)


def test_the_list_is_of_the_own_office_by_due_time_in_pages(service: Service) -> None:
    numbers = in_an_office(service, "MC-887", listing.PAGE + 3)
    desk = logged_in(service, office_id="MC-887")
    assert listed(desk) == numbers[: listing.PAGE]
    (following,) = re.findall(r'href="(/console\?[^"]*sau=[^"]+)"', desk.get().text)
    assert listed(desk, following.removeprefix("/console").replace("&amp;", "&")) == numbers[listing.PAGE :]
    assert desk.get("?sau=nix", allow_redirects=False).headers["Location"] == "/console"


def test_what_is_overdue_is_marked_in_words_and_can_be_listed_alone(service: Service) -> None:
    late, in_time = in_an_office(service, "MC-888", 2)
    d = tables.dossier
    with service.context.database.begin() as connection:
        due = datetime.fromisoformat("2021-11-12T17:00+07:00")
        connection.execute(update(d).where(d.c.dossier_no == late).values(due_at=due))
    desk = logged_in(service, office_id="MC-888")
    assert listed(desk) == [late, in_time] and "12/11/2021 17:00 quá hạn" in text(desk.get())
    assert listed(desk, "?trang-thai=qua-han") == [late] and "Quá hạn (1)" in text(desk.get())
    assert "quá hạn trả kết quả" in desk.read(late) and "quá hạn" not in desk.read(in_time)


def test_the_list_is_narrowed_by_state(service: Service) -> None:
    first, second = in_an_office(service, "MC-889", 2)
    desk = logged_in(service, office_id="MC-889")
    desk.move(second, "start")
    assert listed(desk, "?trang-thai=processing") == [second]
    assert listed(desk, "?trang-thai=received") == [first]
    assert sorted(listed(desk, "?trang-thai=nix")) == [first, second], "an unknown state is none"


def test_what_came_online_and_waits_too_long_has_a_page(service: Service) -> None:
    (number,) = in_an_office(service, "MC-890", channel=Channel.PORTAL)
    desk = logged_in(service, office_id="MC-890")
    assert listed(desk, "/chua-tra-loi") == [] and "trả lời trước 16/11/2021" in text(desk.get())
    d = tables.dossier
    with service.context.database.begin() as connection:
        then = datetime.fromisoformat("2021-11-12T09:00+07:00")
        connection.execute(update(d).where(d.c.dossier_no == number).values(answer_by=then))
    assert listed(desk, "/chua-tra-loi") == [number]


# -- search --------------------------------------------------------------------------------------------------------


def test_a_dossier_is_found_by_what_a_citizen_brings(service: Service, lan: Desk) -> None:
    owner = {"name": "Đỗ Thị Bưởi", "id_number": "089190777001", "phone": "0907 770 001"}
    number = received(service, owner=owner, code=builders.unique("VNP"), return_by_post={"wish": "no"})
    dossier = find(number, builders.principal(service.context), service.context)
    link = f"https://gplx.example/tra-cuu/{dossier.tracking_token}"
    for typed in (number, number.lower(), dossier.code, "089 190 777 001", "0907.770.001", link, f" {number} "):
        found = lan.post("/tim", page="", tim=typed)
        assert found.headers.get("Location") == f"/console/ho-so/{number}", typed


def test_several_of_one_citizen_are_listed_and_nothing_is_said_to_be_nothing(service: Service, lan: Desk) -> None:
    owner = {"name": "Đỗ Thị Mận", "id_number": "089190777002"}
    numbers = {received(service, owner=owner, return_by_post={"wish": "no"}) for _ in range(2)}
    found = lan.post("/tim", page="", tim="089190777002")
    assert set(re.findall(r'/console/ho-so/(000[^"]+)"', found.text)) == numbers
    for typed in ("089190777999", "không có ai", "\x00", "/tra-cuu/nix", "x" * 1000):
        assert "Không tìm thấy hồ sơ nào" in text(lan.post("/tim", page="", tim=typed))


# -- who sees and does what ----------------------------------------------------------------------------------------


def test_the_dossier_of_another_office_is_not_there(service: Service) -> None:
    owner = {"name": "Đỗ Thị Cam", "id_number": "089190777003"}
    (number,) = in_an_office(service, builders.OTHER_OFFICE, owner=owner, return_by_post={"wish": "no"})
    desk = logged_in(service, office_id=builders.OFFICE)
    token = csrf(desk.get().text)
    for path in ("", "/kiem-dem", "/bo-sung", "/dinh-chinh", "/in/receipt/1.pdf", "/in/receipt/2.pdf"):
        assert desk.get(f"/ho-so/{number}{path}").status_code == 404, path
    for path in ("receive", "finish", "thu", "hoan", "kiem-dem", "bo-sung", "in-lai/receipt/2", "sai-lech/1"):
        assert desk.send(f"/ho-so/{number}/{path}", csrf=token).status_code == 404, path
    for typed in (number, "089190777003"):
        assert "Không tìm thấy hồ sơ nào" in text(desk.post("/tim", page="", tim=typed))
    assert number not in desk.get().text


def test_forms_are_only_for_what_the_state_and_the_roles_allow(service: Service) -> None:
    number = from_portal(service)
    forms = re.compile(rf'action="/console/ho-so/{number}/([a-z_-]+)"')
    of = {
        (Role.READ,): set(),
        (Role.RECEIVE,): {"receive", "decline", "ask_supplement", "withdraw"},
        (Role.PROCESS,): {"ask_supplement", "stop"},
        (Role.COLLECT,): set(),
    }
    for roles, names in of.items():
        desk = logged_in(service, roles=[Role.READ, *roles])
        assert set(forms.findall(desk.get(f"/ho-so/{number}").text)) - {"thu", "hoan"} == names, roles
    reader = logged_in(service, roles=[Role.READ])
    token = csrf(reader.get().text)
    for name in MOVES:
        if name != "supplement":
            reply = reader.send(f"/ho-so/{number}/{name}", csrf=token, revision="1", **said(name))
            assert reply.status_code == 403 and "không có quyền" in text(reply), name
    assert kinds(service, number) == ["submitted"]


def said(name: str) -> dict[str, str]:
    """What a move needs, said rightly."""
    all_said = {
        "reason": "Theo đơn của công dân", "amount_vnd": "135.000", "method": "cash", "new_due_at": "26/11/2021 16:30",
        "receiver": "Đỗ Thị Cam", "receiver_id_number": "089190777003",
    }  # fmt: skip
    return {field: all_said[field] for field in MOVES[name].needs}


@pytest.mark.parametrize(
    ("names", "state"),
    [
        (["receive", "start", "finish", "hand_over", "take_back", "hand_over", "deliver"], "Bưu điện đã phát kết quả"),
        (["receive", "finish", "return_in_person"], "Đã trả kết quả tại quầy"),
        (["decline"], "Không được tiếp nhận"),
        (["receive", "ask_fee", "settle_fee", "start", "apologise", "refuse"], "Từ chối giải quyết"),
        (["receive", "withdraw", "stop"], "Đã dừng giải quyết"),
    ],
)
def test_every_move_is_made_by_its_form(service: Service, lan: Desk, names: list[str], state: str) -> None:
    number = from_portal(service, **({"fee": None} if "ask_fee" in names else {}))
    for name in names:
        done = lan.move(number, name, **said(name))
        assert (done.status_code, done.headers.get("Location")) == (303, f"/console/ho-so/{number}?xong={name}"), name
        assert NOTICES[name] in text(lan.get(f"/ho-so/{number}?xong={name}"))
    assert state in lan.read(number)
    assert kinds(service, number) == ["submitted", *(MOVES[name].event for name in names)]
    assert "Trần Thị Mai Lan" in lan.read(number).split("Quá trình")[1]


@pytest.mark.parametrize(
    ("name", "typed", "wrong"),
    [
        ("ask_supplement", {"reason": " "}, {"reason": "bắt buộc"}),
        ("ask_supplement", {"reason": "Thiếu", "until": "31/02/2022"}, {"until": "Ngày tháng không có thật"}),
        ("apologise", {"reason": "Quá tải", "new_due_at": "12/11/2021 16:00"}, {"new_due_at": "phải ở sau"}),
        ("ask_fee", {"amount_vnd": "một trăm"}, {"amount_vnd": "số đồng nguyên"}),
        ("refuse", {"reason": "x" * 1001}, {"reason": "1000 ký tự"}),
    ],
)
def test_wrong_input_is_shown_again_with_its_fault(
    service: Service, lan: Desk, name: str, typed: dict[str, str], wrong: dict[str, str]
) -> None:
    number = received(service)
    reply = lan.move(number, name, **typed)
    assert reply.status_code == 422
    for field, fault in wrong.items():
        assert re.search(rf'id="{name}-{field}-wrong">[^<]*{fault}', reply.text)
        assert re.search(rf'name="{field}"[^>]*aria-invalid="true" aria-describedby="{name}-{field}-wrong"', reply.text)
    for value in typed.values():
        assert value.strip() in reply.text
    assert reply.text.count("<details open>") == 1, "the form that is wrong stands open alone"
    assert kinds(service, number) == ["submitted", "received"]


def test_a_colleague_who_was_quicker_is_named(service: Service, lan: Desk, minh: Desk) -> None:
    number = received(service)
    stale = lan.form(f"/ho-so/{number}", f"/ho-so/{number}/ask_supplement") | {"reason": "Thiếu ảnh chân dung"}
    assert minh.move(number, "start").status_code == 303
    reply = lan.send(f"/ho-so/{number}/ask_supplement", **stale)
    assert reply.status_code == 409
    assert re.search("Lê Quang Minh đã ghi nhận việc “Đang giải quyết hồ sơ” cho hồ sơ lúc 15/11/2021", text(reply))
    assert "Đang giải quyết" in text(reply) and "Thiếu ảnh chân dung" in reply.text, "what was typed is not lost"
    assert kinds(service, number) == ["submitted", "received", "started"]


def test_a_second_click_does_nothing_twice(service: Service, lan: Desk) -> None:
    number = from_portal(service)
    form = lan.form(f"/ho-so/{number}", f"/ho-so/{number}/receive")
    for _ in range(2):
        assert lan.send(f"/ho-so/{number}/receive", **form).status_code == 303
    assert kinds(service, number) == ["submitted", "received"]


def test_a_move_that_is_impossible_is_refused_with_those_that_are_possible(service: Service, lan: Desk) -> None:
    number = from_portal(service)
    form = lan.form(f"/ho-so/{number}", f"/ho-so/{number}/receive")
    reply = lan.send(f"/ho-so/{number}/hand_over", **form)
    assert reply.status_code == 409 and "nên không thể giao bưu điện. Có thể: tiếp nhận" in text(reply)


def test_missing_papers_are_proposed_for_the_request(service: Service, lan: Desk) -> None:
    number = received(service, papers=[{"name": "Đơn đề nghị đổi giấy phép lái xe", "originals": 1}])
    form = lan.form(f"/ho-so/{number}", f"/ho-so/{number}/ask_supplement")
    assert form["demands"].splitlines()[0] == "Giấy khám sức khỏe của người lái xe: còn thiếu, phải nộp 01 bản chính."
    assert "So với thành phần hồ sơ theo quy định" in lan.read(number)
    done = lan.move(number, "ask_supplement", reason="Thiếu giấy tờ", demands="Một\r\n\r\n Hai ", until="22/11/2021")
    assert done.status_code == 303
    shown = lan.read(number)
    assert "Nội dung cần bổ sung: Một; Hai" in shown and "Thời hạn bổ sung: 22/11/2021 17:00" in shown


def test_a_fee_that_is_waited_for_is_booked_once(service: Service, lan: Desk) -> None:
    number = received(service, fee=None)
    assert lan.form(f"/ho-so/{number}", f"/ho-so/{number}/ask_fee")["amount_vnd"] == "135000"
    lan.move(number, "ask_fee")
    assert f'action="/console/ho-so/{number}/thu"' not in lan.get(f"/ho-so/{number}").text
    lan.move(number, "settle_fee", method="cash")
    assert "Đã nộp 135.000 đồng Thu 15/11/2021" in lan.read(number)


def test_every_field_of_a_remark_and_every_paper_has_its_words() -> None:
    assert words.FIELDS_VI.keys() == {field.name for field in fields(Remark)}
    assert words.PAPERS_VI.keys() >= forms.KINDS.keys()
    assert {*words.METHODS_VI, "unknown"} == {*FeeMethod} and {*words.PLACES_VI, "unknown"} == {*FeePlace}


# -- once the score suffers ----------------------------------------------------------------------------------------


@pytest.fixture
def of_2023(service: Service, new_database: NewDatabase, migrated_template: str) -> Iterator[Context]:
    """The service in the time of Decision 766/QĐ-TTg."""
    with new_database(template=migrated_template) as url:
        settings = replace(service.context.settings, database_url=url, business_now="2023-03-01T08:00+07:00")
        context = Context.build(settings)
        yield context
        context.database.engine.dispose()


def test_a_second_request_for_supplement_is_warned_of_before(service: Service, of_2023: Context) -> None:
    app = create_app(of_2023.settings)
    number = intake.accept(builders.submission(of_2023), builders.principal(of_2023), of_2023, "test").dossier_no
    username = new_account(replace(service, context=of_2023))
    browser, path = app.test_client(), f"/console/ho-so/{number}"
    browser.set_cookie("desk", logins.log_in(username, PASSWORD, "", of_2023), path="/console")

    def ask(**more: str) -> Any:
        html = browser.get(path).text
        (revision,) = set(re.findall(r'name="revision" value="(\d+)"', html))
        form = {"csrf": csrf(html), "revision": revision, "reason": "Thiếu ảnh", **more}
        return browser.post(f"{path}/ask_supplement", data=form)

    assert "tính trễ hạn" not in browser.get(path).text
    assert ask().status_code == 303
    html = browser.get(path).text
    form = {"csrf": csrf(html), "revision": re.findall(r'name="revision" value="(\d+)"', html)[0]}
    request_id = re.findall(r'name="request_id" value="([^"]+)"', browser.get(f"{path}/bo-sung").text)[0]
    brought = {**form, "request_id": request_id, "papers[0].originals": "1"}
    assert browser.post(f"{path}/bo-sung", data=brought).status_code == 303
    assert "tính trễ hạn" in browser.get(path).text
    refused = ask()
    assert refused.status_code == 422 and 'name="known" required aria-invalid="true"' in refused.text
    assert ask(known="on").headers["Location"] == f"{path}?xong=ask_supplement&luu-y=SCORE_SUFFERS"
    app.extensions["dossier_post"].database.engine.dispose()

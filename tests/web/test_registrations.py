"""REST and the desk's page: the return by post and the collection at home, registered, changed, taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from app.store import dossiers
from tests import builders
from tests.web.desk import Desk, logged_in, text
from tests.web.service import Json, Service, faults, refused

DEPUTY = {"name": "Trần Văn Hòa", "id_number": "089080001234"}


@pytest.fixture
def desk(service: Service) -> Desk:
    return logged_in(service)


def from_portal(service: Service, **changes: Any) -> str:
    values = {"channel": "portal", "fee": None, "return_by_post": None, **changes}
    return str(service.accepted(**values)["dossier_no"])


def post(service: Service, path: str, request_id: str | None = None, **body: Any) -> requests.Response:
    return service.call("POST", path, json=body, headers={"Idempotency-Key": request_id or builders.unique("register")})


def done(reply: requests.Response) -> Json:
    assert reply.status_code == 200, reply.text
    answer: Json = reply.json()
    return answer


def test_a_return_is_registered_once_and_told_back(service: Service) -> None:
    number, request_id = from_portal(service), builders.unique("once")
    said = {"wish": "yes", "receiver": "Lê Yến", "may_receive": "authorised", "deputy": DEPUTY}
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(post, service, f"/{number}/return", request_id, **said) for _ in range(4)]
        answers = [done(call.result()) for call in calls]
    assert sorted(answer.pop("repeat") for answer in answers) == [False, True, True, True]
    assert all(answer == answers[0] for answer in answers)
    told = {
        "wish": "yes",
        "receiver": "Lê Yến",
        "phone": "0918345601",
        "may_receive": "authorised",
        "deputy": DEPUTY,
        "freight_payer": "receiver",
        "cod_vnd": 0,
        "service_mode": "receive",
        "service_mode_vi": "Nhận kết quả",
    }
    assert answers[0].items() >= told.items()
    assert answers[0]["address"].startswith("Số 12, tổ 5") and answers[0]["links"]["self"].endswith(number)
    assert refused(post(service, f"/{number}/return", request_id, wish="no"), 409)["code"] == "CONFLICT"
    gone = done(post(service, f"/{number}/return", wish="no"))
    assert gone["service_mode"] == "none" and "receiver" not in gone
    view = done(service.call("GET", f"/{number}"))
    assert (view["service_mode"], view["service_mode_vi"]) == ("none", "Không sử dụng")


def test_a_collection_is_registered_and_taken_back(service: Service) -> None:
    number = from_portal(service)
    answer = done(post(service, f"/{number}/collection", wish="yes", sender="Lê Văn Tám"))
    told = {"sender": "Lê Văn Tám", "freight_payer": "sender", "cod_vnd": 0, "service_mode": "send"}
    assert answer.items() >= told.items() and "receiver" not in answer
    again = done(post(service, f"/{number}/collection", wish="yes"))
    assert [warning["code"] for warning in again["warnings"]] == ["NOTHING_CHANGED"]
    assert done(post(service, f"/{number}/collection", wish="no"))["wish"] == "no"
    done(service.call("POST", f"/{number}/receive"))
    problem = refused(post(service, f"/{number}/collection", wish="yes"), 409)
    assert problem["code"] == "CORRECTION_TOO_LATE" and "trừ việc thu gom" in problem["detail"]


def test_money_is_collected_with_the_papers_where_that_was_chosen(service: Service, desk: Desk) -> None:
    fee = {"amount_vnd": 135_000, "place": "on_collection"}
    number = from_portal(service, fee=fee, home_collection={"wish": "yes"})
    assert done(post(service, f"/{number}/collection", wish="yes"))["cod_vnd"] == 135_000
    assert done(post(service, f"/{number}/return", wish="yes"))["cod_vnd"] == 0
    assert done(service.call("GET", f"/{number}/fees"))["collection_vnd"] == 135_000
    assert "Bưu tá thu khi đến lấy hồ sơ 135.000" in desk.read(number)
    paid = post(service, f"/{number}/payments", method="cash", place="on_collection")
    assert paid.status_code == 201 and paid.json()["collection_vnd"] == 0
    reply = service.submit(channel="portal", fee=fee)
    assert faults(reply) == {"fee.place": "COLLECTION_NONE"}


@pytest.mark.parametrize(
    ("path", "body", "found"),
    [
        ("return", {}, {"wish": "REQUIRED"}),
        ("return", {"wish": "unknown"}, {"wish": "CHOICE_UNKNOWN"}),
        ("return", {"wish": True}, {"wish": "TYPE_INVALID"}),
        ("return", {"wish": "yes", "sender": "x"}, {"sender": "FIELD_UNKNOWN"}),
        ("return", {"wish": "yes", "phone": "12", "may_receive": "x"}, ["phone", "may_receive"]),
        ("return", {"wish": "yes", "deputy": {"name": "Lê Yến"}}, {"deputy.id_number": "REQUIRED"}),
        ("return", {"wish": "yes", "deputy": DEPUTY}, {"deputy": "DEPUTY_NOT_ASKED"}),
        ("return", {"wish": "yes", "may_receive": "authorised"}, {"deputy": "DEPUTY_REQUIRED"}),
        ("collection", {"wish": "yes", "receiver": "x"}, {"receiver": "FIELD_UNKNOWN"}),
        ("collection", {"wish": "yes", "address": {"text": " "}}, {"address.text": "REQUIRED"}),
    ],
)
def test_wrong_values_are_named_as_they_were_sent(service: Service, path: str, body: Any, found: Any) -> None:
    told = faults(post(service, f"/{from_portal(service)}/{path}", **body))
    assert ([*told] if isinstance(found, list) else told) == found


def test_at_a_counter_nothing_is_fetched(service: Service) -> None:
    reply = service.submit(channel="post_counter", home_collection={"wish": "yes"})
    assert faults(reply) == {"home_collection.wish": "COLLECTION_NOT_NEEDED"}
    assert service.submit(channel="post_counter", home_collection={"wish": "no"}).status_code == 201


# -- the page ----------------------------------------------------------------------------------------------------------


def correct(desk: Desk, number: str, **typed: Any) -> requests.Response:
    path = f"/ho-so/{number}/dinh-chinh"
    return desk.fill(path, path, **typed)


def test_an_officer_registers_both_by_the_form_of_a_correction(service: Service, desk: Desk) -> None:
    number = from_portal(service)
    assert "Dịch vụ bưu chính Không sử dụng" in desk.read(number)
    typed = {
        "return_by_post.wish": "yes",
        "return_by_post.may_receive": "authorised",
        "return_by_post.deputy.name": DEPUTY["name"],
        "return_by_post.deputy.id_number": DEPUTY["id_number"],
        "home_collection.wish": "yes",
        "home_collection.sender": "Lê Văn Tám",
    }
    assert correct(desk, number, **typed).status_code == 303
    page = desk.read(number)
    assert "Dịch vụ bưu chính Gửi hồ sơ và nhận kết quả" in page
    assert "Bưu điện đến lấy giấy tờ tại nhà: Lê Văn Tám, Số 12" in page
    assert "Người nhận thay: Trần Văn Hòa (số giấy tờ có đuôi 1234)" in page
    assert correct(desk, number, **{"return_by_post.deputy.name": "Lê Yến"}).status_code == 303
    assert "Người nhận thay: Lê Yến (số giấy tờ có đuôi 1234)" in desk.read(number)
    assert correct(desk, number, **{"return_by_post.may_receive": "receiver_only"}).status_code == 303
    assert "Chỉ phát cho người nhận" in desk.read(number) and "Lê Yến" not in desk.read(number)
    service.call("POST", f"/{number}/receive")
    assert "Thu gom hồ sơ tại nhà" not in text(desk.get(f"/ho-so/{number}/dinh-chinh"))


def test_what_is_wrong_stands_at_its_field(service: Service, desk: Desk) -> None:
    number = from_portal(service)
    reply = correct(desk, number, **{"return_by_post.wish": "yes", "return_by_post.may_receive": "authorised"})
    assert reply.status_code == 422 and "Người nhận thay phải được khai" in text(reply)
    reply = correct(desk, number, **{"home_collection.wish": "yes", "home_collection.phone": "12"})
    assert reply.status_code == 422 and "Số điện thoại không hợp lệ" in text(reply)


def test_an_officer_takes_in_who_may_receive(service: Service, desk: Desk) -> None:
    page = "/ho-so/moi?thu-tuc=1.002809&hang=B2"
    assert "on_collection" not in desk.get(page).text and "home_collection" not in desk.get(page).text
    typed = {
        "owner.name": "Lê Thị Bé",
        "owner.address.text": "Số 1, ấp A",
        "return_by_post.wish": "yes",
        "return_by_post.may_receive": "authorised",
        "return_by_post.deputy.name": DEPUTY["name"],
        "return_by_post.deputy.id_number": DEPUTY["id_number"],
    }
    reply = desk.fill(page, "/ho-so/moi", **typed)
    assert reply.status_code == 303, text(reply)
    number = reply.headers["Location"].rpartition("/")[2].partition("?")[0]
    assert "Người nhận thay: Trần Văn Hòa" in desk.read(number)


def test_the_citizens_page_masks_the_deputy(service: Service) -> None:
    wish = {"wish": "yes", "may_receive": "authorised", "deputy": DEPUTY}
    number = from_portal(service, return_by_post=wish, home_collection={"wish": "yes"})
    with service.context.database.begin() as connection:
        found = dossiers.by_code(connection, number, builders.AGENCY, None)
    assert found is not None
    page = service.session.get(f"{service.url}/tra-cuu/{found.tracking_token}", timeout=60)
    assert "Người nhận thay: Trần V*** H***" in text(page) and "Bưu điện đến lấy giấy tờ tại nhà" in text(page)
    assert "Hòa" not in page.text and DEPUTY["id_number"] not in page.text

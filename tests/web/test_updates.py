"""REST after intake: papers that come later, withdrawals, corrections; each once by its Idempotency-Key."""

from __future__ import annotations

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from app.security.principals import Role
from tests import builders
from tests.web.service import Json, Service, faults, refused

PDF = b"%PDF-1.7\nmot to giay"
PAPER = {
    "name": "Giấy khám sức khỏe của người lái xe",
    "originals": 1,
    "attachment": {
        "file_name": "gksk.pdf",
        "media_type": "application/pdf",
        "sha256": hashlib.sha256(PDF).hexdigest(),
        "content": base64.b64encode(PDF).decode(),
    },
}


def post(
    service: Service, path: str, body: Any = None, request_id: str | None = None, **options: Any
) -> requests.Response:
    headers = {"Idempotency-Key": builders.unique("update") if request_id is None else request_id}
    return service.call("POST", path, json=body, headers=headers | options.pop("headers", {}), **options)


def done(reply: requests.Response) -> Json:
    assert reply.status_code == 200, reply.text
    answer: Json = reply.json()
    return answer


def waiting(service: Service) -> str:
    number = str(service.accepted(channel="post_counter")["dossier_no"])
    done(service.call("POST", f"/{number}/ask-supplement", json={"reason": "Thiếu giấy khám sức khỏe"}))
    return number


def test_a_supplement_ends_the_wait_and_prints_a_new_receipt(service: Service) -> None:
    number = waiting(service)
    before = service.call("GET", f"/{number}/receipt.pdf").content
    answer = done(post(service, f"/{number}/supplement", {"papers": [PAPER], "reason": "Nộp tại bưu cục"}))
    assert (answer["state"], answer["repeat"], answer["warnings"]) == ("received", False, [])
    assert answer["due_at"].startswith("2021-11-22")
    assert service.call("GET", f"/{number}/receipt.pdf").content != before


def test_what_nobody_asked_for_is_kept_with_a_warning(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    answer = done(post(service, f"/{number}/supplement", {"papers": [PAPER]}))
    assert [warning["code"] for warning in answer["warnings"]] == ["NOT_ASKED_FOR"]
    assert "vẫn được ghi nhận" in answer["warnings"][0]["text"]


@pytest.mark.parametrize(
    ("name", "body"),
    [("supplement", {"papers": [PAPER]}), ("withdraw", {"reason": "Đổi ý"}), ("correct", {"summary": "Đổi hạng B2"})],
)
def test_each_once_also_when_four_come_at_once(service: Service, name: str, body: Json) -> None:
    number, request_id = service.accepted()["dossier_no"], builders.unique("once")
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(post, service, f"/{number}/{name}", body, request_id) for _ in range(4)]
        answers = [done(call.result()) for call in calls]
    assert sorted(answer["repeat"] for answer in answers) == [False, True, True, True]
    assert len({answer["due_at"] for answer in answers}) == 1
    again = done(post(service, f"/{number}/{name}", body, request_id))
    assert again["repeat"] is True
    assert refused(post(service, f"/{number}/{name}", body | {"reason": "khác"}, request_id), 409)["code"] == "CONFLICT"
    other = service.accepted()["dossier_no"]
    assert refused(post(service, f"/{other}/{name}", body, request_id), 409)["code"] == "CONFLICT"
    assert refused(service.submit(request_id=request_id), 409)["code"] == "CONFLICT"


def test_a_withdrawal_needs_no_body_and_a_second_one_finds_it_done(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    assert done(post(service, f"/{number}/withdraw"))["state"] == "withdrawn"
    again = done(post(service, f"/{number}/withdraw"))
    assert (again["state"], [warning["code"] for warning in again["warnings"]]) == ("withdrawn", ["NOTHING_CHANGED"])


def test_after_the_finish_each_is_refused_with_what_is_possible(service: Service) -> None:
    number = service.finished()["dossier_no"]
    for name, body in (("supplement", {"papers": [PAPER]}), ("withdraw", {})):
        problem = refused(post(service, f"/{number}/{name}", body), 409)
        assert (problem["code"], problem["retryable"]) == ("MOVE_IMPOSSIBLE", False)
        assert "giao bưu điện" in problem["detail"]
    problem = refused(post(service, f"/{number}/correct", {"owner": {"phone": "0918345611"}}), 409)
    assert problem["code"] == "CORRECTION_TOO_LATE"


def test_a_corrected_dossier_is_found_by_its_new_phone_and_printed_anew(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    before = service.call("GET", f"/{number}/receipt.pdf").content
    done(post(service, f"/{number}/correct", {"owner": {"phone": "0987 222 333"}, "reason": "Ghi nhầm số"}))
    found = done(service.call("POST", "/search", json={"phone": "+84987222333"}))
    assert [each["dossier_no"] for each in found] == [number]
    assert service.call("GET", f"/{number}/receipt.pdf").content != before


def test_who_wants_it_by_post_after_the_finish_gets_a_label(service: Service) -> None:
    number = service.finished(return_by_post={"wish": "no"})["dossier_no"]
    refused(service.call("GET", f"/{number}/label.pdf"), 404)
    done(post(service, f"/{number}/correct", {"return_by_post": {"wish": "yes"}}))
    assert service.call("GET", f"/{number}/label.pdf").content.startswith(b"%PDF")
    assert done(service.call("GET", f"/{number}"))["item_code"]


def test_another_persons_name_and_number_are_refused(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    body = {"owner": {"name": "Trần Văn Đức", "id_number": "089079000113"}}
    problem = refused(post(service, f"/{number}/correct", body), 409)
    assert problem["code"] == "OTHER_OWNER"
    assert "Trần" not in problem["detail"]


@pytest.mark.parametrize(
    ("name", "body", "found"),
    [
        ("supplement", {}, {"papers": "REQUIRED"}),
        ("supplement", {"papers": []}, {"papers": "REQUIRED"}),
        (
            "supplement",
            {"papers": [{"copies": -1, "x": 1}, {"name": "a", "attachment": {"file_name": "a", "content": "@@@"}}]},
            {
                "papers[0].name": "REQUIRED",
                "papers[0].x": "FIELD_UNKNOWN",
                "papers[0].copies": "NUMBER_NEGATIVE",
                "papers[1].attachment.content": "ATTACHMENT_BROKEN",
            },
        ),
        ("withdraw", {"reason": "x" * 1001}, {"reason": "TEXT_TOO_LONG"}),
        ("withdraw", {"why": "x"}, {"why": "FIELD_UNKNOWN"}),
        ("correct", {}, {"body": "REQUIRED"}),
        ("correct", {"procedure": "1.002820", "fee": {}}, {"procedure": "FIELD_UNKNOWN", "fee": "FIELD_UNKNOWN"}),
        (
            "correct",
            {"owner": {"phone": "12", "email": "a", "name": 7}, "return_by_post": {"wish": "maybe"}},
            {
                "owner.name": "TYPE_INVALID",
                "owner.phone": "PHONE_INVALID",
                "owner.email": "EMAIL_INVALID",
                "return_by_post.wish": "CHOICE_UNKNOWN",
            },
        ),
    ],
)
def test_every_fault_is_told_at_once(service: Service, name: str, body: Json, found: dict[str, str]) -> None:
    number = service.accepted()["dossier_no"]
    assert faults(post(service, f"/{number}/{name}", body)) == found


def test_nobody_else_may_and_nobody_else_sees_it(service: Service) -> None:
    number = service.accepted(key=builders.new_key(service.context, office_id=builders.OFFICE))["dossier_no"]
    stranger = builders.new_key(service.context, office_id=builders.OTHER_OFFICE)
    reader = builders.new_key(service.context, roles=[Role.READ])
    for name, body in (("supplement", {"papers": [PAPER]}), ("withdraw", {}), ("correct", {"summary": "x"})):
        assert refused(post(service, f"/{number}/{name}", body, key=reader), 403)["code"] == "NOT_ALLOWED"
        assert refused(post(service, f"/{number}/{name}", body, key=stranger), 404)["code"] == "NOT_FOUND"


def test_no_value_of_an_update_stands_in_the_log(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    done(post(service, f"/{number}/correct", {"owner": {"name": "Đoàn Quốc Bảo Khánh"}, "reason": "Khai nhầm tên"}))
    done(post(service, f"/{number}/withdraw", {"reason": "Khai nhầm tên"}))
    log = service.log.read_text()
    assert "Bảo Khánh" not in log and "Khai nhầm" not in log

"""REST after intake: look-up under every code, receive, finish, papers, and who may see what."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import select

from app.domain import dossier_number
from app.domain.post import item_code
from app.domain.submission import Channel
from app.security.principals import Role
from app.store import tables
from tests import builders
from tests.web.service import Json, Service, refused


def alias_of(service: Service, number: str) -> str:
    with service.context.database.begin() as connection:
        statement = select(tables.dossier.c.id).where(tables.dossier.c.dossier_no == number)
        return dossier_number.alias(connection.execute(statement).scalar_one())


def waiting(service: Service, **changes: object) -> str:
    """The number of a dossier that the authority has not received yet."""
    answer = service.accepted(channel="portal", **changes)
    assert (answer["state"], answer["paper"], answer["due_at"]) == ("submitted", "slip", None)
    return str(answer["dossier_no"])


def moved(service: Service, number: str, move: str, **options: object) -> Json:
    reply = service.call("POST", f"/{number}/{move}", **options)
    assert reply.status_code == 200, reply.text
    dossier: Json = reply.json()
    return dossier


# -- look-up -------------------------------------------------------------------------------------------------------


def test_a_dossier_is_found_by_our_number_the_senders_code_and_the_alias(service: Service) -> None:
    code = builders.unique("VNP-881600")
    number = service.accepted(code=code)["dossier_no"]
    codes = (number, number.lower(), f" {number} ", code, alias_of(service, number))
    found = [service.call("GET", f"/{each}") for each in codes]
    assert [reply.status_code for reply in found] == [200] * 5
    assert {reply.json()["dossier_no"] for reply in found} == {number}
    assert len(alias_of(service, number)) == 12


def test_what_is_shown_has_no_personal_data(service: Service) -> None:
    message = builders.raw_dossier()
    number = service.submit(message).json()["dossier_no"]
    text = service.call("GET", f"/{number}").text
    for value in (message["owner"]["name"], message["owner"]["id_number"], "918345601", "Vĩnh Trạch"):
        assert value not in text


def test_a_key_of_another_office_finds_nothing(service: Service) -> None:
    mine, other = (builders.new_key(service.context, office_id=o) for o in (builders.OFFICE, builders.OTHER_OFFICE))
    code = builders.unique("VNP")
    number = service.submit(key=mine, code=code).json()["dossier_no"]
    assert service.call("GET", f"/{number}", key=mine).status_code == 200
    for each in (number, code, alias_of(service, number)):
        for method, path in (("GET", ""), ("GET", "/receipt.pdf"), ("POST", "/receive"), ("POST", "/finish")):
            reply = service.call(method, f"/{each}{path}", key=other)
            assert refused(reply, 404)["code"] == "NOT_FOUND"
    nowhere = service.call("GET", "/000.00.16.H01-211115-9999", key=other)
    assert nowhere.json() == service.call("GET", f"/{number}", key=other).json(), "whether it exists must not show"


def test_one_code_of_two_issuers_must_be_looked_up_by_number(service: Service) -> None:
    code = builders.unique("CHUNG")
    numbers = [service.accepted(code=code, code_issuer=issuer)["dossier_no"] for issuer in ("post-a", "post-b")]
    assert refused(service.call("GET", f"/{code}"), 409)["code"] == "CODE_AMBIGUOUS"
    assert service.call("GET", f"/{numbers[0]}").status_code == 200


# -- moves ---------------------------------------------------------------------------------------------------------


def test_receive_then_finish_then_the_label(service: Service) -> None:
    number = waiting(service)
    received = moved(service, number, "receive", json={"reason": "đủ giấy tờ"})
    assert (received["state"], received["state_vi"]) == ("received", "Đã tiếp nhận")
    assert datetime.fromisoformat(received["due_at"]).utcoffset().total_seconds() == 7 * 3600
    assert received["item_code"] is None and "label" not in received["links"]
    refused(service.call("GET", f"/{number}/label.pdf"), 404)
    finished = moved(service, number, "finish")
    assert finished["state"] == "finished" and item_code.is_valid(finished["item_code"])
    label = service.session.get(finished["links"]["label"], headers={"Authorization": f"Bearer {service.key}"})
    assert (label.status_code, label.headers["Content-Type"]) == (200, "application/pdf")
    assert label.content.startswith(b"%PDF-")


def test_the_same_move_again_is_a_repeat_with_the_same_answer(service: Service) -> None:
    number = waiting(service)
    for move in ("receive", "finish"):
        first, again = (moved(service, number, move) for _ in range(2))
        assert (first["repeat"], again["repeat"]) == (False, True)
        assert again | {"repeat": False} == first


def test_an_impossible_move_names_the_state_and_what_is_possible(service: Service) -> None:
    problem = refused(service.call("POST", f"/{waiting(service)}/finish"), 409)
    assert problem["code"] == "MOVE_IMPOSSIBLE"
    assert problem["detail"] == (
        "Hồ sơ đang ở trạng thái “Đã nộp, chờ tiếp nhận” nên không thể kết thúc xử lý. Có thể: tiếp nhận, từ chối tiếp"
        " nhận, yêu cầu bổ sung, bổ sung giấy tờ, rút hồ sơ, dừng giải quyết."
    )


def test_a_move_behind_which_another_was_made_is_no_repeat_any_more(service: Service) -> None:
    number = service.finished()["dossier_no"]
    for key in (service.key, builders.new_key(service.context)):
        assert refused(service.call("POST", f"/{number}/receive", key=key), 409)["code"] == "MOVE_IMPOSSIBLE"


@pytest.mark.parametrize(
    ("move", "roles"), [("receive", [Role.READ, Role.FINISH]), ("finish", [Role.READ, Role.RECEIVE])]
)
def test_a_move_needs_its_role(service: Service, move: str, roles: list[Role]) -> None:
    key = builders.new_key(service.context, roles=roles)
    refused(service.call("POST", f"/{waiting(service)}/{move}", key=key), 403)


def test_a_move_with_a_faulty_body_moves_nothing(service: Service) -> None:
    number = waiting(service)
    unreadable = ({"reason": "a\u0000b"}, 422), ({"reason": "a\ud800b"}, 422), ({"reason": "x" * 1001}, 422)
    for json, status in (({"reason": 5}, 422), ({"reasons": "x"}, 422), ([], 400), *unreadable):
        refused(service.call("POST", f"/{number}/receive", json=json), status)
    assert service.call("GET", f"/{number}").json()["state"] == "submitted"


def test_without_the_wish_no_label_comes_of_a_finish(service: Service) -> None:
    dossier = service.finished(return_by_post={"wish": "no"})
    assert dossier["item_code"] is None
    refused(service.call("GET", f"/{dossier['dossier_no']}/label.pdf"), 404)


def test_a_key_that_only_hands_in_may_not_look(service: Service) -> None:
    key = builders.new_key(service.context, roles=[Role.SUBMIT], channels=(Channel.POST_COUNTER,))
    number = service.submit(key=key).json()["dossier_no"]
    for path in ("", "/receipt.pdf", "/label.pdf"):
        refused(service.call("GET", f"/{number}{path}", key=key), 403)


# -- papers --------------------------------------------------------------------------------------------------------


def test_the_receipt_is_there_straight_after_and_always_the_same(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    first, again = (service.call("GET", f"/{number}/receipt.pdf") for _ in range(2))
    assert first.status_code == 200 and first.content.startswith(b"%PDF-")
    assert first.content == again.content
    assert first.headers["ETag"] == f'"{hashlib.sha256(first.content).hexdigest()}"'
    assert first.headers["Content-Disposition"] == f'inline; filename="{number}-receipt.pdf"'
    assert first.headers["Cache-Control"] == "private, no-cache"


def test_a_paper_that_is_known_is_not_sent_again(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    tag = service.call("GET", f"/{number}/receipt.pdf").headers["ETag"]
    known = service.call("GET", f"/{number}/receipt.pdf", headers={"If-None-Match": tag})
    assert (known.status_code, known.content, known.headers["ETag"]) == (304, b"", tag)
    assert service.call("GET", f"/{number}/receipt.pdf", headers={"If-None-Match": '"x"'}).status_code == 200


def test_a_head_tells_the_size_only(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    full, head = (service.call(method, f"/{number}/receipt.pdf") for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(full.content)


def test_the_slip_becomes_the_receipt_when_the_dossier_is_received(service: Service) -> None:
    number = waiting(service)
    slip = service.call("GET", f"/{number}/receipt.pdf")
    moved(service, number, "receive")
    receipt = service.call("GET", f"/{number}/receipt.pdf")
    assert slip.headers["Content-Disposition"] == f'inline; filename="{number}-slip.pdf"'
    assert receipt.content.startswith(b"%PDF-") and receipt.content != slip.content


def test_many_asking_at_once_get_the_same_paper_printed_once(service: Service) -> None:
    number = service.accepted()["dossier_no"]
    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(lambda _: service.call("GET", f"/{number}/receipt.pdf"), range(12)))
    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.content for reply in replies}) == 1


def test_many_sending_the_same_at_once_make_one_dossier(service: Service) -> None:
    message, request_id = builders.raw_dossier(), builders.unique("request")
    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(lambda _: service.submit(message, request_id=request_id), range(12)))
    assert sorted(reply.status_code for reply in replies) == [200] * 11 + [201]
    assert len({reply.json()["dossier_no"] for reply in replies}) == 1

"""Handover lists over REST: a desk and a post office, each with its own key."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from app.domain import dossier_number
from tests import builders
from tests.pdf import reading
from tests.web.service import Service, faults, refused


@pytest.fixture
def desk_key(service: Service) -> str:
    return builders.new_key(service.context)


@pytest.fixture
def post_key(service: Service) -> str:
    return builders.new_key(service.context, office_id=builders.OFFICE)


def call(
    service: Service, key: str, method: str, path: str = "", body: Any = None, request_id: str | None = None
) -> requests.Response:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": request_id or builders.unique("list")}
    sent = {"json": body} if body is not None else {}
    return service.session.request(method, f"{service.url}/api/v1/handovers{path}", headers=headers, timeout=60, **sent)


def finished(service: Service) -> dict[str, Any]:
    """A dossier of the post office's that has its result."""
    key = builders.new_key(service.context, office_id=builders.OFFICE)
    number = service.accepted(key=key)["dossier_no"]
    assert service.call("POST", f"/{number}/finish", json={}).status_code == 200
    answer: dict[str, Any] = service.call("GET", f"/{number}").json()
    return answer


def outcomes(reply: requests.Response) -> list[tuple[str, str | None]]:
    assert reply.status_code == 200, reply.text
    return [(each["outcome"], each.get("why")) for each in reply.json()["results"]]


def test_results_go_to_the_post_from_the_opening_to_the_signed_paper(
    service: Service, desk_key: str, post_key: str
) -> None:
    first, missing, further = finished(service), finished(service), finished(service)
    body, request_id = {"direction": "to_post", "other_side": builders.OFFICE}, builders.unique("list")
    opened, again = (call(service, desk_key, "POST", "", body, request_id) for _ in range(2))
    assert (opened.status_code, again.status_code, again.json()["repeat"]) == (201, 200, True)
    list_no = opened.json()["list_no"]
    assert again.json()["list_no"] == list_no and opened.json()["state_vi"] == "đang lập"
    assert refused(call(service, desk_key, "POST", "", body | {"bag_no": "1"}, request_id), 409)["code"] == "CONFLICT"
    codes = [first["item_code"], missing["item_code"], first["item_code"], "EL491610889VN", first["dossier_no"], "?"]
    assert outcomes(call(service, desk_key, "POST", f"/{list_no}/scan", {"codes": codes})) == [
        ("added", None), ("added", None), ("already", "LISTED_ALREADY"),
        ("refused", "NOT_FOUND"), ("refused", "LIST_OTHER_CODE"), ("refused", "SCAN_UNKNOWN"),
    ]  # fmt: skip
    packed = call(service, desk_key, "POST", f"/{list_no}/pack", {"bag_no": "T-03", "seal_no": "NP 45121"})
    assert packed.json()["seal_no"] == "NP 45121"
    extra = {"codes": [further["item_code"]]}
    call(service, desk_key, "POST", f"/{list_no}/scan", extra)
    assert outcomes(call(service, desk_key, "POST", f"/{list_no}/remove", extra)) == [("taken_out", None)]
    found = {"codes": [first["dossier_no"], further["item_code"]]}
    assert outcomes(call(service, post_key, "POST", f"/{list_no}/count", found)) == [("found", None), ("surplus", None)]
    counted = call(service, post_key, "POST", f"/{list_no}/uncount", extra)
    assert outcomes(counted) == [("taken_out", None)] and counted.json()["differences"] == 1
    closed = call(service, post_key, "POST", f"/{list_no}/close").json()
    assert [each["kind"] for each in closed["differences"]] == ["missing"]
    assert (closed["totals"]["items"], closed["received"]["items"]) == (2, 1)
    assert call(service, desk_key, "POST", f"/{list_no}/reopen").json()["state"] == "open"
    call(service, post_key, "POST", f"/{list_no}/close")
    assert faults(call(service, post_key, "POST", f"/{list_no}/sign")) == {"name": "REQUIRED"}
    name = {"name": "Phạm Thị Thu Thủy", "role": "Giao dịch viên"}
    assert call(service, post_key, "POST", f"/{list_no}/sign", name | {"side": "giver"}).status_code == 403
    signed = call(service, post_key, "POST", f"/{list_no}/sign", name).json()
    assert signed["receiver"]["name"] == "Phạm Thị Thu Thủy" and signed["giver"] is None
    paper = call(service, post_key, "GET", f"/{list_no}/manifest.pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert "BẢN NHÁP – chưa đủ chữ ký" in reading.text(paper.content)
    signed = call(service, desk_key, "POST", f"/{list_no}/sign", {"name": "Trần Văn Bảo"}).json()
    assert (signed["state"], signed["links"]["manifest"]) == ("signed", f"{signed['links']['self']}/manifest.pdf")
    states = [service.call("GET", f"/{each['dossier_no']}").json()["state"] for each in (first, missing)]
    assert states == ["handed_to_post", "finished"]
    printed = reading.text(call(service, desk_key, "GET", f"/{list_no}/manifest.pdf").content)
    assert "BẢN NHÁP" not in printed and "Thiếu" in printed and "NP 45121" in printed
    corrected = call(service, desk_key, "POST", f"/{list_no}/correct")
    assert corrected.status_code == 201 and corrected.json()["corrects"] == list_no
    assert refused(call(service, desk_key, "POST", f"/{list_no}/reopen"), 409)["code"] == "LIST_MOVE_IMPOSSIBLE"


def test_the_fees_of_what_was_there_stand_beside_those_of_all(service: Service, desk_key: str, post_key: str) -> None:
    there, missing = (service.accepted(key=post_key)["dossier_no"] for _ in range(2))
    list_no = call(service, post_key, "POST", "", {"direction": "to_desk"}).json()["list_no"]
    call(service, post_key, "POST", f"/{list_no}/scan", {"codes": [there, missing]})
    paper = f"/{list_no}/manifest.pdf"
    assert "thực nhận" not in reading.text(call(service, desk_key, "GET", paper).content)
    call(service, desk_key, "POST", f"/{list_no}/count", {"codes": [there]})
    call(service, desk_key, "POST", f"/{list_no}/close")
    printed = reading.text(call(service, desk_key, "GET", paper).content)
    assert "Phí, lệ phí thu hộ: 270.000 đồng" in printed and "Phí, lệ phí thực nhận: 135.000 đồng" in printed


def test_papers_come_to_the_desk_by_the_digits_under_their_bars(service: Service, desk_key: str, post_key: str) -> None:
    number = service.accepted(key=post_key)["dossier_no"]
    with service.context.database.begin() as connection:
        alias = dossier_number.alias(connection.exec_driver_sql("SELECT max(id) FROM dossier").scalar_one())
    list_no = call(service, post_key, "POST", "", {"direction": "to_desk"}).json()["list_no"]
    reply = call(service, post_key, "POST", f"/{list_no}/scan", {"codes": [alias]})
    assert reply.json()["results"] == [{"outcome": "added", "code": alias, "dossier_no": number, "kind": "dossier"}]
    item = call(service, desk_key, "GET", f"/{list_no}").json()["items"][0]
    assert (item["code"], item["originals"], item["fee_vnd"]) == (number, 2, 135_000)
    call(service, desk_key, "POST", f"/{list_no}/count", {"codes": [number]})
    call(service, desk_key, "POST", f"/{list_no}/close")
    for key in (post_key, desk_key):
        assert call(service, key, "POST", f"/{list_no}/sign", {"name": "Lê Thị Hồng"}).status_code == 200
    events = service.call("GET", f"/{number}/history").json()["events"]
    assert events[-1]["text"] == "Bưu cục bàn giao giấy tờ cho bộ phận một cửa"


def test_lists_of_other_offices_are_not_there(service: Service, desk_key: str, post_key: str) -> None:
    body = {"direction": "to_post", "other_side": builders.OFFICE}
    numbers = [call(service, desk_key, "POST", "", body).json()["list_no"] for _ in range(2)]
    other = builders.new_key(service.context, office_id=builders.OTHER_OFFICE)
    for path in (f"/{numbers[0]}", f"/{numbers[0]}/manifest.pdf"):
        assert call(service, other, "GET", path).status_code == 404
    assert call(service, other, "POST", f"/{numbers[0]}/scan", {"codes": ["x"]}).status_code == 404
    page = call(service, post_key, "GET", "?limit=1").json()
    assert [each["list_no"] for each in page["items"]] == [numbers[1]]
    page = call(service, post_key, "GET", f"?limit=1&after={page['next']}").json()
    assert [each["list_no"] for each in page["items"]] == [numbers[0]]
    for query, path in (("?limit=0", "limit"), ("?limit=999", "limit"), ("?after=x", "after")):
        assert faults(call(service, post_key, "GET", query)).keys() == {path}


@pytest.mark.parametrize(
    ("path", "body", "paths"),
    [
        ("", {}, {"direction"}),
        ("", {"direction": "up", "seal": "1"}, {"direction", "seal"}),
        ("", {"direction": "to_post", "other_side": "000000"}, {"other_side"}),
        ("/x/scan", {"codes": []}, {"codes"}),
        ("/x/scan", {"codes": [1], "kind": "dossier"}, {"codes[0]", "kind"}),
        ("/x/scan", {"codes": ["x"] * 501}, {"codes"}),
        ("/x/count", {"codes": ["x"], "kind": "y"}, {"kind"}),
        ("/x/sign", {"side": "both"}, {"side"}),
        ("/x/close", {"x": 1}, {"x"}),
    ],
)
def test_every_fault_of_what_is_sent_is_named(
    service: Service, desk_key: str, path: str, body: dict[str, Any], paths: set[str]
) -> None:
    assert faults(call(service, desk_key, "POST", path, body)).keys() == paths

"""What the post's counter software does over REST: a bag confirmed in one call, reports of parcels, its own report."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from app.domain.post.order import Leg
from app.store import dossiers, events, postal_items
from tests import builders
from tests.web.service import Service, faults, refused

ALL = {"all_as_listed": True, "name": "Phạm Thị Thu Thủy"}


@pytest.fixture
def post_key(service: Service) -> str:
    return builders.new_key(service.context, office_id=builders.OFFICE)


def call(service: Service, key: str, method: str, path: str, request_id: str = "", **options: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": request_id or builders.unique("counter")}
    return service.session.request(method, f"{service.url}/api/v1{path}", headers=headers, timeout=60, **options)


def finished(service: Service, key: str) -> dict[str, Any]:
    number = service.accepted(key=key)["dossier_no"]
    assert service.call("POST", f"/{number}/finish", json={}).status_code == 200
    answer: dict[str, Any] = service.call("GET", f"/{number}").json()
    return answer


def ordered(service: Service, key: str) -> str:
    """The number of a dossier whose parcel the post was asked to carry."""
    number: str = finished(service, key)["dossier_no"]
    with service.context.database.begin() as connection:
        dossier = dossiers.by_code(connection, number, builders.AGENCY, None)
        assert dossier is not None
        edition = events.history(connection, [dossier.id])[dossier.id][-1].seq
        postal_items.add(
            connection, dossier.id, Leg.RETURN, order_no=number, issue=1, edition=edition,
            item_code=dossier.item_code, made_at=service.context.clock.now(),
        )  # fmt: skip
    return number


# -- a bag in one call -----------------------------------------------------------------------------------------------


def test_a_bag_is_confirmed_in_one_call_by_each_side(service: Service, post_key: str) -> None:
    there, missing = finished(service, post_key), finished(service, post_key)
    body = {"direction": "to_post", "other_side": builders.OFFICE}
    list_no = call(service, service.key, "POST", "/handovers", json=body).json()["list_no"]
    codes = {"codes": [there["item_code"], missing["item_code"]]}
    call(service, service.key, "POST", f"/handovers/{list_no}/scan", json=codes)
    found, request_id = {"found": [{"code": there["item_code"]}], "name": "Phạm Thị Thu Thủy"}, builders.unique("c")
    path = f"/handovers/{list_no}/confirm"
    first, again = (call(service, post_key, "POST", path, request_id, json=found | {"bag_no": "T-1"}) for _ in range(2))
    told = first.json()
    assert (told["state"], told["found"], told["missing"], told["repeat"]) == ("counted", 1, 1, False)
    assert [(each["code"], each["outcome"]) for each in told["items"]] == [
        (there["item_code"], "found"), (missing["item_code"], "missing"),
    ]  # fmt: skip
    assert again.json() == told | {"repeat": True}
    assert refused(call(service, post_key, "POST", path, request_id, json=found), 409)["code"] == "CONFLICT"
    other = refused(call(service, service.key, "POST", path, json=ALL), 409)
    assert other["code"] == "HANDOVER_COUNT_OTHER" and missing["item_code"] in other["detail"]
    signed = call(service, service.key, "POST", path, json=found | {"name": "Trần Văn Bảo"}).json()
    assert signed["state"] == "signed" and signed["signed_at"] and signed["links"]["manifest"].endswith("manifest.pdf")
    states = [service.call("GET", f"/{each['dossier_no']}").json()["state"] for each in (there, missing)]
    assert states == ["handed_to_post", "finished"]


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({"name": "x"}, {"found"}),
        ({"all_as_listed": "yes", "found": "x", "bag": "1"}, {"all_as_listed", "found", "bag"}),
        (ALL | {"found": [{"code": "EL491610889VN"}]}, {"found"}),
        (
            {"found": [{"code": "?"}, {"kod": "x"}, 7]},
            {"found[0].code", "found[1].kod", "found[1].code", "found[2]", "found[2].code"},
        ),
        (ALL | {"side": "both"}, {"side"}),
    ],
)
def test_every_fault_of_a_confirmation_is_named(
    service: Service, post_key: str, body: dict[str, Any], paths: set[str]
) -> None:
    assert faults(call(service, post_key, "POST", "/handovers/x/confirm", json=body)).keys() == paths


# -- reports of parcels ----------------------------------------------------------------------------------------------


def test_reports_are_answered_one_by_one_and_move_the_parcel(service: Service, post_key: str) -> None:
    number = ordered(service, post_key)
    good = {"event_id": builders.unique("e"), "order_no": number, "code_table": "ngsp", "status_code": "4"}
    batch = [good, good, good | {"status_code": "77"}, {"order_no": number}, "x", {"order_no": "y", "status_code": "4"}]
    answer = call(service, post_key, "POST", "/tracking-events", json={"events": batch}).json()
    assert [each["result"] for each in answer["results"]] == [
        "kept", "repeat", "conflict", "unreadable", "unreadable", "not_ours",
    ]  # fmt: skip
    assert answer["counts"] == {"kept": 1, "repeat": 1, "conflict": 1, "unreadable": 2, "not_ours": 1}
    assert answer["results"][0]["dossier_no"] == number and answer["results"][3]["faults"][0]["path"] == "status_code"
    assert service.call("GET", f"/{number}").json()["state"] == "delivered"
    (event,) = service.call("GET", f"/{number}/parcels").json()["parcels"][0]["events"]
    assert (event["raw_code"], event["status"]) == ("ngsp:4", "delivered")


@pytest.mark.parametrize("body", [{}, {"events": []}, {"events": "x"}, {"events": [{}] * 1001}, {"event": []}])
def test_a_batch_that_is_none_is_refused(service: Service, post_key: str, body: dict[str, Any]) -> None:
    assert "events" in faults(call(service, post_key, "POST", "/tracking-events", json=body))


# -- the counter's report --------------------------------------------------------------------------------------------


def test_the_report_counts_and_lists_what_the_office_did(service: Service) -> None:
    key = builders.new_key(service.context, office_id="882500")
    number = service.accepted(key=key)["dossier_no"]
    period = {"from": "2021-11-15", "to": "2021-11-16"}
    found = call(service, key, "GET", "/reports/counter", params=period).json()
    whole = {"received": 1, "registered": 1, "returned": 0, "total": 1, "fee_vnd": 135_000}
    assert found == {
        "first": "2021-11-15", "last": "2021-11-16", "office_id": "882500", **whole,
        "days": [{"day": "2021-11-15", **whole}],
    }  # fmt: skip
    listed = call(service, key, "GET", "/reports/counter/dossiers", params=period | {"column": "received"}).json()
    assert [each["dossier_no"] for each in listed["items"]] == [number] and listed["next"] is None
    nobody = call(service, key, "GET", "/reports/counter/dossiers", params=period | {"column": "returned"}).json()
    assert nobody == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("path", "params", "paths"),
    [
        ("", {}, {"from", "to"}),
        ("", {"from": "2021-11-15", "to": "x"}, {"to"}),
        ("/dossiers", {"column": "x", "limit": "0"}, {"column", "limit"}),
        ("/dossiers", {"from": "2021-11-15", "to": "2021-11-15", "column": "total", "after": "x"}, {"after"}),
        ("/dossiers", {"from": "2021-11-15", "to": "2021-11-15", "column": "total", "limit": "201"}, {"limit"}),
    ],
)
def test_every_fault_of_what_is_asked_is_named(
    service: Service, path: str, params: dict[str, str], paths: set[str]
) -> None:
    assert faults(call(service, service.key, "GET", f"/reports/counter{path}", params=params)).keys() == paths

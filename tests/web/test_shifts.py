"""REST for a shift: a result per item, progress, and citizens found without a word in the address."""

from __future__ import annotations

from typing import Any

from tests import builders
from tests.web.service import Service, faults, refused


def batch(service: Service, items: list[dict[str, Any]], name: str | None = None, **options: Any) -> Any:
    headers = {"Idempotency-Key": name or builders.unique("batch")}
    return service.call("POST", "/batch", json={"items": items}, headers=headers, **options)


def item(**changes: Any) -> dict[str, Any]:
    return {"request_id": builders.unique("item"), "dossier": builders.raw_dossier(**changes)}


def test_each_item_has_its_result_and_a_part_fails_alone(service: Service) -> None:
    bad = item(owner={"name": " ", "phone": "chưa có"}, procedure="9.999999")
    odd = {"request_id": "with space", "dossier": builders.raw_dossier()}
    answer = batch(service, [item(), bad, item(), odd]).json()
    assert [r["result"] for r in answer["results"]] == ["accepted", "refused", "accepted", "refused"]
    assert (answer["accepted"], answer["repeats"], answer["refused"]) == (2, 0, 2)
    assert answer["results"][0]["dossier"]["dossier_no"] != answer["results"][2]["dossier"]["dossier_no"]
    assert {f["path"] for f in answer["results"][1]["problem"]["faults"]} >= {"owner.name", "owner.phone", "procedure"}
    assert answer["results"][3]["problem"]["faults"][0]["path"] == "request_id"


def test_whole_message_may_be_sent_again(service: Service) -> None:
    items = [item() for _ in range(3)]
    first, again = (batch(service, items, "shift-7").json() for _ in range(2))
    assert (again["accepted"], again["repeats"]) == (0, 3)
    numbers = [[r["dossier"]["dossier_no"] for r in answer["results"]] for answer in (first, again)]
    assert numbers[0] == numbers[1]


def test_one_item_twice_in_a_message_is_one_dossier(service: Service) -> None:
    twice = item()
    answer = batch(service, [twice, twice]).json()
    assert [r["result"] for r in answer["results"]] == ["accepted", "repeat"]


def test_progress_is_there_for_its_sender_only(service: Service) -> None:
    batch(service, [item() for _ in range(60)], "shift-8")
    progress = service.call("GET", "/batch/shift-8").json()
    assert (progress["total"], progress["done"], progress["accepted"], progress["refused"]) == (60, 60, 60, 0)
    assert progress["ended_at"]
    other = builders.new_key(service.context)
    refused(service.call("GET", "/batch/shift-8", key=other), 404)


def test_message_that_is_no_batch_is_refused_whole(service: Service) -> None:
    headers = {"Idempotency-Key": "b"}
    assert faults(service.call("POST", "/batch", json={}, headers=headers)) == {"items": "REQUIRED"}
    many = [{"request_id": "r", "dossier": {}}] * 5001
    assert faults(service.call("POST", "/batch", json={"items": many}, headers=headers)) == {"items": "TOO_MANY"}
    assert faults(service.call("POST", "/batch", json={"items": []}, headers={})) == {"Idempotency-Key": "REQUIRED"}


def test_an_item_that_cannot_be_read_is_refused_alone(service: Service) -> None:
    good = {"request_id": builders.unique("item"), "dossier": builders.raw_dossier()}
    items = [good, 5, None, {}, {**good, "request_id": 7}]
    reply = service.call("POST", "/batch", json={"items": items}, headers={"Idempotency-Key": builders.unique("b")})
    assert reply.status_code == 200
    results = reply.json()["results"]
    assert [each["result"] for each in results] == ["accepted", *["refused"] * 4]
    wrong = [{fault["path"]: fault["code"] for fault in each["problem"]["faults"]} for each in results[1:]]
    nothing, missing = {".": "TYPE_INVALID"}, {"request_id": "REQUIRED", "dossier": "REQUIRED"}
    assert wrong == [nothing, nothing, missing, {"request_id": "TYPE_INVALID"}]


def test_citizen_is_found_by_id_or_phone_however_it_is_written(service: Service) -> None:
    owner = builders.raw_dossier()["owner"] | {"phone": "0987 600 123"}
    numbers = [service.accepted(owner=owner)["dossier_no"] for _ in range(2)]
    by_id = service.call("POST", "/search", json={"id_number": f" {owner['id_number']} "}).json()
    by_phone = service.call("POST", "/search", json={"phone": "+84.987.600.123"}).json()
    assert [d["dossier_no"] for d in by_id] == [d["dossier_no"] for d in by_phone] == numbers[::-1]
    both = service.call("POST", "/search", json={"id_number": owner["id_number"], "phone": "0900000009"}).json()
    assert both == []


def test_found_dossiers_are_those_of_the_keys_office(service: Service) -> None:
    owner = builders.raw_dossier()["owner"]
    service.accepted(owner=owner)
    other = builders.new_key(service.context, office_id=builders.OTHER_OFFICE)
    assert service.call("POST", "/search", key=other, json={"id_number": owner["id_number"]}).json() == []


def test_search_for_nothing_or_the_unreadable_names_the_field(service: Service) -> None:
    assert faults(service.call("POST", "/search", json={})) == {"id_number": "REQUIRED"}
    asked = {"id_number": "12", "phone": "không"}
    assert faults(service.call("POST", "/search", json=asked)) == {
        "id_number": "CITIZEN_ID_INVALID",
        "phone": "PHONE_INVALID",
    }


def test_warnings_are_told_in_words(service: Service) -> None:
    owner = builders.raw_dossier()["owner"]
    service.accepted(owner=owner)
    (warning,) = service.accepted(owner=owner)["warnings"]
    assert warning["code"] == "SAME_CITIZEN_OPEN" and "hồ sơ" in warning["text"].lower()

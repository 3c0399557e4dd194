"""REST for what a desk does beside the moves, and for what it looks at."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from app.security.principals import Role
from app.store import tables
from tests import builders
from tests.web.service import Json, Service, refused

PAPERS = [
    {"name": "Đơn đề nghị đổi giấy phép lái xe", "originals": 1},
    {"name": "Giấy khám sức khỏe của người lái xe", "originals": 1},
]
COUNTED = [{"position": 1, "originals": 1}, {"position": 2, "copies": 1}]


def a_dossier(service: Service, **changes: Any) -> str:
    return str(service.accepted(**{"papers": PAPERS, **changes})["dossier_no"])


def sent(service: Service, path: str, body: Any, status: int = 200, **options: Any) -> Json:
    reply = service.call("POST", path, json=body, **options)
    assert reply.status_code == status, reply.text
    answer: Json = reply.json()
    return answer


def got(service: Service, path: str, key: str | None = None, **params: Any) -> Json:
    address = f"{service.url}/api/v1{path}"
    headers = {"Authorization": f"Bearer {key or service.key}"}
    reply = service.session.get(address, params=params, headers=headers, timeout=60)
    assert reply.status_code == 200, reply.text
    answer: Json = reply.json()
    return answer


def not_got(service: Service, path: str, status: int, **params: Any) -> Json:
    address, headers = f"{service.url}/api/v1{path}", {"Authorization": f"Bearer {service.key}"}
    return refused(service.session.get(address, params=params, headers=headers, timeout=60), status)


# -- counting ------------------------------------------------------------------------------------------------------


def test_a_count_opens_discrepancies_and_a_person_closes_them_before_the_finish(service: Service) -> None:
    number = a_dossier(service)
    sheet = got(service, f"/dossiers/{number}/count")
    assert [(each["position"], each["name"], each["originals"]) for each in sheet["papers"]] == [
        (1, PAPERS[0]["name"], 1),
        (2, PAPERS[1]["name"], 1),
    ]
    assert (sheet["discrepancies"], sheet["open"]) == ([], 0)
    counted = sent(service, f"/{number}/count", {"papers": COUNTED, "others": [{"name": "Sổ hộ khẩu", "copies": 1}]})
    first, second = counted["discrepancies"]
    assert (first["kind"], second["kind"], counted["open"]) == ("copy_for_original", "surplus", 2)
    assert (first["listed"], first["found"]) == (
        {"originals": 1, "certified": 0, "copies": 0},
        {"originals": 0, "certified": 0, "copies": 1},
    )
    assert refused(service.call("POST", f"/{number}/finish"), 409)["code"] == "DISCREPANCY_OPEN"
    for each in (first, second):
        path = f"/{number}/discrepancies/{each['id']}/close"
        assert refused(service.call("POST", path, json={}), 422)["faults"][0]["path"] == "resolution"
        closed = sent(service, path, {"resolution": "Đã nộp đủ tại quầy"})
    assert closed["open"] == 0 and closed["discrepancies"][0]["resolution"] == "Đã nộp đủ tại quầy"
    assert sent(service, path, {"resolution": "Đã nộp đủ tại quầy"})["repeat"]
    assert refused(service.call("POST", path, json={"resolution": "khác"}), 409)["code"] == "DISCREPANCY_CLOSED"
    assert service.call("POST", f"/{number}/finish").status_code == 200


def test_a_count_that_names_not_every_paper_is_refused_with_each_of_them(service: Service) -> None:
    number = a_dossier(service)
    for body, faults in (
        ({}, [("papers[position=1]", "PAPER_NOT_COUNTED"), ("papers[position=2]", "PAPER_NOT_COUNTED")]),
        ({"papers": COUNTED[:1]}, [("papers[position=2]", "PAPER_NOT_COUNTED")]),
        ({"papers": [COUNTED[0], {"position": 2}]}, [("papers[1].originals", "PAPER_NOT_COUNTED")]),
        ({"papers": [*COUNTED, {"position": 7}]}, [("papers[2].position", "PAPER_NOT_LISTED")]),
        ({"papers": [COUNTED[0], {"position": 2, "originals": "x"}]}, [("papers[1].originals", "TYPE_INVALID")]),
        ({"papers": COUNTED, "other": []}, [("other", "FIELD_UNKNOWN")]),
        ({"papers": COUNTED, "others": [{"copies": 1}]}, [("others[0].name", "REQUIRED")]),
    ):
        problem = refused(service.call("POST", f"/{number}/count", json=body), 422)
        assert [(fault["path"], fault["code"]) for fault in problem["faults"]] == faults
    assert got(service, f"/dossiers/{number}/count")["discrepancies"] == []


@pytest.mark.parametrize("discrepancy", ["0", "999999", "x", "-1", "9" * 30])
def test_a_discrepancy_that_is_not_there_is_not_found(service: Service, discrepancy: str) -> None:
    path = f"/{a_dossier(service)}/discrepancies/{discrepancy}/close"
    refused(service.call("POST", path, json={"resolution": "x"}), 404)


def test_counting_needs_the_role_to_receive(service: Service) -> None:
    number = a_dossier(service)
    key = builders.new_key(service.context, roles=[Role.READ, Role.SUBMIT])
    refused(service.call("POST", f"/{number}/count", json={"papers": COUNTED}, key=key), 403)
    refused(service.call("POST", f"/{number}/discrepancies/1/close", json={"resolution": "x"}, key=key), 403)


# -- the old licence -----------------------------------------------------------------------------------------------


def test_the_old_licence_is_given_up_cut_and_given_back(service: Service) -> None:
    number = a_dossier(service)
    body = {"stage": "given_up", "licence_number": "890120001234", "licence_serial": "AP123456"}
    given_up = sent(service, f"/{number}/old-licence", body)
    assert (given_up["old_licence"], given_up["old_licence_vi"], given_up["old_licence_next"]) == (
        "given_up", "đã thu", "cut",
    )  # fmt: skip
    assert sent(service, f"/{number}/old-licence", body)["repeat"]
    problem = refused(service.call("POST", f"/{number}/old-licence", json={"stage": "given_back"}), 409)
    assert problem["code"] == "OLD_LICENCE_ORDER" and problem["detail"].endswith("Có thể ghi nhận: đã cắt góc.")
    for stage, following in (("cut", "given_back"), ("given_back", None)):
        assert sent(service, f"/{number}/old-licence", {"stage": stage})["old_licence_next"] == following
    lost = a_dossier(service, procedure="1.002820")
    problem = refused(service.call("POST", f"/{lost}/old-licence", json={"stage": "given_up"}), 409)
    assert problem["code"] == "OLD_LICENCE_NONE"


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({}, "stage", "REQUIRED"),
        ({"stage": None}, "stage", "REQUIRED"),
        ({"stage": "burnt"}, "stage", "CHOICE_UNKNOWN"),
        ({"stage": 1}, "stage", "TYPE_INVALID"),
        ({"stage": "cut", "receiver": "x"}, "receiver", "FIELD_UNKNOWN"),
        ({"stage": "cut", "reason": "x" * 1001}, "reason", "TEXT_TOO_LONG"),
    ],
)
def test_a_stage_that_cannot_be_read_is_a_fault(service: Service, body: Any, path: str, code: str) -> None:
    problem = refused(service.call("POST", f"/{a_dossier(service)}/old-licence", json=body), 422)
    assert [(fault["path"], fault["code"]) for fault in problem["faults"]] == [(path, code)]


# -- lists ---------------------------------------------------------------------------------------------------------


def test_the_worklist_goes_on_from_page_to_page(service: Service) -> None:
    key = builders.new_key(service.context, office_id="884600")
    made = [service.submit(builders.raw_dossier(), key=key).json()["dossier_no"] for _ in range(5)]
    seen, params = [], {"limit": 2}
    while True:
        page = got(service, "/worklist", key, **params)
        seen += [item["dossier_no"] for item in page["items"]]
        if page["next"] is None:
            break
        params["after"] = page["next"]
    assert [each for each in seen if each in made] == made and len(set(seen)) == len(seen)
    item = got(service, "/worklist", key, state="received")["items"][0]
    assert (item["state"], item["overdue"], item["answer_by"]) == ("received", False, None)
    late = got(service, "/worklist", key, overdue="true")["items"]
    assert not {each["dossier_no"] for each in late} & set(made)
    assert got(service, "/worklist", key, differing="true")["items"] == []
    assert got(service, "/worklist", key, state="finished")["items"] == []
    service.call("POST", f"/{made[0]}/finish")
    assert [each["dossier_no"] for each in got(service, "/worklist", key, state="finished")["items"]] == [made[0]]


def test_what_is_listed_has_no_personal_data(service: Service) -> None:
    message = builders.raw_dossier()
    service.submit(message)
    text = json.dumps(got(service, "/worklist", limit=200), ensure_ascii=False)
    for value in (message["owner"]["name"], message["owner"]["id_number"], "918345601"):
        assert value not in text


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"state": "refused"}, "CHOICE_UNKNOWN"),
        ({"state": "x\x00"}, "CHOICE_UNKNOWN"),
        ({"overdue": "yes"}, "TYPE_INVALID"),
        ({"differing": ""}, "TYPE_INVALID"),
        ({"limit": "0"}, "NUMBER_OUTSIDE"),
        ({"limit": "-1"}, "NUMBER_OUTSIDE"),
        ({"limit": "²"}, "NUMBER_OUTSIDE"),
        ({"limit": "9" * 5000}, "NUMBER_OUTSIDE"),
        ({"limit": "201"}, "NUMBER_OUTSIDE"),
        ({"after": "x"}, "TYPE_INVALID"),
    ],
)
def test_a_question_that_cannot_be_read_is_a_fault(service: Service, params: dict[str, str], code: str) -> None:
    problem = not_got(service, "/worklist", 422, **params)
    assert [(fault["path"], fault["code"]) for fault in problem["faults"]] == [(next(iter(params)), code)]


def test_online_dossiers_without_an_answer_are_a_list_of_their_own(service: Service) -> None:
    number = service.accepted(channel="portal")["dossier_no"]
    found = got(service, "/worklist/unanswered")
    listed = [item["dossier_no"] for item in found["items"]]
    assert number not in listed, "its eight working hours are not over on this morning"
    assert found["total"] == len(listed)


def test_dossiers_whose_time_for_papers_is_over_are_a_list_of_their_own(service: Service) -> None:
    number = a_dossier(service)
    sent(service, f"/{number}/ask-supplement", {"reason": "Thiếu giấy tờ", "until": "2021-11-30"})
    (waiting,) = [each for each in got(service, "/worklist", limit=200)["items"] if each["dossier_no"] == number]
    assert waiting["supplement_by"] == "2021-11-30T17:00:00+07:00"
    assert number not in [each["dossier_no"] for each in got(service, "/worklist/expired")["items"]]
    dossier = tables.dossier
    with service.context.database.begin() as connection:
        late = update(dossier).where(dossier.c.dossier_no == number)
        connection.execute(late.values(supplement_by=datetime(2021, 11, 12, tzinfo=UTC)))
    found = got(service, "/worklist/expired")
    assert number in [each["dossier_no"] for each in found["items"]] and found["total"] == len(found["items"])


# -- history and score ---------------------------------------------------------------------------------------------


def test_the_history_tells_what_happened_and_what_was_said(service: Service) -> None:
    number = a_dossier(service)
    asked = {"reason": "Thiếu giấy tờ", "demands": ["Nộp bản chính"], "until": "2021-11-30"}
    sent(service, f"/{number}/ask-supplement", asked)
    told = got(service, f"/dossiers/{number}/history")["events"]
    assert [line["kind"] for line in told] == ["submitted", "received", "supplement_asked"]
    assert told[2]["text"] == "Yêu cầu bổ sung, hoàn thiện hồ sơ" and told[2]["who"].startswith("hệ thống ")
    assert told[2]["said"] == asked | {"until": "2021-11-30T17:00:00+07:00"}
    assert told[0]["said"] == {}


def test_the_score_says_how_it_came_about(service: Service) -> None:
    number = a_dossier(service)
    score = got(service, f"/dossiers/{number}/score")
    assert (score["verdict"], score["verdict_vi"], score["method"]) == ("on_time", "Đúng hạn", "simple")
    assert (score["reason"], score["waited_hours"]) == ("So thời điểm kết thúc xử lý với ngày hẹn trả", 0.0)
    before = got(service, f"/dossiers/{number}/score", period_end="2021-11-14")
    assert (before["verdict"], before["period_end"]) == ("not_counted", "2021-11-14T23:59:59+07:00")
    for day, code in (("2021-13-01", "DATE_INVALID"), ("x", "DATE_INVALID"), ("2015-01-01", "TIME_TOO_OLD"),
                      ("2022-01-01", "TIME_IN_FUTURE"), ("²021-11-14", "DATE_INVALID")):  # fmt: skip
        problem = not_got(service, f"/dossiers/{number}/score", 422, period_end=day)
        assert [(fault["path"], fault["code"]) for fault in problem["faults"]] == [("period_end", code)]

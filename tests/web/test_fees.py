"""REST for money: a fee collected and given back, a shift closed and handed on, its list printed."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests import builders
from tests.pdf import reading
from tests.web.service import Service, faults, refused

DUE = 135_000
UNPAID = {"amount_vnd": DUE, "place": "on_return"}


@pytest.fixture
def key(service: Service) -> str:
    """A counter of its own, so that nobody else's money lies in its till."""
    return builders.new_key(service.context, office_id=builders.OFFICE)


def call(
    service: Service, key: str, method: str, path: str, body: Any = None, request_id: str = ""
) -> requests.Response:
    """One request below ``/api/v1``."""
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": request_id or builders.unique("money")}
    return service.session.request(method, f"{service.url}/api/v1{path}", json=body, headers=headers, timeout=60)


def a_dossier(service: Service, key: str, **changes: Any) -> str:
    return str(service.accepted(key=key, **{"fee": UNPAID, **changes})["dossier_no"])


def test_what_a_dossier_owes_and_paid_is_told(service: Service, key: str) -> None:
    number = a_dossier(service, key)
    answer = call(service, key, "GET", f"/dossiers/{number}/fees").json()
    figures = {name: answer[name] for name in ("due_vnd", "paid_vnd", "outstanding_vnd", "cod_vnd", "refundable_vnd")}
    assert figures == {"due_vnd": DUE, "paid_vnd": 0, "outstanding_vnd": DUE, "cod_vnd": DUE, "refundable_vnd": 0}
    assert answer["freight_payer"] == "receiver" and answer["payments"] == []


def test_a_fee_is_collected_once_and_a_repeat_is_told(service: Service, key: str) -> None:
    number, body, request_id = (
        a_dossier(service, key),
        {"method": "cash", "voucher": "BL-0009"},
        builders.unique("money"),
    )
    first, again = (call(service, key, "POST", f"/dossiers/{number}/payments", body, request_id) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json()["repeat"], again.json()["repeat"]) == (False, True)
    (payment,) = again.json()["payments"]
    assert (payment["amount_vnd"], payment["kind"], payment["voucher"]) == (DUE, "collected", "BL-0009")
    assert payment["at"].startswith("2021-11-15T") and payment["shift_no"] is None
    problem = refused(call(service, key, "POST", f"/dossiers/{number}/payments", {"method": "cash"}), 409)
    assert problem["code"] == "FEE_NOT_DUE" and "135.000 đồng" in problem["detail"]
    other = call(service, key, "POST", f"/dossiers/{number}/payments", {"method": "card"}, request_id)
    assert refused(other, 409)["code"] == "CONFLICT"


def test_a_transfer_too_many_is_booked_when_that_is_said_and_given_back(service: Service, key: str) -> None:
    number = a_dossier(service, key, fee=builders.raw_dossier()["fee"])
    body = {"method": "transfer", "amount_vnd": 20_000, "above_due": True}
    assert call(service, key, "POST", f"/dossiers/{number}/payments", body).json()["overpaid_vnd"] == 20_000
    body = {"method": "transfer", "reason": "Chuyển thừa"}
    answer = call(service, key, "POST", f"/dossiers/{number}/refunds", body).json()
    assert (answer["refunded_vnd"], answer["overpaid_vnd"]) == (20_000, 0)


def test_a_fee_is_given_back_after_a_refusal_only(service: Service, key: str) -> None:
    number = a_dossier(service, key, fee=builders.raw_dossier()["fee"])
    body = {"method": "cash", "reason": "Hồ sơ bị từ chối", "voucher": "PC-0000012"}
    before = refused(call(service, key, "POST", f"/dossiers/{number}/refunds", body), 409)
    assert before["code"] == "FEE_NOT_REFUNDABLE"
    assert call(service, key, "POST", f"/dossiers/{number}/refuse", {"reason": "Không đủ điều kiện"}).status_code == 200
    after = call(service, key, "POST", f"/dossiers/{number}/refunds", body)
    assert after.status_code == 201 and after.json()["payments"][-1]["amount_vnd"] == -DUE
    assert after.json()["refundable_vnd"] == after.json()["outstanding_vnd"] == 0


@pytest.mark.parametrize(
    ("path", "body", "paths"),
    [
        ("payments", {"amount_vnd": 0, "place": "x"}, {"amount_vnd", "place", "method"}),
        ("payments", {"method": "cash", "reason": "x", "above_due": "yes"}, {"reason", "above_due"}),
        ("refunds", {"method": "cash"}, {"reason"}),
        ("refunds", {"method": "cash", "reason": "x", "amount_vnd": "9"}, {"amount_vnd"}),
    ],
)
def test_every_fault_of_a_payment_is_named(
    service: Service, key: str, path: str, body: dict[str, Any], paths: set[str]
) -> None:
    assert faults(call(service, key, "POST", f"/dossiers/x/{path}", body)).keys() == paths


def test_a_shift_is_opened_closed_printed_and_handed_on(service: Service, key: str) -> None:
    opened = call(service, key, "POST", "/cash-shifts/open", {"clerk_name": "Phạm Thị Thu Thủy"})
    assert opened.status_code == 201 and opened.json()["closed_at"] is opened.json()["difference_vnd"] is None
    assert call(service, key, "POST", "/cash-shifts/open").status_code == 200
    cash = builders.raw_dossier()["fee"]
    number = a_dossier(service, key, fee=cash)
    a_dossier(service, key, fee={**cash, "method": "transfer"})
    current = call(service, key, "GET", "/cash-shifts/current").json()
    assert (current["cash_vnd"], current["by_method"]) == (DUE, {"cash": DUE, "transfer": DUE})
    assert current["payments"][0]["dossier_no"] == number
    problem = refused(call(service, key, "POST", "/cash-shifts/close", {"counted_vnd": DUE - 500}), 409)
    assert problem["code"] == "SHIFT_DIFFERS" and "thiếu 500 đồng" in problem["detail"]
    request_id = builders.unique("close")
    closed, again = (
        call(service, key, "POST", "/cash-shifts/close", {"counted_vnd": DUE}, request_id) for _ in range(2)
    )
    assert (closed.status_code, again.status_code, again.json()["repeat"]) == (201, 200, True)
    shift = closed.json()
    assert (shift["expected_vnd"], shift["difference_vnd"], shift["total_vnd"]) == (DUE, 0, 2 * DUE)
    paper = call(service, key, "GET", f"/cash-shifts/{shift['shift_no']}/list.pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert "Phạm Thị Thu Thủy" in reading.text(paper.content) and shift["shift_no"] in reading.text(paper.content)
    assert shift["shift_no"] in [each["shift_no"] for each in call(service, key, "GET", "/cash-shifts").json()]
    body = {"shift_nos": [shift["shift_no"]], "receiver": "Trần Văn Bảo"}
    listed, again = (call(service, key, "POST", "/remittances", body) for _ in range(2))
    assert (listed.status_code, again.status_code) == (201, 200)
    remittance = listed.json()
    assert (remittance["amount_vnd"], remittance["shift_nos"]) == (2 * DUE, [shift["shift_no"]])
    shown = call(service, key, "GET", f"/remittances/{remittance['remittance_no']}").json()
    assert shown["receiver"] == "Trần Văn Bảo"
    payments = call(service, key, "GET", f"/dossiers/{number}/fees").json()["payments"]
    assert payments[0]["shift_no"] == shift["shift_no"]
    assert payments[0]["remittance_no"] == remittance["remittance_no"]
    assert call(service, key, "GET", f"/cash-shifts/{shift['shift_no']}").json()["remittance_no"]


def test_an_open_shift_has_no_list_and_another_offices_is_not_found(service: Service, key: str) -> None:
    number = call(service, key, "POST", "/cash-shifts/open").json()["shift_no"]
    assert refused(call(service, key, "GET", f"/cash-shifts/{number}/list.pdf"), 404)["code"] == "NOT_FOUND"
    other = builders.new_key(service.context, office_id=builders.OTHER_OFFICE)
    assert refused(call(service, other, "GET", f"/cash-shifts/{number}"), 404)["code"] == "NOT_FOUND"
    body = {"shift_nos": [number, "CA-0"], "receiver": ""}
    assert faults(call(service, key, "POST", "/remittances", body)) == {"receiver": "REQUIRED"}
    found = faults(call(service, key, "POST", "/remittances", body | {"receiver": "Trần Văn Bảo"}))
    assert found == {"shift_nos[0]": "SHIFT_OPEN", "shift_nos[1]": "SHIFT_MISSING"}


@pytest.mark.parametrize("counted", [None, "x", 1.5, 10**13, True])
def test_cash_that_cannot_be_read_closes_nothing(service: Service, key: str, counted: Any) -> None:
    assert faults(call(service, key, "POST", "/cash-shifts/close", {"counted_vnd": counted})).keys() == {"counted_vnd"}


def test_a_key_without_the_role_collects_nothing(service: Service) -> None:
    key = builders.new_key(service.context, roles=["submit", "read"])
    number = a_dossier(service, key)
    for path in (f"/dossiers/{number}/payments", f"/dossiers/{number}/refunds", "/cash-shifts/close", "/remittances"):
        assert refused(call(service, key, "POST", path, {}), 403)["code"] == "NOT_ALLOWED"
    assert call(service, key, "GET", f"/dossiers/{number}/fees").status_code == 200

"""The REST doors: NGSP's addresses and the one address of the LGSP variant, over one service."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, request

from integrations.post.simulator.faults import Fault
from integrations.post.simulator.service import Service, unauthorised
from integrations.post.simulator.state import Answer

BASE_PRICE_VND, PER_100_G_VND = 26_000, 1_000  # the simulator's own tariff
LGSP = {"orderpost": "create", "ordercancel": "cancel", "ordertracking": "tracking", "getprice": "price"}


class Json:
    """How REST writes."""

    def fault(self, answer: Answer) -> Response:
        response = self.answer(answer)
        response.status_code = 500
        return response

    def answer(self, answer: Answer, **more: Any) -> Response:
        return jsonify({"Status": answer[0], "Message": answer[1], **more})

    def strange(self) -> Response:
        return jsonify({"trangThai": "100", "thongDiep": "Thành công"})


JSON = Json()


def price_of(weight_g: int) -> int:
    return BASE_PRICE_VND + PER_100_G_VND * (weight_g // 100)


def blueprint(service: Service, key: str, secret: str) -> Blueprint:
    """``/token``, ``/order/…`` and ``/lgsp``; ``key`` and ``secret`` are what the token is given for."""
    doors = Blueprint("rest", __name__)
    expected = "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()

    def call(name: str, token: str, fields: dict[str, Any]) -> Response:
        if token not in service.state.tokens:
            return unauthorised()
        work = _WORK[name]
        return service.call(name, JSON, lambda fault: work(service, fields, fault))

    @doors.post("/token")
    def token() -> Response:
        if request.headers.get("Authorization") != expected or request.form.get("grant_type") != "client_credentials":
            return unauthorised()
        return service.call(
            "token",
            JSON,
            lambda _: jsonify(access_token=service.state.token(), token_type="Bearer", expires_in=3600),  # noqa: S106
        )

    @doors.post("/order/post", endpoint="create")
    @doors.get("/order/cancel", endpoint="cancel")
    @doors.get("/order/tracking", endpoint="tracking")
    @doors.post("/order/price", endpoint="price")
    def ngsp() -> Response:
        name = str(request.endpoint).rpartition(".")[2]
        fields = request.get_json() if request.method == "POST" else request.args.to_dict()
        return call(name, bearer(), fields)

    @doors.post("/lgsp")
    def lgsp() -> Response:
        name = LGSP.get(request.args.get("service", ""))
        if name is None:
            return Response(status=404)
        return call(name, request.environ.get("HTTP_ACCESS_TOKEN", ""), request.get_json())

    return doors


def bearer() -> str:
    """The token of ``Authorization: Bearer …``."""
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def _create(service: Service, fields: dict[str, Any], fault: Fault | None) -> Response:
    answer, order = service.state.create(fields)
    return JSON.answer(answer, **({"ItemCode": order.item_code} if order and answer[0] == "100" else {}))


def _cancel(service: Service, fields: dict[str, Any], fault: Fault | None) -> Response:
    return JSON.answer(service.state.cancel(fields.get("OrderNumber", "")))


def _price(service: Service, fields: dict[str, Any], fault: Fault | None) -> Response:
    return jsonify({"content": {"price": price_of(int(fields["weight"]))}})


def _tracking(service: Service, fields: dict[str, Any], fault: Fault | None) -> Response:
    size = min(int(fields.get("pagesize", 1000)), 1000)
    found = service.page(str(fields.get("lastId", "")), size, fault)
    return jsonify({"_size": len(found), "_total_pages": 1, "_returned": len(found), "_embedded": {"rh:doc": found}})


_WORK: dict[str, Callable[[Service, dict[str, Any], Fault | None], Response]] = {
    "create": _create,
    "cancel": _cancel,
    "price": _price,
    "tracking": _tracking,
}

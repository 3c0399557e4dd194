"""The hand on the simulator: faults, the life of parcels, and a plain look at what the post holds.

====================================  =====================================================================
``GET /``                             a page for people
``GET /control/state``                orders and reports as JSON
``POST /control/faults``              plan a fault; ``DELETE`` forgets them all
``POST /control/orders/{no}/advance`` the parcel's next step (``{"steps": 9}``: so many)
``POST /control/orders/{no}/report``  a report of any content (``{"StatusCode": "77", "EventTime": "…"}``)
``GET /control/statement?day=…``      its statement of a day as CSV, by default of today
``DELETE /control/state``             an empty post
====================================  =====================================================================
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template_string, request

from integrations.post.simulator.faults import Planned
from integrations.post.simulator.service import Service
from integrations.post.simulator.statement import statement

LOOK = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Giả lập bưu điện</title>
<h1>Giả lập bưu điện</h1>
<h2>Yêu cầu chuyển phát: {{ orders|length }}</h2>
<table border="1"><tr><th>Số yêu cầu<th>Số hiệu bưu gửi<th>Số lần gửi<th>Đã hủy</tr>
{% for number, order in orders.items() %}
<tr><td>{{ number }}<td>{{ order.item_code }}<td>{{ order.sent }}<td>{{ "có" if order.cancelled else "không" }}</tr>
{% endfor %}</table>
<h2>Sự kiện: {{ reports|length }}</h2>
<table border="1"><tr><th>Thời gian<th>Số yêu cầu<th>Mã<th>Nội dung<th>Bưu cục</tr>
{% for report in reports %}
<tr><td>{{ report.EventTime }}<td>{{ report.OrderNumber }}<td>{{ report.StatusCode }}<td>{{ report.StatusMessage }}
<td>{{ report.POSID }}</tr>
{% endfor %}</table></html>
"""
LAST = 200  # rows a table of the page shows


def blueprint(service: Service) -> Blueprint:
    doors = Blueprint("control", __name__)
    state, plan = service.state, service.plan

    @doors.get("/")
    def look() -> str:
        with state.lock:
            last = dict(list(state.orders.items())[-LAST:])
            return render_template_string(LOOK, orders=last, reports=state.reports[-LAST:])

    @doors.get("/control/state")
    def show() -> Response:
        with state.lock:
            orders = {
                number: {"item_code": order.item_code, "sent": order.sent, "cancelled": order.cancelled, **order.fields}
                for number, order in state.orders.items()
            }
            return jsonify(orders=orders, reports=state.reports)

    @doors.delete("/control/state")
    def clear() -> Response:
        state.clear()
        return Response(status=204)

    @doors.post("/control/faults")
    def add() -> Response:
        try:
            plan.add(Planned(**_body()))
        except (TypeError, ValueError) as e:
            abort(400, str(e))
        return Response(status=204)

    @doors.delete("/control/faults")
    def forget() -> Response:
        plan.clear()
        return Response(status=204)

    @doors.post("/control/orders/<path:number>/advance")
    def advance(number: str) -> Response:
        if number not in state.orders:
            abort(404)
        reports = [state.advance(number) for _ in range(int(_body().get("steps", 1)))]
        return jsonify([report for report in reports if report])

    @doors.post("/control/orders/<path:number>/report")
    def report(number: str) -> Response:
        return jsonify(state.report(number, **_body()))

    doors.add_url_rule(
        "/control/statement", "statement", lambda: Response(statement(state, _day()), mimetype="text/csv")
    )
    return doors


def _day() -> date | None:
    """The one that is asked for, None for today."""
    try:
        return date.fromisoformat(request.args["day"]) if "day" in request.args else None
    except ValueError:
        abort(400)


def _body() -> dict[str, Any]:
    found = request.get_json(silent=True)
    return found if isinstance(found, dict) else {}

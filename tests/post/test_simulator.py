"""The simulated post: one state behind all doors, kept in a journal, steered over HTTP; no bad line loses an order."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from app.domain.errors import AlreadyExists, OutcomeUnknown
from app.domain.post.order import PostalOrder
from app.domain.post.tracking import Status
from integrations.post.codes import End
from integrations.post.orders import opened
from integrations.post.orders.account import Shape
from integrations.post.orders.port import FIRST_CURSOR, Post, settle
from integrations.post.simulator.faults import Fault, Planned
from integrations.post.simulator.running import KEY, SECRET, Simulator, running
from tests.conftest import PROJECT
from tests.post.conftest import NOW, an_order


def control(simulator: Simulator, method: str, path: str, **body: Any) -> requests.Response:
    return requests.request(method, f"{simulator.url}{path}", json=body, timeout=5)


def test_all_doors_show_one_post(simulator: Simulator) -> None:
    posts = [opened(simulator.account(shape)) for shape in Shape]
    orders = [an_order() for _ in posts]
    for post, order in zip(posts, orders, strict=True):
        post.create(order)
    for order in orders:
        simulator.service.state.advance(order.order_no)
    for post in posts:
        assert {event.order_no for event in post.tracking().events} == {order.order_no for order in orders}


def test_it_is_steered_and_looked_at_over_http(simulator: Simulator) -> None:
    post, order = opened(simulator.account(Shape.NGSP)), an_order()
    assert control(simulator, "POST", "/control/faults", fault="lost_answer", call="create").status_code == 204
    with pytest.raises(OutcomeUnknown):
        post.create(order)
    state = control(simulator, "GET", "/control/state").json()
    assert list(state["orders"]) == [order.order_no] and state["orders"][order.order_no]["sent"] == 1
    assert len(control(simulator, "POST", f"/control/orders/{order.order_no}/advance", steps=9).json()) == 4
    control(simulator, "POST", f"/control/orders/{order.order_no}/report", StatusCode="77")
    assert [event.status for event in post.tracking().events][3:] == [Status.DELIVERED, Status.UNKNOWN]
    page = control(simulator, "GET", "/").text
    assert order.order_no in page and "Phát thành công" in page
    assert control(simulator, "DELETE", "/control/state").status_code == 204
    assert post.tracking().size == 0


def test_it_gives_codes_of_its_own_and_none_twice(simulator: Simulator) -> None:
    post, orders = opened(simulator.account(Shape.SOAP)), [an_order() for _ in range(3)]
    codes = [post.create(order).item_code for order in orders]
    simulator.service.state.clear()
    codes += [post.create(order).item_code for order in orders]
    assert all(code and code.startswith("EZ") for code in codes) and len(set(codes)) == 6


def test_a_fault_that_does_not_exist_is_refused(simulator: Simulator) -> None:
    assert control(simulator, "POST", "/control/faults", fault="flood").status_code == 400
    assert control(simulator, "POST", "/control/faults", fault="slow", call="everything").status_code == 400
    assert control(simulator, "POST", "/control/faults", fault="slow", rate=2).status_code == 400
    assert control(simulator, "POST", "/control/orders/none/advance").status_code == 404


def test_the_journal_brings_everything_back(tmp_path: Path) -> None:
    journal, order, other = tmp_path / "post.jsonl", an_order(), an_order()
    with running(lambda: NOW, journal) as first:
        post = opened(first.account(Shape.SOAP))
        accepted = post.create(order)
        post.create(other)
        post.cancel(other.order_no)
        first.service.state.advance(order.order_no)
        cursor = post.tracking().next_cursor
    with running(lambda: NOW, journal) as second:
        post = opened(second.account(Shape.SOAP))
        assert post.tracking(FIRST_CURSOR).next_cursor == cursor
        settled = settle(post, order)
        assert settled and settled.item_code == accepted.item_code
        assert second.service.state.orders[other.order_no].cancelled
        assert second.service.state.advance(order.order_no)["StatusCode"] == "2"  # type: ignore[index]


def test_the_contract_is_served(simulator: Simulator) -> None:
    folder = PROJECT / "integrations/post/orders/contract"
    assert requests.get(f"{simulator.url}/soap?wsdl", timeout=5).content == (folder / "orders.wsdl").read_bytes()
    assert requests.get(f"{simulator.url}/soap?xsd", timeout=5).content == (folder / "orders.xsd").read_bytes()


def test_a_stranger_gets_no_token_and_nothing_without_one(simulator: Simulator) -> None:
    asked = {"grant_type": "client_credentials"}
    token = f"{simulator.url}/token"
    assert requests.post(token, data=asked, auth=(KEY, "guess"), timeout=5).status_code == 401
    assert requests.post(token, data=asked, auth=(KEY, SECRET), timeout=5).json()["token_type"] == "Bearer"
    for path in ("/order/post", "/lgsp?service=orderpost", "/soap"):
        assert requests.post(simulator.url + path, json={}, timeout=5).status_code == 401


def test_it_runs_as_a_program() -> None:
    command = [sys.executable, "-m", "integrations.post.simulator"]
    environment = {**os.environ, "DOSSIER_NOW": "2021-11-22T09:15+07:00"}
    with subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout
            found = re.search(r"http://[\d.:]+", program.stdout.readline())
            assert found
            post = opened(Simulator(found[0], None).account(Shape.NGSP))  # type: ignore[arg-type]
            order = an_order()
            post.create(order)
            requests.post(f"{found[0]}/control/orders/{order.order_no}/advance", timeout=5)
            (event,) = post.tracking().events
            assert event.raw_time.startswith("2021-11-22T09:15")
        finally:
            program.send_signal(signal.SIGTERM)
    assert program.returncode == 0


@pytest.mark.parametrize("shape", Shape)
def test_one_adapter_serves_many_threads(simulator: Simulator, shape: Shape) -> None:
    post, orders = opened(simulator.account(shape)), [an_order() for _ in range(100)]
    with ThreadPoolExecutor(10) as pool:
        assert {accepted.code for accepted in pool.map(post.create, orders)} == {"100"}
    assert simulator.service.state.orders.keys() == {order.order_no for order in orders}


# -- a bad line ----------------------------------------------------------------------------------------------------


def handed_in(post: Post, order: PostalOrder) -> bool:
    """Sends an order as often as is safe; False if a person or the feed must say what became of it."""
    for _ in range(20):
        try:
            post.create(order)
        except AlreadyExists:
            pass
        except OutcomeUnknown:
            try:
                return settle(post, order) is not None
            except AlreadyExists:
                return True
            except OutcomeUnknown:
                continue  # the look-up itself was lost
        return True
    return False


@pytest.mark.parametrize(
    ("shape", "changes", "orders"),
    [
        (Shape.SOAP, {}, 1000),
        (Shape.LGSP, {"answers": {"101": End.EXISTS}}, 200),
        (Shape.NGSP, {}, 200),
    ],
    ids=["found", "repeated", "left to the feed"],
)
def test_orders_over_a_bad_line_are_there_exactly_once_and_none_waits_unseen(
    simulator: Simulator, shape: Shape, changes: dict[str, Any], orders: int
) -> None:
    for fault in (Fault.LOST_ANSWER, Fault.DUPLICATE):
        simulator.service.plan.add(Planned(fault, "create", rate=0.1))
    post = opened(simulator.account(shape, **changes))
    sent = [an_order() for _ in range(orders)]
    open_ = {order.order_no for order in sent if not handed_in(post, order)}
    held = simulator.service.state.orders
    assert held.keys() == {order.order_no for order in sent}
    assert sum(order.sent for order in held.values()) > orders  # the line was bad indeed
    assert bool(open_) == (shape is Shape.NGSP)
    for number in held:
        simulator.service.state.advance(number)
    cursor, seen = FIRST_CURSOR, set()
    while (page := post.tracking(cursor, 300)).size:
        seen |= {event.order_no for event in page.events}
        cursor = page.next_cursor
    assert open_ <= seen

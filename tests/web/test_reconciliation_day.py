"""A day's reconciliation from end to end: service, worker and simulated post as processes, all of it over HTTP."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from app.clock import BusinessClock
from app.config import Settings
from app.context import Context
from app.house import sandbox
from app.services import Services
from integrations.post.simulator.running import Simulator, running
from tests import builders
from tests.conftest import PROJECT, NewDatabase
from tests.pdf import reading
from tests.web.service import Service, environment, free_port, serving

DAY = "2021-11-15"


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running(BusinessClock.parse("2021-11-15T08:00+07:00").now) as made:
        yield made


@pytest.fixture(scope="module")
def house(
    new_database: NewDatabase,
    migrated_template: str,
    services: Services,
    tmp_path_factory: pytest.TempPathFactory,
    simulator: Simulator,
) -> Iterator[Service]:
    """A service whose agencies have accounts at the simulated post, with its worker."""
    folder, port = tmp_path_factory.mktemp("house"), free_port()
    with new_database(template=migrated_template) as database_url:
        accounts = folder / "post.toml"
        sandbox.write_post_account(accounts, simulator.url)
        own = services.redis_url.replace("?db=0", "?db=9")
        settings = environment(database_url, own, folder / "var", f"http://127.0.0.1:{port}")
        settings |= {"DOSSIER_POST_ACCOUNTS": str(accounts), "DOSSIER_TRACKING_S": "0.5", "DOSSIER_PRINT_WORKERS": "1"}
        context = Context.build(Settings.from_environment(settings))
        (folder / "var").mkdir()
        sandbox.prepare(context, settings["DOSSIER_PUBLIC_URL"])
        with serving(settings, port, folder / "service.log") as url, _worker(settings, folder / "worker.log"):
            yield Service(url, builders.new_key(context), context, folder / "service.log")
        context.database.engine.dispose()


class _worker:  # noqa: N801  a context manager that reads as what it is
    def __init__(self, settings: dict[str, str], log: Path) -> None:
        self._settings, self._log = settings, log

    def __enter__(self) -> None:
        with open(self._log, "ab") as output:
            command, env = [sys.executable, "worker.py"], os.environ | self._settings
            self._process = subprocess.Popen(command, cwd=PROJECT, env=env, stdout=output, stderr=output)

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)


def eventually(condition: Callable[[], bool], timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        threading.Event().wait(0.05)


def call(house: Service, method: str, path: str, **options: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {house.key}", **options.pop("headers", {})}
    return house.session.request(method, f"{house.url}/api/v1{path}", headers=headers, timeout=60, **options)


def sent(house: Service, text: str) -> dict[str, Any]:
    headers = {"Content-Type": "text/csv"}
    reply = call(house, "POST", f"/post-statements?day={DAY}", data=text.encode(), headers=headers)
    assert reply.status_code in (200, 201), reply.text
    answer: dict[str, Any] = reply.json()
    return answer


def reconciled(house: Service) -> tuple[dict[str, Any], Counter[str]]:
    """The day as it is now, and how many findings of each kind it has; codes that no table knows are left out."""
    reply = call(house, "POST", f"/reconciliations/{DAY}")
    assert reply.status_code in (200, 201), reply.text
    found: dict[str, Any] = reply.json()
    kinds = Counter(each["kind"] for each in found["findings"] if not each["kind"].endswith("code_unknown"))
    return found, kinds


def handed_in(house: Service) -> str:
    fee = {"amount_vnd": 135_000, "place": "on_return"}
    number: str = house.finished(fee=fee)["dossier_no"]
    return number


def test_a_day_with_the_post_from_the_orders_to_the_signed_paper(house: Service, simulator: Simulator) -> None:
    numbers = [handed_in(house) for _ in range(6)]
    state = simulator.service.state
    eventually(lambda: set(numbers) <= state.orders.keys())
    delivered, lost = numbers[:3], numbers[-1]
    for number in delivered:
        requests.post(f"{simulator.url}/control/orders/{number}/advance", json={"steps": 9}, timeout=60)
    eventually(lambda: all(call(house, "GET", f"/dossiers/{n}").json()["state"] == "delivered" for n in delivered))

    truth = requests.get(f"{simulator.url}/control/statement", params={"day": DAY}, timeout=60).text
    assert truth.count("\n") == 7
    told = "\n".join(
        line.replace(";135000;", ";130000;") if line.startswith(delivered[0]) else line
        for line in truth.splitlines()
        if not line.startswith(lost)
    )
    told += f"\n{numbers[0]}-9;EL491610889VN;4;;0;;;\n"
    assert sent(house, told) | {"edition": 1, "lines": 6, "unreadable": 0, "repeat": False} == sent(house, told) | {
        "repeat": False
    }

    found, kinds = reconciled(house)
    assert kinds == Counter(only_ours=1, only_posts=1, cod_differs=1, not_booked=3)
    by_kind = {each["kind"]: each for each in found["findings"]}
    assert by_kind["only_ours"]["order_no"] == lost and by_kind["cod_differs"]["dossier_no"] == delivered[0]
    assert (by_kind["cod_differs"]["ours"], by_kind["cod_differs"]["theirs"]) == ("135.000 đồng", "130.000 đồng")
    assert all(each["way_out_vi"] and each["kind_vi"] for each in found["findings"])
    figures = found["totals"]
    assert (figures["ordered"], figures["delivered"], figures["listed"], figures["listed_delivered"]) == (6, 3, 6, 4)
    assert (figures["cod_vnd"], figures["listed_cod_vnd"], figures["cod_booked_vnd"]) == (405_000, 400_000, 0)

    for number in delivered:
        body, own = {"method": "cash", "place": "on_return"}, {"Idempotency-Key": builders.unique("payment")}
        assert call(house, "POST", f"/dossiers/{number}/payments", json=body, headers=own).status_code in (200, 201)
    assert sent(house, truth)["edition"] == 2
    again, kinds = reconciled(house)
    assert kinds == Counter() and again["edition"] == found["edition"] + 1 and not again["repeat"]
    assert again["totals"]["cod_booked_vnd"] == again["totals"]["listed_cod_vnd"] == 405_000
    assert reconciled(house)[0]["repeat"]

    papers = [call(house, "GET", f"/reconciliations/{DAY}.pdf", params={"edition": n}) for n in (1, 2)]
    first, second = (reading.text(reply.content) for reply in papers)
    assert "405.000 đồng (bằng chữ: Bốn trăm linh năm nghìn đồng)" in first and lost in first.replace(" ", "")
    assert "ĐẠI DIỆN BƯU ĐIỆN" in second and "Nguyễn Thị Ngọc Ánh" not in first + second


def test_the_worker_reconciles_the_day_before_by_itself(house: Service) -> None:
    before = "2021-11-14"
    house.accepted()
    eventually(lambda: call(house, "GET", f"/reconciliations/{before}").status_code == 200)
    days = call(house, "GET", "/reconciliations").json()
    assert before in [each["day"] for each in days]

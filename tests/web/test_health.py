"""``/healthz`` and ``/readyz`` of real processes, with every part there and with one missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import requests

from app.services import Services
from tests import builders
from tests.web.service import Service, environment, free_port, serving

DEAD_REDIS = "redis://127.0.0.1:1/0"
DEAD_DATABASE = "postgresql://nobody@127.0.0.1:1/nix"
Start = Callable[..., AbstractContextManager[str]]


@pytest.fixture
def start(services: Services, database_url: str, tmp_path: Path) -> Start:
    """A service with these addresses; by default an empty database and the run's own Valkey."""

    @contextmanager
    def started(database: str = database_url, redis: str = services.redis_url) -> Iterator[str]:
        port = free_port()
        settings = environment(database, redis, tmp_path / "var", f"http://127.0.0.1:{port}")
        with serving(settings, port, tmp_path / "service.log") as url:
            yield url

    return started


def test_a_whole_service_is_alive_and_ready(service: Service) -> None:
    assert requests.get(f"{service.url}/healthz", timeout=5).json() == {"status": "ok"}
    service.accepted()
    ready = requests.get(f"{service.url}/readyz", timeout=5)
    told = ready.json()
    assert (ready.status_code, told["status"], told["database"], told["redis"]) == (200, "ready", "ok", "ok")
    assert told["feeds"] == {"stuck": []}
    assert told["reconciliation"]["due"] >= 0
    assert told["outbox"]["open"] > 0 and told["outbox"]["parked"] == 0 and told["outbox"]["oldest_s"] >= 0


def test_without_redis_it_is_degraded_and_still_takes_dossiers_in(service: Service, start: Start) -> None:
    with start(service.context.settings.database_url, redis=DEAD_REDIS) as url:
        ready = requests.get(f"{url}/readyz", timeout=5)
        assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
        assert ready.json()["redis"] == "out of reach; papers wait"
        headers = {"Authorization": f"Bearer {service.key}", "Idempotency-Key": builders.unique("request")}
        reply = requests.post(f"{url}/api/v1/dossiers", json=builders.raw_dossier(), headers=headers, timeout=10)
        assert reply.status_code == 201
        own = f"{url}/api/v1/dossiers/{reply.json()['dossier_no']}"
        paper = requests.get(f"{own}/receipt.pdf", headers=headers, timeout=30)
        assert paper.content.startswith(b"%PDF-")


def test_without_its_tables_it_is_alive_and_not_ready(start: Start) -> None:
    with start() as url:
        assert requests.get(f"{url}/healthz", timeout=5).status_code == 200
        ready = requests.get(f"{url}/readyz", timeout=5)
        assert (ready.status_code, ready.json()["database"]) == (503, "not migrated: flask db upgrade")


def test_without_its_database_it_is_alive_says_try_again_and_shows_citizens_a_page(start: Start) -> None:
    with start(database=DEAD_DATABASE) as url:
        assert requests.get(f"{url}/healthz", timeout=5).status_code == 200
        ready = requests.get(f"{url}/readyz", timeout=30)
        assert (ready.status_code, ready.json()) == (503, {"status": "unready", "database": "out of reach"})
        headers = {"Authorization": "Bearer x", "Idempotency-Key": "1"}
        reply = requests.post(f"{url}/api/v1/dossiers", json=builders.raw_dossier(), headers=headers, timeout=30)
        assert (reply.status_code, reply.headers["Retry-After"]) == (503, "5")
        assert (reply.json()["code"], reply.json()["retryable"]) == ("UNAVAILABLE", True)
        page = requests.get(f"{url}/tra-cuu/abcdefghijklmnop", timeout=30)
        assert page.status_code == 503 and page.headers["Content-Type"].startswith("text/html")
        assert "Hệ thống tạm thời chưa phục vụ được" in page.text

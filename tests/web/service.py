"""The service as it is deployed: granian in a process of its own, and a client that speaks REST to it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from app.context import Context
from app.house import WEB_THREADS
from tests import builders
from tests.conftest import PROJECT

START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 30
BUSINESS_NOW = "2021-11-15T08:00+07:00"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Service:
    """A live service, a key that may do everything, and a look behind the door."""

    url: str
    key: str
    context: Context
    log: Path
    session: requests.Session = field(default_factory=requests.Session)

    @property
    def api(self) -> str:
        return f"{self.url}/api/v1/dossiers"

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, for a bare socket."""
        host, _, port = self.url.removeprefix("http://").partition(":")
        return host, int(port)

    def call(self, method: str, path: str, *, key: str | None = None, **options: Any) -> requests.Response:
        """One request with a key; ``key=""`` sends none. ``path`` is below ``/api/v1/dossiers``."""
        headers = {"Authorization": f"Bearer {self.key if key is None else key}"} if key != "" else {}
        headers |= options.pop("headers", {})
        return self.session.request(
            method, self.api + path, headers=headers, timeout=60, allow_redirects=False, **options
        )

    def submit(
        self,
        message: Any = None,
        *,
        request_id: str | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        **changes: Any,
    ) -> requests.Response:
        """Hand a dossier in: one that is right but for ``changes``, any other JSON value, or bytes as they are."""
        if message is None:
            message = builders.raw_dossier(**changes)
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        sent = {"Content-Type": "application/json", "Idempotency-Key": request_id or builders.unique("request")}
        return self.call("POST", "", key=key, data=body, headers=sent | dict(headers or {}))

    def accepted(self, **changes: Any) -> Json:
        """The answer to a dossier that is taken in."""
        reply = self.submit(**changes)
        assert reply.status_code == 201, reply.text
        answer: Json = reply.json()
        return answer

    def finished(self, **changes: Any) -> Json:
        """A dossier that came through the portal, was received and finished."""
        number = self.accepted(channel="portal", **changes)["dossier_no"]
        assert self.call("POST", f"/{number}/receive").status_code == 200
        reply = self.call("POST", f"/{number}/finish")
        assert reply.status_code == 200, reply.text
        dossier: Json = reply.json()
        return dossier


def faults(reply: requests.Response) -> dict[str, str]:
    """Path → code of a refusal; every text is there and Vietnamese, and so is what the clerk reads."""
    problem = refused(reply, 422)
    assert problem["code"] == "INVALID_DOSSIER"
    return {fault["path"]: fault["code"] for fault in problem["faults"]}


def refused(reply: requests.Response, status: int) -> Json:
    """The problem of a refusal, which has every part that the contract promises."""
    assert reply.status_code == status, (reply.status_code, reply.text)
    assert reply.headers["Content-Type"] == "application/problem+json"
    problem: Json = reply.json()
    assert {"type", "title", "status", "code", "detail", "retryable"} <= problem.keys()
    assert problem["status"] == status
    assert is_vietnamese(problem["detail"])
    for fault in problem.get("faults", ()):
        assert fault["path"] and fault["code"] and is_vietnamese(fault["text"])
    return problem


def is_vietnamese(text: str) -> bool:
    """Whether letters are in it that only Vietnamese has."""
    return any(0x1EA0 <= ord(letter) <= 0x1EF9 or letter in "ăđơưĂĐƠƯ" for letter in text)


def environment(database_url: str, redis_url: str, var: Path, public_url: str) -> dict[str, str]:
    """This process's environment with the settings of a service."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOSSIER_")}
    return kept | {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DOSSIER_VAR": str(var),
        "DOSSIER_NOW": BUSINESS_NOW,
        "DOSSIER_PUBLIC_URL": public_url,
    }


@contextmanager
def serving(settings: Mapping[str, str], port: int, log: Path) -> Iterator[str]:
    """granian with one worker while the block runs; stopped as an operator stops it."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "app.web:create_app",
        "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
        "--blocking-threads", str(WEB_THREADS), "--no-access-log",
    ]  # fmt: skip
    with open(log, "ab") as output:
        process = subprocess.Popen(command, env=dict(settings), cwd=PROJECT, stdout=output, stderr=output)
    try:
        _wait_until_up(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            ended = process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            ended = process.wait()
    assert ended == 0, log.read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            requests.get(f"{url}/healthz", timeout=2).raise_for_status()
            return
        except requests.RequestException:
            time.sleep(0.05)
    raise AssertionError(f"no answer within {START_TIMEOUT_S} s: {log.read_text()}")

"""The whole service as processes: the web server and the worker, beside private PostgreSQL and Valkey.

``python -m app.house.run`` and ``app.house.demo`` open a :func:`house` and work with what stands in it. What dies is
started again.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import requests

from app import services
from app.config import DEFAULT_PUBLIC_URL, ROOT, Settings
from app.context import Context
from app.house import sandbox
from app.store import migrate

START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 30
WORKER_COMMAND = [sys.executable, "worker.py"]
WEB_THREADS = 32  # a request holds one while its body comes in: a few slow lines must leave some for the others
TEND_S = 0.2  # how often it is looked whether all still run


@dataclass(frozen=True, slots=True)
class House:
    """What stands: where it answers, with which settings, and the processes it keeps."""

    base_url: str
    settings: Settings
    context: Context
    sandbox_file: Path
    web: Kept
    worker: Kept | None


class HouseError(Exception):
    """It could not be started; the text says why and what to do."""


class Kept:
    """A process that is started again when it ends by itself."""

    def __init__(self, command: list[str], environment: dict[str, str], output: IO[bytes] | None) -> None:
        self._command, self._environment, self._output = command, environment, output
        self.process = self._started()

    def tend(self) -> None:
        if self.process.poll() is not None:
            self._end_orphans()
            self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        out = self._output
        return subprocess.Popen(
            self._command, env=self._environment, cwd=ROOT, stdout=out, stderr=out, start_new_session=True
        )

    def _end_orphans(self) -> None:
        """What the ended process had started and left behind: granian's workers outlive a master that was killed."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, and patience; then SIGKILL."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._end_orphans()


@contextmanager
def house(
    settings: Settings,
    port: int,
    *,
    web_workers: int = 2,
    worker: bool = True,
    log: Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Iterator[House]:
    """Everything started, migrated and answering; stopped in order at the end.

    Log lines go to ``log`` if given. ``environ`` may name an operator's database and queue; an empty one keeps to
    private ones. Without ``worker`` nothing is printed but what a door is asked for.
    """
    with services.running(settings.var, environ=environ) as private, open(log or os.devnull, "ab") as log_file:
        base_url = f"http://localhost:{port}"
        started = f"{settings.business_now or sandbox.NOW}".split("@")[0]
        settings = replace(
            settings,
            database_url=private.database_url,
            redis_url=private.redis_url,
            public_url=base_url if settings.public_url == DEFAULT_PUBLIC_URL else settings.public_url,
            business_now=f"{started}@{time.time():.0f}",
        )
        migrate.upgrade(private.database_url)
        context = Context.build(settings)
        sandbox_file = sandbox.prepare(context, base_url)
        environment = {**os.environ, **_environment(settings)}
        output = log_file if log else None
        kept = [Kept(_web_command(port, web_workers), environment, output)]
        try:
            if worker:
                kept.append(Kept(WORKER_COMMAND, environment, output))
            _wait_until_ready(base_url, kept[0])
            with _tended(kept):
                yield House(base_url, settings, context, sandbox_file, kept[0], kept[1] if worker else None)
        finally:
            for each in kept:
                each.stop()
            context.database.engine.dispose()


@contextmanager
def _tended(kept: list[Kept]) -> Iterator[None]:
    """Look after the processes while the block runs."""
    ended = threading.Event()

    def tend() -> None:
        while not ended.wait(TEND_S):
            for each in kept:
                each.tend()

    thread = threading.Thread(target=tend, name="house", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def free_port(wanted: int) -> int:
    """``wanted`` if nothing listens there, another one for 0; :class:`HouseError` if it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as e:
            raise HouseError(f"port {wanted} is taken: choose another with PORT=") from e
        return int(probe.getsockname()[1])


def _web_command(port: int, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "app.web:create_app",
        "--host", os.environ.get("HOST", "127.0.0.1"), "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(WEB_THREADS), "--backlog", "1024",
        "--respawn-failed-workers", "--no-access-log", "--log-level", "warning", "--workers-kill-timeout", "10",
    ]  # fmt: skip


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "DATABASE_URL": settings.database_url or "",
        "REDIS_URL": settings.redis_url or "",
        "DOSSIER_VAR": str(settings.var),
        "DOSSIER_PUBLIC_URL": settings.public_url,
        "DOSSIER_NOW": settings.business_now or "",
        "DOSSIER_LEASE_S": str(settings.lease_s),
        "DOSSIER_POST_ACCOUNTS": str(settings.post_accounts or ""),
        "DOSSIER_TRACKING_S": str(settings.tracking_s),
        "MALLOC_ARENA_MAX": "2",  # many threads, or each keeps memory of its own
    }


def _wait_until_ready(base_url: str, web: Kept) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if (code := web.process.poll()) is not None:
            raise HouseError(f"the web server ended at once, with {code}; see above or the log")
        try:
            if requests.get(f"{base_url}/readyz", timeout=2).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.05)
    raise HouseError(f"the web server did not answer within {START_TIMEOUT_S} s")

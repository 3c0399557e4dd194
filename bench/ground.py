"""The ground to measure on: a whole house with a new database, its processes, and what they cost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import psutil
from sqlalchemy import text

from app import house
from app.config import NAMES, Settings
from bench.rows import BenchError

STOP_TIMEOUT_S = 30
DRAIN_TIMEOUT_S = 120


@dataclass(frozen=True)
class Ground:
    """A house and the handles that measuring needs."""

    house: house.House

    @cached_property
    def known(self) -> dict[str, str]:
        """Keys and names of the sandbox."""
        known: dict[str, str] = json.loads(self.house.sandbox_file.read_text())
        return known

    @property
    def port(self) -> int:
        return int(self.house.base_url.rsplit(":", 1)[1])

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this house is told."""
        values = {name: getattr(self.house.settings, field) for name, (field, _) in NAMES.items()}
        return os.environ | {name: str(value) for name, value in values.items() if value is not None}

    @property
    def web_command(self) -> list[str]:
        """What serves this house."""
        return list(self.house.web.process.args)  # type: ignore[arg-type]

    def query(self, statement: str, **values: Any) -> list[Any]:
        with self.house.context.database.begin() as connection:
            result = connection.execute(text(statement), values)
            return list(result.all()) if result.returns_rows else []

    def count(self, of: str) -> int:
        return int(self.query(f"SELECT count(*) FROM {of}")[0][0])

    def drain(self) -> None:
        """Wait until nothing is owed."""
        deadline = time.monotonic() + DRAIN_TIMEOUT_S
        while self.count("outbox WHERE state = 'open'"):
            if time.monotonic() > deadline:
                raise BenchError(f"papers are still owed after {DRAIN_TIMEOUT_S} s")
            time.sleep(0.1)

    def forget_owed(self) -> None:
        """Take what is owed off the books, so that a worker that starts now begins with an empty table."""
        self.query("UPDATE outbox SET state = 'done', done_at = clock_timestamp() WHERE state = 'open'")

    @contextmanager
    def worker(self, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
        """``worker.py`` as the house starts it."""
        with running(house.WORKER_COMMAND, self.environment | environment) as process:
            yield process

    def cpu_s(self) -> tuple[float, float]:
        """CPU seconds so far: the web processes', PostgreSQL's."""
        postmaster = int((self.house.settings.var / "locks" / "postgresql").read_text())
        return _cpu_s(self.house.web.process.pid), _cpu_s(postmaster)


@contextmanager
def ground(*, web_workers: int = 2) -> Iterator[Ground]:
    """A house on a free port with a new database and no worker running; durable, or :class:`BenchError`."""
    settings = Settings.from_environment()
    var = settings.var / "bench"
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    settings = Settings(var=var, business_now=settings.business_now)
    with house.house(
        settings, house.free_port(0), web_workers=web_workers, worker=False, log=var / "bench.log", environ={}
    ) as standing:
        here = Ground(standing)
        _require_durable(here)
        yield here


@contextmanager
def running(command: Any, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours while the block runs, its output in the log of the house."""
    with open(f"{environment['DOSSIER_VAR']}/bench.log", "ab") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        end(process)


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    deadline = time.monotonic() + house.START_TIMEOUT_S
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise BenchError(f"nothing answers on port {port}")


def end(process: subprocess.Popen[bytes]) -> None:
    """End it in order, or by force."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _require_durable(here: Ground) -> None:
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        if (found := here.query(f"SHOW {setting}")[0][0]) != "on":
            raise BenchError(f"PostgreSQL runs with {setting}={found}: what it stores would not be durable")


def _cpu_s(pid: int) -> float:
    parent = psutil.Process(pid)
    return sum(sum(process.cpu_times()[:2]) for process in (parent, *parent.children(recursive=True)))

"""The worker as it runs: relay and printers under a supervisor, killed in the middle; nothing lost, nothing twice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
import redis
from sqlalchemy import func, select

from app import intake
from app.context import Context
from app.papers import printing
from app.relay import Relay
from app.security.principals import Principal
from app.services import running
from app.store import outbox, tables
from app.store.outbox import backlog
from app.worker import own
from app.worker.jobs import JobFailed, print_papers
from tests import builders

PROJECT = Path(__file__).resolve().parents[2]


def eventually(condition: Callable[[], bool], timeout_s: float = 90) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        threading.Event().wait(0.02)


@pytest.fixture
def private_redis(context: Context, tmp_path: Path) -> Iterator[str]:
    """A Valkey of the test's own, that it may kill; it is started again when it dies."""
    with running(tmp_path / "var", environ={"DATABASE_URL": context.database.url}) as services:
        yield services.redis_url


@contextmanager
def worker(context: Context, redis_url: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {
        "DATABASE_URL": context.database.url,
        "REDIS_URL": redis_url,
        "DOSSIER_VAR": str(context.settings.var),
        "DOSSIER_SECRET_KEY": "for tests",
        "DOSSIER_NOW": "2021-11-15T08:00+07:00",
        "DOSSIER_LEASE_S": "2",
    }
    process = subprocess.Popen([sys.executable, "worker.py", *arguments], cwd=PROJECT, env=environment)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(40)
        finally:
            process.kill()


def part(process: subprocess.Popen[bytes], name: str) -> psutil.Process | None:
    try:
        return next((p for p in psutil.Process(process.pid).children(recursive=True) if p.name() == name), None)
    except psutil.NoSuchProcess:  # one of them ended while we looked
        return None


def owed(context: Context) -> int:
    with context.database.begin() as connection:
        return backlog(connection).open


def counts(context: Context, sender: str) -> tuple[int, int, int]:
    """Dossiers, receipts and distinct files of a sender."""
    d, doc = tables.dossier, tables.document
    with context.database.begin() as connection:
        dossiers = connection.execute(select(func.count()).select_from(d).where(d.c.sender == sender)).scalar_one()
        keys = list(
            connection.execute(
                select(doc.c.file_key)
                .join(d, d.c.id == doc.c.dossier_id)
                .where(d.c.sender == sender, doc.c.kind == "receipt")
            ).scalars()
        )
    files = {key for key in keys if (context.files.get(key) or b"").startswith(b"%PDF-")}
    return dossiers, len(keys), len(files)


def hand_in(context: Context, principal: Principal, count: int, meanwhile: Callable[[], None]) -> None:
    """``count`` dossiers, one in ten of them twice; ``meanwhile`` is called four times on the way."""
    submissions = [builders.submission(context) for _ in range(count)]
    with ThreadPoolExecutor(4) as pool:
        for start in range(0, count, count // 5):
            batch = submissions[start : start + count // 5]
            done = pool.map(lambda s: intake.accept(s, principal, context, "test"), batch + batch[::10])
            if start:
                meanwhile()
            assert len(list(done)) == len(batch) + len(batch[::10])


def test_error_in_a_job_quotes_no_value_where_rq_keeps_it(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("Nguyễn Văn A") from KeyError("0918345601")

    monkeypatch.setattr(printing, "print_owed", fails)
    monkeypatch.setattr(own, "context", lambda: context)
    with pytest.raises(JobFailed) as caught:
        print_papers([1])
    kept = "".join(traceback.format_exception(caught.value))
    assert "ValueError jobs.py" in kept
    assert "Nguyễn" not in kept and "0918345601" not in kept


@pytest.mark.parametrize("victim", ["print-1", "relay", "valkey"])
def test_killing_a_part_in_the_middle_of_500_loses_and_doubles_nothing(
    context: Context, private_redis: str, tmp_path: Path, victim: str
) -> None:
    principal = builders.principal(context)

    def kill() -> None:
        if victim == "valkey":
            _kill_valkey(private_redis, tmp_path / "var")
            return
        killed: list[psutil.Process] = []

        def kill_it() -> bool:
            killed.extend(found for found in [part(process, victim)] if found is not None)
            return bool(killed)

        eventually(kill_it)
        killed[0].kill()
        eventually(lambda: _is_gone(killed[0]))

    with worker(context, private_redis) as process:
        hand_in(context, principal, 500, kill)
        eventually(lambda: owed(context) == 0)
    assert counts(context, principal.sender) == (500, 500, 500)


def _is_gone(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _kill_valkey(url: str, var: Path) -> None:
    """SIGKILL, and its data removed; then it must answer again."""
    with redis.Redis.from_url(url) as client:
        pid = int(client.info("server")["process_id"])
        shutil.rmtree(var / "valkey", ignore_errors=True)
        os.kill(pid, signal.SIGKILL)

    def answers() -> bool:
        try:
            with redis.Redis.from_url(url) as client:
                return int(client.info("server")["process_id"]) != pid
        except redis.RedisError:
            return False

    eventually(answers)


def test_once_drains_and_ends(context: Context, private_redis: str) -> None:
    principal = builders.principal(context)
    for _ in range(5):
        intake.accept(builders.submission(context), principal, context, "test")
    with worker(context, private_redis, "--once") as process:
        assert process.wait(60) == 0
    assert counts(context, principal.sender) == (5, 5, 5)


def test_stopping_leaves_no_process_behind(context: Context, private_redis: str) -> None:
    with worker(context, private_redis) as process:
        eventually(lambda: all(part(process, name) for name in ("relay", "print-1", "print-2")))
        parts = psutil.Process(process.pid).children(recursive=True)
    assert process.returncode == 0
    eventually(lambda: all(_is_gone(p) for p in parts), 10)


def test_redis_out_of_reach_leaves_the_rows_to_be_rung_later(context: Context, redis_url: str) -> None:
    principal = builders.principal(context)
    intake.accept(builders.submission(context), principal, context, "test")
    nowhere = redis.Redis(unix_socket_path="/nonexistent/valkey")
    with pytest.raises(redis.RedisError):
        Relay(context.database, nowhere).ring()
    assert Relay(context.database, redis.Redis.from_url(redis_url)).ring() == owed(context)


def test_row_whose_job_still_waits_is_not_rung_again(context: Context, redis_url: str) -> None:
    principal = builders.principal(context)
    relay = Relay(context.database, redis.Redis.from_url(redis_url), lease_s=0)
    intake.accept(builders.submission(context), principal, context, "test")
    assert relay.ring() > 0
    slow = Relay(context.database, redis.Redis.from_url(redis_url), lease_s=60)
    assert slow.ring() == 0
    redis.Redis.from_url(redis_url).flushdb()
    with context.database.begin() as connection:
        ids = list(connection.execute(select(tables.outbox.c.id).where(tables.outbox.c.state == "open")).scalars())
        outbox.lease(connection, ids, -1)
    assert slow.ring() == len(ids)

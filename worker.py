"""The worker: relay, RQ workers and sweep under one command, and the jobs they run (papers, orders to the post).

``python worker.py`` runs until SIGTERM; whatever dies is started again. ``--once`` drains what the outbox owes and
ends. Each RQ worker listens to one queue only (a worker on two loses a popped job when it is killed), runs its jobs in
its own process and is recycled after a number of them.
"""

from __future__ import annotations

import argparse
import ctypes
import logging
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from multiprocessing.process import BaseProcess
from types import FrameType

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker

from app import logs, reconciliation
from app.config import Settings, SettingsError
from app.context import Context
from app.domain.errors import NotReady, ServiceError
from app.papers import printing
from app.post import orders as post_orders
from app.post import tracking
from app.post.item_code_alarm import Alarm
from app.relay import Relay
from app.shift_files import working
from app.store import outbox, shift_file_work
from app.store import tracking as reports
from app.sweep import EVERY_S, sweep
from integrations.post.lines import Line, Lines
from integrations.post.orders.account import AccountsError
from integrations.post.shift_files import FORMATS
from pdf import calibration

RELAY_PAUSE_S = 0.04  # how long a new row waits at most before it is rung
TROUBLE_PAUSE_S = 1.0
NEWS_PAUSE_S = 1.0  # how long news of the post waits at most before its feed is read
RECONCILE_PAUSE_S = 20.0  # how long a day that is due waits at most to be reconciled
FEED_PAUSE_S = 30.0  # how long a post that is out of reach is left alone
FILES_PAUSE_S = 0.25  # how long a shift file waits at most before it is begun
REDIS_TIMEOUT_S = 5.0
MAX_JOBS = 2000  # then the process is replaced by a fresh one
WORKER_TTL_S = 30  # an idle worker looks after what others left this often
START_PAUSE_S = 0.5  # between two starts of the same part, if it dies at once
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
log = logging.getLogger("worker")


class JobFailed(Exception):
    """What RQ is told of an error in a job: it writes text and traceback into the log and into Redis."""


def print_papers(ids: list[int]) -> None:
    """The job behind the queue ``print``: outbox ids, nothing else, travel through Redis.

    :class:`JobFailed` names the error and its lines of code; the error's own text may quote a value.
    """
    try:
        printing.print_owed(ids, _context())
    except Exception as e:  # noqa: BLE001  every error is told in the same way
        raise JobFailed(logs.where(e)) from None


def ask_post(ids: list[int]) -> None:
    """The job behind the queue ``post``: orders to the post, by outbox ids."""
    try:
        post_orders.ask_owed(ids, _context(), _lines())
    except Exception as e:  # noqa: BLE001  every error is told in the same way
        raise JobFailed(logs.where(e)) from None


@cache
def _lines() -> Lines:
    """The accounts at the post, likewise."""
    return Lines(_context().settings.post_accounts)


@cache
def _context() -> Context:
    """One per process, made when first needed."""
    return Context.build(Settings.from_environment())


def relay() -> None:
    """Ring for what is owed, for ever; sweep now and then, and look whether item codes run low.

    Redis out of reach is waited out; the rows stay.
    """
    context = _context()
    settings = context.settings
    bell = Relay(context.database, _redis(REDIS_TIMEOUT_S), settings.print_workers, settings.lease_s)
    alarm, swept_at = Alarm(), float("-inf")
    while True:
        try:
            bell.ring()
            if time.monotonic() - swept_at > EVERY_S:
                swept_at = time.monotonic()
                sweep(context)
                alarm.look(context)
            time.sleep(RELAY_PAUSE_S)
        except (RedisError, NotReady) as e:
            log.warning("relay waits", extra={"problem": type(e).__name__})
            time.sleep(TROUBLE_PAUSE_S)


def printer() -> None:
    """One RQ worker on the queue ``print``."""
    calibration.render()  # reads the faces, so that the first paper waits for nothing
    _work("print")


def post() -> None:
    """One RQ worker on the queue ``post``: a post that is slow keeps no paper waiting."""
    _work("post")


def clerk() -> None:
    """Work shift files off, a slice of each in turn, for ever; what it had in hand when it died is taken up at once."""
    context = _context()
    with context.database.begin() as connection:
        shift_file_work.release_claims(connection, context.settings.worker_name)
    while True:
        try:
            if not working.work(FORMATS, context):
                time.sleep(FILES_PAUSE_S)
        except NotReady:
            log.warning("shift files wait", extra={"problem": "NotReady"})
            time.sleep(TROUBLE_PAUSE_S)


def tracker() -> None:
    """Read what the post reports, every so often and when it says that there is news; weigh what was kept, for ever."""
    context, lines = _context(), _lines().all()
    not_before = {line.name: 0.0 for line in lines}
    while True:
        try:
            for line in lines:
                if time.monotonic() >= not_before[line.name]:
                    not_before[line.name] = time.monotonic() + _read(line, context)
            tracking.weigh_news(context)
        except NotReady as e:
            log.warning("tracker waits", extra={"problem": type(e).__name__})
        time.sleep(NEWS_PAUSE_S)


def _read(line: Line, context: Context) -> float:
    """Read one feed if it is due; how many seconds to leave it alone, where the post could not be asked."""
    with context.database.begin() as connection:
        due = reports.is_due(connection, line.name, context.settings.tracking_s)
    try:
        if due:
            tracking.pull(line, context)
    except NotReady:
        raise
    except ServiceError as e:
        log.warning("the post could not be asked", extra={"code": e.code, "problem": type(e).__name__})
        wait: float | None = getattr(e, "retry_after_s", None)
        return FEED_PAUSE_S if wait is None else max(wait, NEWS_PAUSE_S)
    return 0.0


def reconciler() -> None:
    """Reconcile each agency's day before, once it is time, for ever; what failed is tried again at the next look."""
    context = _context()
    while True:
        try:
            reconciliation.run_due(context)
        except NotReady as e:
            log.warning("reconciler waits", extra={"problem": type(e).__name__})
        time.sleep(RECONCILE_PAUSE_S)


def _work(queue: str) -> None:
    """Runs jobs until it is to be replaced; what it had in hand when it died is rung again at once."""
    context = _context()
    with context.database.begin() as database:
        outbox.release_claims(database, context.settings.worker_name)
    connection = _redis()
    worker = SimpleWorker(
        [Queue(queue, connection=connection, serializer="json")],
        connection=connection,
        serializer="json",
        worker_ttl=WORKER_TTL_S,
        maintenance_interval=60,
        log_job_description=False,
    )
    worker.work(max_jobs=MAX_JOBS, logging_level="WARNING")


class Supervisor:
    """Keeps one process for each part alive."""

    def __init__(self, parts: Sequence[tuple[str, Callable[[], None]]]) -> None:
        self._parts = parts
        self._processes: dict[str, BaseProcess] = {}
        self._started: dict[str, float] = {}
        self.stopping = False

    def tend(self) -> None:
        """Start what is not running."""
        for name, target in self._parts:
            process = self._processes.get(name)
            if process is not None and process.is_alive():
                continue
            if time.monotonic() - self._started.get(name, float("-inf")) < START_PAUSE_S:
                continue
            if process is not None:
                log.warning("part ended, starting it again", extra={"part": name, "exit": process.exitcode})
            self._started[name] = time.monotonic()
            self._processes[name] = _start(name, target)

    def stop(self) -> None:
        """Let each part finish what it has in hand (SIGTERM), then end it."""
        for process in self._processes.values():
            if process.is_alive():
                process.terminate()
        for process in self._processes.values():
            process.join(timeout=30)
            if process.is_alive():
                process.kill()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--once", action="store_true", help="drain what is owed now, then end")
    once = parser.parse_args(arguments).once
    logs.configure()
    try:
        settings = Settings.from_environment()
    except SettingsError as e:
        print(f"worker: {e}", file=sys.stderr)
        return 2
    if not settings.database_url or not settings.redis_url:
        print("worker: DATABASE_URL and REDIS_URL are not set; `make run` starts everything", file=sys.stderr)
        return 2
    if problem := _wrong_accounts(settings):
        print(f"worker: {problem}", file=sys.stderr)
        return 2
    parts: list[tuple[str, Callable[[], None]]] = [("relay", relay)]
    parts += [(f"print-{n}", printer) for n in range(1, settings.print_workers + 1)]
    parts += [("post", post), ("clerk", clerk)]
    if settings.post_accounts:
        parts.append(("tracker", tracker))
    parts.append(("reconciler", reconciler))
    supervisor = Supervisor(parts)

    def stop(signum: int, frame: FrameType | None) -> None:
        supervisor.stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        while not supervisor.stopping and not (once and _drained()):
            supervisor.tend()
            time.sleep(0.1)
    finally:
        supervisor.stop()
    return 0


def _wrong_accounts(settings: Settings) -> str:
    """What is wrong with the file of accounts at the post; empty if nothing is."""
    try:
        Lines(settings.post_accounts)
    except AccountsError as e:
        return str(e)
    return ""


def _drained() -> bool:
    with _context().database.begin() as connection:
        return outbox.backlog(connection).open + shift_file_work.backlog(connection).open == 0


def _start(name: str, target: Callable[[], None]) -> BaseProcess:
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(name, target), name=name)
    process.start()
    return process


def _run(name: str, target: Callable[[], None]) -> None:
    logs.configure()
    os.environ["DOSSIER_WORKER_NAME"] = f"{socket.gethostname()}:{name}"
    _name_process(name)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the supervisor, which stops its parts in order
    _end_with_parent()
    target()


def _name_process(name: str) -> None:
    """What ``top`` and ``pgrep`` show, on Linux."""
    ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)


def _end_with_parent() -> None:
    """On Linux: if the supervisor is killed, its parts get SIGTERM and do not go on as orphans."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() == 1:
        sys.exit(0)


def _redis(timeout_s: float | None = None) -> Redis:
    """``timeout_s`` for every answer; an RQ worker, which waits for jobs, sets its own."""
    url = _context().settings.redis_url or ""
    return Redis.from_url(
        url, health_check_interval=30, socket_timeout=timeout_s, socket_connect_timeout=REDIS_TIMEOUT_S
    )


if __name__ == "__main__":
    sys.exit(main())

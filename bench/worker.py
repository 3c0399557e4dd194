"""The print room's pace: receipts a second on two workers, from outbox row to paper on disk and row done.

Dossiers are taken in first, then the worker starts; its start is not counted: the clock runs from the end of the first
batches to the last row's ``done_at``. Against two plain ``rq worker`` (:mod:`bench.plain`) over fewer documents.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack

from redis import Redis
from rq import Queue

from app import intake
from bench import dossiers
from bench.ground import Ground, ground, running
from bench.rows import BenchError, Row, row

WORKERS = 2
OURS, THEIRS = 3000, 40
FIRST = {OURS: 150, THEIRS: 4}  # not counted: what the start made wait
JOB = "bench.plain.print_one"
UNIT = f"receipts/s on {WORKERS} workers"


def rows() -> list[Row]:
    """``worker``."""
    with ground() as here:
        take_in(here, range(THEIRS))
        theirs = _plain_per_s(here)
        take_in(here, range(THEIRS, THEIRS + OURS))
        with here.worker(DOSSIER_PRINT_WORKERS=str(WORKERS)):
            here.drain()
        ours = _per_s(here, OURS)
        if (papers := here.count("document")) != OURS + THEIRS:
            raise BenchError(f"{papers} papers for {OURS + THEIRS} dossiers")
    note = f"{OURS} receipts waiting at the start against {THEIRS}; a fork and an import for every job of theirs"
    return [row("worker", ours, UNIT, f"rq worker × {WORKERS}, a job a document", theirs, note)]


def take_in(here: Ground, numbers: Sequence[int]) -> None:
    """Take these dossiers in, without a door."""
    who = dossiers.principal(here)
    for number in numbers:
        intake.accept(dossiers.submission(number, here, who), who, here.house.context, "bench")


def _plain_per_s(here: Ground) -> float:
    assert here.house.settings.redis_url
    queue = Queue("plain", connection=Redis.from_url(here.house.settings.redis_url))
    for (outbox_id,) in here.query("SELECT id FROM outbox WHERE state = 'open' ORDER BY id"):
        queue.enqueue(JOB, outbox_id)
    command = [sys.executable, "-m", "rq.cli", "worker", "--url", here.house.settings.redis_url, "plain"]
    with ExitStack() as stack:
        for _ in range(WORKERS):
            stack.enter_context(running(command, here.environment))
        here.drain()
    return _per_s(here, THEIRS)


def _per_s(here: Ground, number: int) -> float:
    """Over the last ``number`` papers, less the first of them."""
    done = here.query(
        "SELECT extract(epoch FROM done_at) FROM outbox WHERE state = 'done' ORDER BY done_at DESC LIMIT :n", n=number
    )
    times = [float(at) for (at,) in reversed(done)][FIRST[number] :]
    if len(times) + FIRST[number] != number:
        raise BenchError(f"{len(done)} papers of {number} were printed")
    return (len(times) - 1) / (times[-1] - times[0])

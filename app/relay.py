"""The relay: finds what the outbox owes and rings RQ for it; the same query is the sweep that finds what was missed.

A job carries ids that wait already, at most those of :data:`BATCHES`; it never waits to fill. A row that was rung
before is rung again only when its job is surely gone: while the job is queued or running, the lease is only made longer
(a bare lease ends in a storm of repeats when workers are slow). Redis may lose everything: the rows are still here.
"""

from __future__ import annotations

import logging
import math
import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.job import Job, JobStatus
from sqlalchemy import Connection

from app.store import outbox
from app.store.database import Database
from app.store.outbox import QUEUES, Owed

BATCHES = {"print": 50, "post": 1}  # ids of a job; one call to the post may take most of a job's time
LIMIT = 1000
JOB_TIMEOUT_S = 120
HARD_LEASES = 4  # a job older than this many leases is taken for dead whatever Redis says
JOBS = {"print": "app.worker.jobs.print_papers", "post": "app.worker.jobs.ask_post"}  # queue → the job's dotted path
_ALIVE = (JobStatus.QUEUED, JobStatus.STARTED)
log = logging.getLogger(__name__)


class Relay:
    """``ring()`` once; a loop around it is the caller's."""

    def __init__(self, database: Database, redis: Redis, workers: int = 2, lease_s: float = 60) -> None:
        self._database, self._redis, self._workers, self._lease_s = database, redis, workers, lease_s
        self._queues = {name: Queue(name, connection=redis, serializer="json") for name in JOBS}

    def ring(self) -> int:
        """Ring for everything that waits; how many rows. :class:`RedisError`: nothing is lost, ring again later."""
        with self._database.begin() as connection:
            rows = outbox.waiting(connection, LIMIT)
            if not rows:
                return 0
            alive = self._alive(rows)
            held = [row.id for row in rows if row.job_id in alive]
            if held:
                outbox.lease(connection, held, self._lease_s)
            jobs = self._lease_batches(connection, [row for row in rows if row.job_id not in alive])
        try:
            for queue, batches in jobs.items():
                self._enqueue(queue, batches)
        except RedisError:
            with self._database.begin() as connection:
                outbox.release(connection, [i for batches in jobs.values() for ids in batches.values() for i in ids])
            raise
        return len(rows) - len(held)

    def _lease_batches(self, connection: Connection, rows: Sequence[Owed]) -> dict[str, dict[str, list[int]]]:
        """Queue → job id → outbox ids, leased."""
        waiting: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            waiting[QUEUES[row.kind]].append(row.id)
        jobs: dict[str, dict[str, list[int]]] = defaultdict(dict)
        for queue, ids in waiting.items():
            size = min(BATCHES[queue], math.ceil(len(ids) / self._workers))
            for start in range(0, len(ids), size):
                job_id = f"{queue}-{ids[start]}-{secrets.token_hex(4)}"
                jobs[queue][job_id] = ids[start : start + size]
                outbox.lease(connection, jobs[queue][job_id], self._lease_s, job_id)
        return jobs

    def _enqueue(self, queue: str, batches: dict[str, list[int]]) -> None:
        self._queues[queue].enqueue_many(
            [
                Queue.prepare_data(
                    JOBS[queue], (ids,), job_id=job_id, timeout=JOB_TIMEOUT_S, result_ttl=0, failure_ttl=3600
                )
                for job_id, ids in batches.items()
            ]
        )

    def _alive(self, rows: Sequence[Owed]) -> set[str]:
        """Which of the jobs that were rung for these rows before are still queued or running."""
        job_ids = sorted({row.job_id for row in rows if row.job_id})
        if not job_ids:
            return set()
        oldest = datetime.now(UTC) - timedelta(seconds=HARD_LEASES * self._lease_s)
        jobs = Job.fetch_many(job_ids, connection=self._redis, serializer="json")
        return {
            job.id
            for job in jobs
            if job is not None and job.get_status(refresh=False) in _ALIVE and job.created_at > oldest
        }

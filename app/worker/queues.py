"""RQ workers, each on one queue only: a worker on two loses a popped job when it is killed.

It runs its jobs in its own process, which is replaced by a fresh one after a number of them.
"""

from __future__ import annotations

from rq import Queue, SimpleWorker

from app.store import outbox
from app.worker import own
from pdf import calibration

MAX_JOBS = 2000  # then the process is replaced by a fresh one
IDLE_S = 30  # an idle worker looks after what others left this often


def print_papers() -> None:
    """The queue ``print``."""
    calibration.render()  # reads the faces, so that the first paper waits for nothing
    _work("print")


def ask_post() -> None:
    """The queue ``post``: a post that is slow keeps no paper waiting."""
    _work("post")


def _work(queue: str) -> None:
    """Runs jobs until it is to be replaced; what it had in hand when it died is rung again at once."""
    context = own.context()
    with context.database.begin() as database:
        outbox.release_claims(database, context.settings.worker_name)
    connection = own.redis()
    worker = SimpleWorker(
        [Queue(queue, connection=connection, serializer="json")],
        connection=connection,
        serializer="json",
        worker_ttl=IDLE_S,
        maintenance_interval=60,
        log_job_description=False,
    )
    worker.work(max_jobs=MAX_JOBS, logging_level="WARNING")

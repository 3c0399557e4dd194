"""The jobs behind the queues (:data:`app.relay.JOBS`): outbox ids, nothing else, travel through Redis."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app import logs
from app.papers import printing
from app.post import orders
from app.worker import own


class JobFailed(Exception):
    """What RQ is told of an error in a job: it writes text and traceback into the log and into Redis."""


def print_papers(ids: list[int]) -> None:
    """Of the queue ``print``."""
    with _telling_no_value():
        printing.print_owed(ids, own.context())


def ask_post(ids: list[int]) -> None:
    """Of the queue ``post``: orders to the post."""
    with _telling_no_value():
        orders.ask_owed(ids, own.context(), own.lines())


@contextmanager
def _telling_no_value() -> Iterator[None]:
    """:class:`JobFailed` names the error and its lines of code; the error's own text may quote a value."""
    try:
        yield
    except Exception as e:  # noqa: BLE001  every error is told in the same way
        raise JobFailed(logs.where(e)) from None

"""The same work as anyone would first write it with RQ: a job a document, ``rq worker`` as it comes (a fork a job)."""

from __future__ import annotations

from app.config import Settings
from app.context import Context
from app.papers import printing


def print_one(outbox_id: int) -> None:
    """Print one paper, with the same rendering, file and row as ours."""
    printing.print_owed([outbox_id], Context.build(Settings.from_environment()))

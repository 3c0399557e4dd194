"""Whether memory stays flat: a web process over 10,000 dossiers with attachments, a print worker over 10,000 papers.

Not part of ``make bench``; ``python -m bench memory`` takes about a minute. Resident memory as the system counts it.
"""

from __future__ import annotations

import psutil

from bench import dossiers, pace
from bench.ground import Ground, ground
from bench.load import Requests
from bench.rows import Row, row
from bench.worker import take_in

EARLY, LATE = 1000, 10_000
ATTACHMENT_BYTES = 20_000
FLOOD_PER_S = 100_000  # more than any server answers: every connection sends as soon as it is answered
GOAL_MB = 150


def rows() -> list[Row]:
    """``web_memory`` and ``worker_memory``."""
    with ground(web_workers=1) as here:
        requests = dossiers.by_soap(here, ATTACHMENT_BYTES)
        web = [_after(here, requests, number) for number in (EARLY, LATE - EARLY)]
        printers = []
        here.forget_owed()
        with here.worker(DOSSIER_PRINT_WORKERS="1") as process:
            for numbers in (range(EARLY), range(EARLY, LATE)):
                take_in(here, numbers)
                here.drain()
                printers.append(largest_mb(process.pid))
    return [
        _row("web_memory", web, f"a web process after {LATE} dossiers with {ATTACHMENT_BYTES // 1000} kB by SOAP"),
        _row("worker_memory", printers, f"a print worker after {LATE} papers"),
    ]


def _after(here: Ground, requests: Requests, number: int) -> float:
    pace.send(requests, here.port, FLOOD_PER_S, number / FLOOD_PER_S)
    return largest_mb(here.house.web.process.pid)


def largest_mb(pid: int) -> float:
    """Of the process and those it started, the one with the most memory: the one that works."""
    parent = psutil.Process(pid)
    resident = [process.memory_info().rss for process in (parent, *parent.children(recursive=True))]
    return float(max(resident)) / 2**20


def _row(name: str, measured: list[float], note: str) -> Row:
    early, late = measured
    return row(name, late, "MB", f"after {EARLY} instead of {LATE}", early, f"{note}; goal {GOAL_MB} MB, flat")

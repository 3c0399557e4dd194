"""An hour of steady work: does anything grow, slow down or get left behind? ``SOAK_MINUTES`` for another length.

The whole house takes dossiers over REST at a desk's busiest pace; each tenth of the time gives a line: p50, p99, the
largest web and worker process, what is owed.
"""

from __future__ import annotations

import os
import sys
from statistics import median

from bench import dossiers, pace
from bench.ground import ground
from bench.memory import largest_mb
from bench.rows import BenchError, Row, row

PER_S = 20
PARTS = 10


def rows() -> list[Row]:
    """``soak_p99`` and ``soak_memory``: the last tenth of the time against the first."""
    minutes = float(os.environ.get("SOAK_MINUTES") or 60)
    p99s, memory = [], []
    with ground() as here, here.worker() as worker:
        requests = dossiers.by_rest(here)
        for part in range(1, PARTS + 1):
            took = sorted(answer.took_ms for answer in pace.send(requests, here.port, PER_S, minutes * 60 / PARTS))
            p99s.append(took[int(len(took) * 0.99)])
            memory.append(largest_mb(here.house.web.process.pid) + largest_mb(worker.pid))
            owed = here.count("outbox WHERE state <> 'done'")
            line = f"p50 {median(took):.1f} ms, p99 {p99s[-1]:.1f} ms, {memory[-1]:.0f} MB, owed {owed}"
            print(f"soak {part}/{PARTS}: {line}", file=sys.stderr, flush=True)
        here.drain()
        if here.count("outbox WHERE state = 'parked'"):
            raise BenchError("papers were parked")
        stored, papers = here.count("dossier"), here.count("document")
        if stored != papers:
            raise BenchError(f"{stored} dossiers, {papers} papers")
    note = f"{minutes:g} minutes at {PER_S} dossiers/s, {stored} dossiers, {papers} papers"
    return [
        row("soak_p99", p99s[-1], "ms, the last tenth", "the first tenth", p99s[0], note),
        row("soak_memory", memory[-1], "MB, largest web and worker process", "the first tenth", memory[0], note),
    ]

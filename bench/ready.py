"""How long a citizen at the counter waits for the receipt: from the answer that left to the paper on disk.

The whole house runs. Senders keep a set pace over REST; the clock starts when the answer is here and stops at the
outbox row's ``done_at``, which PostgreSQL stamps after the file and its folder were synced (the commit that follows,
about a millisecond, is not counted; a paper that was there before its answer counts 0). Every file is looked for
afterwards.
"""

from __future__ import annotations

import json
from statistics import median

from bench import dossiers, pace
from bench.ground import Ground, ground
from bench.load import Requests
from bench.rows import BenchError, Row, row

RATES_PER_S = (20, 50)
SECONDS = 15
GOALS_MS = {"median": 150, "p99": 1000}  # at 50 dossiers/s
_DONE = """
SELECT dossier_no, extract(epoch FROM done_at), file_key FROM outbox
JOIN dossier ON dossier.id = outbox.dossier_id JOIN document ON document.dossier_id = dossier.id
WHERE outbox.state = 'done'
"""


def rows() -> list[Row]:
    """``receipt_ready``: median and p99 at each pace."""
    found = []
    with ground() as here, here.worker():
        requests = dossiers.by_rest(here)
        _waits_ms(here, requests, 20, 2)  # warm
        for per_s in RATES_PER_S:
            waits = _waits_ms(here, requests, per_s, SECONDS)
            for kind, wait_ms in (("median", median(waits)), ("p99", waits[int(len(waits) * 0.99)])):
                unit = f"ms, {kind} at {per_s} dossiers/s"
                note = f"no peer; goal at 50/s: {GOALS_MS[kind]} ms; {len(waits)} papers, longest {waits[-1]:.0f} ms"
                found.append(row("receipt_ready", wait_ms, unit, note=note))
    return found


def _waits_ms(here: Ground, requests: Requests, per_s: int, seconds: int) -> list[float]:
    answers = pace.send(requests, here.port, per_s, seconds)
    here.drain()
    answered_at = {json.loads(answer.body)["dossier_no"]: answer.answered_at for answer in answers}
    papers = [paper for paper in here.query(_DONE) if paper[0] in answered_at]
    present = sum(here.house.context.files.get(key) is not None for _, _, key in papers)
    if not len(answers) == len(papers) == present:
        raise BenchError(f"{len(answers)} answers, {len(papers)} rows done, {present} files")
    return sorted(max(0.0, (float(done_at) - answered_at[number]) * 1000) for number, done_at, _ in papers)

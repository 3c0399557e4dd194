"""Intake by REST: dossiers a second, durable, everything on, one agency, on all cores together with PostgreSQL and wrk.

Against ``pgbench`` with the same inserts into the same database, and against bare Flask that only checks the shape.
All in turn, several rounds; the middle round counts. A dossier counts when the database holds it with its request,
events and outbox row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from app.house import free_port
from bench import dossiers, pace, pgbench
from bench.ground import Ground, ground, running, wait_for
from bench.load import Answers, Requests, wrk
from bench.rows import BenchError, Row, row

ROUNDS = 3
OURS_S, THEIRS_S, PACED_S = 6, 4, 4
UNIT = "dossiers/s"
_STORED = """
SELECT (SELECT count(*) FROM dossier), (SELECT count(*) FROM request), (SELECT count(*) FROM event WHERE seq = 1),
       (SELECT count(*) FROM outbox)
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One round: dossiers in the database a second, latencies as wrk saw them, CPU milliseconds a dossier."""

    per_s: float
    answers: Answers
    web_ms: float
    postgres_ms: float


def rows() -> list[Row]:
    """``rest_in`` against each peer, its latencies, and the same while the worker prints."""
    with ground() as here, _bare(here) as bare_port:
        ours, bare = dossiers.by_rest(here), dossiers.by_rest(here)
        rounds, peers = _in_turn(here, ours, bare, bare_port)
        per_s = median(each.per_s for each in rounds)
        found = [row("rest_in", per_s, UNIT, peer, median(speeds)) for peer, speeds in peers.items()]
        found[0]["note"] = costs(rounds)
        alone_ms, bare_ms = _p99_ms([(ours, here.port), (bare, bare_port)], per_s / 2)
        found.append(_half_row("rest_in_p99", alone_ms, per_s, bare_ms))
        here.forget_owed()
        with here.worker():
            pace.send(ours, here.port, 20, 2)  # warm
            here.drain()
            printed = here.count("document")
            beside = one_round(ours, here, OURS_S)
            printed = here.count("document") - printed
            found.append(row("rest_in_with_worker", beside.per_s, UNIT, "rest_in", per_s, costs([beside])))
            found[-1]["note"] += f"; {printed} papers were printed meanwhile, the rest waited"
            here.forget_owed()
            beside_ms, bare_ms = _p99_ms([(ours, here.port), (bare, bare_port)], beside.per_s / 2)
            found.append(_half_row("rest_in_with_worker_p99", beside_ms, beside.per_s, bare_ms))
    return found


def _in_turn(
    here: Ground, ours: Requests, bare: Requests, bare_port: int
) -> tuple[list[Measured], dict[str, list[float]]]:
    """Ours, pgbench, bare Flask, and again."""
    rounds: list[Measured] = []
    peers: dict[str, list[float]] = defaultdict(list)
    one_round(ours, here, 2)  # warm
    wrk(bare, bare_port, 1, here)
    for _ in range(ROUNDS):
        rounds.append(one_round(ours, here, OURS_S))
        for clients in pgbench.CLIENTS:
            peers[f"pgbench, same inserts, {clients} clients"].append(pgbench.per_s(here, clients, THEIRS_S))
        peers["bare Flask with validation"].append(wrk(bare, bare_port, THEIRS_S, here).per_s)
    return rounds, peers


def one_round(requests: Requests, here: Ground, seconds: int) -> Measured:
    """One round of ``seconds``. :class:`BenchError` if the database does not hold all that was answered for."""
    before, cpu_before = _stored(here), here.cpu_s()
    answers = wrk(requests, here.port, seconds, here)
    after, cpu = _stored(here), here.cpu_s()
    new = [now - then for then, now in zip(before, after, strict=True)]
    number = new[0]
    if set(new) != {number} or number < answers.answers:
        raise BenchError(f"{answers.answers} answers, but dossiers, requests, events, outbox rows are {new}")
    web, postgres = (1000 * (now - then) / number for then, now in zip(cpu_before, cpu, strict=True))
    return Measured(number / answers.seconds, answers, web, postgres)


def _stored(here: Ground) -> list[int]:
    """Rows of each kind that a dossier has one of, at one moment."""
    return list(here.query(_STORED)[0])


@contextmanager
def _bare(here: Ground) -> Iterator[int]:
    """Bare Flask, served by the command that serves the house."""
    port = free_port(0)
    changed = {"app.web:create_app": "bench.bare:create_app", str(here.port): str(port)}
    with running([changed.get(word, word) for word in here.web_command], here.environment):
        wait_for(port)
        yield port


def _p99_ms(servers: list[tuple[Requests, int]], per_s: float) -> list[float]:
    """Of each server, in turn, the middle of the rounds."""
    rounds: list[list[float]] = [[] for _ in servers]
    for _ in range(ROUNDS):
        for (requests, port), found in zip(servers, rounds, strict=True):
            took = sorted(answer.took_ms for answer in pace.send(requests, port, per_s, PACED_S))
            found.append(took[int(len(took) * 0.99)])
    return [median(found) for found in rounds]


def _half_row(name: str, ours_ms: float, per_s: float, theirs_ms: float) -> Row:
    unit, note = f"ms, p99 at half load ({per_s / 2:.0f}/s)", f"from when a request was due; middle of {ROUNDS} rounds"
    return row(name, ours_ms, unit, "bare Flask with validation", theirs_ms, note)


def costs(rounds: list[Measured]) -> str:
    """What stands beside the figure: latencies under full load, the best round, CPU time."""
    p50, p99 = median(each.answers.p50_ms for each in rounds), median(each.answers.p99_ms for each in rounds)
    web, postgres = median(each.web_ms for each in rounds), median(each.postgres_ms for each in rounds)
    best = max(each.per_s for each in rounds)
    return (
        f"p50 {p50:.0f} ms, p99 {p99:.0f} ms at full load; best round {best:.0f}; "
        f"CPU a dossier: web {web:.2f} ms, PostgreSQL {postgres:.2f} ms"
    )

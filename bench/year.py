"""Whether cost grows with what is stored: intake, look-up and paper in an empty house and behind a year's dossiers.

An Giang took in 32,463 dossiers in 2021; behind them the same calls are timed again. Not part of ``make bench``.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any

from app import intake, lookup
from app.papers import documents
from bench import dossiers
from bench.ground import Ground, ground
from bench.rows import Row, row

YEAR = 32_463
TIMED = 300
THREADS = 8


def rows() -> list[Row]:
    """``year_intake``, ``year_lookup``, ``year_search``, ``year_receipt``: ms in the middle, full against empty."""
    with ground() as here:
        empty = _timed(here, 0)
        _fill(here, range(TIMED, YEAR))
        full = _timed(here, YEAR)
        stored = here.count("dossier")
    note = f"the middle of {TIMED} calls behind {stored - TIMED} dossiers; theirs: the same in an empty house"
    return [row(f"year_{name}", full[name], "ms", "the same, nothing stored", empty[name], note) for name in full]


def _fill(here: Ground, numbers: range) -> None:
    who = dossiers.principal(here)

    def take_in(number: int) -> None:
        intake.accept(dossiers.submission(number, here, who), who, here.house.context, "bench")

    with ThreadPoolExecutor(THREADS) as pool:
        deque(pool.map(take_in, numbers), maxlen=0)


def _timed(here: Ground, first: int) -> dict[str, float]:
    who, context = dossiers.principal(here), here.house.context
    submissions = [dossiers.submission(n, here, who) for n in range(first, first + TIMED)]
    answers = []
    found = {"intake": _ms(submissions, lambda s: answers.append(intake.accept(s, who, context, "bench")))}
    numbers = [answer.dossier_no for answer in answers]
    owners = [s.owner.id_document.number for s in submissions if s.owner.id_document]
    found["lookup"] = _ms(numbers, lambda number: lookup.find(number, who, context))
    found["search"] = _ms(owners, lambda number: lookup.of_citizen(number, None, who, context))
    found["receipt"] = _ms(numbers, lambda number: documents.paper(number, "receipt", who, context))
    return found


def _ms(things: Sequence[Any], call: Callable[[Any], object]) -> float:
    took = []
    for thing in things:
        start = time.perf_counter()
        call(thing)
        took.append((time.perf_counter() - start) * 1000)
    return median(took)

"""How many papers one core prints: ours against plain reportlab, WeasyPrint, fpdf2 and typst drawing the same.

CPU time of all threads (``process_time``), every contender in this process, rounds interleaved, records never twice.
``ours`` and ``theirs`` are documents a second in the contender's best round; the medians stand in the note.
``python -m bench.printing`` prints the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median
from time import process_time
from typing import Any, NamedTuple

from bench import papers, peers_printing
from pdf import label, receipt

ROUNDS = 5
LEAST_S = 0.25  # of a round
LEAST_PAPERS = 3
BATCH = 500
BATCH_ROUNDS = 2
PEERS = {
    "plain reportlab": peers_printing.reportlab,
    "WeasyPrint": peers_printing.weasyprint,
    "fpdf2": peers_printing.fpdf2,
    "typst": peers_printing.typst,
}

Row = dict[str, Any]
Job = Callable[[], object]  # prints one paper that was not printed before


class Speed(NamedTuple):
    """Papers a second: in the best round, and in the middle one."""

    best: float
    middle: float


def rows() -> list[Row]:
    """``receipt`` (two A4 copies), ``label`` and ``label_batch_500`` (labels in one PDF), a row for every peer."""
    return [
        *_singles("receipt", papers.receipts(800), receipt.render, papers.receipt_content),
        *_singles("label", papers.labels(800), lambda one: label.render([one]), papers.label_content),
        _batch(),
    ]


def _singles(name: str, records: list[Any], ours: Callable[[Any], bytes], content: Callable[[Any], Any]) -> list[Row]:
    jobs: dict[str, Job] = {"ours": _job(ours, iter(records * 20))}
    missing: dict[str, str] = {}
    for peer, painter in PEERS.items():
        try:
            jobs[peer] = _job(painter(name), iter([content(record) for record in records]))
            jobs[peer]()
        except (ImportError, OSError) as error:
            missing[peer] = f"not measured: {error}"
            jobs.pop(peer, None)
    jobs["ours"]()
    speeds = _measure(jobs)
    return [_row(name, speeds["ours"], peer, speeds.get(peer), missing.get(peer, "")) for peer in PEERS]


def _batch() -> Row:
    name, unit = f"label_batch_{BATCH}", "labels/s/core in one PDF"
    records = papers.labels(BATCH * BATCH_ROUNDS)
    batches = [records[start : start + BATCH] for start in range(0, len(records), BATCH)]
    jobs: dict[str, Job] = {"ours": _job(label.render, iter(batches * 10))}
    missing = ""
    try:
        paint = peers_printing.typst_batch("label")
        jobs["typst"] = _job(paint, iter([[papers.label_content(one) for one in batch] for batch in batches]))
    except (ImportError, OSError) as error:
        missing = f"not measured: {error}"
    speeds = _measure(jobs, rounds=BATCH_ROUNDS, least_s=0, least_papers=1, papers_a_job=BATCH)
    return _row(name, speeds["ours"], "typst", speeds.get("typst"), missing, unit=unit)


def _job(print_one: Callable[[Any], object], records: Iterator[Any]) -> Job:
    return lambda: print_one(next(records))


def _measure(
    jobs: dict[str, Job],
    *,
    rounds: int = ROUNDS,
    least_s: float = LEAST_S,
    least_papers: int = LEAST_PAPERS,
    papers_a_job: int = 1,
) -> dict[str, Speed]:
    """Every job in every round, in turn the other way round."""
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for nth in range(rounds):
        for name in list(jobs)[:: -1 if nth % 2 else 1]:
            done, start = 0, process_time()
            while done < least_papers or process_time() - start < least_s:
                jobs[name]()
                done += 1
            seconds[name].append((process_time() - start) / done / papers_a_job)
    return {name: Speed(1 / min(taken), 1 / median(taken)) for name, taken in seconds.items()}


def _row(name: str, ours: Speed, peer: str, theirs: Speed | None, note: str, unit: str = "documents/s/core") -> Row:
    medians = f"medians {ours.middle:.0f} and {theirs.middle:.1f}" if theirs else note
    return {
        "name": name,
        "ours": round(ours.best),
        "unit": unit,
        "against": peer,
        "theirs": round(theirs.best, 1) if theirs else None,
        "ratio": round(ours.best / theirs.best, 1) if theirs else None,
        "note": medians,
    }


def main() -> None:
    """Print the table."""
    print(f"{'name':16} {'ours':>6} {'against':16} {'theirs':>7} {'ratio':>6}  unit; note")
    for row in rows():
        theirs, ratio = ("–" if row[key] is None else f"{row[key]:.1f}" for key in ("theirs", "ratio"))
        print(
            f"{row['name']:16} {row['ours']:6} {row['against']:16} {theirs:>7} {ratio:>6}  {row['unit']}; {row['note']}"
        )


if __name__ == "__main__":
    main()

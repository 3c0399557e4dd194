"""The result file of a CSV: a line for each line that is done, in UTF-8 with the mark by which spreadsheets know it.

A cell that a spreadsheet would take for a formula (``=``, ``+``, ``-``, ``@``, tab) gets an apostrophe before it:
request ids are the sender's own words, and who opens the file is somebody else (CWE-1236).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from app.domain.local_time import LOCAL
from app.domain.messages import text_vi
from app.domain.post.shift_file import LineResult

COLUMNS = ("line", "request_id", "outcome", "outcome_text", "dossier_no", "due_at", "codes", "texts")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BETWEEN = " | "


def written(results: Sequence[LineResult], separator: str) -> bytes:
    """The whole file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([plain(cell) for cell in _row(result)] for result in results)
    return text.getvalue().encode("utf-8-sig")


def plain(cell: str) -> str:
    """A cell that no spreadsheet computes.

    >>> plain("=1+1"), plain("881600-1")
    ("'=1+1", '881600-1')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _row(result: LineResult) -> tuple[str, ...]:
    codes = [f"{fault.path}: {fault.code}" for fault in result.faults] + list(result.warnings)
    texts = [f"{fault.path}: {fault.text}" if fault.path != "." else fault.text for fault in result.faults]
    texts += [text_vi(code) for code in result.warnings]
    due = result.due_at.astimezone(LOCAL).isoformat(timespec="minutes") if result.due_at else ""
    about = (str(result.number), result.request_id or "", result.outcome.value, result.outcome.vi)
    return (*about, result.dossier_no or "", due, BETWEEN.join(codes), BETWEEN.join(texts))

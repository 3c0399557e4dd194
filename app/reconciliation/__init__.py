"""Daily reconciliation (đối soát hằng ngày): ours × the post's × money, once a day, and what a person must settle.

See docs/reconciliation.md.
"""

from __future__ import annotations

from app.reconciliation.days import find, listed
from app.reconciliation.findings import listed as findings
from app.reconciliation.findings import page as findings_page
from app.reconciliation.findings import settle
from app.reconciliation.running import SETTLING, run, run_of
from app.reconciliation.schedule import due_count, due_days, run_due
from app.reconciliation.sheet import printed
from app.reconciliation.span import read_day
from app.reconciliation.statements import OPERATOR, Reader, TakenIn, take_in, take_in_of

__all__ = [
    "OPERATOR", "SETTLING", "Reader", "TakenIn", "due_count", "due_days", "find", "findings", "findings_page",
    "listed", "printed", "read_day", "run", "run_due", "run_of", "settle", "take_in", "take_in_of",
]  # fmt: skip

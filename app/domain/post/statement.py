"""The post's daily statement (bảng kê đối soát của bưu điện): a line for each parcel it had to do with on a day.

What a line says is the post's word for the end of that day; its outside shape is read in :mod:`integrations.post`. A
note may name people, so it stays in the file that was sent and is in no line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.money.fees import FreightPayer
from app.domain.post.tracking import Status

MAX_LINES = 20_000
IN_WORDS = "*"  # for words that are no code: they may name people, and stay in the file
_CODE = re.compile(r"(?![0-9]{9})[A-Za-z0-9._/-]{1,20}")


def code_of(written: str) -> str:
    """A status as it is kept: its code, or that there were words."""
    return written if not written or _CODE.fullmatch(written) else IN_WORDS


@dataclass(frozen=True, slots=True)
class Line:
    """One line, by its place in the file (from 1, the head counted). ``problem``: why it cannot be used; None: it can.

    ``cod_vnd`` is what was collected, or is to be; ``raw_code`` is the status as it was written, or :data:`IN_WORDS`.
    """

    position: int
    order_no: str = ""
    item_code: str = ""
    raw_code: str = ""
    status: Status = Status.UNKNOWN
    at: datetime | None = None
    cod_vnd: int | None = None
    freight_vnd: int | None = None
    payer: FreightPayer | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """All lines of a file, in order."""

    lines: Sequence[Line]

    @property
    def bad(self) -> int:
        """How many lines cannot be used."""
        return sum(line.problem is not None for line in self.lines)

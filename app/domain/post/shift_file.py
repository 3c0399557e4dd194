"""Shift file (tệp ca): the dossiers of a counter's shift in one file, and what came of each of its lines.

The counter makes the request ids, so a file may be sent again, whole or in part: what was taken in is a repeat. What a
line says is known while it is read; afterwards only codes are kept of it.

>>> kept_request_id("881600-211115-001"), kept_request_id("Nguyễn Văn A")
('881600-211115-001', None)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domain.errors import Fault

FILE = "TC"  # tệp ca: what its number begins with
MAX_LINES = 5000
_REQUEST_ID = re.compile(r"[!-~]{1,128}")


class Outcome(StrEnum):
    """What came of one line."""

    ACCEPTED = "accepted"
    REPEAT = "repeat"
    REFUSED = "refused"
    CONFLICT = "conflict"
    FAILED = "failed"  # our trouble: the same file again tries it again

    @property
    def vi(self) -> str:
        return OUTCOMES_VI[self]


OUTCOMES_VI = {
    Outcome.ACCEPTED: "đã ghi nhận",
    Outcome.REPEAT: "đã ghi nhận từ trước",
    Outcome.REFUSED: "không ghi nhận được, cần sửa",
    Outcome.CONFLICT: "mâu thuẫn với điều đã ghi nhận",
    Outcome.FAILED: "hệ thống gặp lỗi, đề nghị gửi lại tệp",
}
COUNTED = {  # under which name an answer counts each
    "accepted": Outcome.ACCEPTED,
    "repeats": Outcome.REPEAT,
    "refused": Outcome.REFUSED,
    "conflicts": Outcome.CONFLICT,
    "failed": Outcome.FAILED,
}
TAKEN_IN = frozenset({Outcome.ACCEPTED, Outcome.REPEAT})


class State(StrEnum):
    """How far a file has come."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    PARKED = "parked"  # a person must look

    @property
    def vi(self) -> str:
        return STATES_VI[self]


STATES_VI = {
    State.WAITING: "chờ xử lý",
    State.WORKING: "đang xử lý",
    State.DONE: "đã xử lý xong",
    State.PARKED: "tạm dừng, chờ quản trị hệ thống",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier as a file has it: ``raw`` in the names of :mod:`app.domain.reading`, ``faults`` in the file's own."""

    number: int
    request_id: str
    raw: Mapping[str, Any] = field(repr=False)
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read. ``dialect`` is what must be known to answer in the same way."""

    lines: Sequence[Line]
    dialect: str = ""


@dataclass(frozen=True, slots=True)
class LineResult:
    """What came of a line: codes and numbers only. The texts follow from the codes."""

    number: int
    request_id: str | None
    outcome: Outcome
    faults: tuple[Fault, ...] = ()
    dossier_no: str | None = None
    due_at: datetime | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShiftFile:
    """A file that was taken over, with how far it has come: ``counts`` by outcome.

    Once it is emptied only these numbers are left, and number, outcome and dossier of each line.
    """

    file_no: str
    media_type: str
    dialect: str
    total: int
    taken_at: datetime
    ended_at: datetime | None = None
    parked_at: datetime | None = None
    emptied_at: datetime | None = None
    name: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def done(self) -> int:
        return sum(self.counts.values())

    @property
    def state(self) -> State:
        if self.ended_at:
            return State.DONE
        if self.parked_at:
            return State.PARKED
        return State.WORKING if self.done else State.WAITING

    def count(self, outcome: Outcome) -> int:
        return self.counts.get(outcome, 0)

    @property
    def counted(self) -> dict[str, int]:
        """How many lines came to each outcome, as answers name them."""
        return {name: self.count(outcome) for name, outcome in COUNTED.items()}


def kept_request_id(given: str) -> str | None:
    """A request id as it may be kept; None for what is none: it may be anything, also a name."""
    return given if _REQUEST_ID.fullmatch(given) else None

"""The life of a handover list: open while it is scanned together and counted, then counted, then signed and locked;
one that was opened by mistake is cancelled while nothing is on it, and kept.

>>> moved(State.COUNTED, "sign").to
<State.SIGNED: 'signed'>
>>> moved(State.SIGNED, "add")
Traceback (most recent call last):
app.domain.errors.Conflict: LIST_MOVE_IMPOSSIBLE
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Conflict

IMPOSSIBLE = "LIST_MOVE_IMPOSSIBLE"


class State(StrEnum):
    """How far a list has come."""

    OPEN = "open"
    COUNTED = "counted"
    SIGNED = "signed"
    CANCELLED = "cancelled"


OVER = frozenset({State.SIGNED, State.CANCELLED})  # nothing is left to be done with it
STATES_VI = {
    State.OPEN: "đang lập",
    State.COUNTED: "đã kiểm đếm",
    State.SIGNED: "đã ký",
    State.CANCELLED: "đã hủy",
}


@dataclass(frozen=True, slots=True)
class Move:
    """One step of the table; ``to`` None: no change."""

    vi: str
    start: State
    to: State | None = None


MOVES = {
    "add": Move("ghi thêm vào bảng kê", State.OPEN),
    "take_out": Move("bỏ khỏi bảng kê", State.OPEN),
    "pack": Move("ghi số túi, số niêm phong", State.OPEN),
    "count": Move("kiểm đếm", State.OPEN),
    "uncount": Move("bỏ lần quét kiểm đếm", State.OPEN),
    "cancel": Move("hủy bảng kê", State.OPEN, State.CANCELLED),
    "close": Move("chốt kiểm đếm", State.OPEN, State.COUNTED),
    "reopen": Move("mở lại để sửa", State.COUNTED, State.OPEN),
    "sign": Move("ký giao nhận", State.COUNTED, State.SIGNED),
    "correct": Move("lập bảng kê đính chính", State.SIGNED),
}


def moved(state: State, name: str) -> Move:
    """The move, or :class:`Conflict` that names the state and what is possible from it."""
    move = MOVES[name]
    if move.start is not state:
        possible = ", ".join(each.vi for each in MOVES.values() if each.start is state) or "không còn bước nào"
        raise Conflict(code=IMPOSSIBLE, state=STATES_VI[state], move=move.vi, possible=possible)
    return move

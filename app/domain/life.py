"""The life of a dossier: one table of states and moves.

Submitted is not received: a portal's dossier waits until the authority, or a counter on its behalf, has checked the
papers. Each state carries the portal's code (TrangThaiHoSo, domain of values 1–10).

>>> moved(State.SUBMITTED, "receive").to
<State.RECEIVED: 'received'>
>>> moved(State.FINISHED, "receive")
Traceback (most recent call last):
app.domain.errors.Conflict: MOVE_IMPOSSIBLE
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Conflict


class State(StrEnum):
    """Where a dossier stands (trạng thái hồ sơ)."""

    SUBMITTED = "submitted"
    RECEIVED = "received"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class StateNames:
    """What people read, and the portal's code."""

    vi: str
    portal_code: str


STATES = {
    State.SUBMITTED: StateNames("Đã nộp, chờ tiếp nhận", "1"),
    State.RECEIVED: StateNames("Đã tiếp nhận, đang giải quyết", "2"),
    State.FINISHED: StateNames("Đã có kết quả", "9"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One step: from which states, to which, the role it needs (of the same name) and the event it writes."""

    name: str
    vi: str
    starts: frozenset[State]
    to: State
    event: str


MOVES = {
    move.name: move
    for move in (
        Move("receive", "tiếp nhận", frozenset({State.SUBMITTED}), State.RECEIVED, "received"),
        Move("finish", "kết thúc xử lý", frozenset({State.RECEIVED}), State.FINISHED, "finished"),
    )
}


def moved(state: State, name: str) -> Move:
    """The move, or :class:`Conflict` that names the state and what is possible from it."""
    move = MOVES[name]
    if state not in move.starts:
        possible = ", ".join(other.vi for other in MOVES.values() if state in other.starts) or "không có bước nào"
        raise Conflict(code="MOVE_IMPOSSIBLE", state=STATES[state].vi, move=move.vi, possible=possible)
    return move

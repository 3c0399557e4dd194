"""The life of a dossier: one table of states and moves.

Submitted is not received: a portal's dossier waits until the authority, or a counter on its behalf, has checked the
papers. Each state carries the portal's code (TrangThaiHoSo 1–10, the same in three independent sources); a withdrawal
is 7 until an officer has closed it with 8. Source: Decree 61/2018/NĐ-CP, Circular 01/2018/TT-VPCP.

>>> moved(State.SUBMITTED, "receive").to
<State.RECEIVED: 'received'>
>>> moved(State.FINISHED, "receive")
Traceback (most recent call last):
app.domain.errors.Conflict: MOVE_IMPOSSIBLE
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.act import Act
from app.domain.errors import Conflict
from app.domain.role import Role


class State(StrEnum):
    """Where a dossier stands (trạng thái hồ sơ)."""

    SUBMITTED = "submitted"
    NOT_RECEIVED = "not_received"
    RECEIVED = "received"
    PROCESSING = "processing"
    WAITING_FOR_SUPPLEMENT = "waiting_for_supplement"
    FEE_DUE = "fee_due"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    STOPPED = "stopped"
    FINISHED = "finished"
    HANDED_TO_POST = "handed_to_post"
    DELIVERED = "delivered"
    RETURNED_IN_PERSON = "returned_in_person"


@dataclass(frozen=True, slots=True)
class StateNames:
    """What people read, and the portal's code."""

    vi: str
    portal_code: str


STATES = {
    State.SUBMITTED: StateNames("Đã nộp, chờ tiếp nhận", "1"),
    State.NOT_RECEIVED: StateNames("Không được tiếp nhận", "3"),
    State.RECEIVED: StateNames("Đã tiếp nhận", "2"),
    State.PROCESSING: StateNames("Đang giải quyết", "4"),
    State.WAITING_FOR_SUPPLEMENT: StateNames("Chờ bổ sung giấy tờ", "5"),
    State.FEE_DUE: StateNames("Chờ nộp phí, lệ phí", "6"),
    State.WITHDRAWN: StateNames("Công dân đã rút, chờ đóng hồ sơ", "7"),
    State.REFUSED: StateNames("Từ chối giải quyết", "8"),
    State.STOPPED: StateNames("Đã dừng giải quyết", "8"),
    State.FINISHED: StateNames("Đã có kết quả", "9"),
    State.HANDED_TO_POST: StateNames("Đã giao bưu điện chuyển trả", "9"),
    State.DELIVERED: StateNames("Bưu điện đã phát kết quả", "10"),
    State.RETURNED_IN_PERSON: StateNames("Đã trả kết quả tại quầy", "10"),
}
WAITING = frozenset({State.WAITING_FOR_SUPPLEMENT, State.FEE_DUE})
IN_HAND = frozenset({State.RECEIVED, State.PROCESSING})
OPEN = frozenset({State.SUBMITTED}) | IN_HAND | WAITING  # the authority has not ended it yet
CLOSED = frozenset({  # nothing is left to be done
    State.NOT_RECEIVED, State.REFUSED, State.STOPPED, State.DELIVERED, State.RETURNED_IN_PERSON,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Act):
    """One step of the table.

    ``to`` None: where a wait was begun from, or no change. ``paper`` is printed of it, ``told_vi`` is what the portal
    reads with the new code (NoiDungXuLy).
    """

    starts: frozenset[State]
    to: State | None
    told_vi: str
    paper: str | None = None


def _move(
    name: str,
    vi: str,
    starts: frozenset[State] | State,
    to: State | None,
    event: str,
    roles: Role | frozenset[Role],
    told_vi: str,
    paper: str | None = None,
    needs: tuple[str, ...] = (),
    may: tuple[str, ...] = ("reason",),
) -> Move:
    return Move(
        name=name,
        vi=vi,
        starts=frozenset({starts}) if isinstance(starts, State) else starts,
        to=to,
        event=event,
        roles=frozenset({roles}) if isinstance(roles, Role) else roles,
        told_vi=told_vi,
        paper=paper,
        needs=frozenset(needs),
        may=frozenset(may) - frozenset(needs),
    )


_S, _R = State, Role
_BROUGHT = frozenset({_R.SUBMIT, _R.RECEIVE})  # by a door for the citizen, or by the desk that the citizen came to
MOVES = {
    move.name: move
    for move in (
        _move("receive", "tiếp nhận", _S.SUBMITTED, _S.RECEIVED, "received", _R.RECEIVE,
              "Đã tiếp nhận hồ sơ", "receipt"),
        _move("decline", "từ chối tiếp nhận", _S.SUBMITTED, _S.NOT_RECEIVED, "declined", _R.RECEIVE,
              "Không tiếp nhận hồ sơ", "refusal", needs=("reason",)),
        _move("ask_supplement", "yêu cầu bổ sung", frozenset({_S.SUBMITTED}) | IN_HAND, _S.WAITING_FOR_SUPPLEMENT,
              "supplement_asked", frozenset({_R.RECEIVE, _R.PROCESS}), "Yêu cầu bổ sung, hoàn thiện hồ sơ",
              "supplement_request", needs=("reason",), may=("demands", "until")),
        _move("supplement", "bổ sung giấy tờ", OPEN, None, "supplemented", _BROUGHT, "Đã nhận giấy tờ bổ sung"),
        _move("start", "chuyển giải quyết", _S.RECEIVED, _S.PROCESSING, "started", _R.PROCESS, "Đang giải quyết hồ sơ"),
        _move("ask_fee", "yêu cầu nộp phí, lệ phí", IN_HAND, _S.FEE_DUE, "fee_asked",
              frozenset({_R.RECEIVE, _R.PROCESS}), "Yêu cầu nộp phí, lệ phí", needs=("amount_vnd",)),
        _move("settle_fee", "ghi nhận đã nộp phí, lệ phí", _S.FEE_DUE, None, "fee_settled", _R.COLLECT,
              "Đã nộp phí, lệ phí", needs=("method",), may=("reason", "place", "voucher")),
        _move("apologise", "xin lỗi và hẹn lại", IN_HAND, None, "apologised", _R.PROCESS, "Xin lỗi và hẹn lại ngày trả",
              "apology", needs=("reason", "new_due_at"), may=("signer", "signer_role")),
        _move("refuse", "từ chối giải quyết", IN_HAND | WAITING, _S.REFUSED, "refused", _R.PROCESS,
              "Từ chối giải quyết hồ sơ", "refusal", needs=("reason",)),
        _move("withdraw", "rút hồ sơ", OPEN, _S.WITHDRAWN, "withdrawn", _BROUGHT, "Công dân rút hồ sơ"),
        _move("stop", "dừng giải quyết", OPEN | {_S.WITHDRAWN}, _S.STOPPED, "stopped", _R.PROCESS,
              "Dừng giải quyết hồ sơ", "stop_notice", needs=("reason",)),
        _move("finish", "kết thúc xử lý", IN_HAND, _S.FINISHED, "finished", _R.FINISH, "Đã có kết quả giải quyết",
              may=("reason", "licence_number", "licence_serial")),
        _move("hand_over", "giao bưu điện", _S.FINISHED, _S.HANDED_TO_POST, "handed_over", _R.RETURN,
              "Đã giao bưu điện chuyển trả kết quả"),
        _move("take_back", "nhận lại từ bưu điện", _S.HANDED_TO_POST, _S.FINISHED, "taken_back", _R.RETURN,
              "Bưu điện trả lại kết quả chưa phát được", needs=("reason",), may=()),
        _move("deliver", "ghi nhận đã phát", _S.HANDED_TO_POST, _S.DELIVERED, "delivered", _R.RETURN,
              "Bưu điện đã phát kết quả", may=("reason", "receiver", "receiver_id_number")),
        _move("return_in_person", "trả kết quả tại quầy", _S.FINISHED, _S.RETURNED_IN_PERSON, "returned", _R.RETURN,
              "Đã trả kết quả", "result_slip", needs=("receiver", "receiver_id_number"),
              may=("reason", "receiver_phone", "authorisation")),
    )
}  # fmt: skip


def moved(state: State, name: str) -> Move:
    """The move, or :class:`Conflict` that names the state and what is possible from it."""
    move = MOVES[name]
    if state not in move.starts:
        raise impossible(state, move.vi)
    return move


def impossible(state: State, move_vi: str) -> Conflict:
    """A refusal that names the state and what is possible from it."""
    names = ", ".join(other.vi for other in possible(state))
    told = f"Có thể: {names}" if names else "Hồ sơ đã kết thúc, không còn bước nào"
    return Conflict(code="MOVE_IMPOSSIBLE", state=STATES[state].vi, move=move_vi, possible=told)


def possible(state: State) -> tuple[Move, ...]:
    """The moves that a dossier in this state can make, in the order of the table."""
    return tuple(move for move in MOVES.values() if state in move.starts)


def destination(state: State, move: Move, resumes: State | None) -> State:
    """Where the move leads from here; ``resumes`` is where a wait was begun from."""
    if move.to is not None:
        return move.to
    ends_wait = move.name == ("supplement" if state is State.WAITING_FOR_SUPPLEMENT else "settle_fee")
    return resumes if state in WAITING and ends_wait and resumes is not None else state

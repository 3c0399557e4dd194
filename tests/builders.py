"""Things that are valid by default; a test overrides what matters to it."""

from __future__ import annotations

import itertools
from typing import Any

from app import lifecycle, submissions
from app.context import Context
from app.domain import remark
from app.domain.life import MOVES, State, possible
from app.domain.submission import Channel, Submission
from app.security import keys
from app.security.principals import Principal, Role

AGENCY = "000.00.16.H01"
OFFICE = "881600"
OTHER_OFFICE = "884600"
ALL_CHANNELS = (Channel.POST_COUNTER, Channel.PORTAL, Channel.DISTRICT_DESK, Channel.PROVINCIAL_CENTRE)
_numbers = itertools.count(1)


SAID: dict[str, dict[str, Any]] = {  # what each move needs
    "decline": {"reason": "Hồ sơ không thuộc thẩm quyền giải quyết"},
    "ask_supplement": {"reason": "Giấy khám sức khỏe đã hết hạn"},
    "ask_fee": {"amount_vnd": 135_000},
    "settle_fee": {"method": "cash", "voucher": "BL-0002"},
    "apologise": {"reason": "Máy in phôi bị hỏng", "new_due_at": "2021-11-30"},
    "refuse": {"reason": "Giấy phép lái xe không có trong hồ sơ gốc"},
    "stop": {"reason": "Công dân đã rút hồ sơ"},
    "take_back": {"reason": "Người nhận đi vắng"},
    "return_in_person": {"receiver": "Nguyễn Thị Ngọc Ánh", "receiver_id_number": "089187004321"},
}


def ways() -> dict[State, tuple[str, ...]]:
    """The shortest way from submitted to every state, as names of moves."""
    found: dict[State, tuple[str, ...]] = {State.SUBMITTED: ()}
    waiting = [State.SUBMITTED]
    for state in waiting:
        for move in possible(state):
            if move.to is not None and move.to not in found:
                found[move.to] = (*found[state], move.name)
                waiting.append(move.to)
    return found


def said(move: str, context: Context, **changes: Any) -> remark.Remark:
    """What is said at a move, valid by default."""
    return remark.read(SAID.get(move, {}) | changes, MOVES[move], context.clock.now())


def led_to(state: State, number: str, who: Principal, context: Context) -> None:
    """Lead a submitted dossier to a state."""
    for move in ways()[state]:
        lifecycle.make(move, number, said(move, context), who, context, "test")


def unique(prefix: str = "id") -> str:
    """A name that no other test of this run uses."""
    return f"{prefix}-{next(_numbers)}"


def raw_dossier(**changes: Any) -> dict[str, Any]:
    """A dossier in the shape of REST."""
    return {
        "procedure": "1.002809.000.00.00.H01",
        "licence_class": "B2",
        "owner": {
            "name": "Nguyễn Thị Ngọc Ánh",
            "birth": "21/03/1987",
            "id_number": f"0891870{next(_numbers):05d}",
            "phone": "0918 345 601",
            "address": {"text": "Số 12, tổ 5, ấp Trung Bình, xã Vĩnh Trạch, huyện Thoại Sơn"},
        },
        "papers": [
            {"name": "Đơn đề nghị đổi giấy phép lái xe", "originals": 1},
            {"name": "Giấy khám sức khỏe của người lái xe", "originals": 1},
            {"name": "Bản sao giấy phép lái xe", "copies": 1},
            {"name": "Bản sao CCCD", "copies": 1},
        ],
        "fee": {"amount_vnd": 135_000, "place": "counter", "method": "cash", "voucher": "BL-0001"},
        "return_by_post": {"wish": "yes"},
        **changes,
    }


def submission(
    context: Context, *, request_id: str | None = None, channel: Channel = Channel.POST_COUNTER, **changes: Any
) -> Submission:
    return submissions.read(
        raw_dossier(**changes),
        request_id=request_id or unique("request"),
        channel=channel,
        context=context,
    )


def new_key(context: Context, **changes: Any) -> str:
    """The secret of a new agency-wide key that may do everything."""
    values = {"sender": unique("sender"), "agency_id": AGENCY, "channels": ALL_CHANNELS, "roles": list(Role), **changes}
    return keys.create(keys.NewKey(**values), context)


def principal(context: Context, **changes: Any) -> Principal:
    return keys.by_bearer(new_key(context, **changes), context)

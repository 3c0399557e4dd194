"""Custody in words: what the citizen reads of the licence."""

from __future__ import annotations

from app.context import Context
from app.custody.holding import Held
from app.custody.names import keeper_vi
from app.domain.custody.step import House
from app.domain.custody.thread import Custody
from app.domain.life import State
from app.domain.local_time import LOCAL

_TO_BRING_VI = "Khi đến nhận, mang theo căn cước hoặc hộ chiếu; người nhận thay phải là người đã đăng ký."
_THERE_IS_ONE = frozenset({State.FINISHED, State.HANDED_TO_POST, State.DELIVERED, State.RETURNED_IN_PERSON})


def licence_vi(held: Held, context: Context) -> list[str]:
    """Where the licence is, in sentences for its owner; none before it is finished, or where it ended otherwise.

    A licence is printed before it is signed: nobody is told to come for one that may still be refused.
    """
    licence = held.threads.licence
    if licence is None or held.dossier.state not in _THERE_IS_ONE:
        return []
    where = keeper_vi(licence.keeper, context)
    if licence.keeper.house is House.CITIZEN:
        return ["Giấy phép lái xe đã được trả cho người nhận."]
    if licence.keep_until is not None:
        day = f"{licence.keep_until.astimezone(LOCAL):%d/%m/%Y}"
        return [f"Giấy phép lái xe đang ở {where}, giữ đến hết ngày {day}.", _TO_BRING_VI]
    if licence.keeper.house is House.POST and licence.is_going_back:
        return ["Giấy phép lái xe chưa phát được, đang được bưu điện chuyển hoàn về cơ quan giải quyết."]
    if licence.keeper.house is House.POST:
        return ["Giấy phép lái xe đã giao bưu điện, đang chuyển đến người nhận.", *_tried(licence)]
    if held.dossier.wants_post:
        return [f"Giấy phép lái xe đang ở {where}, chờ giao bưu điện."]
    return [f"Giấy phép lái xe đang ở {where}; đề nghị đến nhận và mang theo giấy tờ tùy thân."]


def _tried(licence: Custody) -> list[str]:
    return [f"Bưu tá đã đến phát {licence.attempts} lần nhưng chưa thành công."] if licence.attempts else []

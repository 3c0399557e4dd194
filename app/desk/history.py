"""History (quá trình giải quyết): what happened to a dossier, when, by whom and where, and what was said, in words.

Who sees the dossier sees its history. Receivers of results are left out of it: who they were stands on the result slip.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.context import Context
from app.desk import doers
from app.desk.doers import Doers
from app.domain.dossier import Dossier
from app.domain.life import MOVES
from app.domain.old_licence import STAGES
from app.domain.post.item_code_void import VOID
from app.domain.remark import Remark
from app.lookup import find
from app.security.principals import Principal
from app.store import events
from app.store.events import Told

EVENTS_VI = (
    {move.event: move.told_vi for move in MOVES.values()}
    | {names.event: f"Giấy phép lái xe cũ: {names.vi}" for names in STAGES.values()}
    | {
        "submitted": "Nộp hồ sơ",
        "joined": "Kênh khác chuyển thêm giấy tờ của cùng hồ sơ",
        "corrected": "Sửa thông tin hồ sơ",
        "counted": "Kiểm đếm giấy tờ",
        "discrepancy_closed": "Xử lý xong một sai lệch giấy tờ",
        "collected": "Thu phí, lệ phí",
        "refunded": "Hoàn phí, lệ phí",
        "reprinted": "In lại giấy tờ",
        "post_ordered": "Bưu điện nhận yêu cầu chuyển phát",
        "post_refused": "Bưu điện từ chối yêu cầu chuyển phát",
        "post_order_unknown": "Chưa rõ bưu điện đã nhận yêu cầu chuyển phát hay chưa",
        "post_order_cancelled": "Yêu cầu chuyển phát đã hủy",
        "post_order_reissued": "Gửi lại yêu cầu chuyển phát với số mới",
        "post_order_settled": "Ghi kết quả yêu cầu chuyển phát theo trả lời của bưu điện",
        "post_cancel_asked": "Yêu cầu hủy chuyển phát",
        "post_cancel_refused": "Bưu điện không hủy yêu cầu chuyển phát",
        "post_cancel_unknown": "Chưa rõ bưu điện đã hủy yêu cầu chuyển phát hay chưa",
        "papers_collected": "Bưu điện đã lấy hồ sơ tại nhà và chuyển đến cơ quan giải quyết",
        VOID.event: "Hủy số hiệu bưu gửi",
        "licence_printed": "In giấy phép lái xe",
        "licence_enveloped": "Đóng phong bì giấy phép lái xe, dán số hiệu bưu gửi",
        "licence_voided": "Hủy phôi giấy phép lái xe",
        "custody_settled": "Kết luận nơi đang giữ giấy tờ, giấy phép lái xe",
        "licence_received": "Bưu cục nhận bưu gửi có giấy phép lái xe",
        "licence_attempted": "Bưu tá phát giấy phép lái xe không thành công",
        "licence_kept": "Bưu cục lưu giữ giấy phép lái xe chờ người nhận",
        "licence_sent_again": "Bưu cục giao bưu tá phát lại giấy phép lái xe",
        "papers_handed_over": "Bưu cục bàn giao giấy tờ cho bộ phận một cửa",
    }
)
COLLECTED_VI = "Đã trả tận tay tại bưu cục, đã kiểm tra giấy tờ tùy thân"


@dataclass(frozen=True, slots=True)
class Line:
    """One event; ``who_vi`` is the officer's name, or the system that sent it, ``place_vi`` the office of either."""

    seq: int
    kind: str
    at: datetime
    text_vi: str
    who_vi: str
    place_vi: str
    said: Remark


@dataclass(frozen=True, slots=True)
class History:
    """A dossier and what happened to it, in order."""

    dossier: Dossier
    lines: tuple[Line, ...]


def of(code: str, principal: Principal, context: Context) -> History:
    """What happened to a dossier, in order; :class:`NotFound`."""
    dossier = find(code, principal, context)
    with context.database.begin() as connection:
        told = events.history(connection, [dossier.id])[dossier.id]
        known = doers.of(connection, told, principal.agency_id)
    return History(dossier, tuple(_line(each, known, context) for each in told))


def _line(told: Told, known: Doers, context: Context) -> Line:
    event = told.event
    text_vi = COLLECTED_VI if event.details.get("collector") else EVENTS_VI.get(event.kind, event.kind)
    who_vi, place_vi = doers.who_and_where(told, known, context)
    return Line(told.seq, event.kind, event.at, text_vi, who_vi, place_vi, _without_receiver(told.said))


def _without_receiver(said: Remark) -> Remark:
    said = replace(said, receiver="", receiver_id_number="", receiver_phone="", authorisation="")
    return replace(said, id_paper=None, id_digits="")

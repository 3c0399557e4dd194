"""What became of each report of a batch (kết quả từng lần báo)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Fault
from app.domain.post.named import Unclear
from app.domain.post.tracking import TrackingEvent


class Result(StrEnum):
    """What became of one report."""

    KEPT = "kept"
    REPEAT = "repeat"
    UNKNOWN_CODE = "unknown_code"  # kept as written; where the parcel stands does not change
    CONFLICT = "conflict"  # its id came before with other content: not kept
    NOT_OURS = "not_ours"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


RESULTS_VI = {
    Result.KEPT: "đã ghi nhận",
    Result.REPEAT: "đã ghi nhận từ trước",
    Result.UNKNOWN_CODE: "đã lưu nguyên văn, mã trạng thái chưa có trong bảng mã",
    Result.CONFLICT: "mã sự kiện này đã dùng cho nội dung khác, không ghi nhận",
    Result.NOT_OURS: "không có bưu gửi này trong phạm vi đơn vị được phép báo",
    Result.REFUSED: "không ghi nhận được",
    Result.UNREADABLE: "không đọc được, không ghi nhận",
}
CODES = {Unclear.NAMES_DIFFER: "PARCELS_DIFFER", Unclear.CODE_TWICE: "ITEM_CODE_TWICE"}


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to one report; ``faults`` say what cannot be read of it, ``why`` (code, text) why it was refused.

    ``event_id`` is the sender's own, as far as it can be read, else the digest under which the report is kept.
    """

    result: Result
    event: TrackingEvent | None = None
    dossier_no: str | None = None
    faults: tuple[Fault, ...] = ()
    why: tuple[str, str] | None = None
    event_id: str | None = None

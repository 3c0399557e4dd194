"""Tracking (định vị bưu gửi): what the post reports of a parcel, and where it stands by all of it.

Reports come late, twice and out of order, from several sources. So where a parcel stands is a pure function of the
set of its events, never of the order they came in: the status of the highest rank counts, and within one rank the
time. A delivery cannot be undone by an attempt that is reported afterwards; a parcel that moves is not cancelled,
whatever the papers say, but the contradiction is shown (``disputed``) for a person to settle.

>>> late = TrackingEvent("ngsp", "2", at=datetime(2021, 11, 23, tzinfo=UTC), status=Status.ATTEMPTED)
>>> there = TrackingEvent("ngsp", "1", at=datetime(2021, 11, 24, tzinfo=UTC), status=Status.DELIVERED)
>>> standing([there, late]).status, standing([late]).status.vi
(<Status.DELIVERED: 'delivered'>, 'phát chưa thành công')
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class Status(StrEnum):
    """Trạng thái bưu gửi, in the usual order of a parcel's life."""

    UNKNOWN = "unknown"
    ORDERED = "ordered"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPTED = "attempted"
    HELD = "held"
    RETURNING = "returning"
    RETURNED = "returned"
    DELIVERED = "delivered"

    @property
    def vi(self) -> str:
        return _STATUSES[self][0]

    @property
    def rank(self) -> int:
        return _STATUSES[self][1]


# Words, and rank. One rank: these alternate in real life, so the latest counts.
_STATUSES = {
    Status.UNKNOWN: ("chưa xác định", 0),
    Status.ORDERED: ("đã gửi yêu cầu đến bưu điện", 1),
    Status.ACCEPTED: ("bưu điện đã chấp nhận", 2),
    Status.CANCELLED: ("đã hủy", 3),
    Status.IN_TRANSIT: ("đang vận chuyển", 4),
    Status.OUT_FOR_DELIVERY: ("đang đi phát", 4),
    Status.ATTEMPTED: ("phát chưa thành công", 4),
    Status.HELD: ("đang lưu tại bưu cục", 4),
    Status.RETURNING: ("đang chuyển hoàn", 5),
    Status.RETURNED: ("đã chuyển hoàn", 6),
    Status.DELIVERED: ("phát thành công", 7),
}
ENDS = frozenset({Status.CANCELLED, Status.RETURNED, Status.DELIVERED})
_AFTER_AN_ATTEMPT = frozenset({Status.HELD, Status.RETURNING, Status.RETURNED})


class Reason(StrEnum):
    """Why a delivery failed (lý do phát không thành công); UNKNOWN: the post gave one that is in no table of ours."""

    RECEIVER_AWAY = "receiver_away"
    WRONG_ADDRESS = "wrong_address"
    REFUSED = "refused"
    MOVED = "moved"
    NO_PHONE = "no_phone"
    DAMAGED = "damaged"
    UNCLAIMED = "unclaimed"
    NO_ID = "no_id"
    UNKNOWN = "unknown"

    @property
    def vi(self) -> str:
        return _REASONS[self]


_REASONS = {
    Reason.RECEIVER_AWAY: "người nhận đi vắng",
    Reason.WRONG_ADDRESS: "sai địa chỉ",
    Reason.REFUSED: "người nhận từ chối nhận",
    Reason.MOVED: "người nhận đã chuyển nơi ở",
    Reason.NO_PHONE: "không liên lạc được qua điện thoại",
    Reason.DAMAGED: "bưu gửi hư hỏng",
    Reason.UNCLAIMED: "quá hạn lưu, người nhận không đến nhận",
    Reason.NO_ID: "người nhận không xuất trình được giấy tờ tùy thân",
    Reason.UNKNOWN: "lý do khác",
}


@dataclass(frozen=True, slots=True)
class TrackingEvent:
    """One report. ``(source, source_id)`` is unique; ``raw_…`` is as written; ``at`` None: its time is unreadable."""

    source: str
    source_id: str
    order_no: str | None = None
    item_code: str | None = None
    raw_code: str = ""
    raw_text: str = ""
    raw_time: str = ""
    at: datetime | None = None
    status: Status = Status.UNKNOWN
    reason: Reason | None = None
    pos_code: str | None = None  # mã bưu cục


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the parcel stands, since when, and why. ``disputed``: another end was reported as well."""

    status: Status
    reason: Reason | None = None
    at: datetime | None = None
    disputed: bool = False


def standing(events: Iterable[TrackingEvent]) -> Standing:
    """The same for the same set of events, whatever their order."""
    known = sorted(events, key=_place)
    if not known:
        return Standing(Status.UNKNOWN)
    top = [event for event in known if event.status.rank == known[-1].status.rank]
    chosen = top[-1]
    if chosen.status in ENDS:  # it ended once; the reports of cash on delivery after it add nothing
        chosen = next((event for event in top if event.at is not None), top[0])
    disputed = any(event.status in ENDS and event.status is not chosen.status for event in known)
    return Standing(chosen.status, _reason(chosen, known), chosen.at, disputed)


def _reason(chosen: TrackingEvent, known: list[TrackingEvent]) -> Reason | None:
    """Its own; where the post goes on after a failed attempt without saying why, the reason of that attempt."""
    if chosen.reason is not None or chosen.status not in _AFTER_AN_ATTEMPT:
        return chosen.reason
    return next((e.reason for e in reversed(known) if e.status is Status.ATTEMPTED and e.reason is not None), None)


_NEVER = datetime.min.replace(tzinfo=UTC)
_ORDER = {status: place for place, status in enumerate(Status)}


def _place(event: TrackingEvent) -> tuple[int, datetime, int, str, str, str]:
    """Rank, time (an unreadable one is the earliest), then whatever makes the order of equals a fixed one."""
    at = event.at or _NEVER
    return (event.status.rank, at, _ORDER[event.status], event.source, event.source_id, event.reason or "")

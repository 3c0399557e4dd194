"""Parcel (bưu gửi): what we keep of one: the order that the post was asked for, and where it stands.

An order is ``asked`` from the moment before it leaves until its answer is written. Who finds it there later does not
know how it ended, so it counts as unknown; why it is never sent again blindly: :mod:`app.domain.postal_order`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.fees import FreightPayer
from app.domain.postal_order import Ended, Leg
from app.domain.tracking import Reason, Standing, Status


class OrderState(StrEnum):
    """Where an order to the post stands (yêu cầu chuyển phát)."""

    READY = "ready"
    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"

    @property
    def vi(self) -> str:
        return _STATES[self]


_STATES = {
    OrderState.READY: "chờ gửi yêu cầu đến bưu điện",
    OrderState.ASKED: "đang gửi yêu cầu đến bưu điện",
    OrderState.ACCEPTED: "bưu điện đã nhận yêu cầu",
    OrderState.REFUSED: "bưu điện từ chối yêu cầu",
    OrderState.UNKNOWN: "chưa rõ bưu điện đã nhận yêu cầu hay chưa",
    OrderState.CANCELLED: "yêu cầu đã hủy",
}
ENDED = {OrderState.REFUSED: Ended.REFUSED, OrderState.CANCELLED: Ended.CANCELLED}  # may be issued again
OPEN_ENDED = frozenset({OrderState.ASKED, OrderState.UNKNOWN})  # an answer is still to be written


class Finding(StrEnum):
    """What a person must settle, since the post's reports and the dossier do not go together."""

    DISPUTED = "disputed"
    DELIVERED_OTHERWISE = "delivered_otherwise"
    RETURNED_OTHERWISE = "returned_otherwise"

    @property
    def vi(self) -> str:
        return _FINDINGS[self]


_FINDINGS = {
    Finding.DISPUTED: "bưu điện báo hai kết quả trái ngược nhau",
    Finding.DELIVERED_OTHERWISE: "bưu điện báo đã phát nhưng trạng thái hồ sơ không phù hợp",
    Finding.RETURNED_OTHERWISE: "bưu điện báo đã chuyển hoàn nhưng trạng thái hồ sơ không phù hợp",
}


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel. ``edition`` is the ``seq`` of the event that owes its order; ``answer_…`` is as the post wrote it."""

    id: int
    dossier_id: int
    leg: Leg
    order_no: str
    issue: int
    edition: int
    state: OrderState
    status: Status
    made_at: datetime
    item_code: str | None = None
    payer: FreightPayer | None = None
    cod_vnd: int | None = None
    answer_code: str = ""
    answer_text: str = ""
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    reason: Reason | None = None
    status_at: datetime | None = None
    disputed: bool = False
    finding: Finding | None = None

    @property
    def standing(self) -> Standing:
        return Standing(self.status, self.reason, self.status_at, self.disputed)

"""Parcel (bưu gửi): what we keep of one: the order that the post was asked for, and where it stands.

An order is ``asked`` from the moment before it leaves until its answer is written. Who finds it there later does not
know how it ended, so it counts as unknown; why it is never sent again blindly: :mod:`app.domain.post.order`.

Taking it back (hủy yêu cầu chuyển phát) is a call of its own with the same three ends, so it has states of its own
beside those of the order (:class:`Cancelling`): an order that was accepted stands until the post has cancelled it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.money.fees import FreightPayer
from app.domain.post.order import Ended, Leg
from app.domain.post.tracking import Reason, Standing, Status


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
ENDED = {OrderState.REFUSED: Ended.REFUSED, OrderState.CANCELLED: Ended.CANCELLED}
OPEN_ENDED = frozenset({OrderState.ASKED, OrderState.UNKNOWN})  # an answer is still to be written


class Cancelling(StrEnum):
    """How far taking an order back is (hủy yêu cầu chuyển phát); once it is cancelled this is over."""

    WANTED = "wanted"
    ASKED = "asked"
    UNKNOWN = "unknown"
    REFUSED = "refused"

    @property
    def vi(self) -> str:
        return _CANCELLINGS[self]


_CANCELLINGS = {
    Cancelling.WANTED: "chờ gửi yêu cầu hủy đến bưu điện",
    Cancelling.ASKED: "đang gửi yêu cầu hủy đến bưu điện",
    Cancelling.UNKNOWN: "chưa rõ bưu điện đã hủy hay chưa",
    Cancelling.REFUSED: "bưu điện không hủy, yêu cầu chuyển phát vẫn còn hiệu lực",
}


class Finding(StrEnum):
    """What a person must settle, since the post's reports and the dossier do not go together."""

    DISPUTED = "disputed"
    DELIVERED_OTHERWISE = "delivered_otherwise"
    RETURNED_OTHERWISE = "returned_otherwise"
    COLLECTED_OTHERWISE = "collected_otherwise"
    NOT_COLLECTED = "not_collected"
    CARRIED_ANYHOW = "carried_anyhow"
    COD_OTHERWISE = "cod_otherwise"
    NOT_ORDERED_AGAIN = "not_ordered_again"
    CODE_UNUSABLE = "code_unusable"
    CODE_OF_ANOTHER = "code_of_another"

    @property
    def vi(self) -> str:
        return _FINDINGS[self]


_FINDINGS = {
    Finding.DISPUTED: "bưu điện báo hai kết quả trái ngược nhau",
    Finding.DELIVERED_OTHERWISE: "bưu điện báo đã phát nhưng trạng thái hồ sơ không phù hợp",
    Finding.RETURNED_OTHERWISE: "bưu điện báo đã chuyển hoàn nhưng trạng thái hồ sơ không phù hợp",
    Finding.COLLECTED_OTHERWISE: "bưu điện báo đã lấy hồ sơ nhưng trạng thái hồ sơ không phù hợp",
    Finding.NOT_COLLECTED: "bưu điện không lấy được hồ sơ tại nhà",
    Finding.CARRIED_ANYHOW: "bưu điện vẫn chuyển bưu gửi dù yêu cầu chuyển phát đã kết thúc",
    Finding.COD_OTHERWISE: "nội dung chuyển phát hoặc tiền thu hộ đã thay đổi sau khi bưu điện nhận bưu gửi",
    Finding.NOT_ORDERED_AGAIN: "đã hủy nhưng chưa gửi lại được yêu cầu vì hết số hiệu bưu gửi",
    Finding.CODE_UNUSABLE: "bưu điện chưa cho số hiệu bưu gửi, hoặc cho số hiệu không dùng được, khác số hiệu đã in; "
    "hỏi bưu điện, hoặc hủy rồi gửi lại yêu cầu",
    Finding.CODE_OF_ANOTHER: "số hiệu bưu điện cho đã thuộc bưu gửi khác nên không ghi nhận; hỏi bưu điện số hiệu đúng",
}
OF_CODE = frozenset({Finding.CODE_UNUSABLE, Finding.CODE_OF_ANOTHER})  # of the item code that the post gave


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel. ``edition`` is the ``seq`` of the event that owes its order; ``answer_…`` is as the post wrote it.

    ``content`` is the digest of what was asked for, ``cancel_seq`` the event that wants it taken back, ``again``
    whether another order follows once that is done.
    """

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
    content: str | None = None
    cancel: Cancelling | None = None
    cancel_seq: int | None = None
    cancel_asked_at: datetime | None = None
    again: bool = False

    @property
    def ended(self) -> Ended | None:
        """How the order ended, so that it may be issued again; None while it stands, or nobody knows."""
        sent_back = Ended.SENT_BACK if self.status is Status.RETURNED else None
        return ENDED.get(self.state, sent_back)

    @property
    def is_live(self) -> bool:
        """Whether the post may have something to do for it."""
        return self.ended is None and self.status is not Status.DELIVERED

    @property
    def is_called_off(self) -> bool:
        """Whether it is being taken back; where the post has refused that, it stands."""
        return self.cancel not in (None, Cancelling.REFUSED)

    @property
    def is_under_way(self) -> bool:
        """Whether the post has the parcel in hand, by what it reports."""
        return self.status.rank >= Status.IN_TRANSIT.rank or self.status is Status.ACCEPTED

    @property
    def refusal(self) -> str:
        """Why the post has refused the order, or to cancel it, in its own words."""
        is_refused = self.state is OrderState.REFUSED or self.cancel is Cancelling.REFUSED
        return " ".join(filter(None, (self.answer_code, self.answer_text))) if is_refused else ""

    @property
    def standing(self) -> Standing:
        return Standing(self.status, self.reason, self.status_at, self.disputed)

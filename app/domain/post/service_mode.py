"""Service mode (hình thức sử dụng dịch vụ bưu chính): which way the post carries something of a dossier.

A citizen uses the post to send the papers, to receive the result, or for both (Decision 45/2016/QĐ-TTg). It is never
said by itself: it follows from where the dossier was handed in and from what was asked for.

>>> of("post_counter", {"return_by_post": {"wish": "yes"}}).vi
'Gửi hồ sơ và nhận kết quả'
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.domain.post.order import Leg
from app.domain.post.wish import is_wished
from app.domain.submission import Channel


class ServiceMode(StrEnum):
    """Which of the two ways."""

    NONE = "none"
    SEND = "send"
    RECEIVE = "receive"
    BOTH = "both"

    @property
    def vi(self) -> str:
        return _VI[self]


_VI = {
    ServiceMode.NONE: "Không sử dụng",
    ServiceMode.SEND: "Gửi hồ sơ",
    ServiceMode.RECEIVE: "Nhận kết quả",
    ServiceMode.BOTH: "Gửi hồ sơ và nhận kết quả",
}
_MODES = {  # sends, receives
    (False, False): ServiceMode.NONE,
    (True, False): ServiceMode.SEND,
    (False, True): ServiceMode.RECEIVE,
    (True, True): ServiceMode.BOTH,
}


def of(channel: str, record: Mapping[str, Any]) -> ServiceMode:
    """Papers go by post from a counter or from the citizen's home; who has said nothing of the result fetches it."""
    sends = channel == Channel.POST_COUNTER or is_wished(record, Leg.COLLECT)
    return _MODES[sends, is_wished(record, Leg.RETURN)]

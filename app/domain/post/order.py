"""Order to the post (yêu cầu chuyển phát): one parcel that the post is asked to carry, and what it answers.

A dossier has up to two parcels (bưu gửi): its papers fetched from the citizen's home (thu gom hồ sơ), its result
brought back (trả kết quả). Each has an order number of its own that stays the same however often it is sent, because
the post tells orders apart by it. Only an order that ended as refused or cancelled, or whose parcel was sent back, is
issued again, under the next counted number: one drawn anew for each try makes a second parcel out of a lost answer.

>>> first = first_number("000.00.16.H01-211122-0001", Leg.RETURN)
>>> first, next_number(first, [first]), next_number(first, [first, f"{first}-2"])
('000.00.16.H01-211122-0001', '000.00.16.H01-211122-0001-2', '000.00.16.H01-211122-0001-3')
>>> next_number(first_number("000.00.16.H01-211122-0001", Leg.COLLECT), [])
'000.00.16.H01-211122-0001-TG-2'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.money.fees import FreightPayer


class Leg(StrEnum):
    """Which way the parcel goes; the second one's number carries a mark."""

    RETURN = "return"  # trả kết quả
    COLLECT = "collect"  # thu gom hồ sơ

    @property
    def vi(self) -> str:
        return _LEGS_VI[self]


_LEGS_VI = {Leg.RETURN: "chuyển trả kết quả", Leg.COLLECT: "thu gom hồ sơ tại nhà"}
MARKS = {Leg.RETURN: "", Leg.COLLECT: "-TG"}


class Ended(StrEnum):
    """How an order must have ended before it may be issued again; an end that is unknown is none of these."""

    REFUSED = "refused"  # bị từ chối
    CANCELLED = "cancelled"  # đã hủy
    SENT_BACK = "sent_back"  # đã chuyển hoàn


@dataclass(frozen=True, slots=True)
class Party:
    """Sender or receiver (người gửi, người nhận). ``province`` and ``district`` are the post's own codes, if known."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)
    province: str | None = None
    district: str | None = None
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class PostalOrder:
    """What the post is asked to carry. ``item_code`` None: the post gives one. Money in whole đồng."""

    order_no: str
    sender: Party
    receiver: Party
    contents: str  # nội dung hàng gửi, as on the label
    weight_g: int
    item_code: str | None = None  # số hiệu bưu gửi
    cod_vnd: int = 0  # tiền thu hộ
    payer: FreightPayer = FreightPayer.SENDER
    note: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The post has taken the order. ``code`` and ``text`` are as it wrote them; ``item_code`` None: it gave none."""

    order_no: str
    item_code: str | None
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The post has cancelled the order (hủy yêu cầu)."""

    order_no: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Price:
    """The postage (cước) that the post would charge."""

    amount_vnd: int


def first_number(dossier_no: str, leg: Leg) -> str:
    """The number of a parcel's first order: that of the dossier, as the post's own look-ups expect it."""
    return dossier_no + MARKS[leg]


def next_number(first: str, used: Iterable[str]) -> str:
    """``first`` and a counted suffix, one above all that were used; the first repeat is number 2."""
    suffix = re.compile(re.escape(first) + "-([1-9][0-9]*)")
    counted = [int(match[1]) for number in used if (match := suffix.fullmatch(number))]
    return f"{first}-{max([1, *counted]) + 1}"

"""Submission (bộ hồ sơ nộp vào): what any door hands in, already clean, before it becomes a dossier.

Every door (post counter over SOAP, REST, portal webhook, officer's form) makes this one kind of record; behind it
nobody sees a portal key or an XML element. Text is NFC, money whole đồng, times aware. :mod:`app.domain.reading`
builds it from raw values and names every fault at once.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domain.address import Address
from app.domain.identity import BirthDate, IdDocument


class Channel(StrEnum):
    """How a dossier came in (kênh tiếp nhận)."""

    POST_COUNTER = "post_counter"  # bưu cục, bưu chính công ích
    PORTAL = "portal"  # cổng dịch vụ công, trực tuyến
    DISTRICT_DESK = "district_one_stop"  # bộ phận một cửa cấp huyện
    PROVINCIAL_CENTRE = "provincial_centre"  # trung tâm phục vụ hành chính công tỉnh


class Wish(StrEnum):
    """An answer that may be missing: unknown stays unknown, it is never "no"."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class FeePlace(StrEnum):
    """Where the fee was paid (nơi thu phí)."""

    COUNTER = "counter"
    ONLINE = "online"
    DESK = "desk"
    ON_RETURN = "on_return"
    ON_COLLECTION = "on_collection"  # khi bưu tá đến lấy hồ sơ
    UNKNOWN = "unknown"


PAID = frozenset({FeePlace.COUNTER, FeePlace.ONLINE, FeePlace.DESK})  # where it was paid, it was paid


class FeeMethod(StrEnum):
    """How the fee was paid (hình thức thu)."""

    CASH = "cash"
    TRANSFER = "transfer"
    CARD = "card"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Person:
    """The owner (chủ hồ sơ) or the submitter (người nộp). ``phone_raw`` is as written, ``phone`` what it means."""

    name: str
    birth: BirthDate | None = None
    id_document: IdDocument | None = None
    phone: str | None = None
    phone_raw: str | None = None
    email: str | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a paper. ``content`` never enters a fingerprint, a log or the database: its digest does."""

    file_name: str
    media_type: str
    sha256: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the dossier (thành phần hồ sơ): how many originals, copies and certified copies were handed in.

    ``file_url`` is where a portal keeps its file; it is recorded, never fetched at intake.
    """

    name: str
    originals: int = 0
    copies: int = 0
    certified: int = 0
    code: str | None = None
    attachment: Attachment | None = None
    file_url: str | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """What the citizen paid or owes (phí, lệ phí), in whole đồng."""

    amount_vnd: int
    place: FeePlace = FeePlace.UNKNOWN
    method: FeeMethod = FeeMethod.UNKNOWN
    voucher: str | None = None


class MayReceive(StrEnum):
    """Who may take the licence from the postman (đối tượng được nhận); nothing said: as the post does by itself."""

    RECEIVER_ONLY = "receiver_only"  # chỉ phát cho người nhận
    HOUSEHOLD = "household"  # người nhận hoặc người cùng hộ
    AUTHORISED = "authorised"  # người nhận hoặc người nhận thay, who is named

    @property
    def vi(self) -> str:
        return _MAY_RECEIVE_VI[self]


_MAY_RECEIVE_VI = {
    MayReceive.RECEIVER_ONLY: "Chỉ phát cho người nhận",
    MayReceive.HOUSEHOLD: "Phát cho người nhận hoặc người cùng hộ",
    MayReceive.AUTHORISED: "Phát cho người nhận hoặc người nhận thay",
}


@dataclass(frozen=True, slots=True)
class Deputy:
    """Who receives in the citizen's place (người nhận thay), and the document that the postman looks at."""

    name: str
    id_document: IdDocument | None = None


@dataclass(frozen=True, slots=True)
class ReturnByPost:
    """The wish to get the licence by post (đăng ký nhận kết quả qua bưu chính)."""

    wish: Wish = Wish.UNKNOWN
    receiver: str | None = None
    phone: str | None = None
    address: Address | None = None
    may_receive: MayReceive | None = None
    deputy: Deputy | None = None


@dataclass(frozen=True, slots=True)
class HomeCollection:
    """The wish that the post fetches the papers (đăng ký thu gom hồ sơ tại nhà); what is not said is the owner's.

    Only who hands in online can have it: a counter and a desk have the papers before them.
    """

    wish: Wish = Wish.UNKNOWN
    sender: str | None = None
    phone: str | None = None
    address: Address | None = None


FETCHED_FROM = frozenset({Channel.PORTAL})  # channels whose papers may be fetched at home


@dataclass(frozen=True, slots=True)
class HeldLicence:
    """The licence that is exchanged or was lost (giấy phép lái xe đang có)."""

    licence_class: str | None = None
    number: str | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """One dossier as handed in. ``(code_issuer, code)`` is the code that it already carries, if any."""

    request_id: str
    channel: Channel
    procedure_code: str
    owner: Person
    code_issuer: str | None = None
    code: str | None = None
    procedure_raw: str = ""
    licence_class: str | None = None
    held_licence: HeldLicence | None = None
    submitter: Person | None = None
    papers: tuple[Paper, ...] = ()
    fee: Fee | None = None
    return_by_post: ReturnByPost = ReturnByPost()
    home_collection: HomeCollection | None = None
    summary: str | None = None
    submitted_at: datetime | None = None
    foreign: tuple[tuple[str, str], ...] = ()

    def as_record(self) -> dict[str, Any]:
        """The content as plain JSON values, without request id and without the bytes of attachments."""
        record: dict[str, Any] = plain(self)
        del record["request_id"]
        return record

    def fingerprint(self) -> bytes:
        """SHA-256 over the decoded content: equal for the same dossier sent again, whatever the door."""
        return fingerprint_of(self.as_record())


def fingerprint_of(record: dict[str, Any]) -> bytes:
    """SHA-256 of a record of :meth:`Submission.as_record`, independent of key order.

    Left out is what a sender may write anew for the same dossier (its own codes for state and channel, links to files
    that a portal signs again for each push), and what the rules of the day made of it.
    """
    return hashlib.sha256(json.dumps(sent(record), ensure_ascii=False, sort_keys=True).encode()).digest()


_NOT_SENT = frozenset({"foreign", "file_url", "procedure_code", "code_issuer", "scheme"})


def sent(value: Any) -> Any:
    """A part of a record without what a sender may write anew for the same."""
    if isinstance(value, dict):
        return {name: sent(inner) for name, inner in value.items() if name not in _NOT_SENT}
    return [sent(each) for each in value] if isinstance(value, list) else value


def plain(value: Any) -> Any:
    """Dataclasses, enums and times as JSON values; absent fields and the bytes of attachments are left out."""
    if value is None or isinstance(value, _AS_THEY_ARE):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    names = _FIELDS.get(type(value))
    if names is None:
        names = tuple(n for n in type(value).__dataclass_fields__ if n != "content")
        _FIELDS[type(value)] = names
    return {name: plain(item) for name in names if (item := getattr(value, name)) not in (None, (), "")}


_AS_THEY_ARE = (str, int)  # made once: this is asked of every value of every dossier
_FIELDS: dict[type, tuple[str, ...]] = {}

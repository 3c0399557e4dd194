"""Collecting a licence at the post office (nhận tại bưu cục): who may, and the look at the identity paper.

It is given to the receiver, to the dossier's owner, or to whom the citizen has authorised (người nhận thay); to a
member of the household where the citizen allowed that. Of the paper only its kind and last digits are written down:
they are held against the number that is known, where one is.

>>> card = {"kind": "citizen_id", "number": "089187004321"}
>>> record = {"owner": {"name": "Nguyễn Thị Lan", "id_document": card}}
>>> check(record, "nguyễn thị lan", "4321", "")
<Collector.RECEIVER: 'receiver'>
>>> check(record, "Trần Văn Bảy", "4321", "")
Traceback (most recent call last):
app.domain.errors.Conflict: COLLECTOR_OTHER
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from app.domain.errors import Conflict, Fault, InvalidDossier, InvalidFormat
from app.domain.identity import IdDocument
from app.domain.post import wish
from app.domain.post.order import Leg
from app.domain.submission import MayReceive
from app.domain.text import search_key

_DIGITS = re.compile(r"[0-9A-Z]{4,12}")


class IdPaper(StrEnum):
    """The identity paper that was looked at (giấy tờ tùy thân)."""

    CITIZEN_CARD = "citizen_card"
    IDENTITY_CARD = "identity_card"
    PASSPORT = "passport"
    VNEID = "vneid"
    OTHER = "other"

    @property
    def vi(self) -> str:
        return ID_PAPERS_VI[self]


ID_PAPERS_VI = {
    IdPaper.CITIZEN_CARD: "thẻ căn cước, căn cước công dân",
    IdPaper.IDENTITY_CARD: "chứng minh nhân dân",
    IdPaper.PASSPORT: "hộ chiếu",
    IdPaper.VNEID: "tài khoản định danh điện tử (VNeID)",
    IdPaper.OTHER: "giấy tờ tùy thân khác có ảnh",
}


class Collector(StrEnum):
    """As whom somebody came."""

    RECEIVER = "receiver"  # người nhận, chủ hồ sơ
    DEPUTY = "deputy"  # người nhận thay
    HOUSEHOLD = "household"  # người cùng hộ


class _Known(NamedTuple):
    who: Collector
    name: str
    number: str


def read_digits(raw: str) -> str:
    """The last digits of a number, or all of it; ``InvalidFormat("ID_DIGITS_INVALID")``."""
    digits = re.sub(r"[\s.\-]", "", raw).upper()
    if not _DIGITS.fullmatch(digits):
        raise InvalidFormat("ID_DIGITS_INVALID", "identity paper: its last 4 to 12 digits")
    return digits


def check(record: Mapping[str, Any], name: str, digits: str, authorisation: str) -> Collector:
    """As whom this person may collect what the record of a dossier says.

    :class:`Conflict`: ``COLLECTOR_OTHER`` for somebody who was not named, ``COLLECTOR_ID_DIFFERS`` where the paper is
    another's; :class:`InvalidDossier` where a member of the household brought nothing that shows it.
    """
    same = [known for known in _allowed(record) if search_key(known.name) == search_key(name)]
    if fitting := next((known for known in same if known.number.endswith(digits)), None):
        return fitting.who
    if unnumbered := next((known for known in same if not known.number), None):
        return unnumbered.who
    if same:
        raise Conflict(code="COLLECTOR_ID_DIFFERS")
    if wish.of(record, Leg.RETURN).get("may_receive") != MayReceive.HOUSEHOLD:
        raise Conflict(code="COLLECTOR_OTHER")
    if not authorisation:
        raise InvalidDossier([Fault("authorisation", "REQUIRED")])
    return Collector.HOUSEHOLD


def _allowed(record: Mapping[str, Any]) -> Iterator[_Known]:
    """Who is named; a receiver who is the owner has the owner's number."""
    owner, said = record["owner"], wish.of(record, Leg.RETURN)
    yield _Known(Collector.RECEIVER, owner["name"], _number(owner))
    receiver, deputy = said.get("receiver"), said.get("deputy") or {}
    if receiver and search_key(receiver) != search_key(owner["name"]):
        yield _Known(Collector.RECEIVER, receiver, "")
    if deputy.get("name") and said.get("may_receive") == MayReceive.AUTHORISED:
        yield _Known(Collector.DEPUTY, deputy["name"], _number(deputy))


def _number(person: Mapping[str, Any]) -> str:
    """A number that a portal fills in for a missing one is none."""
    document = person.get("id_document")
    known = IdDocument(**document) if document else None
    return known.number if known and not known.is_placeholder else ""

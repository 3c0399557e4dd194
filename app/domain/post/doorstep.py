"""Doorstep (nơi phát, nơi thu gom): who stands at the citizen's end of a parcel, and where.

Who was named with the wish; the owner of the dossier for whatever was not said.

>>> owner = {"name": "Nguyễn Thị Ngọc Ánh", "phone": "0918345601", "address": {"raw": "Số 12, tổ 5"}}
>>> of({"owner": owner, "return_by_post": {"wish": "yes", "receiver": "Lê Yến"}}, Leg.RETURN)
Doorstep(who='Lê Yến', phone='0918345601', address='Số 12, tổ 5')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.post import wish
from app.domain.post.order import Leg
from app.domain.submission import FeePlace

WHO = {Leg.RETURN: "receiver", Leg.COLLECT: "sender"}  # of the wish
PAID_THERE = {Leg.RETURN: FeePlace.ON_RETURN, Leg.COLLECT: FeePlace.ON_COLLECTION}  # the fee that is paid then


@dataclass(frozen=True, slots=True)
class Doorstep:
    """Empty is unknown."""

    who: str
    phone: str
    address: str


def of(record: Mapping[str, Any], leg: Leg) -> Doorstep:
    """By a dossier's record."""
    owner, said = record["owner"], wish.of(record, leg)
    address = said.get("address") or owner.get("address") or {}
    return Doorstep(
        who=said.get(WHO[leg]) or owner["name"],
        phone=said.get("phone") or owner.get("phone") or "",
        address=address.get("raw", ""),
    )

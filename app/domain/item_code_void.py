"""Voiding an item code (hủy số hiệu bưu gửi): taken back, damaged or cancelled, it is never put on an item again.

It is read as at a move, and the dossier stays where it is: it has its result, and the post does not have it yet.
"""

from __future__ import annotations

from app.domain.life import Move, State
from app.domain.role import Role

VOID = Move(
    "void_item_code",
    "hủy số hiệu bưu gửi",
    starts=frozenset({State.FINISHED}),
    to=None,
    event="item_code_voided",
    roles=frozenset({Role.RETURN}),
    told_vi="Hủy số hiệu bưu gửi",
    needs=frozenset({"reason"}),
    may=frozenset(),
)

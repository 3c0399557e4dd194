"""Voiding an item code (hủy số hiệu bưu gửi): taken back, damaged or cancelled, it is never put on an item again.

The dossier stays where it is: it has its result, and the post does not have it yet.
"""

from __future__ import annotations

from app.domain.act import Act
from app.domain.life import State
from app.domain.role import Role

VOIDABLE = frozenset({State.FINISHED})
VOID = Act(
    name="void_item_code",
    vi="hủy số hiệu bưu gửi",
    event="item_code_voided",
    roles=frozenset({Role.RETURN}),
    needs=frozenset({"reason"}),
)

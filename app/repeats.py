"""Repeats (gửi lại): what somebody has recorded before and sends again, since its answer was lost, is no second act."""

from __future__ import annotations

from app.domain.remark import Remark
from app.security.principals import Principal
from app.store.events import Told


def is_same(told: Told | None, event: str, said: Remark, principal: Principal) -> bool:
    """Whether what is told there is this event, with these words, by this one."""
    return told is not None and told.event.kind == event and principal.did(told.event) and told.said == said

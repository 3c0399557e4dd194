"""Wish (đăng ký dịch vụ bưu chính công ích): what of a dossier's record says that the post is to carry something.

>>> record = {"return_by_post": {"wish": "yes"}}
>>> is_wished(record, Leg.RETURN), is_wished(record, Leg.COLLECT)
(True, False)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.post.order import Leg
from app.domain.submission import Wish

RETURN, COLLECTION = "return_by_post", "home_collection"
PARTS = {Leg.RETURN: RETURN, Leg.COLLECT: COLLECTION}  # of the record


def of(record: Mapping[str, Any], leg: Leg) -> dict[str, Any]:
    """All that was said with it; empty where nothing was."""
    return record.get(PARTS[leg]) or {}


def is_wished(record: Mapping[str, Any], leg: Leg) -> bool:
    """Whether the citizen has asked for it: unknown is not yes."""
    return bool(of(record, leg).get("wish") == Wish.YES)

"""Lists page by page: ``limit`` of them at a time, ``after`` the last of the page before."""

from __future__ import annotations

import re
from typing import Any

from flask import request

from app.domain.errors import Fault, InvalidDossier

PAGE = 50
_WHOLE = re.compile("[0-9]{1,6}")


def parameters(of_what: str, most: int) -> list[dict[str, Any]]:
    """Both, as OpenAPI describes them."""
    limit = {"type": "integer", "minimum": 1, "maximum": most, "default": PAGE}
    return [
        {"in": "query", "name": "after", "description": "next của trang trước", "schema": {"type": "string"}},
        {"in": "query", "name": "limit", "description": f"số {of_what} mỗi trang", "schema": limit},
    ]


def limit(most: int) -> int:
    """How many are asked for; :class:`InvalidDossier` for more than ``most``, or for no number."""
    given = request.args.get("limit", str(PAGE))
    if not _WHOLE.fullmatch(given) or not int(given):
        raise InvalidDossier([Fault("limit", "TYPE_INVALID")])
    if int(given) > most:
        raise InvalidDossier([Fault("limit", "TOO_MANY", (("limit", most),))])
    return int(given)

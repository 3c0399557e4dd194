"""Lists page by page: ``limit`` of them at a time, ``after`` the last of the page before."""

from __future__ import annotations

import re
from typing import Any

from flask import request

from app.api.openapi import query
from app.domain.errors import Fault, InvalidDossier

PAGE = 50
_WHOLE = re.compile("[0-9]{1,6}")


def parameters(of_what: str, most: int, *, required: bool | None = None) -> list[dict[str, Any]]:
    """Both, as OpenAPI describes them."""
    limit = {"type": "integer", "minimum": 1, "maximum": most, "default": PAGE}
    return [
        query("after", "next của trang trước", required=required),
        query("limit", f"số {of_what} mỗi trang", required=required, **limit),
    ]


def limit(most: int) -> int:
    """How many are asked for; :class:`InvalidDossier` for what is not from 1 to ``most``."""
    faults: list[Fault] = []
    asked = read_limit(most, faults)
    if faults:
        raise InvalidDossier(faults)
    return asked


def read_limit(most: int, faults: list[Fault]) -> int:
    """The same where more than this is asked: what is wrong goes to ``faults``."""
    given = request.args.get("limit", str(PAGE))
    if _WHOLE.fullmatch(given) and 1 <= int(given) <= most:
        return int(given)
    faults.append(Fault("limit", "NUMBER_OUTSIDE", (("least", 1), ("most", most))))
    return PAGE

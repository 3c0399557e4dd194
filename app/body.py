"""The body of an HTTP request, whole or refused.

Werkzeug cuts a chunked body off at its limit without a word; read through here it is refused like one that says its
length.
"""

from __future__ import annotations

from flask import Request

from app.domain.errors import TooLarge


def read(request: Request, limit: int) -> bytes:
    """All bytes; :class:`TooLarge` above ``limit``."""
    if (request.content_length or 0) > limit:
        raise TooLarge(limit_mb=limit // 2**20)
    request.max_content_length = limit + 1
    data = request.get_data(cache=False)
    if len(data) > limit:
        raise TooLarge(limit_mb=limit // 2**20)
    return data

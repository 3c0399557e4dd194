"""The body of an HTTP request, whole or refused.

Werkzeug cuts a chunked body off at its limit without a word; read through here it is refused like one that says its
length. What is too long is read to its end, within bounds, and thrown away: PHP and others cannot read an answer while
they still send.
"""

from __future__ import annotations

from flask import Request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from app.domain.errors import TooLarge

DRAIN_BYTES = 64 * 1024 * 1024
PIECE_BYTES = 64 * 1024


def read(request: Request, limit: int) -> bytes:
    """All bytes, none if the client went away; :class:`TooLarge` above ``limit``."""
    request.max_content_length = max(limit, DRAIN_BYTES) + 1
    try:
        if (request.content_length or 0) <= limit and len(body := request.stream.read(limit + 1)) <= limit:
            return body
        while request.stream.read(PIECE_BYTES):
            pass
    except ClientDisconnected:
        return b""
    except RequestEntityTooLarge:
        pass
    raise TooLarge(limit=size_vi(limit))


def size_vi(limit: int) -> str:
    """A limit in bytes as people read it.

    >>> size_vi(20 * 2**20), size_vi(64 * 2**10)
    ('20 MB', '64 KB')
    """
    return f"{limit // 2**20} MB" if limit >= 2**20 else f"{limit // 2**10} KB"

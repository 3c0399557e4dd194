"""Turns: many may talk to the service at once, few are worked on at once.

A message is read to its end before its turn comes, so a slow line holds one of many threads and nothing else, while the
threads that compute are as many as the processor likes (measured: against 4 threads, 64 that take turns are a tenth
slower, 64 at will a sixth). Requests without a body, health among them, never wait, nor do chunked ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any

AT_ONCE = 4
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Turns:
    """WSGI middleware. A body over ``limit`` is left to the door, which reads it away and refuses it."""

    def __init__(self, app: Wsgi, limit: int) -> None:
        self._app, self._limit = app, limit
        self._turns = BoundedSemaphore(AT_ONCE)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdigit() or not 0 < int(length) <= self._limit:
            return self._app(environ, start_response)
        body = environ["wsgi.input"].read(int(length))
        if len(body) != int(length):
            return self._app(environ, start_response)  # the line broke
        with self._turns:
            return self._app({**environ, "wsgi.input": BytesIO(body)}, start_response)

"""A feed of the post (định vị bưu gửi): pages of what it reports, as adapters give them to :mod:`app.post.tracking`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.post.tracking import TrackingEvent


class Bad(Protocol):
    """A report that cannot be used; ``raw`` may name people."""

    @property
    def source_id(self) -> str | None: ...
    @property
    def problem(self) -> str: ...
    @property
    def raw(self) -> str: ...


class Page(Protocol):
    """One page of a feed, and the place behind it; ``stuck``: there is no safe way on."""

    @property
    def events(self) -> Sequence[TrackingEvent]: ...
    @property
    def bad(self) -> Sequence[Bad]: ...
    @property
    def next_cursor(self) -> str: ...
    @property
    def stuck(self) -> bool: ...


class Feed(Protocol):
    """The reports that one account at the post can read."""

    @property
    def name(self) -> str: ...
    @property
    def source(self) -> str: ...

    def tracking(self, cursor: str | None) -> Page:
        """The page behind a place; :class:`Unavailable`."""

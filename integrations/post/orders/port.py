"""The post as we see it: what may be asked of it, and what it offers when the end of a call is unknown.

Every call has three ends: it returns (done), raises :class:`Rejected` (understood and refused; ``AlreadyExists``: our
order number is known there, which counts as success), or raises :class:`OutcomeUnknown`. :class:`Unavailable` means
surely not carried out: the same call may be made again, after ``retry_after_s`` where the post said so. What only
reads (price, tracking, find) never ends unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

from app.domain.errors import AlreadyExists, Rejected, Unavailable
from app.domain.post.order import Accepted, Cancelled, PostalOrder, Price
from app.domain.post.tracking import TrackingEvent

SYSTEM = "bưu điện"  # as it stands in the texts of errors
FIRST_CURSOR = "0" * 24
MAX_PAGE = 1000


class NotKnown(Unavailable):
    """The post was asked for an order and does not know it: it was not carried out."""


class WhenUnknown(StrEnum):
    """What settles an order whose answer was lost."""

    FIND = "find"  # look it up by our order number
    REPEAT = "repeat"  # send it again: "already there" is success
    NEITHER = "neither"  # wait for the tracking feed to show it, then a person decides


@dataclass(frozen=True, slots=True)
class BadEvent:
    """A report that cannot be used; ``raw`` may name people, so it goes into no log."""

    source_id: str | None
    problem: str
    raw: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the tracking feed. ``next_cursor`` is kept in the transaction that keeps the events."""

    events: tuple[TrackingEvent, ...]
    bad: tuple[BadEvent, ...]
    next_cursor: str
    stuck: bool = False  # there are reports, and no safe way past them: a person must look

    @property
    def size(self) -> int:
        return len(self.events) + len(self.bad)


@dataclass(frozen=True, slots=True)
class Found:
    """An order that the post knows; ``cancelled``: it stands there no more."""

    accepted: Accepted
    cancelled: bool


class Post(Protocol):
    """One account at the post. ``source`` names its reports (:attr:`TrackingEvent.source`)."""

    source: str
    when_unknown: WhenUnknown

    def create(self, order: PostalOrder) -> Accepted:
        """Ask the post to carry a parcel."""

    def cancel(self, order_no: str) -> Cancelled:
        """Take an order back; one that is cancelled there already is done."""

    def price(self, order: PostalOrder) -> Price:
        """What carrying it would cost."""

    def tracking(self, cursor: str = FIRST_CURSOR, page_size: int = MAX_PAGE) -> Page:
        """The reports after ``cursor``, oldest first."""


@runtime_checkable
class Finds(Protocol):
    """A post that can be asked for an order by our number."""

    def find(self, order_no: str) -> Found | None:
        """The order, None if the post does not know it."""


def settle(post: Post, order: PostalOrder) -> Accepted | None:
    """What became of an order whose end was unknown; None: this post cannot tell, its feed or a person decides.

    :class:`NotKnown`: surely not there, so the same order may be sent again; any other :class:`Unavailable`:
    nobody could be asked, it stays unknown. :class:`Rejected`: it was refused or
    cancelled there, so it may be issued again under the next number. Ask no sooner than the post's own time limit.
    """
    if post.when_unknown is WhenUnknown.FIND and isinstance(post, Finds):
        return _found(post.find(order.order_no))
    if post.when_unknown is WhenUnknown.REPEAT:
        return _repeated(post, order)
    return None


def cancel(post: Post, order_no: str) -> Cancelled:
    """Take an order back, whatever was asked before; ends as :meth:`Post.cancel`.

    Where the post refuses and can be asked for the order, one that it does not know, or has cancelled, is done.
    """
    try:
        return post.cancel(order_no)
    except Rejected as e:
        if not isinstance(post, Finds):
            raise
        found = post.find(order_no)
        if found is None or found.cancelled:
            return Cancelled(order_no, "", e.detail)
        raise


def _found(found: Found | None) -> Accepted:
    if found is None:
        raise NotKnown(SYSTEM, detail="bưu điện không có yêu cầu này")
    if found.cancelled:
        raise Rejected(SYSTEM, detail="yêu cầu đã hủy tại bưu điện")
    return found.accepted


def _repeated(post: Post, order: PostalOrder) -> Accepted:
    try:
        return post.create(order)
    except AlreadyExists as e:
        return Accepted(order.order_no, order.item_code, "", e.detail)

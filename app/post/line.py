"""Line: an agency's account at the post, as the jobs that ask the post need it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from app.domain.post.order import Accepted, Cancelled, Party, PostalOrder, Price

RETRY_S = 60.0  # where the post does not say when to come back


class Line(Protocol):
    """``patience_s``: how long a call that nobody has answered may still be at work.

    ``settles``: whether the post can be asked what became of an order; ``finds``: also without sending it again.
    ``tells_item_code``: whether an order has a field for a code of ours.
    """

    @property
    def sender(self) -> Party: ...
    @property
    def patience_s(self) -> float: ...
    @property
    def settles(self) -> bool: ...
    @property
    def finds(self) -> bool: ...
    @property
    def tells_item_code(self) -> bool: ...

    def still_at_work_s(self, asked_at: datetime | None, now: datetime) -> float:
        """For how many seconds a call that was made then may still be at work."""

    def create(self, order: PostalOrder) -> Accepted:
        """Ask the post to carry a parcel."""

    def settle(self, order: PostalOrder, *, sends: bool = True) -> Accepted | None:
        """What became of an order whose end was unknown; None: this post cannot tell.

        Where it may not be sent any more, one that the post does not know counts as refused (:class:`Rejected`).
        """

    def cancel(self, order_no: str) -> Cancelled:
        """Ask the post to take an order back; one that is cancelled there, or surely is not there, is done."""

    def price(self, order: PostalOrder) -> Price:
        """What carrying it would cost."""


Lines = Callable[[str], Line | None]  # by agency id

"""The agencies' accounts at the post, opened when first needed: what orders are sent by and where reports come from.

This is where the service's use cases (:mod:`app.post.orders`, :mod:`app.post.tracking`) meet the adapters.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path

from app.domain.errors import Rejected
from app.domain.post.order import Accepted, Cancelled, Party, PostalOrder, Price
from integrations.post.orders import account as accounts
from integrations.post.orders import opened
from integrations.post.orders.account import Account, Shape
from integrations.post.orders.port import FIRST_CURSOR, SYSTEM, NotKnown, Page, Post, WhenUnknown, cancel, settle


class Line:
    """One account; its adapter holds lines and a token, so it is opened once in a process."""

    def __init__(self, account: Account, open_one: Callable[[Account], Post] = opened) -> None:
        self.account, self._open = account, open_one

    @cached_property
    def post(self) -> Post:
        return self._open(self.account)

    @property
    def name(self) -> str:
        """By which its place in the feed is kept."""
        return f"{self.account.agency_id}/{self.account.shape}"

    @property
    def sender(self) -> Party:
        return self.account.sender

    @property
    def patience_s(self) -> float:
        return self.account.whole_timeout_s

    @property
    def source(self) -> str:
        return self.post.source

    @property
    def settles(self) -> bool:
        return self.post.when_unknown is not WhenUnknown.NEITHER

    @property
    def finds(self) -> bool:
        return self.post.when_unknown is WhenUnknown.FIND

    @property
    def tells_item_code(self) -> bool:
        return self.account.shape is not Shape.NGSP

    def create(self, order: PostalOrder) -> Accepted:
        """Ask the post to carry a parcel; its three ends as :mod:`integrations.post.orders.port` has them."""
        return self.post.create(order)

    def settle(self, order: PostalOrder, *, sends: bool = True) -> Accepted | None:
        """What became of an order whose end was unknown: one that the post does not know is sent again.

        Unless it may not be sent any more: then it is only looked up, and :class:`Rejected` where it is not there.
        """
        if not sends and not self.finds:
            return None
        try:
            return settle(self.post, order)
        except NotKnown as e:
            if not sends:
                raise Rejected(SYSTEM, detail=e.detail) from e
            return self.post.create(order)

    def still_at_work_s(self, asked_at: datetime | None, now: datetime) -> float:
        """For how many seconds a call that was made then may still be at work."""
        if asked_at is None or asked_at > now:
            return 0
        return max(self.patience_s - (now - asked_at).total_seconds(), 0)

    def cancel(self, order_no: str) -> Cancelled:
        """Ask the post to take an order back; one that is cancelled there, or surely is not there, is done."""
        return cancel(self.post, order_no)

    def price(self, order: PostalOrder) -> Price:
        """What carrying it would cost."""
        return self.post.price(order)

    def tracking(self, cursor: str | None) -> Page:
        """The page of reports after this place, the first one for None."""
        return self.post.tracking(cursor or FIRST_CURSOR)


class Lines:
    """The line of each agency; without a file of accounts there is none."""

    def __init__(self, path: Path | None) -> None:
        """:class:`~integrations.post.orders.account.AccountsError` names what is wrong with the file."""
        self._lines = {} if path is None else {name: Line(account) for name, account in accounts.read(path).items()}

    def __call__(self, agency_id: str) -> Line | None:
        return self._lines.get(agency_id, self._lines.get(accounts.DEFAULT))

    def all(self) -> list[Line]:
        return list(self._lines.values())

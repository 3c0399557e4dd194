"""What the simulated post holds: orders, reports, tokens; kept in memory and, if a path is given, in a journal.

The journal is a file of JSON lines that is replayed at start. Ids of reports look like MongoDB's and only grow, as the
real feed's do. Everything happens under one lock.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from app.domain.local_time import LOCAL
from app.domain.post import item_code

# What a parcel goes through unless told otherwise. Only 4 is public; the others are the simulator's own.
LIFE = (("1", "Đã nhận yêu cầu"), ("2", "Bưu cục đã chấp nhận"), ("3", "Đang vận chuyển"), ("4", "Phát thành công"))
REQUIRED = (
    "CustomerCode", "OrderNumber", "SenderName", "SenderTel", "SenderAddress", "ReceiverName", "ReceiverTel",
    "ReceiverAddress",
)  # fmt: skip
ACCEPTED, EXISTS = ("100", "Thành công"), ("101", "Đơn hàng đã tồn tại")
INCOMPLETE, UNKNOWN_ORDER = "102", ("103", "Không tìm thấy đơn hàng")  # the simulator's own codes
CANCELLED_BEFORE, UNDER_WAY = ("105", "Đơn hàng đã hủy trước đó"), ("106", "Bưu gửi đang chuyển, không được phép hủy")
OWN_SERVICE = "EZ"  # of codes that it gives itself: no customer has a range of them
Answer = tuple[str, str]


@dataclass(slots=True)
class Order:
    """One order: its fields as they came, how often it was sent and asked to be cancelled."""

    fields: dict[str, Any]
    item_code: str
    sent: int = 1
    cancelled: bool = False
    cancels: int = 0
    steps: int = 0
    at: str = ""


@dataclass
class State:
    """``now`` tells the time that reports carry."""

    now: Callable[[], datetime]
    journal: IO[str] | None = None
    orders: dict[str, Order] = field(default_factory=dict)
    reports: list[dict[str, Any]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    taken: int = 0  # orders so far, those of an emptied post too: no code is given twice
    lock: threading.RLock = field(default_factory=threading.RLock)
    stopping: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def opened(cls, now: Callable[[], datetime], path: Path | None = None) -> State:
        """The state of a journal, or an empty one."""
        state = cls(now)
        if path is not None:
            for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
                with suppress(ValueError):  # the last one may have been cut off
                    state._replay(*json.loads(line))
            state.journal = path.open("a", encoding="utf-8")
        return state

    def close(self) -> None:
        """Ends whoever waits, and the journal."""
        self.stopping.set()
        if self.journal:
            self.journal.close()

    def token(self) -> str:
        with self.lock:
            token = secrets.token_hex(16)
            self.tokens.add(token)
            return token

    def create(self, fields: dict[str, Any]) -> tuple[Answer, Order | None]:
        """A new order; one with a number that is known is not made again."""
        with self.lock:
            missing = [name for name in REQUIRED if not fields.get(name)]
            if missing:
                return (INCOMPLETE, f"Thiếu {', '.join(missing)}"), None
            known = self.orders.get(fields["OrderNumber"])
            if known:
                known.sent += 1
                return EXISTS, known
            code = fields.get("ItemCode") or item_code.build(OWN_SERVICE, self.taken + 1)
            self._do("order", {"fields": fields, "item_code": code, "at": self._time()})
            return ACCEPTED, self.orders[fields["OrderNumber"]]

    def cancel(self, order_no: str) -> Answer:
        with self.lock:
            if order_no not in self.orders:
                return UNKNOWN_ORDER
            order = self.orders[order_no]
            order.cancels += 1
            if order.cancelled or order.steps > 1:  # the second step: a post office has accepted it
                return CANCELLED_BEFORE if order.cancelled else UNDER_WAY
            self._do("cancel", {"order_no": order_no})
            return ACCEPTED

    def advance(self, order_no: str) -> dict[str, Any] | None:
        """The next step of the parcel's life as a report; None when it has come to its end."""
        with self.lock:
            order = self.orders[order_no]
            if order.cancelled or order.steps >= len(LIFE):
                return None
            code, text = LIFE[order.steps]
            self._do("step", {"order_no": order_no})
            return self.report(order_no, StatusCode=code, StatusMessage=text)

    def report(self, order_no: str, **changes: Any) -> dict[str, Any]:
        """A report of any content, as the feed will show it."""
        with self.lock:
            order = self.orders.get(order_no)
            report = {
                "CustomerCode": order.fields["CustomerCode"] if order else None,
                "OrderNumber": order_no,
                "ItemCode": order.item_code if order else None,
                "StatusCode": None,
                "StatusMessage": None,
                "EventTime": self._time(),
                "POSID": "881600",
                "Notes": None,
            }
            self._do("report", report | changes)
            return self.reports[-1]

    def page(self, cursor: str, size: int) -> list[dict[str, Any]]:
        """The reports after ``cursor``, oldest first."""
        with self.lock:
            return [dict(report) for report in self.reports if report["_id"]["$oid"] > cursor][:size]

    def clear(self) -> None:
        with self.lock:
            self._do("clear", {})

    def _time(self) -> str:
        return self.now().astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M:%S")

    def _do(self, what: str, facts: dict[str, Any]) -> None:
        self._replay(what, facts)
        if self.journal:
            self.journal.write(json.dumps([what, facts], ensure_ascii=False) + "\n")
            self.journal.flush()

    def _replay(self, what: str, facts: dict[str, Any]) -> None:
        if what == "order":
            self.orders[facts["fields"]["OrderNumber"]] = Order(**facts)
            self.taken += 1
        elif what == "cancel":
            self.orders[facts["order_no"]].cancelled = True
        elif what == "step":
            self.orders[facts["order_no"]].steps += 1
        elif what == "report":
            self.reports.append({"_id": {"$oid": f"619b1f0e{len(self.reports) + 1:016x}"}} | facts)
        else:
            self.orders.clear()
            self.reports.clear()

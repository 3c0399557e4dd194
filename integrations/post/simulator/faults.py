"""What can go wrong at the post, on demand: for the next calls, or for a share of them.

A fault is asked for with ``{"fault": "lost_answer", "call": "create", "times": 1}`` or with ``"rate": 0.1``; ``call``
is ``create``, ``cancel``, ``price``, ``tracking``, ``find``, ``token``, or ``any`` of those but ``token``. Shares are
drawn from a seeded source, so a run can be repeated.
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """Before: nothing is carried out. After: it is, and the answer suffers. Tracking: the page itself is odd."""

    # before
    TOKEN_EXPIRED = "token_expired"  # noqa: S105  # 401; a fresh token works
    RATE_LIMITED = "rate_limited"  # 429 with Retry-After
    UNAVAILABLE = "unavailable"  # 503 with Retry-After
    BAD_GATEWAY = "bad_gateway"  # 502 with a page
    HTML_PAGE = "html_page"  # 200 with a page
    FAULT_500 = "fault_500"  # 500 with a valid fault that refuses
    ERROR_IN_200 = "error_in_200"  # 200 with a refusal inside
    # after
    LOST_ANSWER = "lost_answer"  # the line breaks
    SLOW = "slow"  # it comes when nobody waits any more
    DUPLICATE = "duplicate"  # the request arrives twice; the second answer is given
    TRUNCATED = "truncated"
    WRONG_NAMESPACE = "wrong_namespace"  # JSON: other names
    CONTRADICTION = "contradiction"  # the code of success with the text of a failure
    # tracking
    SEVEN_DIGIT_TIMES = "seven_digit_times"
    UNKNOWN_STATUS = "unknown_status"
    OUT_OF_ORDER = "out_of_order"
    BAD_EVENT = "bad_event"


BEFORE = tuple(Fault)[: tuple(Fault).index(Fault.LOST_ANSWER)]
ON_PAGES = frozenset(tuple(Fault)[tuple(Fault).index(Fault.SEVEN_DIGIT_TIMES) :])
CALLS = ("create", "cancel", "price", "tracking", "find", "token")
RETRY_AFTER_S = 7


@dataclass(slots=True)
class Planned:
    """A fault that waits: for ``times`` more calls, or at ``rate`` for as long as it is not cleared."""

    fault: Fault
    call: str = "any"
    times: int | None = 1
    rate: float | None = None

    def __post_init__(self) -> None:
        self.fault = Fault(self.fault)
        if self.call not in (*CALLS, "any") or not 0 <= (self.rate or 0) <= 1:
            raise ValueError("unknown call, or a rate that is none")

    def meets(self, call: str) -> bool:
        wanted = call != "token" if self.call == "any" else call == self.call
        return wanted and (call == "tracking" or self.fault not in ON_PAGES)


@dataclass
class Plan:
    """The faults that wait; the first that meets a call is used."""

    planned: list[Planned] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(20211115))  # noqa: S311  # to be repeated
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, planned: Planned) -> None:
        with self.lock:
            self.planned.append(planned)

    def clear(self) -> None:
        with self.lock:
            self.planned.clear()

    def take(self, call: str) -> Fault | None:
        """The fault of this call, if it has one."""
        with self.lock:
            for planned in self.planned:
                if planned.meets(call) and self._falls(planned):
                    return planned.fault
            return None

    def _falls(self, planned: Planned) -> bool:
        if planned.rate is not None:
            return self.chance.random() < planned.rate
        if not planned.times:
            return False
        planned.times -= 1
        return True

"""One call at the simulated post, whatever its shape: faults before, the work, faults after.

A shape (REST, SOAP) writes what :class:`Shape` names; here it is decided when each of them is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Response

from integrations.post.simulator.faults import BEFORE, ON_PAGES, RETRY_AFTER_S, Fault, Plan
from integrations.post.simulator.state import ACCEPTED, Answer, State

PATIENCE_S = 60.0  # longer than any caller waits
PAGE = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr></body></html>"
REFUSAL: Answer = ("104", "Mã tỉnh không hợp lệ")  # the simulator's own code
CONTRADICTION: Answer = (ACCEPTED[0], "Thêm đơn hàng không thành công")


class Shape(Protocol):
    """How a door writes."""

    def fault(self, answer: Answer) -> Response:
        """A refusal with status 500, of the form that the shape has for it."""

    def answer(self, answer: Answer) -> Response:
        """Code and text with status 200."""

    def strange(self) -> Response:
        """An answer of success in words that nobody agreed on."""


@dataclass(frozen=True, slots=True)
class Service:
    """State and plan of one simulated post."""

    state: State
    plan: Plan

    def call(self, name: str, shape: Shape, work: Callable[[Fault | None], Response]) -> Response:
        """One call; ``work`` carries it out and writes the answer, its argument being a fault of a tracking page."""
        fault = self.plan.take(name)
        if fault in BEFORE:
            return self._before(fault, shape)
        if fault is Fault.DUPLICATE:
            work(None)
        response = work(fault if fault in ON_PAGES else None)
        if fault is Fault.SLOW:
            self.state.stopping.wait(PATIENCE_S)
        return _after(fault, shape, response)

    def page(self, cursor: str, size: int, fault: Fault | None) -> list[dict[str, Any]]:
        """Reports, odd where a fault wants them so."""
        found = self.state.page(cursor, size)
        for report in found:
            if fault is Fault.SEVEN_DIGIT_TIMES:
                report["EventTime"] += ".1234567"
            elif fault is Fault.UNKNOWN_STATUS:
                report |= {
                    "StatusCode": "77",
                    "StatusMessage": "Đang chờ xử lý tại bưu cục",
                    "POSID": None,
                    "Notes": "",
                }
        if fault is Fault.OUT_OF_ORDER:
            found.reverse()
        elif fault is Fault.BAD_EVENT and found:
            found.insert(0, {**found[0], "OrderNumber": None, "ItemCode": None, "EventTime": "hôm qua"})
        return found

    def _before(self, fault: Fault, shape: Shape) -> Response:
        if fault is Fault.TOKEN_EXPIRED:
            self.state.tokens.clear()
            return unauthorised()
        if fault in (Fault.FAULT_500, Fault.ERROR_IN_200):
            return shape.fault(REFUSAL) if fault is Fault.FAULT_500 else shape.answer(REFUSAL)
        status, headers = _PAGES[fault]
        return Response(PAGE.format(status), status, headers, mimetype="text/html")


_PAGES: dict[Fault, tuple[str, dict[str, str]]] = {
    Fault.RATE_LIMITED: ("429 Too Many Requests", {"Retry-After": str(RETRY_AFTER_S)}),
    Fault.UNAVAILABLE: ("503 Service Unavailable", {"Retry-After": str(RETRY_AFTER_S)}),
    Fault.BAD_GATEWAY: ("502 Bad Gateway", {}),
    Fault.HTML_PAGE: ("200 OK", {}),
}


def unauthorised() -> Response:
    return Response('{"Status": "401", "Message": "Mã truy cập hết hạn"}', 401, mimetype="application/json")


def _after(fault: Fault | None, shape: Shape, response: Response) -> Response:
    if fault in (Fault.LOST_ANSWER, Fault.SLOW):
        return _lost()
    if fault is Fault.TRUNCATED:
        return _cut(response.get_data())
    if fault is Fault.CONTRADICTION:
        return shape.answer(CONTRADICTION)
    return shape.strange() if fault is Fault.WRONG_NAMESPACE else response


def _lost() -> Response:
    """No answer: the server closes the connection before the first byte."""
    return Response(_broken(b""))


def _cut(body: bytes) -> Response:
    """Half of the body under the length of the whole."""
    half = Response(_broken(body[: len(body) // 2]), mimetype="text/xml")
    half.content_length = len(body)
    return half


def _broken(first: bytes) -> Iterator[bytes]:
    if first:
        yield first
    raise ConnectionResetError

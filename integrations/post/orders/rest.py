"""The post's orders over REST: the NGSP/MITC service, and the same over a ministry's bus (LGSP).

What differs is a table: NGSP has an address and a method for each call and a bearer token; the LGSP variant has one
address with ``?service=``, POST for everything, the header ``access_token`` and two more fields. Neither finds an
order by our number. 101 ("already there", by some accounts) settles a lost answer only where the account says so.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from app.domain.post.order import Accepted, Cancelled, PostalOrder, Price
from integrations.post.codes import End, load
from integrations.post.orders import answers, ngsp
from integrations.post.orders.account import WITHOUT_CODE, Account, Shape
from integrations.post.orders.ends import Sent, by_status, ended, ends, retry_after, status_vi
from integrations.post.orders.line import Authorised, Reply
from integrations.post.orders.port import FIRST_CURSOR, MAX_PAGE, Page, WhenUnknown
from integrations.post.storable import storable

_WHOLE = re.compile(r"[0-9]{1,12}(?:\.0+)?")
READ_BY_US = frozenset({200, 201, 400, 409, 422})  # their bodies may be the service's own answer


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a variant is called: method per call, ``?service=`` per call (none: an address for each), and the
    header that shows our token."""

    methods: dict[str, str]
    services: dict[str, str]
    shown_in: str


DIALECTS = {
    Shape.NGSP: Dialect(
        methods={"create": "POST", "cancel": "GET", "tracking": "GET", "price": "POST"},
        services={},
        shown_in="Authorization",
    ),
    Shape.LGSP: Dialect(
        methods=dict.fromkeys(("create", "cancel", "tracking", "price"), "POST"),
        services={"create": "orderpost", "cancel": "ordercancel", "tracking": "ordertracking", "price": "getprice"},
        shown_in="access_token",
    ),
}


class RestPost:
    """One account at the post, over REST."""

    def __init__(self, account: Account) -> None:
        self.source = "ngsp"  # both variants show the same feed
        self.when_unknown = WhenUnknown.REPEAT if End.EXISTS in account.answers.values() else WhenUnknown.NEITHER
        self._account = account
        self._dialect = DIALECTS[account.shape]
        self._codes = load("ngsp")
        self._line = Authorised(account, self._dialect.shown_in)

    def create(self, order: PostalOrder) -> Accepted:
        fields = ngsp.order_fields(order, self._account.customer_code)
        if self._account.shape is Shape.LGSP:
            fields |= {"ItemCode": order.item_code, "FlagConfig": self._account.flag_config}
        answer = self._answer("create", fields)
        given = answer.get("ItemCode")
        item_code = given.strip() if isinstance(given, str) else ""
        return Accepted(order.order_no, item_code or fields.get("ItemCode"), *_code_and_text(answer))

    def cancel(self, order_no: str) -> Cancelled:
        fields = {"CustomerCode": self._account.customer_code, "OrderNumber": order_no}
        with ends(changes=True):
            answer = self._read(self._exchange("cancel", fields), changes=True, cancels=True)
        self._accept(answer, changes=True, cancels=True)
        return Cancelled(order_no, *_code_and_text(answer))

    def price(self, order: PostalOrder) -> Price:
        with ends(changes=False):
            reply = self._exchange("price", ngsp.price_fields(order))
            answer = self._read(reply, changes=False)
            content = answer.get("content")
            amount = content.get("price") if isinstance(content, dict) else None
            if amount is None and "Status" in answer:
                self._accept(answer, changes=False)
            if not _WHOLE.fullmatch(str(amount)):
                raise ended(Sent.MAYBE, False, detail="câu trả lời không có giá cước")
            return Price(int(str(amount).partition(".")[0]))

    def tracking(self, cursor: str = FIRST_CURSOR, page_size: int = MAX_PAGE) -> Page:
        with ends(changes=False):
            reply = self._exchange("tracking", {"pagesize": page_size, "lastId": cursor})
            answer = self._read(reply, changes=False)
            held = answer.get("_embedded")
            reports = held.get("rh:doc") if isinstance(held, dict) else held
            if not isinstance(reports, list):
                raise ended(Sent.MAYBE, False, detail=" ".join(_code_and_text(answer)))
            return ngsp.page(reports, self._codes, self.source, cursor, page_size)

    def _answer(self, call: str, fields: ngsp.Fields) -> dict[str, Any]:
        """The answer to a call that changes something, if it says that it was done."""
        with ends(changes=True):
            answer = self._read(self._exchange(call, fields), changes=True)
        self._accept(answer, changes=True)
        return answer

    def _exchange(self, call: str, fields: ngsp.Fields) -> Reply:
        method, service = self._dialect.methods[call], self._dialect.services.get(call)
        url = self._account.urls["service" if service else call]
        if call == "create" and not fields.get("ItemCode"):
            url = self._account.urls.get(WITHOUT_CODE, url)
        params = {"service": service} if service else {}
        if method == "GET":
            return self._line.send(method, url, params=params | fields)
        body = json.dumps(fields, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return self._line.send(method, url, params=params, data=body, headers=headers)

    def _read(self, reply: Reply, *, changes: bool, cancels: bool = False) -> dict[str, Any]:
        """The body, where it is the service's own; by the status alone otherwise."""
        answer = _object(reply) if reply.status_code in READ_BY_US else None
        if answer is not None and reply.status_code < 300:
            return answer
        if answer is not None and "Status" in answer:
            self._accept(answer, changes=changes, cancels=cancels)
            if cancels and answers.is_gone(_code_and_text(answer)[1], self._codes):
                return answer
            raise ended(Sent.MAYBE, changes, detail=f"{status_vi(reply.status_code)}, nội dung báo thành công")
        wait = retry_after(reply.headers.get("Retry-After"))
        sent, detail = by_status(reply.status_code), status_vi(reply.status_code)
        raise ended(sent, changes, detail=detail, retry_after_s=wait)

    def _accept(self, answer: dict[str, Any], *, changes: bool, cancels: bool = False) -> None:
        if cancels and answers.is_gone(_code_and_text(answer)[1], self._codes):
            return
        answers.accept(*_code_and_text(answer), self._codes, self._account.answers, changes=changes)


def _object(reply: Reply) -> dict[str, Any] | None:
    """A JSON object, None for anything else (a gateway's page, a body that was cut)."""
    try:
        found = storable(reply.json())
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _code_and_text(answer: dict[str, Any]) -> tuple[str, str]:
    code, text = answer.get("Status"), answer.get("Message")
    return ("" if code is None else str(code).strip(), "" if text is None else str(text).strip())

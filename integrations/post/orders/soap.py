"""The post's orders over SOAP, by zeep, from the contract that we ship (``contract/orders.wsdl``, NGSP's field names).

No public WSDL of the post exists; this one is our proposal to its engineers (docs/post.md). It has what NGSP lacks: an
order can be looked up by our number, so a lost answer settles itself.
"""

from __future__ import annotations

from typing import Any

from lxml import etree
from zeep import exceptions as foreign

from app.domain.errors import AlreadyExists
from app.domain.post.order import Accepted, Cancelled, PostalOrder, Price
from integrations.post.codes import End, load
from integrations.post.orders import answers, ngsp
from integrations.post.orders.account import Account
from integrations.post.orders.ends import Sent, ended, ends
from integrations.post.orders.port import FIRST_CURSOR, MAX_PAGE, SYSTEM, Found, Page, WhenUnknown
from integrations.post.orders.soap_wire import CHANGES, NAMESPACE, ZEEP, is_valid, service

PRICED_BY = ("CustomerCode", "SenderProvince", "SenderDistrict", "ReceiverProvince", "ReceiverDistrict")


class SoapPost:
    """One account at the post, over SOAP. One client serves all threads; a look-up settles a lost answer."""

    source = "ngsp-soap"
    when_unknown = WhenUnknown.FIND

    def __init__(self, account: Account) -> None:
        self._account = account
        self._codes = load("ngsp")
        self._service = service(account)

    def create(self, order: PostalOrder) -> Accepted:
        fields = ngsp.order_fields(order, self._account.customer_code)
        answer = self._call("PostOrder", ItemCode=order.item_code, Weight=order.weight_g, **fields)
        self._accept(answer)
        return Accepted(order.order_no, answer.ItemCode or order.item_code, answer.Status, answer.Message or "")

    def cancel(self, order_no: str) -> Cancelled:
        answer = self._call("CancelOrder", CustomerCode=self._account.customer_code, OrderNumber=order_no)
        if not answers.is_gone(answer.Message or "", self._codes):
            self._accept(answer)
        return Cancelled(order_no, answer.Status, answer.Message or "")

    def find(self, order_no: str) -> Found | None:
        answer = self._call("GetOrder", CustomerCode=self._account.customer_code, OrderNumber=order_no)
        if answer.State == "none":
            return None
        return Found(Accepted(order_no, answer.ItemCode, answer.State, ""), cancelled=answer.State == "cancelled")

    def price(self, order: PostalOrder) -> Price:
        fields = ngsp.order_fields(order, self._account.customer_code)
        answer = self._call("GetPrice", Weight=order.weight_g, **{name: fields[name] for name in PRICED_BY})
        return Price(int(answer))

    def tracking(self, cursor: str = FIRST_CURSOR, page_size: int = MAX_PAGE) -> Page:
        answer = self._call("GetTracking", CustomerCode=self._account.customer_code, LastId=cursor, PageSize=page_size)
        reports = [_report(event) for event in answer or ()]
        return ngsp.page(reports, self._codes, self.source, cursor, page_size)

    def _call(self, operation: str, **fields: Any) -> Any:
        changes = operation in CHANGES
        given = {name: value for name, value in fields.items() if value not in (None, "")}
        with ends(changes, ZEEP):
            try:
                answer = self._service[operation](**given)
            except foreign.Fault as e:
                self._read_fault(e, changes)
                raise
            if answer is None and operation != "GetTracking":
                raise foreign.XMLParseError("nothing in the answer")
            return answer

    def _accept(self, answer: Any) -> None:
        answers.accept(answer.Status, answer.Message or "", self._codes, self._account.answers)

    def _read_fault(self, fault: Any, changes: bool) -> None:
        """Raises what a fault says in the contract's words; returns when it says nothing that can be relied on."""
        inner = fault.detail[0] if isinstance(fault.detail, etree._Element) and len(fault.detail) else None
        if inner is None or not is_valid(inner, "OrderFault"):
            return
        code, text = (inner.findtext(f"{{{NAMESPACE}}}{name}") or "" for name in ("Status", "Message"))
        end = answers.judged(code, text, self._codes, self._account.answers)
        if end is End.EXISTS:
            raise AlreadyExists(SYSTEM, detail=f"{code} {text}")
        if end is End.REFUSED and str(fault.code).rpartition(":")[2] == "Client":
            raise ended(Sent.REFUSED, changes, detail=f"{code} {text}") from fault


def _report(event: Any) -> dict[str, Any]:
    """An event's elements as NGSP's JSON would have them; the first of a name counts."""
    report: dict[str, Any] = {}
    for element in getattr(event, "_value_1", None) or ():
        report.setdefault(etree.QName(element).localname, element.text)
    report["_id"] = report.pop("Id", None)
    return report

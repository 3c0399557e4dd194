"""The SOAP door: the contract of ``integrations/post/orders/contract``, written by hand and over the same service."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request
from lxml import etree

from integrations.post.simulator.faults import Fault
from integrations.post.simulator.rest import bearer, price_of
from integrations.post.simulator.service import Service, unauthorised
from integrations.post.simulator.state import ACCEPTED, Answer

CONTRACT = Path(__file__).resolve().parent.parent / "orders/contract"
NAMESPACE = "urn:dossier-post:orders:v1"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
CALLS = {
    "PostOrder": "create",
    "CancelOrder": "cancel",
    "GetOrder": "find",
    "GetPrice": "price",
    "GetTracking": "tracking",
}
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
Inner = dict[str, Any]


class Xml:
    """How SOAP writes the answer to one operation."""

    def __init__(self, operation: str) -> None:
        self._operation = operation

    def answer(self, answer: Answer, **more: Any) -> Response:
        return self.written({"Status": answer[0], "Message": answer[1], **more})

    def written(self, inner: Inner, namespace: str = NAMESPACE) -> Response:
        return _enveloped(f'<{self._operation}Response xmlns="{namespace}">{_xml(inner)}</{self._operation}Response>')

    def strange(self) -> Response:
        return self.written({"Status": ACCEPTED[0], "Message": ACCEPTED[1]}, "urn:dossier-post:orders:v9")

    def fault(self, answer: Answer) -> Response:
        detail = f'<OrderFault xmlns="{NAMESPACE}">{_xml({"Status": answer[0], "Message": answer[1]})}</OrderFault>'
        return _enveloped(
            f"<soap:Fault><faultcode>soap:Client</faultcode><faultstring>{escape(answer[1])}</faultstring>"
            f"<detail>{detail}</detail></soap:Fault>",
            status=500,
        )


def blueprint(service: Service) -> Blueprint:
    """``/soap``: the operations on POST, the contract on GET."""
    doors = Blueprint("soap", __name__)

    @doors.get("/soap")
    def contract() -> Response:
        name = "orders.xsd" if "xsd" in request.args else "orders.wsdl"
        return Response((CONTRACT / name).read_bytes(), mimetype="text/xml")

    @doors.post("/soap")
    def operation() -> Response:
        if bearer() not in service.state.tokens:
            return unauthorised()
        asked = etree.fromstring(request.get_data(), PARSER).find(f"{{{SOAP}}}Body/*")
        name = etree.QName(asked).localname if asked is not None else ""
        if asked is None or name not in CALLS:
            return Xml("Unknown").fault(("105", "Thao tác không hợp lệ"))
        fields = {etree.QName(element).localname: element.text for element in asked}
        shape, work = Xml(name), _WORK[CALLS[name]]
        return service.call(CALLS[name], shape, lambda fault: work(service, shape, fields, fault))

    return doors


def _enveloped(content: str, status: int = 200) -> Response:
    text = f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body>{content}</soap:Body></soap:Envelope>'
    return Response(text, status, mimetype="text/xml")


def _xml(value: Inner | list[Inner] | Any, name: str = "") -> str:
    if isinstance(value, list):
        return "".join(_xml(each, name) for each in value)
    inner = "".join(_xml(each, key) for key, each in value.items()) if isinstance(value, dict) else escape(str(value))
    if value is None:
        inner = ""
    return f"<{name}>{inner}</{name}>" if name else inner


def _create(service: Service, shape: Xml, fields: Inner, fault: Fault | None) -> Response:
    answer, order = service.state.create(fields)
    return shape.answer(answer, **({"ItemCode": order.item_code} if order and answer == ACCEPTED else {}))


def _cancel(service: Service, shape: Xml, fields: Inner, fault: Fault | None) -> Response:
    return shape.answer(service.state.cancel(fields["OrderNumber"]))


def _find(service: Service, shape: Xml, fields: Inner, fault: Fault | None) -> Response:
    order = service.state.orders.get(fields["OrderNumber"])
    if order is None:
        return shape.written({"State": "none"})
    return shape.written({"State": "cancelled" if order.cancelled else "accepted", "ItemCode": order.item_code})


def _price(service: Service, shape: Xml, fields: Inner, fault: Fault | None) -> Response:
    return shape.written({"Price": price_of(int(fields["Weight"]))})


def _tracking(service: Service, shape: Xml, fields: Inner, fault: Fault | None) -> Response:
    found = service.page(fields["LastId"], int(fields["PageSize"]), fault)
    return shape.written({"Event": [{"Id": each.pop("_id")["$oid"], **each} for each in found]})


_WORK: dict[str, Callable[[Service, Xml, Inner, Fault | None], Response]] = {
    "create": _create,
    "cancel": _cancel,
    "find": _find,
    "price": _price,
    "tracking": _tracking,
}

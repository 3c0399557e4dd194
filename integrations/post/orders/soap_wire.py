"""zeep, held to our contract and our limits: its exceptions, its wire and what it leaves unchecked.

zeep leaves facets, missing and repeated elements and answers to other operations unchecked, so the one element of the
Body is held against the XSD in both directions: a message of ours that breaks it is not sent, an answer that breaks it
is no answer. Its wire is replaced by :class:`~integrations.post.orders.line.Authorised`, so time limits, token and HTTP
statuses are those of the REST adapter. No contract is ever fetched, no DTD is read.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import zeep
from lxml import etree
from zeep import exceptions as foreign

from integrations.post.orders.account import Account
from integrations.post.orders.ends import REQUESTS, Sent, Told, by_status, ended, retry_after, status_vi
from integrations.post.orders.line import Authorised, Reply

FOLDER = Path(__file__).resolve().parent / "contract"
NAMESPACE = "urn:dossier-post:orders:v1"
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
READ_BY_ZEEP = frozenset({200, 500})  # 500 may bring a fault
CHANGES = frozenset({"PostOrder", "CancelOrder"})  # the others only read

ZEEP: dict[type[Exception], Told] = {
    foreign.XMLSyntaxError: Sent.MAYBE,
    foreign.XMLParseError: Sent.MAYBE,
    foreign.UnexpectedElementError: Sent.MAYBE,
    foreign.WsdlSyntaxError: Sent.NO,
    foreign.TransportError: Sent.MAYBE,
    foreign.LookupError: Sent.MAYBE,
    foreign.NamespaceError: Sent.MAYBE,
    foreign.Fault: Sent.MAYBE,  # one that says more is read before it gets here
    foreign.ValidationError: Sent.REFUSED,  # ours; not sent, and never will be like this
    foreign.SignatureVerificationFailed: Sent.MAYBE,
    foreign.IncompleteMessage: Sent.NO,
    foreign.IncompleteOperation: Sent.NO,
    foreign.DTDForbidden: Sent.MAYBE,
    foreign.EntitiesForbidden: Sent.MAYBE,
    foreign.ExternalReferenceForbidden: Sent.MAYBE,
    foreign.Error: Sent.MAYBE,
    etree.LxmlError: Sent.MAYBE,
    AttributeError: Sent.MAYBE,  # what zeep stumbles over in an answer that is no SOAP
    TypeError: Sent.MAYBE,
    LookupError: Sent.MAYBE,
    **REQUESTS,
}


class _Schema(threading.local):
    """One validator per thread: threads that share one share its error log."""

    def __init__(self) -> None:
        self.of = etree.XMLSchema(etree.parse(FOLDER / "orders.xsd"))


_schema = _Schema()


class Wire(zeep.Transport):
    """zeep's transport on our line; 500 is left to zeep, other statuses end the call."""

    def __init__(self, line: Authorised) -> None:
        super().__init__(session=line.line.session)
        self._line = line

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> Reply:
        reply = self._line.send("POST", address, data=message, headers=headers)
        if reply.status_code in READ_BY_ZEEP:
            return reply
        changes = headers["SOAPAction"].strip('"').rpartition("/")[2] in CHANGES
        wait = retry_after(reply.headers.get("Retry-After"))
        sent, detail = by_status(reply.status_code), status_vi(reply.status_code)
        raise ended(sent, changes, detail=detail, retry_after_s=wait)


class Contract(zeep.Plugin):
    """Holds the one element of the Body against the XSD, both ways; faults are read elsewhere."""

    def egress(self, envelope: Any, http_headers: Any, operation: Any, binding_options: Any) -> Any:
        if not _keeps(envelope, operation.name):
            raise foreign.ValidationError(operation.name)
        return envelope, http_headers

    def ingress(self, envelope: Any, http_headers: Any, operation: Any) -> Any:
        is_fault = envelope.find(f"{SOAP}Body/{SOAP}Fault") is not None
        if not is_fault and not _keeps(envelope, f"{operation.name}Response"):
            raise foreign.XMLParseError(operation.name)
        return envelope, http_headers


def _keeps(envelope: Any, name: str) -> bool:
    """Whether the Body holds this one element, as the contract has it."""
    body = envelope.find(f"{SOAP}Body")
    return body is not None and len(body) == 1 and is_valid(body[0], name)


def is_valid(element: Any, name: str) -> bool:
    """Whether an element is the contract's one of this name."""
    return bool(element.tag == f"{{{NAMESPACE}}}{name}") and _schema.of.validate(element)


def service(account: Account) -> Any:
    """zeep's proxy of the post's service at the account's address."""
    client = zeep.Client(
        str(FOLDER / "orders.wsdl"),
        transport=Wire(Authorised(account)),
        plugins=[Contract()],
        settings=zeep.Settings(strict=True, forbid_dtd=True, forbid_entities=True, forbid_external=True),
    )
    return client.create_service(f"{{{NAMESPACE}}}OrdersSoap11", account.urls["service"])

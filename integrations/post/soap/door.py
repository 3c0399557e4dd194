"""The whole way of one SOAP message, in the order in which it is checked: bytes in, bytes out, no web framework.

Size → media type → MIME → prolog → XML → caps → envelope → header blocks → who speaks → operation → values → XSD →
use case → XSD of the reply. Whatever is raised on the way leaves as a fault of the version that was spoken.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from app.body import size_vi
from app.domain.errors import TooLarge
from integrations.post.soap import codec, contract, credentials, envelope, mtom, validity, xmlsafe
from integrations.post.soap.faults import InvalidMessage, Unauthorised, as_fault
from integrations.post.soap.handlers import HANDLERS, Request, Values
from integrations.post.soap.shapes import Node

if TYPE_CHECKING:
    from app.context import Context

XML_TYPES = ("text/xml", "application/soap+xml", "application/xml", "application/xop+xml")
MTOM_TYPE = "multipart/related"
PLAIN = ("", "identity")


@dataclass(frozen=True, slots=True)
class Message:
    """An HTTP request as far as this door looks at it. ``body`` None means that it was over the limit."""

    body: bytes | None
    content_type: str
    action: str = ""
    authorization: str = ""
    api_key: str = ""
    content_encoding: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response."""

    status: int
    content_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def answer(message: Message, context: Context) -> Reply:
    """What to reply; never raises."""
    version = envelope.likely_version(message.content_type)
    try:
        root, parts = _xml(message, context)
        version = envelope.version_of(root)
        opened = envelope.opened(root, version)
        opened.require_understood()
        principal = credentials.principal(opened.security(), message.authorization, message.api_key, context)
        operation = contract.operation(opened.body.tag, message.action or message.content_type)
        values = codec.decode(opened.body, operation.request, parts)
        request = Request(values, validity.faults(opened.body, operation.request))
        result = HANDLERS[operation.name](request, principal, context)
        content = _written(operation.response, result)
    except Exception as e:  # noqa: BLE001 - every error leaves as a fault; as_fault logs what we did not foresee
        return _refused(e, version)
    return Reply(200, _content_type(version), envelope.written(version, content))


def _xml(message: Message, context: Context) -> tuple[etree._Element, dict[str, bytes]]:
    """The root element of a message and its MIME parts."""
    if message.body is None:
        raise TooLarge(limit=size_vi(context.settings.max_message_bytes))
    kind = message.content_type.split(";")[0].strip().lower()
    if message.content_encoding.strip().lower() not in PLAIN or kind not in (*XML_TYPES, MTOM_TYPE):
        raise InvalidMessage.whole("MEDIA_TYPE_UNKNOWN", status=415)
    if kind == MTOM_TYPE:
        content, parts = mtom.split(message.body, message.content_type)
        return xmlsafe.parse(content), parts
    return xmlsafe.parse(message.body, mtom.charset(message.content_type)), {}


def _written(shape: Node, values: Values) -> bytes:
    """One element of the contract, checked against the XSD before it leaves."""
    element = codec.encode(shape, values)
    if not validity.is_valid(element):
        raise RuntimeError(f"our {shape.key} is not what the contract says")
    codec.attach(element, shape, values)
    return etree.tostring(element, encoding="UTF-8", xml_declaration=False)


def _refused(error: Exception, version: envelope.Version) -> Reply:
    fault = as_fault(error, uuid.uuid4().hex)
    body = envelope.fault_written(version, fault, _written(contract.FAULT, fault.detail()))
    asks = (
        {"WWW-Authenticate": 'Basic realm="Dossier Post", charset="UTF-8"'} if isinstance(error, Unauthorised) else {}
    )
    return Reply(fault.status or version.statuses[fault.blame], _content_type(version), body, asks)


def _content_type(version: envelope.Version) -> str:
    return f"{version.media_type}; charset=utf-8"

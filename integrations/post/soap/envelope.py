"""The SOAP envelope, 1.1 and 1.2: opened, and written around a reply or a fault.

Sources: SOAP 1.1 (W3C note, 2000) and SOAP 1.2 part 1 (2007). What differs between them is data in :data:`VERSIONS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from lxml import etree

from integrations.post.soap.faults import (
    HEADER,
    RECEIVER,
    SENDER,
    VERSION,
    HeaderNotUnderstood,
    InvalidMessage,
    SoapFault,
    VersionMismatch,
)

SECURITY = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd}Security"
FAULT_11 = (
    '<soap:Fault><faultcode>soap:{code}</faultcode><faultstring xml:lang="vi">{text}</faultstring>{detail}</soap:Fault>'
)
FAULT_12 = (
    "<soap:Fault><soap:Code><soap:Value>soap:{code}</soap:Value></soap:Code>"
    '<soap:Reason><soap:Text xml:lang="vi">{text}</soap:Text></soap:Reason>{detail}</soap:Fault>'
)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of SOAP. ``statuses`` are HTTP's by who is to blame."""

    namespace: str
    media_type: str
    codes: dict[str, str]
    statuses: dict[str, int]
    fault: str
    detail: str
    role: str
    our_roles: tuple[str | None, ...]


VERSIONS = {
    "1.1": Version(
        namespace="http://schemas.xmlsoap.org/soap/envelope/",
        media_type="text/xml",
        codes={SENDER: "Client", RECEIVER: "Server", VERSION: "VersionMismatch", HEADER: "MustUnderstand"},
        statuses={SENDER: 500, RECEIVER: 500, VERSION: 500, HEADER: 500},
        fault=FAULT_11,
        detail="<detail>{}</detail>",
        role="actor",
        our_roles=(None, "", "http://schemas.xmlsoap.org/soap/actor/next"),
    ),
    "1.2": Version(
        namespace="http://www.w3.org/2003/05/soap-envelope",
        media_type="application/soap+xml",
        codes={SENDER: "Sender", RECEIVER: "Receiver", VERSION: "VersionMismatch", HEADER: "MustUnderstand"},
        statuses={SENDER: 400, RECEIVER: 500, VERSION: 500, HEADER: 500},
        fault=FAULT_12,
        detail="<soap:Detail>{}</soap:Detail>",
        role="role",
        our_roles=(
            None,
            "",
            "http://www.w3.org/2003/05/soap-envelope/role/next",
            "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
        ),
    ),
}
_BY_NAMESPACE = {version.namespace: version for version in VERSIONS.values()}


@dataclass(frozen=True, slots=True)
class Envelope:
    """An opened envelope: the header blocks and the one element of the Body."""

    version: Version
    headers: tuple[etree._Element, ...]
    body: etree._Element

    def security(self) -> etree._Element | None:
        """The WS-Security header, if it came."""
        return next((block for block in self.headers if block.tag == SECURITY), None)

    def require_understood(self) -> None:
        """:class:`HeaderNotUnderstood` if a block for us must be understood and is none that we know."""
        soap = f"{{{self.version.namespace}}}"
        for block in self.headers:
            must = block.get(f"{soap}mustUnderstand", "").strip() in ("1", "true")
            if must and block.tag != SECURITY and block.get(soap + self.version.role) in self.version.our_roles:
                raise HeaderNotUnderstood


def version_of(root: etree._Element) -> Version:
    """The version by the Envelope's namespace."""
    name = etree.QName(root)
    if name.localname != "Envelope":
        raise InvalidMessage.whole("ENVELOPE_INVALID")
    if name.namespace not in _BY_NAMESPACE:
        raise VersionMismatch
    return _BY_NAMESPACE[name.namespace]


def opened(root: etree._Element, version: Version) -> Envelope:
    """The envelope; exactly one Body with exactly one element in it."""
    bodies = [*root.iterchildren(f"{{{version.namespace}}}Body")]
    if len(bodies) != 1 or len(bodies[0]) != 1:
        raise InvalidMessage.whole("ENVELOPE_INVALID")
    header = root.find(f"{{{version.namespace}}}Header")
    return Envelope(version, () if header is None else tuple(header), bodies[0][0])


def likely_version(content_type: str) -> Version:
    """For a message that cannot be opened: the version that its Content-Type speaks of."""
    return VERSIONS["1.2" if "application/soap+xml" in content_type.lower() else "1.1"]


def written(version: Version, content: bytes) -> bytes:
    """The envelope around one serialised element."""
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<soap:Envelope xmlns:soap="'
        + version.namespace.encode()
        + b'"><soap:Body>'
        + content
        + b"</soap:Body></soap:Envelope>"
    )


def fault_written(version: Version, fault: SoapFault, detail: bytes) -> bytes:
    """The envelope around a fault. Faults about headers and versions carry no detail (SOAP 1.1, 4.4)."""
    has_detail = fault.blame in (SENDER, RECEIVER)
    text = version.fault.format(
        code=version.codes[fault.blame],
        text=escape(fault.message),
        detail=version.detail.format(detail.decode()) if has_detail else "",
    )
    return written(version, text.encode())

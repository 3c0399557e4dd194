"""Messages by hand and replies taken apart, for tests of the SOAP door."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import requests
from lxml import etree

MESSAGES = Path(__file__).parent / "messages"
NS = "urn:dossier-post:counter:v1"
SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
PERSON = "Nguyễn Thị Ánh"


@dataclass(frozen=True, slots=True)
class Said:
    """A reply: HTTP status, SOAP's fault code, our code, the codes by path, and the whole text."""

    status: int
    soap_code: str | None
    code: str | None
    fields: dict[str, str]
    retryable: str | None
    root: etree._Element
    text: str
    headers: dict[str, str]

    def value(self, name: str) -> str | None:
        return self.root.findtext(f".//{{{NS}}}{name}")


def said(response: requests.Response) -> Said:
    root = etree.fromstring(response.content)
    codes = root.xpath("//*[local-name()='faultcode']/text() | //*[local-name()='Code']/*[local-name()='Value']/text()")
    errors = root.iterfind(f".//{{{NS}}}fieldError")
    fault = f".//{{{NS}}}DossierFault/{{{NS}}}"
    return Said(
        status=response.status_code,
        soap_code=codes[0].partition(":")[2] if codes else None,
        code=root.findtext(f"{fault}code"),
        fields={e.findtext(f"{{{NS}}}path"): e.findtext(f"{{{NS}}}code") for e in errors},
        retryable=root.findtext(f"{fault}retryable"),
        root=root,
        text=response.text,
        headers=dict(response.headers),
    )


def token(username: str, password: str, kind: str = "") -> str:
    """A WS-Security header."""
    kind = f' Type="{kind}"' if kind else ""
    return (
        f'<w:Security xmlns:w="{WSSE}"><w:UsernameToken><w:Username>{username}</w:Username>'
        f"<w:Password{kind}>{password}</w:Password></w:UsernameToken></w:Security>"
    )


def envelope(body: str, header: str = "", namespace: str = SOAP11) -> str:
    start = f'<s:Envelope xmlns:s="{namespace}" xmlns="{NS}">'
    return f"{start}<s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"


def dossier(request_id: str = "r-1", owner: str = f"<name>{PERSON}</name>", rest: str = "") -> str:
    """A SubmitDossier; ``rest`` follows the owner."""
    return (
        f"<SubmitDossier><requestId>{request_id}</requestId><procedure>1.002809</procedure>"
        f"<owner>{owner}</owner>{rest}</SubmitDossier>"
    )


def papers(*attachments: str) -> str:
    """Papers that each hold an attachment with this content."""
    rows = "".join(
        "<paper><name>Đơn</name><attachment><fileName>a.pdf</fileName><mediaType>application/pdf</mediaType>"
        f"{content}</attachment></paper>"
        for content in attachments
    )
    return f"<papers>{rows}</papers>"

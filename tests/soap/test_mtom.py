"""MTOM: attachments beside the envelope, as gSOAP and JAX-WS send them."""

from __future__ import annotations

import base64
import hashlib

import pytest
from sqlalchemy import select

from app.store.tables import dossier as dossier_table
from app.store.tables import paper
from tests.soap.support import SOAP12, dossier, envelope, papers

INCLUDE = '<content><i:Include xmlns:i="http://www.w3.org/2004/08/xop/include" href="cid:{}"/></content>'
CONTENT = b"%PDF-1.4\xff\r\n--almost\r\n\r\n" + bytes(range(256)) * 40


def related(
    root: str, parts: dict[str, bytes], *, start: str = "root@x", boundary: str = "uuid:4711"
) -> tuple[bytes, str]:
    """A multipart/related message and its Content-Type."""
    head = f"--{boundary}\r\nContent-Type: {{}}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <{{}}>\r\n\r\n"
    body = head.format("application/xop+xml", start).encode() + root.encode() + b"\r\n"
    for name, content in parts.items():
        body += head.format("image/jpeg", name).encode() + content + b"\r\n"
    kind = f'multipart/related; type="application/xop+xml"; start="<{start}>"; boundary="{boundary}"'
    return body + f"--{boundary}--\r\n".encode(), kind


@pytest.mark.parametrize("namespace", ["http://schemas.xmlsoap.org/soap/envelope/", SOAP12])
@pytest.mark.parametrize("name", ["photo@x", "p%20h@x"])
def test_attachment_beside_the_envelope(counter, namespace, name) -> None:  # type: ignore[no-untyped-def]
    digest = hashlib.sha256(CONTENT).hexdigest()
    request_id = f"mtom-{name}-{namespace[-8:-1]}"
    root = envelope(
        dossier(request_id, rest=papers(INCLUDE.format(name) + f"<sha256>{digest}</sha256>")), counter.token, namespace
    )
    body, kind = related(root, {name.replace("%20", " "): CONTENT})
    reply = counter.post(body, kind)
    assert reply.status == 200, reply.text
    kept = counter.context.database.one(
        select(paper.c.sha256).join(dossier_table).where(dossier_table.c.dossier_no == reply.value("dossierNo"))
    )
    assert kept == (digest,)


def test_the_same_dossier_with_and_without_mtom_is_a_repeat(counter) -> None:  # type: ignore[no-untyped-def]
    inline = f"<content>{base64.b64encode(CONTENT).decode()}</content>"
    first = counter.call(dossier("mtom-inline", rest=papers(inline)))
    root = envelope(dossier("mtom-inline", rest=papers(INCLUDE.format("a"))), counter.token)
    again = counter.post(*related(root, {"a": CONTENT}))
    assert (first.value("repeat"), again.value("repeat")) == ("false", "true")


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda body, kind: (body.replace(b"binary", b"base64"), kind), "MTOM_BROKEN"),
        (lambda body, kind: (body.replace(b"<a>", b"<root@x>"), kind), "MTOM_BROKEN"),
        (lambda body, kind: (body[:-10], kind), "MTOM_BROKEN"),
        (lambda body, kind: (body, kind.replace("root@x", "none@x")), "MTOM_BROKEN"),
        (lambda body, kind: (body, kind.replace("uuid:4711", "x" * 100)), "MTOM_BROKEN"),
        (lambda body, kind: (body.replace(b"<s:Envelope", b"<!DOCTYPE x><s:Envelope"), kind), "XML_DOCTYPE"),
    ],
    ids=["base64 part", "one id twice", "cut off", "no such start", "endless boundary", "doctype"],
)
def test_broken_mime_is_refused(counter, damage, code) -> None:  # type: ignore[no-untyped-def]
    body, kind = related(envelope("<Ping/>", counter.token), {"a": b"x"})
    reply = counter.post(*damage(body, kind))
    assert (reply.status, reply.fields) == (500, {".": code})

"""MTOM: a message whose attachments travel as MIME parts beside the envelope, not as base64 inside.

Source: XOP and MTOM (W3C, 2005), MIME multipart/related (RFC 2387). The parts are cut by hand: Python's ``email`` would
decode and copy them, and takes a broken message for a good one.

>>> body = b'--b\\r\\nContent-ID: <r>\\r\\n\\r\\n<a/>\\r\\n--b\\r\\nContent-ID: <x@y>\\r\\n\\r\\n\\x00\\xff\\r\\n--b--'
>>> split(body, 'multipart/related; boundary=b; start="<r>"; type="application/xop+xml"')
(b'<a/>', {'cid:x@y': b'\\x00\\xff'})
"""

from __future__ import annotations

import re

from integrations.post.soap.faults import InvalidMessage

MAX_PARTS = 64
MAX_HEADER_BYTES = 4096
_PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]+))')
_CONTENT_ID = re.compile(rb"^content-id:\s*<?([^>\r\n]{1,300})>?\s*$", re.IGNORECASE | re.MULTILINE)
_ENCODING = re.compile(rb"^content-transfer-encoding:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
AS_IT_IS = {b"binary", b"8bit", b"7bit"}


def split(body: bytes, content_type: str) -> tuple[bytes, dict[str, bytes]]:
    """The envelope, and the other parts by the ``cid:`` address that the envelope names them with."""
    parameters = {m[1].lower(): m[2] if m[2] is not None else m[3] for m in _PARAMETER.finditer(content_type)}
    boundary, start = parameters.get("boundary", ""), parameters.get("start", "").strip("<>")
    parts = _parts(body, boundary.encode("latin-1", "replace"))
    root = start if start in parts else next(iter(parts)) if parts and not start else None
    if root is None:
        raise InvalidMessage.whole("MTOM_BROKEN")
    return parts.pop(root), {f"cid:{name}": content for name, content in parts.items()}


def charset(content_type: str) -> str | None:
    """The charset of a Content-Type, if it names one."""
    return next((m[2] or m[3] for m in _PARAMETER.finditer(content_type) if m[1].lower() == "charset"), None)


def _parts(body: bytes, boundary: bytes) -> dict[str, bytes]:
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary) if 0 < len(boundary) <= 70 else []
    if not 3 <= len(pieces) <= MAX_PARTS + 2 or not pieces[-1].startswith(b"--"):
        raise InvalidMessage.whole("MTOM_BROKEN")
    parts: dict[str, bytes] = {}
    for number, piece in enumerate(pieces[1:-1]):
        head, gap, content = piece.partition(b"\r\n\r\n")
        encoding = _ENCODING.search(head)
        if not gap or len(head) > MAX_HEADER_BYTES or (encoding and encoding[1].lower() not in AS_IT_IS):
            raise InvalidMessage.whole("MTOM_BROKEN")
        named = _CONTENT_ID.search(head)
        name = named[1].decode("latin-1").strip() if named else f"part {number}"
        if name in parts:
            raise InvalidMessage.whole("MTOM_BROKEN")
        parts[name] = content
    return parts

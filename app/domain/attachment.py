"""Attachment (tệp đính kèm): bytes that came with a paper, decoded strictly and held against their digest.

libxml2 and ``base64.b64decode`` both pass over stray characters, so a broken file would be kept as an empty one;
here it is refused.

>>> read(decode("JVBERi0xLjcK"), "don.pdf", "application/pdf", None).sha256[:8]
'0716f926'
>>> decode("@@@@")
Traceback (most recent call last):
app.domain.errors.InvalidFormat: attachment: not base64
"""

from __future__ import annotations

import binascii
import hashlib
import re

from app.domain.errors import InvalidFormat
from app.domain.submission import Attachment

MAX_ATTACHMENT_BYTES = 14 * 1024 * 1024  # as base64 it must fit a message of 20 MB
MEDIA_TYPES = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "image/heic": ".heic",
    "application/octet-stream": ".bin",
}
_FTYP = b"ftyp"  # ISO 14496-12: behind the length of the first box
_BEGINNINGS = {  # octets by which a file of the type begins (ISO 32000, ISO 10918, ISO 15948, TIFF 6.0)
    "application/pdf": (b"%PDF-",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/tiff": (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
}
PDF_BEGINS_WITHIN = 1024  # octets: scanners and mail programs put something before it
NAMELESS = "tep-dinh-kem"
_SEPARATORS, _UNSEEN = re.compile(r"[/\\]"), re.compile(r"[\x00-\x1f\x7f]")
WHITE_SPACE = b" \t\r\n"  # what XML and people put between the lines of base64


def read(content: bytes, file_name: str, media_type: str | None, sha256: str | None) -> Attachment:
    """One attachment.

    :class:`InvalidFormat` for an empty or oversized file, a media type outside the list, a content of none of it, or a
    digest (64 hex digits) that does not fit: the file was damaged on its way, send it again.
    """
    media_type = (media_type or "application/octet-stream").split(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES:
        raise InvalidFormat("ATTACHMENT_TYPE", "attachment: media type is not in the list")
    if not content:
        raise InvalidFormat("ATTACHMENT_BROKEN", "attachment: empty")
    if len(content) > MAX_ATTACHMENT_BYTES:
        raise InvalidFormat("ATTACHMENT_TOO_LARGE", "attachment: over its limit")
    digest = hashlib.sha256(content).hexdigest()
    if sha256 and sha256.strip().lower() != digest:
        raise InvalidFormat("ATTACHMENT_DIGEST", "attachment: digest does not fit")
    media_type = _type_of(content, media_type)
    return Attachment(file_name=base_name(file_name, media_type), media_type=media_type, sha256=digest, content=content)


def base_name(given: str, media_type: str) -> str:
    """The name without folders and what cannot be seen; one of ours where nothing is left.

    >>> base_name("C:\\\\Quét\\\\đơn.pdf", "application/pdf"), base_name("../..", "image/png")
    ('đơn.pdf', 'tep-dinh-kem.png')
    """
    name = _UNSEEN.sub("", _SEPARATORS.split(given)[-1]).strip(" .")
    return name or f"{NAMELESS}{MEDIA_TYPES[media_type]}"


def _type_of(content: bytes, said: str) -> str:
    """What it was said to be, or the type of the list that it is: people name a scan as they like.

    :class:`InvalidFormat` for what is none of them.
    """
    for media_type in (said, *_BEGINNINGS, "image/heic"):
        if _is(content, media_type):
            return media_type
    raise InvalidFormat("ATTACHMENT_OTHER", "attachment: not of its media type")


def _is(content: bytes, media_type: str) -> bool:
    """Whether the first bytes are of this type; anything may be octets."""
    if media_type == "application/pdf":
        return _BEGINNINGS[media_type][0] in content[:PDF_BEGINS_WITHIN]
    if media_type == "image/heic":
        return content[4:8] == _FTYP
    return content.startswith(_BEGINNINGS.get(media_type, (b"",)))


def decode(text: str) -> bytes:
    """Bytes of strict base64; white space is passed over. :class:`InvalidFormat` for anything else."""
    data = text.encode("ascii", "replace").translate(None, WHITE_SPACE)
    try:
        return binascii.a2b_base64(data, strict_mode=True)
    except binascii.Error as e:
        raise InvalidFormat("ATTACHMENT_BROKEN", "attachment: not base64") from e

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
WHITE_SPACE = b" \t\r\n"  # what XML and people put between the lines of base64


def read(content: bytes, file_name: str, media_type: str | None, sha256: str | None) -> Attachment:
    """One attachment.

    :class:`InvalidFormat` for an empty or oversized file, a media type outside the list, or a digest (64 hex digits)
    that does not fit: the file was damaged on its way, send it again.
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
    return Attachment(file_name=file_name, media_type=media_type, sha256=digest, content=content)


def decode(text: str) -> bytes:
    """Bytes of strict base64; white space is passed over. :class:`InvalidFormat` for anything else."""
    data = text.encode("ascii", "replace").translate(None, WHITE_SPACE)
    try:
        return binascii.a2b_base64(data, strict_mode=True)
    except binascii.Error as e:
        raise InvalidFormat("ATTACHMENT_BROKEN", "attachment: not base64") from e

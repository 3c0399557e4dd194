"""XML from strangers: encoding by an allow-list, no DOCTYPE, and caps that hold before and after parsing.

libxml2's own limits fall away with ``huge_tree``, which attachments over 10 MB need; so the caps here are ours.
A DOCTYPE is refused before the parser sees it: afterwards would be too late for entities in attributes.

>>> parse(b"<a>\\xc3\\xa9</a>").text
'é'
>>> parse(b"<!DOCTYPE a><a/>")
Traceback (most recent call last):
integrations.post.soap.faults.InvalidMessage: VALIDATION
"""

from __future__ import annotations

import re
import threading

from lxml import etree

from integrations.post.soap.faults import InvalidMessage

MAX_DEPTH = 32
MAX_ELEMENTS = 20_000
MAX_ATTRIBUTES = 64
MAX_PROLOG_BYTES = 8192
HUGE_FROM_BYTES = 9_000_000

ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "utf-16le": "utf-16le",
    "utf-16be": "utf-16be",
}
MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16le", b"\xfe\xff": "utf-16be"}
UNMARKED = {b"<\0": "utf-16le", b"\0<": "utf-16be"}
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*+<(?=[^!?])", re.DOTALL)
_is_too_complex = etree.XPath(
    f"boolean({'/*' * (MAX_DEPTH + 1)}) or boolean(//@*[{MAX_ATTRIBUTES + 1}]) or count(//*) > $most"
)


class _Parsers(threading.local):
    """One parser per thread, encoding and size: lxml serialises threads that share one."""

    def __init__(self) -> None:
        self.made: dict[tuple[str, bool], etree.XMLParser] = {}

    def get(self, encoding: str, huge: bool) -> etree.XMLParser:
        key = (encoding, huge)
        if key not in self.made:
            self.made[key] = etree.XMLParser(
                encoding=encoding,
                huge_tree=huge,
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                collect_ids=False,
                remove_comments=True,
                remove_pis=True,
            )
        return self.made[key]


_parsers = _Parsers()


def parse(data: bytes, charset: str | None = None, most: int = MAX_ELEMENTS) -> etree._Element:
    """The root element; :class:`InvalidMessage` names what is wrong with the message as a whole.

    ``most`` elements are taken. ``charset`` is that of the Content-Type; a byte order mark wins over it, and it wins
    over the XML declaration.
    """
    data, encoding = _encoding(data, charset)
    prolog = data[:MAX_PROLOG_BYTES].decode(encoding, "replace")
    if not _PROLOG.match(prolog):
        raise InvalidMessage.whole("XML_DOCTYPE" if "<!" in prolog else "XML_BROKEN")
    if data.count(b"<") > 2 * most:
        raise InvalidMessage.whole("XML_TOO_COMPLEX")
    try:
        root = etree.fromstring(data, _parsers.get(encoding, len(data) > HUGE_FROM_BYTES))
    except etree.XMLSyntaxError as e:
        raise InvalidMessage.whole("XML_BROKEN") from e
    if _is_too_complex(root, most=most):
        raise InvalidMessage.whole("XML_TOO_COMPLEX")
    return root


def _encoding(data: bytes, charset: str | None) -> tuple[bytes, str]:
    """The bytes without their mark, and Python's name of an encoding that we read."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return data[len(mark) :], encoding
    if data[:2] in UNMARKED:
        return data, UNMARKED[data[:2]]
    declared = _DECLARED.match(data[:300])
    name = (charset or (declared[1].decode("ascii") if declared else "utf-8")).strip("\"' ").lower()
    if name not in ENCODINGS:
        raise InvalidMessage.whole("ENCODING_UNKNOWN", status=415)
    return data, ENCODINGS[name]

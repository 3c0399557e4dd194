"""Messages ↔ plain values, along the shapes of the contract.

Reading leaves the tree ready for the XSD: empty and nil elements are dropped (they say nothing), ``xsi:type`` that only
repeats a built-in type is dropped, and the text of every attachment is taken out and replaced by four letters, since
libxml2 takes 1.7 ms to look at 200 kB of base64 and still misses stray characters.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from lxml import etree

from app.domain.local_time import LOCAL
from integrations.post.soap.shapes import Node

STAND_IN = "AAAA"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSI_TYPE, XSI_NIL = f"{{{XSI}}}type", f"{{{XSI}}}nil"
BUILT_IN = ("http://www.w3.org/2001/XMLSchema", "http://schemas.xmlsoap.org/soap/encoding/")
INCLUDE = "{http://www.w3.org/2004/08/xop/include}Include"
_marked = etree.XPath("descendant-or-self::*[@xsi:type or @xsi:nil]", namespaces={"xsi": XSI})

Parts = Mapping[str, bytes]


def decode(element: etree._Element, shape: Node, parts: Parts) -> dict[str, Any]:
    """The values of one message. Unknown elements are passed over: the XSD reports them.

    ``parts`` are the MTOM attachments by ``cid:`` address; one that did not come reads as absent.
    """
    marked: list[etree._Element] = _marked(element)  # type: ignore[assignment]
    for each in marked:
        _drop_redundant(each)
    return _group(element, shape, parts)


def _group(element: etree._Element, shape: Node, parts: Parts) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    empty = []
    children = shape.children
    for child in element:
        node = children.get(child.tag)
        if node is None:
            continue
        if node.children and not len(child):
            empty.append(child)
        elif node.rows is not None:
            row = node.rows
            raw[node.key] = [_group(each, row, parts) for each in child.iterchildren(row.tag)]
        elif node.children:
            raw[node.key] = _group(child, node, parts)
        else:
            value = _detach(child, parts) if node.binary else (child.text or "").strip()
            if value:
                raw[node.key] = value
            elif not len(child):
                empty.append(child)
    for child in empty:
        element.remove(child)
    return raw


def _detach(element: etree._Element, parts: Parts) -> bytes | str | None:
    """The text of an attachment, or the bytes of its MIME part; a stand-in takes its place."""
    if len(element) == 1 and element[0].tag == INCLUDE:
        content: bytes | str | None = parts.get(unquote(element[0].get("href", "")))
        element.remove(element[0])
    elif len(element):
        return None  # the XSD says so
    else:
        content = element.text
    if content and not content.isspace():
        element.text = STAND_IN
        return content
    return None


def _drop_redundant(element: etree._Element) -> None:
    """SOAP::Lite and Axis name the type of every leaf, though the contract has named it."""
    prefix, _, _ = element.get(XSI_TYPE, "").rpartition(":")
    if XSI_TYPE in element.attrib and element.nsmap.get(prefix or None) in BUILT_IN:
        del element.attrib[XSI_TYPE]
    nil = element.get(XSI_NIL)
    if nil in ("false", "0") or (nil in ("true", "1") and not len(element) and not (element.text or "").strip()):
        del element.attrib[XSI_NIL]


def encode(shape: Node, values: Mapping[str, Any]) -> etree._Element:
    """The element of one message; what is None or empty is left out, attachments as a stand-in."""
    namespace = etree.QName(shape.tag).namespace
    root = etree.Element(shape.tag, nsmap={None: namespace})  # type: ignore[dict-item] # the stubs forget the default
    _fill(root, shape, values)
    return root


def attach(element: etree._Element, shape: Node, values: Mapping[str, Any]) -> None:
    """The real content in place of the stand-ins, once the XSD has seen the rest."""
    for node in shape.children.values():
        if node.binary and (child := element.find(node.tag)) is not None:
            child.text = b64encode(values[node.key]).decode()


def _fill(element: etree._Element, shape: Node, values: Mapping[str, Any]) -> None:
    for node in shape.children.values():
        value = values.get(node.key)
        if value is None or value == () or value == []:
            continue
        for each in value if node.repeated else (value,):
            child = etree.SubElement(element, node.tag)
            if node.rows is not None:
                _fill(child, node, {node.rows.key: each})
            elif node.children:
                _fill(child, node, each)
            else:
                child.text = STAND_IN if node.binary else _text(each)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(LOCAL).isoformat(timespec="seconds")
    return str(value)

"""The published contract: ``counter.wsdl`` and ``counter.xsd``, loaded once, and everything that follows from them.

Operations are found by the qualified name of the Body's child, never by SOAPAction: clients send that one broken.
Addresses come from the configured public URL, never from a Host header.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from integrations.post.soap import shapes
from integrations.post.soap.faults import InvalidMessage
from integrations.post.soap.shapes import Node

FOLDER = Path(__file__).resolve().parent.parent / "contract"
NAMESPACE = "urn:dossier-post:counter:v1"
VERSION = "1.2"
XSD_NAME = "counter.xsd"
FILE_XSD_NAME = "shift-file.xsd"
WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
SOAP12 = "{http://schemas.xmlsoap.org/wsdl/soap12/}"
XSD_INCLUDE = "{http://www.w3.org/2001/XMLSchema}include"
XSD_IMPORT = "{http://www.w3.org/2001/XMLSchema}import"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the WSDL with the shapes of its messages."""

    name: str
    action: str
    request: Node
    response: Node


WSDL_TREE = etree.parse(FOLDER / "counter.wsdl").getroot()
XSD_TREE = etree.parse(FOLDER / XSD_NAME).getroot()
ELEMENTS = shapes.load(XSD_TREE)
FAULT = ELEMENTS[f"{{{NAMESPACE}}}DossierFault"]
OPERATIONS = {
    f"{{{NAMESPACE}}}{name}": Operation(
        name=name,
        action=f"{NAMESPACE}/{name}",
        request=ELEMENTS[f"{{{NAMESPACE}}}{name}"],
        response=ELEMENTS[f"{{{NAMESPACE}}}{name}Response"],
    )
    for name in (operation.get("name", "") for operation in WSDL_TREE.iterfind(f"{WSDL}portType/{WSDL}operation"))
}
_ACTION = re.compile(re.escape(NAMESPACE) + r"/(\w+)")


def operation(tag: str, action: str) -> Operation:
    """The operation of a Body's child. ``action`` is refused only if it names another operation of ours."""
    found = OPERATIONS.get(tag)
    if found is None:
        raise InvalidMessage.whole("OPERATION_UNKNOWN")
    named = {name for name in _ACTION.findall(action) if f"{{{NAMESPACE}}}{name}" in OPERATIONS}
    if named and found.name not in named:
        raise InvalidMessage.whole("ACTION_OTHER")
    return found


def published(public_url: str) -> dict[str, bytes]:
    """What anyone may read: ``wsdl``, ``wsdl 1.1`` (Axis 1.4 cannot read a WSDL that holds SOAP 1.2) and the XSD."""
    address = f"{public_url}/soap/counter"
    both = copy.deepcopy(WSDL_TREE)
    for location in both.iterfind(f"{WSDL}service/{WSDL}port/*[@location]"):
        location.set("location", address)
    for schema in both.iter(XSD_IMPORT):
        schema.set("schemaLocation", f"{address}?xsd={XSD_NAME}")
    file = etree.parse(FOLDER / FILE_XSD_NAME).getroot()
    for included in file.iter(XSD_INCLUDE):
        included.set("schemaLocation", f"{address}?xsd={XSD_NAME}")
    schemas = {XSD_NAME: _page(XSD_TREE), FILE_XSD_NAME: _page(file)}
    return {"wsdl": _page(both), "wsdl 1.1": _page(_without_soap12(both)), **schemas}


def _without_soap12(wsdl: etree._Element) -> etree._Element:
    wsdl = copy.deepcopy(wsdl)
    for parent in (wsdl, *wsdl.iterchildren(f"{WSDL}service")):
        for part in list(parent):
            if part.find(f"{SOAP12}*") is not None:
                parent.remove(part)
    return wsdl


def _page(tree: etree._Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")

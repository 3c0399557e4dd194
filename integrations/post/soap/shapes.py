"""The contract's XSD as shapes: which elements a message has, in which order, and what each is called in our code.

The XSD is the one table: an element added there is read and written without another line. Names follow by rule,
``owner/idNumber`` ↔ ``owner.id_number`` and ``papers/paper[1]`` ↔ ``papers[0]``, so a fault found behind the door can
be told in the sender's words.

>>> spell("papers[0].attachment.media_type")
'papers/paper[1]/attachment/mediaType'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

XSD = "{http://www.w3.org/2001/XMLSchema}"
# What one row of a list of ours is called in the contract.
ROWS = {"papers": "paper", "found": "scan"}
_ROW = re.compile(rf"\b({'|'.join(ROWS)})\[(\d+)\]")
# The code that tells best what is wrong when a value is not of its type; the rest is TYPE_INVALID.
WRONG_VALUE = {
    "RequestId": "REQUEST_ID_INVALID",
    "Moment": "DATE_INVALID",
    "Count": "NUMBER_NEGATIVE",
    "AmountVnd": "FEE_INVALID",
    "CashVnd": "CASH_INVALID",
    "Content": "ATTACHMENT_BROKEN",
}


@dataclass(frozen=True, slots=True)
class Node:
    """One element: its qualified name, our key, and its children in order (none for a leaf).

    ``rows`` is set where the children are one repeated element: such a part is a list in our code.
    """

    tag: str
    key: str
    required: bool = True
    repeated: bool = False
    binary: bool = False
    wrong: str = "TYPE_INVALID"
    rows: Node | None = None
    children: Mapping[str, Node] = field(default_factory=dict)


def load(schema: etree._Element) -> dict[str, Node]:
    """Every global element of the schema, by its qualified name."""
    namespace = schema.get("targetNamespace")
    types = {each.get("name"): each for each in schema.iterchildren(f"{XSD}complexType", f"{XSD}simpleType")}

    def node(element: etree._Element) -> Node:
        name, kind = element.get("name", ""), element.get("type", "")
        definition = types.get(kind) if kind else element.find(f"{XSD}complexType")
        children = {}
        if definition is not None and definition.tag == f"{XSD}complexType":
            children = {child.tag: child for child in map(node, definition.iterfind(f"{XSD}sequence/{XSD}element"))}
        only = next(iter(children.values())) if len(children) == 1 else None
        return Node(
            tag=f"{{{namespace}}}{name}",
            key=_snake(name),
            required=element.get("minOccurs") != "0",
            repeated=element.get("maxOccurs") == "unbounded",
            binary=kind == "Content",
            wrong="CHOICE_UNKNOWN" if _enumerated(definition) else WRONG_VALUE.get(kind, "TYPE_INVALID"),
            rows=only if only and only.repeated else None,
            children=children,
        )

    return {shape.tag: shape for shape in map(node, schema.iterchildren(f"{XSD}element"))}


def spell(path: str) -> str:
    """Our path in the contract's words; the message as a whole is ``.`` in both."""
    if path == ".":
        return path
    path = _ROW.sub(lambda m: f"{m[1]}/{ROWS[m[1]]}[{int(m[2]) + 1}]", path)
    return re.sub(r"_([a-z0-9])", lambda m: m[1].upper(), path).replace(".", "/")


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: "_" + m[1].lower(), name)


def _enumerated(definition: etree._Element | None) -> bool:
    return definition is not None and definition.find(f".//{XSD}enumeration") is not None

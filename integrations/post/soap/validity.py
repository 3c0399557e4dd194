"""A message held against the XSD, and libxml2's complaints told in our codes, paths and Vietnamese.

libxml2 stops at the first misplaced child of an element and quotes values in its texts, so from a complaint only the
place and the kind are taken; what a group lacks and what it has too many is then counted from the shapes, all at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from lxml import etree

from app.domain.errors import Fault
from integrations.post.soap import contract
from integrations.post.soap.shapes import Node

MAX_COMPLAINTS = 500
MISPLACED = "SCHEMAV_ELEMENT_CONTENT"
ATTRIBUTE = ("SCHEMAV_CVC_COMPLEX_TYPE_3_2_1", "SCHEMAV_CVC_TYPE_3_1_1")


class _Validators:
    """Each is lent to one message at a time: threads that share one share its error log.

    So there are as many as were ever at work at once, and not one of 1.3 MB for each thread.
    """

    def __init__(self) -> None:
        self._idle: deque[etree.XMLSchema] = deque()

    @contextmanager
    def lent(self) -> Iterator[etree.XMLSchema]:
        try:
            schema = self._idle.pop()
        except IndexError:
            schema = etree.XMLSchema(contract.XSD_TREE)
        try:
            yield schema
        finally:
            self._idle.append(schema)


_validators = _Validators()


def is_valid(element: etree._Element) -> bool:
    """Whether a message is what the XSD says."""
    with _validators.lent() as validator:
        return validator.validate(element)


def faults(element: etree._Element, shape: Node) -> list[Fault]:
    """What the XSD finds wrong with a message, one fault a place."""
    with _validators.lent() as validator:
        if validator.validate(element):
            return []
        complaints = [*islice(validator.error_log, MAX_COMPLAINTS)]  # type: ignore[call-overload] # the stubs forget __iter__
    found: dict[str, Fault] = {}
    for complaint in complaints:
        for path, code in _told(complaint, element, shape):
            found.setdefault(path, Fault(path, code))
    return list(found.values())


def _told(complaint: etree._LogEntry, element: etree._Element, shape: Node) -> Iterator[tuple[str, str]]:
    """The places and codes of one complaint of libxml2."""
    way = _way(complaint.path or "", element, shape)
    node = way[-1][1]
    if complaint.type_name in ATTRIBUTE:
        yield _path(way) + "/@", "FIELD_UNKNOWN"
    elif complaint.type_name != MISPLACED:
        yield _path(way), node.wrong if node else "TYPE_INVALID"
    elif wrong := [*_structure(way)] or [*_structure(way[:-1])]:
        yield from wrong
    else:
        yield _path(way), "ORDER_WRONG"


def _structure(way: list[tuple[etree._Element, Node | None]]) -> Iterator[tuple[str, str]]:
    """What a group lacks and what it has that nobody asked for."""
    if not way or (node := way[-1][1]) is None:
        return
    group, before = way[-1][0], _path(way, ending="/")
    for child in node.children.values():
        if child.required and not child.repeated and group.find(child.tag) is None:
            yield before + etree.QName(child.tag).localname, "REQUIRED"
    for each in group:
        if each.tag not in node.children and node.children:
            yield before + etree.QName(each).localname[:60], "FIELD_UNKNOWN"


def _way(path: str, element: etree._Element, shape: Node) -> list[tuple[etree._Element, Node | None]]:
    """From the message down to the element that libxml2 means by ``/ns:SubmitDossier/*[3]/ns:name``."""
    way: list[tuple[etree._Element, Node | None]] = [(element, shape)]
    for step in path.split("/")[2:]:
        name, _, index = step.rstrip("]").partition("[")
        at, node = way[-1]
        matching = [child for child in at if name in ("*", _prefixed(child))]
        if not 0 < int(index or 1) <= len(matching):
            break
        child = matching[int(index or 1) - 1]
        way.append((child, node.children.get(child.tag) if node else None))
    return way


def _path(way: list[tuple[etree._Element, Node | None]], ending: str = "") -> str:
    """``papers/paper[2]/copies``; the message itself is ``.``"""
    names = []
    for element, node in way[1:]:
        name = etree.QName(element).localname[:60]
        if node and node.repeated:
            name += f"[{sum(1 for _ in element.itersiblings(element.tag, preceding=True)) + 1}]"
        names.append(name)
    return "/".join(names) + ending if names else ("" if ending else ".")


def _prefixed(element: etree._Element) -> str:
    local = etree.QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local

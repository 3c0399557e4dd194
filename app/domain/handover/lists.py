"""Handover list (bảng kê, biên bản giao nhận): what one side gave and the other counted, signed by both.

The steps stand in :mod:`app.domain.handover.life`. Signed, a list is locked: what was wrong is put right by a further
list, which names the one that it corrects. What is scanned twice is told, not listed twice.
Source: Decision 45/2016/QĐ-TTg: both sides count, sign, and keep a copy.

>>> from app.domain.scan import read
>>> item = Item(ItemKind.RESULT, read("EL491610889VN"), "000.00.16.H01-211115-0001")
>>> listed, warnings = HandoverList(number=number(Direction.TO_POST, "H01.16", date(2021, 11, 22), 1)).add(item)
>>> listed.number, listed.add(item).warnings
('BG-H01.16-211122-1', ('LISTED_ALREADY',))
>>> listed.close().state, [each.text_vi for each in listed.close().differences]
(<State.COUNTED: 'counted'>, ['EL491610889VN: thiếu; đã kê kết quả.'])
>>> listed.close().add(item)
Traceback (most recent call last):
app.domain.errors.Conflict: LIST_MOVE_IMPOSSIBLE
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from app.domain.errors import Conflict
from app.domain.handover.count import Difference, Found, differences, received
from app.domain.handover.item import ROUTES, Direction, Item, ItemKind, Totals, check, totals
from app.domain.handover.life import State, moved
from app.domain.scan import Code

EMPTY, NOT_EMPTY, SIDE_SIGNED = "LIST_EMPTY", "LIST_NOT_EMPTY", "LIST_SIDE_SIGNED"
SIGNED_BY_ONE = "LIST_SIGNED_BY_ONE"
LISTED_ALREADY, COUNTED_ALREADY = "LISTED_ALREADY", "COUNTED_ALREADY"  # warnings


class Side(StrEnum):
    """Whose signature."""

    GIVER = "giver"
    RECEIVER = "receiver"


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signed (người giao, người nhận); ``by`` is the key or account that did it, empty for ink alone."""

    name: str
    role: str
    at: datetime
    by: str = ""


class Scanned(NamedTuple):
    """The list after a scan, and what should be told of it."""

    listed: HandoverList
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverList:
    """One list; every step makes a new one and leaves this as it was. ``Conflict`` for a step that its state lacks."""

    number: str
    direction: Direction = Direction.TO_POST
    state: State = State.OPEN
    items: tuple[Item, ...] = ()
    found: frozenset[Found] = frozenset()
    bag_no: str = ""
    seal_no: str = ""
    giver: Signatory | None = None
    receiver: Signatory | None = None
    corrects: str = ""  # the number of the signed list that this one puts right

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What the count found otherwise."""
        return differences(self.items, self.found)

    @property
    def totals(self) -> Totals:
        """Of what is listed."""
        return totals(self.items)

    @property
    def received(self) -> Totals:
        """Of what is listed and was found."""
        return totals(received(self.items, self.found))

    def add(self, item: Item) -> Scanned:
        """Refused as :func:`check` has it."""
        moved(self.state, "add")
        check(item, self.direction)
        if any(each.code == item.code or _same(each, item) for each in self.items):
            return Scanned(self, (LISTED_ALREADY,))
        return Scanned(self._after("add", items=(*self.items, item)))

    def take_out(self, code: Code) -> HandoverList:
        return self._after("take_out", items=tuple(item for item in self.items if item.code != code))

    def pack(self, *, bag_no: str, seal_no: str) -> HandoverList:
        return self._after("pack", bag_no=bag_no, seal_no=seal_no)

    def count(self, code: Code, kind: ItemKind | None = None) -> Scanned:
        """``kind`` is what was found, where it is another than is listed."""
        found = Found(code, kind or "")
        counted = self._after("count", found=self.found | {found})
        return Scanned(counted, (COUNTED_ALREADY,) if found in self.found else ())

    def uncount(self, code: Code) -> HandoverList:
        return self._after("uncount", found=frozenset(found for found in self.found if found.code != code))

    def cancel(self) -> HandoverList:
        """``LIST_NOT_EMPTY`` while something is on it."""
        moved(self.state, "cancel")
        if self.items:
            raise Conflict(code=NOT_EMPTY)
        return self._after("cancel")

    def close(self) -> HandoverList:
        """``LIST_EMPTY`` for a list without items."""
        moved(self.state, "close")
        if not self.items:
            raise Conflict(code=EMPTY)
        return self._after("close")

    def reopen(self) -> HandoverList:
        """What was scanned and counted stays; a single signature does not."""
        return self._after("reopen", giver=None, receiver=None)

    def sign(self, side: Side, signatory: Signatory) -> HandoverList:
        """Signed when both have. ``LIST_SIDE_SIGNED``: that side has; ``LIST_SIGNED_BY_ONE``: by one key for both."""
        moved(self.state, "sign")
        if getattr(self, side.value):
            raise Conflict(code=SIDE_SIGNED)
        other = self.receiver if side is Side.GIVER else self.giver
        if other and other.by and other.by == signatory.by:
            raise Conflict(code=SIGNED_BY_ONE)
        return self._after("sign", state=None if other else State.COUNTED, **{side.value: signatory})

    def correction(self, number: str) -> HandoverList:
        """A further list, open and empty, that names this one."""
        moved(self.state, "correct")
        return HandoverList(number=number, direction=self.direction, corrects=self.number)

    def _after(self, name: str, **changes: Any) -> HandoverList:
        to = changes.pop("state", None) or moved(self.state, name).to or self.state
        return replace(self, state=to, **changes)


def number(direction: Direction, place: str, day: date, nth: int) -> str:
    """The ``nth`` list of an office or desk on a day."""
    return f"{ROUTES[direction].prefix}-{place}-{day:%y%m%d}-{nth}"


def _same(one: Item, other: Item) -> bool:
    """The same thing under another code."""
    return one.kind is other.kind and one.dossier_no == other.dossier_no

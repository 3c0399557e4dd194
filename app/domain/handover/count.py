"""Count of a handover list (kiểm đếm khi giao nhận): what was scanned on arrival against what is listed.

Scans are a set: neither their order nor a second scan of one code changes what differs. An item may be scanned by the
number of its dossier where the list has only one item of that dossier.

>>> from app.domain.scan import read
>>> listed = Item(ItemKind.DOSSIER, read("EL491610889VN"), "000.00.16.H01-211115-0001")
>>> [each.text_vi for each in differences([listed], [Found(read("EC473124829VN"))])]
['EL491610889VN: thiếu; đã kê hồ sơ.', 'EC473124829VN: thừa.']
>>> differences([listed], [Found(read("000.00.16.H01-211115-0001"))])
()
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.handover.item import KINDS_VI, Item, ItemKind
from app.domain.scan import Code


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One scan of a count; ``kind`` empty: as it is listed."""

    code: Code
    kind: ItemKind | str = ""


class DifferenceKind(StrEnum):
    """How what was found differs."""

    MISSING = "missing"
    WRONG_KIND = "wrong_kind"
    SURPLUS = "surplus"


DIFFERENCES_VI = {
    DifferenceKind.MISSING: "thiếu",
    DifferenceKind.WRONG_KIND: "sai loại",
    DifferenceKind.SURPLUS: "thừa",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One item that differs: as it was listed (None: it was not), and as what it was found."""

    kind: DifferenceKind
    code: Code
    listed: ItemKind | None = None
    found: tuple[ItemKind, ...] = ()
    dossier_no: str = ""

    @property
    def text_vi(self) -> str:
        """One sentence for the paper."""
        listed = f"đã kê {KINDS_VI[self.listed]}" if self.listed else ""
        found = f"có {', '.join(KINDS_VI[kind] for kind in self.found)}" if self.found else ""
        said = ", ".join(filter(None, (listed, found)))
        return f"{self.code.text}: {DIFFERENCES_VI[self.kind]}{f'; {said}' if said else ''}."


def differences(items: Iterable[Item], found: Iterable[Found]) -> tuple[Difference, ...]:
    """Missing items first, then those of a wrong kind, then surplus ones, each in the order of their codes."""
    by_code, by_dossier = _index(items)
    kinds: dict[Code, set[ItemKind]] = {code: set() for code in by_code}
    seen: set[Code] = set()
    surplus: dict[Code, set[ItemKind]] = defaultdict(set)
    for each in found:
        item = by_code.get(each.code) or by_dossier.get(each.code.text)
        if item:
            seen.add(item.code)
            kinds[item.code].add(ItemKind(each.kind or item.kind))
        else:
            surplus[each.code] |= {ItemKind(each.kind)} if each.kind else set()
    listed = [by_code[code] for code in sorted(by_code)]
    missing = [_difference(DifferenceKind.MISSING, item) for item in listed if item.code not in seen]
    wrong = [
        _difference(DifferenceKind.WRONG_KIND, item, kinds[item.code])
        for item in listed
        if kinds[item.code] - {item.kind}
    ]
    over = [Difference(DifferenceKind.SURPLUS, code, found=_in_order(surplus[code])) for code in sorted(surplus)]
    return (*missing, *wrong, *over)


def received(items: Iterable[Item], found: Iterable[Found]) -> tuple[Item, ...]:
    """Those of the list that were found, in its order."""
    items = tuple(items)
    missing = {each.code for each in differences(items, found) if each.kind is DifferenceKind.MISSING}
    return tuple(item for item in items if item.code not in missing)


def _index(items: Iterable[Item]) -> tuple[dict[Code, Item], dict[str, Item]]:
    """By code, and by dossier number where only one item is of that dossier."""
    by_code = {item.code: item for item in items}
    many = Counter(item.dossier_no for item in by_code.values())
    return by_code, {item.dossier_no: item for item in by_code.values() if many[item.dossier_no] == 1}


def _difference(kind: DifferenceKind, item: Item, found: Iterable[ItemKind] = ()) -> Difference:
    return Difference(kind, item.code, item.kind, _in_order(found), item.dossier_no)


def _in_order(kinds: Iterable[ItemKind]) -> tuple[ItemKind, ...]:
    wanted = set(kinds)
    return tuple(kind for kind in ItemKind if kind in wanted)

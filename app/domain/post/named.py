"""Which parcel a report is of (bưu gửi được báo): the one that its order number names, else its item code.

It is never guessed. Where the two names are of two parcels nobody knows whose the report is, and where two live
parcels carry one code neither does: :class:`Unclear` then, for a person to settle. A code that nobody of ours carries
contradicts nothing: the post may have one of its own.

>>> a, b = Carried(1, "A", "EL1", 7), Carried(2, "B", "EL2", 8)
>>> both = Names([a, b])
>>> both.of("A", "EL1") is a, both.of(None, "EL2") is b, both.of("A", "EL9") is a, both.of("X", "EL2") is b
(True, True, True, True)
>>> both.of("A", "EL2")
<Unclear.NAMES_DIFFER: 'order number and item code of two parcels'>
>>> Names([a, Carried(3, "C", "EL1", 9)]).of(None, "EL1")
<Unclear.CODE_TWICE: 'item code of two live parcels'>
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.post.order import Leg


class Unclear(StrEnum):
    """Why a report is nobody's to take; the value stands with it as its problem."""

    NAMES_DIFFER = "order number and item code of two parcels"
    CODE_TWICE = "item code of two live parcels"


@dataclass(frozen=True, slots=True)
class Carried:
    """A parcel with its names."""

    item_id: int
    order_no: str
    item_code: str | None
    dossier_id: int
    leg: Leg = Leg.RETURN
    is_live: bool = True


class Names:
    """Parcels by their names, given in the order in which they were made."""

    def __init__(self, parcels: Iterable[Carried]) -> None:
        self._by_order: dict[str, Carried] = {}
        self._by_code: dict[str, list[Carried]] = {}
        for each in parcels:
            self._by_order[each.order_no] = each
            if each.item_code:
                self._by_code.setdefault(each.item_code, []).append(each)

    def of(self, order_no: str | None, item_code: str | None) -> Carried | Unclear | None:
        """The parcel of a report, the newest of a code that came back after its rest; None: none of these."""
        ordered, carrying = self._by_order.get(order_no or ""), self._by_code.get(item_code or "", [])
        if ordered is None and sum(each.is_live for each in carrying) > 1:
            return Unclear.CODE_TWICE
        if ordered is None:
            return carrying[-1] if carrying else None
        same = {(each.dossier_id, each.leg) for each in carrying}  # each issue of an order has a code of its own
        return ordered if not same or (ordered.dossier_id, ordered.leg) in same else Unclear.NAMES_DIFFER

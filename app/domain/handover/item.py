"""Items of a handover list: what may travel which way, by which codes it is scanned, what it adds up to.

A list goes from the post to the desk (dossiers: biên bản giao nhận hồ sơ) or from the desk to the post (results: phiếu
bàn giao kết quả). An item is known by the code on its outside; an alias is turned into its dossier's number by the
caller, who can look it up. Source: Decision 45/2016/QĐ-TTg; the columns are those of provincial one-stop products.

>>> one = Item(ItemKind.DOSSIER, Code(CodeKind.ITEM, "EL491610889VN"), "000.00.16.H01-211115-0001", fee_vnd=135_000)
>>> totals([one]).fee_vnd, totals([one]).by_kind
(135000, ((<ItemKind.DOSSIER: 'dossier'>, 1),))
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Conflict
from app.domain.paper_check import Counts
from app.domain.scan import CODE_KINDS_VI, Code, CodeKind

OTHER_WAY, OTHER_CODE = "LIST_OTHER_WAY", "LIST_OTHER_CODE"
NO_PAPERS = Counts()


class ItemKind(StrEnum):
    """What lies in the envelope."""

    DOSSIER = "dossier"
    SUPPLEMENT = "supplement"
    UNDELIVERED = "undelivered"
    RESULT = "result"
    GIVEN_BACK = "given_back"


KINDS_VI = {
    ItemKind.DOSSIER: "hồ sơ",
    ItemKind.SUPPLEMENT: "giấy tờ bổ sung",
    ItemKind.UNDELIVERED: "kết quả chuyển hoàn",
    ItemKind.RESULT: "kết quả",
    ItemKind.GIVEN_BACK: "hồ sơ trả lại",
}


class Direction(StrEnum):
    """Who gives."""

    TO_DESK = "to_desk"
    TO_POST = "to_post"


@dataclass(frozen=True, slots=True)
class Route:
    """One direction: its words, its form in the rules, what travels on it, by which codes it is scanned."""

    vi: str
    form: str
    prefix: str
    kinds: frozenset[ItemKind]
    codes: frozenset[CodeKind]


ROUTES = {
    Direction.TO_DESK: Route(
        "từ bưu cục đến bộ phận một cửa",
        "handover_manifest",
        "GN",
        frozenset({ItemKind.DOSSIER, ItemKind.SUPPLEMENT, ItemKind.UNDELIVERED}),
        frozenset({CodeKind.ITEM, CodeKind.DOSSIER}),
    ),
    Direction.TO_POST: Route(
        "từ bộ phận một cửa đến bưu cục",
        "result_handover",
        "BG",
        frozenset({ItemKind.RESULT, ItemKind.GIVEN_BACK}),
        frozenset({CodeKind.ITEM}),  # the post carries nothing without its number
    ),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list. ``fee_vnd`` is money that was collected, or is to be collected, with it (phí thu hộ)."""

    kind: ItemKind
    code: Code
    dossier_no: str
    papers: Counts = NO_PAPERS
    fee_vnd: int = 0
    by_post: bool = False  # the result is returned by post (trả qua bưu điện)


@dataclass(frozen=True, slots=True)
class Totals:
    """What items add up to; ``by_kind`` in the order of :class:`ItemKind`, without those of which there is none."""

    items: int
    by_kind: tuple[tuple[ItemKind, int], ...]
    originals: int
    copies: int  # certified ones among them
    fee_vnd: int
    by_post: int


def check(item: Item, direction: Direction) -> None:
    """:class:`Conflict` for an item (``LIST_OTHER_WAY``) or a code (``LIST_OTHER_CODE``) that does not go this way."""
    route = ROUTES[direction]
    if item.kind not in route.kinds:
        possible = ", ".join(vi for kind, vi in KINDS_VI.items() if kind in route.kinds)
        raise Conflict(code=OTHER_WAY, kind=KINDS_VI[item.kind], direction=route.vi, possible=possible)
    if item.code.kind not in route.codes:
        possible = ", ".join(vi for kind, vi in CODE_KINDS_VI.items() if kind in route.codes)
        raise Conflict(code=OTHER_CODE, kind=CODE_KINDS_VI[item.code.kind], possible=possible)


def totals(items: Sequence[Item]) -> Totals:
    """Counted from the items alone."""
    kinds = Counter(item.kind for item in items)
    return Totals(
        items=len(items),
        by_kind=tuple((kind, kinds[kind]) for kind in ItemKind if kinds[kind]),
        originals=sum(item.papers.originals for item in items),
        copies=sum(item.papers.certified + item.papers.copies for item in items),
        fee_vnd=sum(item.fee_vnd for item in items),
        by_post=sum(item.by_post for item in items),
    )

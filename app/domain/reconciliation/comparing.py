"""Daily reconciliation (đối soát hằng ngày): what we know of parcels, what the post says, and the money, compared.

Three sets in, findings out; pure. The two sides have one form, so that which is whose changes nothing but the words.
An item is matched by its order number (số yêu cầu), else by its item code (số hiệu bưu gửi); lines that name one parcel
now by the one and now by the other are one item, and of several days the newest counts. What one side does not say (a
status without a meaning, a sum left empty) is not compared. Source: Decision 45/2016/QĐ-TTg has both sides
count and settle; the kinds are those of the post's own bảng kê đối soát.

>>> ours = [Item("000.00.16.H01-211115-0001", cod_vnd=135_000, statuses=(Status.DELIVERED,))]
>>> theirs = [Item("000.00.16.H01-211115-0001", cod_vnd=130_000, statuses=(Status.DELIVERED,))]
>>> [(each.kind.vi, each.ours, each.theirs) for each in compare(ours, theirs).findings]
[('khác tiền thu hộ', '135.000 đồng', '130.000 đồng')]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.money.fees import FreightPayer, vnd
from app.domain.post.tracking import Status
from app.domain.reconciliation.kinds import Kind

EARLIEST_DAY = date.min
LISTED_VI = "có"
_BEGUN, _WITH_THE_POST = "begun", "moving"
_STAGES = {  # within one of these the two sides may know more or less of the same
    Status.ORDERED: _BEGUN,
    Status.ACCEPTED: _BEGUN,
    Status.IN_TRANSIT: _WITH_THE_POST,
    Status.OUT_FOR_DELIVERY: _WITH_THE_POST,
    Status.ATTEMPTED: _WITH_THE_POST,
    Status.HELD: _WITH_THE_POST,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One parcel as one side knows it. ``statuses`` are those that it stands by, the first one is shown; none: no say.

    ``cod_vnd`` is what is to be collected, or was; ``day`` is the day that it concerns.
    """

    order_no: str = ""
    item_code: str = ""
    statuses: tuple[Status, ...] = ()
    cod_vnd: int | None = None
    payer: FreightPayer | None = None
    day: date = EARLIEST_DAY
    dossier_no: str = ""
    office_id: str = ""

    @property
    def key(self) -> str:
        return self.order_no or self.item_code

    @property
    def stages(self) -> frozenset[str]:
        """The parts of a parcel's life that it may be in; none where nothing certain is said."""
        return frozenset(_STAGES.get(each, str(each)) for each in self.statuses if each is not Status.UNKNOWN)

    @property
    def status_vi(self) -> str:
        return self.statuses[0].vi if self.statuses else LISTED_VI


@dataclass(frozen=True, slots=True)
class Money:
    """The money of one dossier whose result was delivered: what the post was to collect, says it has, and the books."""

    dossier_no: str
    office_id: str
    outstanding_vnd: int
    booked_vnd: int = 0
    asked_vnd: int = 0
    collected_vnd: int | None = None
    order_no: str = ""
    item_code: str = ""
    day: date = EARLIEST_DAY


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person must settle; unique by kind and ``subject``. The texts are short and name nobody."""

    kind: Kind
    subject: str
    day: date = EARLIEST_DAY
    dossier_no: str = ""
    order_no: str = ""
    item_code: str = ""
    office_id: str = ""
    ours: str = ""
    theirs: str = ""
    money: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs that were matched, ours first, and what does not go together."""

    matched: tuple[tuple[Item, Item], ...]
    findings: tuple[Finding, ...]


def compare(ours: Iterable[Item], theirs: Iterable[Item], money: Iterable[Money] = ()) -> Compared:
    """Every item of each side is in one pair, or in one finding that says that the other side does not have it."""
    ours, theirs = list(ours), list(theirs)
    here, there = order_numbers(ours), order_numbers(theirs)
    mine, found = _once(ours, {**there, **here})
    posts, more = _once(theirs, {**here, **there})
    found += [_mirrored(each) for each in more]
    pairs, mine, posts = _pairs(mine, posts)
    found = _placed(found, pairs)
    found += [_finding(Kind.ONLY_OURS, item, item, ours=item.status_vi, theirs="không") for item in mine]
    found += [_finding(Kind.ONLY_POSTS, item, item, ours="không", theirs=item.status_vi) for item in posts]
    found += [each for one, other in pairs for each in _differences(one, other)]
    found += [_unbooked(each) for each in money if each.outstanding_vnd > 0]
    return Compared(tuple(pairs), tuple(found))


def order_numbers(items: Iterable[Item]) -> dict[str, str]:
    """By item code the order that goes by it: the newest line that has both names tells."""
    named = sorted((item.day, item.order_no, item.item_code) for item in items if item.order_no and item.item_code)
    return {item_code: order_no for _, order_no, item_code in named}


def _once(items: Iterable[Item], orders: Mapping[str, str]) -> tuple[list[Item], list[Finding]]:
    """Each item once: of several lines of its newest day the furthest counts, and that there were several is told."""
    lines: dict[str, list[Item]] = {}
    for item in items:
        named = item if item.order_no else replace(item, order_no=orders.get(item.item_code, ""))
        lines.setdefault(named.key, []).append(named)
    lines = {key: _newest(same) for key, same in lines.items()}
    kept = {key: max(same, key=_place) for key, same in lines.items()}
    twice = [
        _finding(Kind.LISTED_TWICE, kept[key], kept[key], ours=f"{len(same)} dòng")
        for key, same in lines.items()
        if len(same) > 1
    ]
    return list(kept.values()), twice


def _placed(found: Iterable[Finding], pairs: Iterable[tuple[Item, Item]]) -> list[Finding]:
    """Each with the dossier that either side knows it by."""
    known = {item.key: pair for pair in pairs for item in pair}
    return [_of(known[each.subject], each) if each.subject in known else each for each in found]


def _of(pair: tuple[Item, Item], found: Finding) -> Finding:
    one, other = pair
    dossier_no, office_id = _either(one.dossier_no, other.dossier_no), _either(one.office_id, other.office_id)
    return replace(found, dossier_no=dossier_no, office_id=office_id)


def _newest(items: Sequence[Item]) -> list[Item]:
    last = max(item.day for item in items)
    return [item for item in items if item.day == last]


def _place(item: Item) -> tuple[int, str, int, str, tuple[str, ...]]:
    """The furthest last; where two are as far, whichever says more, so that the order of lines decides nothing."""
    rank = max((each.rank for each in item.statuses), default=-1)
    return (rank, item.item_code, -1 if item.cod_vnd is None else item.cod_vnd, item.payer or "", item.statuses)


def _pairs(ours: list[Item], theirs: list[Item]) -> tuple[list[tuple[Item, Item]], list[Item], list[Item]]:
    """What goes together by order number, then of the rest by item code; and what is left of each side."""
    pairs: list[tuple[Item, Item]] = []
    names: tuple[Callable[[Item], str], ...] = (lambda item: item.order_no, lambda item: item.item_code)
    for name in names:
        here = {name(item): item for item in sorted(ours, key=_name) if name(item)}
        there = {name(item): item for item in sorted(theirs, key=_name) if name(item)}
        new = [(here[each], there[each]) for each in here.keys() & there.keys()]
        pairs += new
        gone = ({one.key for one, _ in new}, {other.key for _, other in new})
        ours, theirs = ([i for i in side if i.key not in gone[nth]] for nth, side in enumerate((ours, theirs)))
    return sorted(pairs, key=lambda pair: _subject(*pair)), ours, theirs


def _name(item: Item) -> tuple[str, str]:
    return item.order_no, item.item_code


def _differences(one: Item, other: Item) -> Iterable[Finding]:
    for kind, differs, shown in _COMPARISONS:
        if differs(one, other):
            yield _finding(kind, one, other, ours=shown(one), theirs=shown(other))


def _status_differs(one: Item, other: Item) -> bool:
    return bool(one.stages and other.stages) and one.stages.isdisjoint(other.stages)


def _code_differs(one: Item, other: Item) -> bool:
    return bool(one.item_code and other.item_code) and one.item_code != other.item_code


def _cod_differs(one: Item, other: Item) -> bool:
    return one.cod_vnd is not None and other.cod_vnd is not None and one.cod_vnd != other.cod_vnd


def _payer_differs(one: Item, other: Item) -> bool:
    return one.payer is not None and other.payer is not None and one.payer is not other.payer


_COMPARISONS: Sequence[tuple[Kind, Callable[[Item, Item], bool], Callable[[Item], str]]] = (
    (Kind.STATUS_DIFFERS, _status_differs, lambda item: item.status_vi),
    (Kind.ITEM_CODE_DIFFERS, _code_differs, lambda item: item.item_code),
    (Kind.COD_DIFFERS, _cod_differs, lambda item: vnd(item.cod_vnd or 0)),
    (Kind.PAYER_DIFFERS, _payer_differs, lambda item: item.payer.vi.lower() if item.payer else ""),
)


def _unbooked(of: Money) -> Finding:
    """Delivered, and the fee that was to be paid then does not stand in the books."""
    return Finding(
        Kind.NOT_BOOKED,
        subject=of.dossier_no,
        day=of.day,
        dossier_no=of.dossier_no,
        order_no=of.order_no,
        item_code=of.item_code,
        office_id=of.office_id,
        ours=f"thu hộ {vnd(of.asked_vnd)}" if of.asked_vnd else "",
        theirs="" if of.collected_vnd is None else f"đã thu {vnd(of.collected_vnd)}",
        money=f"đã ghi sổ {vnd(of.booked_vnd)}, còn thiếu {vnd(of.outstanding_vnd)}",
    )


def _finding(kind: Kind, one: Item, other: Item, *, ours: str = "", theirs: str = "") -> Finding:
    """About both, whichever of them knows more."""
    return Finding(
        kind,
        subject=_subject(one, other),
        day=max(one.day, other.day),
        dossier_no=_either(one.dossier_no, other.dossier_no),
        order_no=_either(one.order_no, other.order_no),
        item_code=_either(one.item_code, other.item_code),
        office_id=_either(one.office_id, other.office_id),
        ours=ours,
        theirs=theirs,
    )


def _subject(one: Item, other: Item) -> str:
    return _either(one.order_no, other.order_no) or _either(one.item_code, other.item_code)


def _either(one: str, other: str) -> str:
    return min(filter(None, (one, other)), default="")


def _mirrored(found: Finding) -> Finding:
    return replace(found, kind=found.kind.mirror, ours=found.theirs, theirs=found.ours)

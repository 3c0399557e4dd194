"""Totals of a day by office: what is ours, what the post says, the money; each figure under its own name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from app.domain.handover.item import Direction, ItemKind
from app.domain.post.parcel import OPEN_ENDED, OrderState
from app.domain.post.statement import Line
from app.domain.post.tracking import Status
from app.domain.reconciliation.comparing import Compared
from app.reconciliation.sides import Parcel, Sides
from app.reconciliation.span import Span
from app.store import reconciled, reconciled_money

OURS = (
    "handed_in", "papers_to_desk", "results_to_post", "results_back", "ordered", "accepted", "delivered", "returned",
    "unknown", "refused", "cancelled", "cod_vnd",
)  # fmt: skip
THEIRS = ("listed", "listed_delivered", "listed_returned", "listed_cod_vnd", "listed_freight_vnd")
MONEY = ("booked_vnd", "refunded_vnd", "cod_booked_vnd", "shifts", "shifts_vnd", "remitted_vnd")
NAMES = (*OURS, *THEIRS, *MONEY)
_HANDED = {  # direction and kind of an item → what it counts as
    (Direction.TO_DESK, ItemKind.DOSSIER): "papers_to_desk",
    (Direction.TO_DESK, ItemKind.SUPPLEMENT): "papers_to_desk",
    (Direction.TO_DESK, ItemKind.UNDELIVERED): "results_back",
    (Direction.TO_POST, ItemKind.RESULT): "results_to_post",
}
_MONEY = (
    reconciled_money.handed_in, reconciled_money.booked, reconciled_money.booked_at_the_door,
    reconciled_money.shifts_closed, reconciled_money.remitted,
)  # fmt: skip


def of_day(
    connection: Connection, agency_id: str, span: Span, sides: Sides, compared: Compared
) -> list[dict[str, Any]]:
    """One row for each office with anything to tell, by its id; the last is of none: the authority itself."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for query in _MONEY:
        for row in query(connection, agency_id, span.start, span.end):
            figures = row._asdict()
            sums[figures.pop("office_id") or ""].update({name: int(value) for name, value in figures.items()})
    for row in reconciled.changed_hands(connection, agency_id, span.start, span.end):
        name = _HANDED.get((Direction(row.direction), ItemKind(row.kind)))
        if name:
            sums[row.office_id][name] += row.number
    for parcel in sides.parcels:
        if parcel.is_new:
            sums[parcel.row.office_id or ""].update(_parcel(parcel, span))
    _listed(sums, sides, compared)
    offices = sorted(sums, key=lambda office: (office == "", office))
    rows = ({"office_id": office, **{name: sums[office][name] for name in NAMES}} for office in offices)
    return [row for row in rows if any(row[name] for name in NAMES)]


def total(rows: Iterable[dict[str, Any]]) -> dict[str, int]:
    """The sum of all offices."""
    found = list(rows)
    return {name: sum(row.get(name, 0) for row in found) for name in NAMES}


def _parcel(parcel: Parcel, span: Span) -> Counter[str]:
    row, figures = parcel.row, Counter[str]()
    state = OrderState(row.state)
    if span.holds(row.asked_at) and state is not OrderState.READY:  # else it is to be asked for once more
        figures["ordered"] += 1
        figures["accepted"] += state is OrderState.ACCEPTED
        figures["unknown"] += state in OPEN_ENDED
        figures["refused"] += state is OrderState.REFUSED
        figures["cancelled"] += state is OrderState.CANCELLED
    if span.holds(parcel.at):
        figures["delivered"] += parcel.then is Status.DELIVERED
        figures["returned"] += parcel.then is Status.RETURNED
        figures["cod_vnd"] += row.cod_vnd or 0 if parcel.then is Status.DELIVERED else 0
    return figures


def _listed(sums: dict[str, Counter[str]], sides: Sides, compared: Compared) -> None:
    """What the statement lists, each parcel once, at the office of what it was matched with: else at none."""
    offices = {other.key: one.office_id for one, other in compared.matched}
    for name, lines in _by_parcel(sides, compared).items():
        figures, furthest = sums[offices.get(name, "")], lines[0].status
        figures["listed"] += 1
        figures["listed_delivered"] += furthest is Status.DELIVERED
        figures["listed_returned"] += furthest is Status.RETURNED
        figures["listed_cod_vnd"] += _stated(lines, "cod_vnd") if furthest is Status.DELIVERED else 0
        figures["listed_freight_vnd"] += _stated(lines, "freight_vnd")


def _by_parcel(sides: Sides, compared: Compared) -> dict[str, list[Line]]:
    """The usable lines of each parcel, the furthest first, under the name by which it was compared."""
    lines = [line for line in sides.lines if line.problem is None]
    names = {item.item_code: pair[1].key for pair in compared.matched for item in pair if item.item_code}
    names |= {line.item_code: line.order_no for line in lines if line.order_no and line.item_code}
    found: dict[str, list[Line]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: -line.status.rank):
        found[line.order_no or names.get(line.item_code, line.item_code)].append(line)
    return found


def _stated(lines: Sequence[Line], name: str) -> int:
    """What the furthest line that says it says."""
    stated: Iterable[int | None] = (getattr(line, name) for line in lines)
    return next((sum_vnd for sum_vnd in stated if sum_vnd is not None), 0)

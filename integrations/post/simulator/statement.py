"""The simulated post's statement of a day (bảng kê đối soát), in the shape of docs/reconciliation.md.

A line for each order that it took that day and each parcel that it reported of, as it stood at the end of the day;
orders that were cancelled are none of them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from app.domain.local_time import LOCAL
from integrations.post.orders.ngsp import RECEIVER_PAYS
from integrations.post.simulator.rest import price_of
from integrations.post.simulator.state import Order, State
from integrations.post.statements import COLUMNS


def statement(state: State, day: date | None = None) -> str:
    """The CSV of a day, by default of today."""
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\n")
    table.writerow(COLUMNS)
    with state.lock:
        told = (day or state.now().astimezone(LOCAL).date()).isoformat()
        table.writerows(_rows(state, told))
    return written.getvalue()


def _rows(state: State, day: str) -> Iterator[tuple[Any, ...]]:
    for order_no, order in state.orders.items():
        reports = [each for each in state.reports if each["OrderNumber"] == order_no and _is_by(each, day)]
        if not order.cancelled and (order.at[:10] == day or any(_day(each) == day for each in reports)):
            yield _row(order_no, order, reports[-1] if reports else {})


def _row(order_no: str, order: Order, last: dict[str, Any]) -> tuple[Any, ...]:
    """``cod_vnd`` is what was collected, of a parcel that is not delivered yet what is to be."""
    fields, status = order.fields, last.get("StatusCode") or ""
    payer = "receiver" if RECEIVER_PAYS in (fields.get("Description") or "") else "sender"
    cod, weight = int(fields.get("CODAmount") or 0), int(fields.get("Weight") or 0)
    return (order_no, order.item_code, status, last.get("EventTime") or order.at, cod, price_of(weight), payer, "")


def _day(report: dict[str, Any]) -> str:
    return str(report.get("EventTime") or "")[:10]


def _is_by(report: dict[str, Any], day: str) -> bool:
    return _day(report) <= day

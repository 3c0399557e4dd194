"""The counter's own report by period (báo cáo của giao dịch viên): what its office did for citizens, day by day.

Received through the post (hồ sơ tiếp nhận qua bưu chính), registered for return by post (đăng ký nhận kết quả qua bưu
điện), returned by the post (bưu điện đã chuyển trả kết quả), and all of them together (tổng): dossiers that stand in at
least one of the three, each once. The first two count on the day of receipt, the third on that of the delivery. Fees
are what was collected, less what was given back. An office sees what it founded, a key of the authority all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.context import Context
from app.desk.register import Period, read
from app.domain.dossier import Dossier
from app.domain.errors import Fault, InvalidDossier
from app.security.principals import Principal, Role
from app.store import counter_report as store

__all__ = ["MAX_PAGE", "Column", "Figures", "Listed", "Period", "Report", "listed", "read", "report"]

MAX_PAGE = 200
_MARK = re.compile("([0-9]{1,17})-([0-9]{1,18})")
_ZERO = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class Column(StrEnum):
    """A number that dossiers stand behind."""

    RECEIVED = "received"
    REGISTERED = "registered"
    RETURNED = "returned"
    TOTAL = "total"


COLUMNS_VI = {
    Column.RECEIVED: "Tiếp nhận qua bưu chính",
    Column.REGISTERED: "Đăng ký nhận kết quả qua bưu điện",
    Column.RETURNED: "Bưu điện đã chuyển trả kết quả",
    Column.TOTAL: "Tổng số hồ sơ",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Dossiers by column, and the fees of the same days, in đồng."""

    received: int = 0
    registered: int = 0
    returned: int = 0
    total: int = 0
    fee_vnd: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Every day of the period on which there was anything, in order, and all of it."""

    period: Period
    days: Mapping[date, Figures]
    whole: Figures


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the dossiers behind a number; ``next`` is what ``after`` of the next page must be."""

    items: tuple[Dossier, ...]
    next: str | None = None


def report(period: Period, principal: Principal, context: Context) -> Report:
    """The figures of a period as they are now; :class:`NotAllowed`."""
    principal.require(Role.READ)
    whose = (principal.agency_id, principal.office_id, period.start, period.end)
    with context.database.snapshot() as connection:
        taken, returned = store.received(connection, *whose), store.returned(connection, *whose)
        fees = store.fees(connection, *whose)
    figures = {
        day: Figures(
            received=taken[day].received if day in taken else 0,
            registered=taken[day].registered if day in taken else 0,
            returned=returned[day].returned if day in returned else 0,
            total=(taken[day].either if day in taken else 0) + (returned[day].other_day if day in returned else 0),
            fee_vnd=fees.get(day, 0),
        )
        for day in sorted({*taken, *returned, *fees})
    }
    twice = sum(each.other_day - each.other_period for each in returned.values())
    return Report(period, figures, _sum(figures, twice))


def listed(
    column: Column, period: Period, principal: Principal, context: Context, *, after: str | None = None, limit: int = 50
) -> Listed:
    """The dossiers behind one number, the oldest first; :class:`InvalidDossier` for a wrong ``after``."""
    principal.require(Role.READ)
    limit = max(1, min(limit, MAX_PAGE))
    whose = (principal.agency_id, principal.office_id, period.start, period.end)
    with context.database.begin() as connection:
        found = store.page(connection, column, *whose, limit + 1, _mark(after))
    items = tuple(found[:limit])
    return Listed(items, _end_of(items[-1], column) if len(found) > limit else None)


def _sum(figures: Mapping[date, Figures], twice: int) -> Figures:
    """All days together; ``twice``: dossiers that stand on two days of the period."""
    sums = {each.name: sum(getattr(day, each.name) for day in figures.values()) for each in fields(Figures)}
    return Figures(**sums | {"total": sums["total"] - twice})


def _mark(after: str | None) -> tuple[datetime, int] | None:
    if not after:
        return None
    found = _MARK.fullmatch(after)
    if found is None:
        raise InvalidDossier([Fault("after", "TYPE_INVALID")])
    return _ZERO + timedelta(microseconds=int(found[1])), int(found[2])


def _end_of(last: Dossier, column: Column) -> str:
    at = last.returned_at if column is Column.RETURNED else last.received_at
    assert at is not None  # noqa: S101  that is why it is listed
    return f"{(at - _ZERO) // timedelta(microseconds=1)}-{last.id}"

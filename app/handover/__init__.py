"""Handover lists (bảng kê, biên bản giao nhận) between post and desk: opened, scanned, counted, signed, printed.

Every change locks the list first, then, in the order of their ids, the dossiers that it changes. See docs/handover.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.context import Context
from app.domain.errors import Fault, InvalidDossier
from app.domain.handover.life import OVER
from app.handover import parties
from app.handover.confirming import Confirmed, confirm
from app.handover.counting import cancel, close, count, pack, reopen, uncount
from app.handover.opening import begin, correct
from app.handover.results import Result, Scanned
from app.handover.scanning import scan_in, take_out
from app.handover.sheet import printed
from app.handover.signing import sign
from app.papers.documents import PrintedPaper
from app.security.principals import Principal
from app.store import handovers
from app.store.handovers import Handover

__all__ = [
    "MAX_PAGE", "Confirmed", "Handover", "Page", "Result", "Scanned", "begin", "cancel", "close", "confirm", "correct",
    "count", "find", "listed",
    "manifest", "pack", "reopen", "scan_in", "sign", "take_out", "uncount",
]  # fmt: skip

MAX_PAGE = 200
_MARK = re.compile(r"([01])\.([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Page:
    """``next`` is what ``after`` of the next page must be; None on the last."""

    items: tuple[Handover, ...]
    next: str | None = None


def find(list_no: str, principal: Principal, context: Context) -> Handover:
    """A list of this principal's offices; :class:`NotFound`."""
    principal.require(*parties.READING)
    with context.database.begin() as connection:
        return parties.found(handovers.find(connection, list_no, principal.agency_id, principal.office_id))


def manifest(list_no: str, principal: Principal, context: Context) -> PrintedPaper:
    """The list on paper; :class:`NotFound` also while it is empty."""
    return printed(find(list_no, principal, context), context)


def listed(principal: Principal, context: Context, *, after: str | None = None, limit: int = 50) -> Page:
    """Lists without their items: those with something left to do, then signed and cancelled ones, the newest first.

    :class:`InvalidDossier` for an ``after`` that is none of ours.
    """
    principal.require(*parties.READING)
    over, before = _mark(after)
    limit = max(1, min(limit, MAX_PAGE))
    whose = (principal.agency_id, principal.office_id)
    found: list[Handover] = []
    with context.database.begin() as connection:
        if not over:
            found = handovers.page(connection, *whose, limit + 1, over=False, before=before)
        if len(found) <= limit:
            rest, start = limit + 1 - len(found), before if over else None
            found += handovers.page(connection, *whose, rest, over=True, before=start)
    items = tuple(found[:limit])
    return Page(items, _end_of(items[-1]) if len(found) > limit else None)


def _mark(after: str | None) -> tuple[bool, int | None]:
    if not after:
        return False, None
    found = _MARK.fullmatch(after)
    if found is None:
        raise InvalidDossier([Fault("after", "TYPE_INVALID")])
    return found[1] == "1", int(found[2])


def _end_of(last: Handover) -> str:
    return f"{int(last.listed.state in OVER)}.{last.id}"

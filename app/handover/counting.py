"""Counting a handover list (kiểm đếm): what is found is scanned against what is listed, then the count is closed."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from app.context import Context
from app.domain.errors import Conflict
from app.domain.handover.count import Found, received
from app.domain.handover.life import State, moved
from app.domain.handover.said import Scan
from app.domain.scan import Code
from app.handover import parties, results, sheet
from app.handover.results import ALREADY, FOUND, SURPLUS, Result, Scanned
from app.security.principals import Principal
from app.store import handovers
from app.store.handovers import Handover, Line


def count(list_no: str, asked: Scan, principal: Principal, context: Context) -> Scanned:
    """Count what was found. What is not on the list is a surplus; what was counted is told and not counted again."""
    principal.require(*parties.WORKING)
    with context.database.begin() as connection:
        kept = results.locked(connection, list_no, principal)
        moved(kept.listed.state, "count")
        on_list, seen, scans = results.by_code(kept.lines), set(kept.listed.found), results.codes(asked)
        told = [each if isinstance(each, Result) else _counted(each, asked, on_list, seen) for each in scans]
        handovers.add_found(connection, kept, seen - kept.listed.found)
        return Scanned(_with(kept, frozenset(seen)), tuple(told))


def uncount(list_no: str, asked: Scan, principal: Principal, context: Context) -> Scanned:
    """Take scans of a count back."""
    principal.require(*parties.WORKING)
    with context.database.begin() as connection:
        kept = results.locked(connection, list_no, principal)
        moved(kept.listed.state, "uncount")
        on_list, counted = results.by_code(kept.lines), {each.code for each in kept.listed.found}
        scans = results.codes(asked)
        told = [each if isinstance(each, Result) else _uncounted(each, on_list, counted) for each in scans]
        gone = {each.read for each in told if each.read and each.outcome == results.TAKEN_OUT}
        handovers.drop_found(connection, kept, gone)
        return Scanned(_with(kept, frozenset(f for f in kept.listed.found if f.code not in gone)), tuple(told))


def close(list_no: str, principal: Principal, context: Context) -> Handover:
    """Close the count; a list that is counted already is it.

    :class:`Conflict`: ``LIST_EMPTY``, ``HANDOVER_NOT_COUNTED`` where nothing of it was found.
    """
    principal.require(*parties.WORKING)
    with context.database.begin() as connection:
        kept = results.locked(connection, list_no, principal)
        return kept if kept.listed.state is State.COUNTED else closed(connection, kept, context)


def closed(connection: Connection, kept: Handover, context: Context, *, is_lost: bool = False) -> Handover:
    """The same of a list that is locked and open; ``is_lost``: it was said that nothing of it was found."""
    counted = kept.listed.close()
    if not is_lost and not received(counted.items, counted.found):
        raise Conflict(code="HANDOVER_NOT_COUNTED")
    kept = handovers.change(connection, kept, counted, counted_at=context.clock.now())
    sheet.printable(kept, context)
    return kept


def reopen(list_no: str, principal: Principal, context: Context) -> Handover:
    """Back to scanning and counting; a single signature is gone, what was scanned and counted stays."""
    principal.require(*parties.WORKING)
    with context.database.begin() as connection:
        kept = results.locked(connection, list_no, principal)
        if kept.listed.state is State.OPEN:
            return kept
        return handovers.change(connection, kept, kept.listed.reopen(), counted_at=None)


def cancel(list_no: str, principal: Principal, context: Context) -> Handover:
    """Drop a list that was opened by mistake; its number stays its own. One that is cancelled already is it.

    :class:`Conflict`: ``LIST_NOT_EMPTY``, ``LIST_MOVE_IMPOSSIBLE``.
    """
    principal.require(*parties.WORKING)
    with context.database.begin() as connection:
        kept = results.locked(connection, list_no, principal)
        if kept.listed.state is State.CANCELLED:
            return kept
        return handovers.change(connection, kept, kept.listed.cancel())


def pack(list_no: str, labels: tuple[str, str], principal: Principal, context: Context) -> Handover:
    """Write down the numbers of bag and seal."""
    principal.require(*parties.WORKING)
    with context.database.begin() as connection:
        kept = results.locked(connection, list_no, principal)
        return handovers.change(connection, kept, kept.listed.pack(bag_no=labels[0], seal_no=labels[1]))


def _counted(code: Code, asked: Scan, on_list: dict[Code, Line], seen: set[Found]) -> Result:
    line = on_list.get(code)
    found = Found(line.item.code if line else code, asked.kind or "")
    if found in seen:
        return results.told(ALREADY, code, line, "COUNTED_ALREADY")
    seen.add(found)
    return results.told(FOUND if line else SURPLUS, code, line)


def _uncounted(code: Code, on_list: dict[Code, Line], counted: set[Code]) -> Result:
    line = on_list.get(code)
    own = line.item.code if line else code
    return results.told(results.TAKEN_OUT, own, line) if own in counted else results.not_listed(code)


def _with(kept: Handover, found: frozenset[Found]) -> Handover:
    return replace(kept, listed=replace(kept.listed, found=found))

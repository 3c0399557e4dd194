"""Scanning codes into an open handover list, and taking lines out again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, NotFound, ServiceError
from app.domain.handover.item import Direction, Item, ItemKind, check
from app.domain.handover.life import moved
from app.domain.handover.lists import HandoverList
from app.domain.handover.said import Scan
from app.domain.scan import Code, CodeKind
from app.handover import items, parties, results, sheet
from app.handover.items import BROUGHT, Thing
from app.handover.results import ADDED, ALREADY, Result, Scanned
from app.security.principals import Principal
from app.store import handover_items, handovers
from app.store.handovers import Handover, Line

MAX_ITEMS = 1000


def scan_in(list_no: str, asked: Scan, principal: Principal, context: Context) -> Scanned:
    """Scan codes into an open list. What stands on it is told and not added; what may not travel is refused.

    :class:`NotFound`; :class:`Conflict` (``LIST_MOVE_IMPOSSIBLE``) for a list that is not open.
    """
    principal.require(*parties.WORKING)
    with context.database.begin() as connection:
        kept = results.locked(connection, list_no, principal)
        moved(kept.listed.state, "add")
        scans = results.codes(asked)
        judged = _judged(
            connection, kept, [each for each in scans if isinstance(each, Code)], asked, principal, context
        )
        listed, told = _relabelled(connection, kept, judged.values()), []
        for each in scans:
            listed, result = (listed, each) if isinstance(each, Result) else _added(listed, each, judged[each])
            told.append(result)
        new = [result.line for result in told if result.outcome == ADDED and result.line]
        handovers.add_lines(connection, kept, new)
        return Scanned(_again(connection, kept), tuple(told))


def _relabelled(connection: Connection, kept: Handover, judged: Iterable[Line | ServiceError]) -> HandoverList:
    """The list without lines of results whose label was renewed since, and that are scanned again by the new one."""
    fresh = {(each.dossier_id, each.item.kind): each.item.code for each in judged if isinstance(each, Line)}
    listed = kept.listed
    for line in kept.lines:
        if fresh.get((line.dossier_id, line.item.kind), line.item.code) != line.item.code:
            listed = listed.take_out(line.item.code)
    gone = {item.code for item in kept.listed.items} - {item.code for item in listed.items}
    handovers.take_out(connection, kept, gone)
    return listed


def take_out(list_no: str, asked: Scan, principal: Principal, context: Context) -> Scanned:
    """Take lines out of an open list, each by its code or its dossier's; what is not on it is refused."""
    principal.require(*parties.WORKING)
    with context.database.begin() as connection:
        kept = results.locked(connection, list_no, principal)
        moved(kept.listed.state, "take_out")
        on_list = results.by_code(kept.lines)
        told = [each if isinstance(each, Result) else _taken_out(each, on_list) for each in results.codes(asked)]
        handovers.take_out(connection, kept, [each.line.item.code for each in told if each.line])
        return Scanned(_again(connection, kept), tuple(told))


def _judged(
    connection: Connection, kept: Handover, codes: list[Code], asked: Scan, principal: Principal, context: Context
) -> dict[Code, Line | ServiceError]:
    """For each code its line, or why it has none."""
    found = handover_items.by_codes(connection, codes, principal.agency_id, principal.office_id)
    ids = list({dossier.id for same in found.values() for dossier in same})
    handed = handover_items.handed(connection, ids)
    giver = parties.giver_id(kept.listed.direction, kept)
    given = handover_items.seen(connection, ids, kept.agency_id, giver)
    things: dict[Code, Thing | ServiceError] = {}
    for code in dict.fromkeys(codes):
        try:
            dossier = _one(found.get(code, []))
            if code.kind is CodeKind.ITEM and code.text != dossier.item_code:
                raise Conflict(code="ITEM_CODE_VOID", state=dossier.state_vi)
            thing = items.thing(kept.listed.direction, dossier, handed[dossier.id])
            _check(thing, code, kept.listed.direction, asked.reason)
            _check_giver(thing, dossier.id in given)
            things[code] = thing
        except ServiceError as e:
            things[code] = e
    return _lines(connection, things, asked.reason, context)


def _lines(
    connection: Connection, things: dict[Code, Thing | ServiceError], reason: str, context: Context
) -> dict[Code, Line | ServiceError]:
    """Their lines, without those that the paper has no room for."""
    good = {code: each for code, each in things.items() if isinstance(each, Thing)}
    lines = items.lines(connection, list(good.values()), reason, context)
    wrong = sheet.unprintable(lines)
    made = {code: wrong.get(nth) or line for nth, (code, line) in enumerate(zip(good, lines, strict=True))}
    return {code: made[code] if isinstance(each, Thing) else each for code, each in things.items()}


def _one(same: list[Dossier]) -> Dossier:
    if not same:
        raise NotFound
    if len(same) > 1:
        raise Conflict(code="CODE_AMBIGUOUS")
    return same[0]


def _check(thing: Thing, code: Code, direction: Direction, reason: str) -> None:
    """What is scanned must be what lists of this direction go by, and what comes back has a reason."""
    number = thing.dossier.dossier_no
    check(Item(thing.kind, Code(CodeKind.DOSSIER, number) if code.kind is CodeKind.ALIAS else code, number), direction)
    if thing.kind is ItemKind.UNDELIVERED and not reason:
        raise Conflict(code="HANDOVER_REASON_NEEDED")


def _check_giver(thing: Thing, is_given: bool) -> None:
    """What goes out is the giver's own; what comes back is found where it arrives."""
    if thing.kind is not ItemKind.UNDELIVERED and not is_given:
        raise Conflict(code="HANDOVER_OTHER_OFFICE", kind="hồ sơ" if thing.kind in BROUGHT else "kết quả")


def _added(listed: HandoverList, code: Code, judged: Line | ServiceError) -> tuple[HandoverList, Result]:
    if isinstance(judged, ServiceError):
        return listed, results.refused(judged, code)
    after, warnings = listed.add(judged.item)
    if warnings:
        return listed, results.told(ALREADY, code, judged, warnings[0])
    if len(after.items) > MAX_ITEMS:
        return listed, results.refused(Conflict(code="TOO_MANY", limit=MAX_ITEMS), code)
    return after, results.told(ADDED, code, judged)


def _taken_out(code: Code, on_list: dict[Code, Line]) -> Result:
    line = on_list.get(code)
    return results.told(results.TAKEN_OUT, code, line) if line else results.not_listed(code)


def _again(connection: Connection, kept: Handover) -> Handover:
    return parties.found(handovers.find(connection, kept.listed.number, kept.agency_id, None))

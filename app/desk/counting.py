"""Counting papers at the desk (kiểm đếm giấy tờ), and closing the differences that were found.

A count is written under the dossier's lock with an event that holds numbers only; the names of papers stand in the
discrepancies. An open one keeps the dossier from being finished until a person has said what became of it. Counting
again replaces what differs again; what agrees now stays open, since somebody must say why it did not before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.context import Context
from app.domain import counting
from app.domain.counting import Count, Discrepancy, Listed
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, Fault, NotFound
from app.domain.life import OPEN, State, impossible
from app.domain.paper_check import Difference
from app.domain.values import Raw
from app.lookup import find, kept
from app.security.principals import Principal, Role
from app.store import discrepancies, dossiers, events

COUNTED, CLOSED = "counted", "discrepancy_closed"
COUNTABLE = OPEN | {State.WITHDRAWN}  # there are papers in the house that belong to something still to be done
_MOVE_VI = "kiểm đếm giấy tờ"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A dossier's papers as they were handed in, and every discrepancy. ``repeat`` if this was counted before."""

    dossier: Dossier
    papers: tuple[Listed, ...]
    discrepancies: tuple[Discrepancy, ...]
    repeat: bool = False

    @property
    def open(self) -> tuple[Discrepancy, ...]:
        """Those that a person must still close."""
        return tuple(each for each in self.discrepancies if each.is_open)

    @property
    def is_countable(self) -> bool:
        return self.dossier.state in COUNTABLE


def sheet(code: str, principal: Principal, context: Context) -> Sheet:
    """What is to be counted, and what was found so far; :class:`NotFound`."""
    dossier = find(code, principal, context)
    with context.database.begin() as connection:
        return _sheet(connection, dossier)


def count(
    code: str, raw: Raw, principal: Principal, context: Context, source: str, faults: Iterable[Fault] = ()
) -> Sheet:
    """Note what was found; ``raw`` and ``faults`` as in :func:`app.domain.counting.read`.

    :class:`NotAllowed`, :class:`NotFound`; :class:`InvalidDossier` names every listed paper that was not counted;
    :class:`Conflict` (``MOVE_IMPOSSIBLE``) for a dossier that is over. The same count once more by the same one, with
    nothing in between, is a repeat.
    """
    principal.require(Role.RECEIVE)
    with context.database.begin() as connection:
        dossier = dossiers.lock(connection, kept(connection, code, principal).id)
        _require_countable(dossier)
        papers = discrepancies.listed(connection, dossier.id)
        counted = counting.read(raw, papers, faults)
        if _is_last(connection, dossier, counted, principal):
            return _sheet(connection, dossier, repeat=True)
        _note(connection, dossier, counted, counting.differences(papers, counted), principal, context, source)
        return _sheet(connection, dossier)


def close(
    code: str,
    discrepancy_id: int,
    raw: Raw,
    principal: Principal,
    context: Context,
    source: str,
    faults: Iterable[Fault] = (),
) -> Sheet:
    """Close a discrepancy by saying in ``raw["resolution"]`` how it was settled.

    :class:`NotAllowed`, :class:`NotFound`, :class:`InvalidDossier` without a resolution; :class:`Conflict`
    (``DISCREPANCY_CLOSED``) for one that is closed, unless by the same one with the same words: that is a repeat.
    """
    principal.require(Role.RECEIVE)
    with context.database.begin() as connection:
        dossier = dossiers.lock(connection, kept(connection, code, principal).id)
        one = next((each for each in discrepancies.of(connection, dossier.id) if each.id == discrepancy_id), None)
        if one is None:
            raise NotFound
        resolution = counting.read_resolution(raw, faults)
        if not one.is_open:
            if (one.closed_by, one.resolution) != (principal.collector, resolution):
                raise Conflict(code="DISCREPANCY_CLOSED")
            return _sheet(connection, dossier, repeat=True)
        now = context.clock.now()
        discrepancies.close(connection, [one.id], resolution, principal.collector, now)
        event = principal.event(CLOSED, now, source, {"discrepancy": one.id})
        events.append(connection, dossier, event, officer=principal.name)
        return _sheet(connection, dossier)


def _require_countable(dossier: Dossier) -> None:
    if dossier.state not in COUNTABLE:
        raise impossible(dossier.state, _MOVE_VI)


def _is_last(connection: Connection, dossier: Dossier, counted: Count, principal: Principal) -> bool:
    """Whether nothing has happened since this one counted the same: its answer was lost."""
    last = events.history(connection, [dossier.id])[dossier.id][-1].event
    return last.kind == COUNTED and principal.did(last) and last.details["count"] == counted.digest()


def _note(
    connection: Connection,
    dossier: Dossier,
    counted: Count,
    differing: Sequence[Difference],
    principal: Principal,
    context: Context,
    source: str,
) -> None:
    now = context.clock.now()
    kinds = Counter(str(each.kind) for each in differing)
    details = {"count": counted.digest(), "papers": len(counted.found), "differences": dict(sorted(kinds.items()))}
    seq = events.append(connection, dossier, principal.event(COUNTED, now, source, details), officer=principal.name)
    again = {(each.name_vi, each.asked) for each in differing}
    former = [each for each in discrepancies.of(connection, dossier.id) if each.is_open]
    replaced = [each.id for each in former if (each.name, each.listed) in again]
    discrepancies.close(connection, replaced, counting.RECOUNTED_VI, principal.collector, now)
    discrepancies.add(connection, dossier.id, seq, differing, now)


def _sheet(connection: Connection, dossier: Dossier, *, repeat: bool = False) -> Sheet:
    papers = discrepancies.listed(connection, dossier.id)
    return Sheet(dossier, tuple(papers), tuple(discrepancies.of(connection, dossier.id)), repeat)

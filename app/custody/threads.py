"""The two threads of a dossier's custody, out of what is written already: its papers, and its licence.

Nothing of it is stored a second time. Events say what the desk, the authority and the post's counter did (whose place
it was stands in their details), reports say where the post has it. What only one of two ends told, and that late, is
put where the other end shows that it must have been: a list that is signed in the evening for what the post scanned at
noon is no gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.custody import licences, papers
from app.domain.custody.step import House, Keeper, KeeperKind, ThingKind
from app.domain.custody.thread import Custody, Thing, follow
from app.domain.dossier import Dossier
from app.domain.life import CLOSED, State
from app.rules.practice import Keeping
from app.store.custody import Report
from app.store.events import Told

_WITHOUT = frozenset({State.REFUSED, State.STOPPED})  # ended with no licence going out


@dataclass(frozen=True, slots=True)
class Threads:
    """``licence`` is None until there is one."""

    papers: Custody
    licence: Custody | None

    @property
    def both(self) -> Iterator[Custody]:
        yield self.papers
        if self.licence is not None:
            yield self.licence


def threads(dossier: Dossier, told: Sequence[Told], reports: Sequence[Report], keeping: Keeping) -> Threads:
    """Who keeps what of a dossier: the same for the same events and reports, whatever order these came in."""
    number = dossier.dossier_no
    papers_moved = papers.transfers(dossier, told, reports)
    kept_papers = follow(
        Thing(ThingKind.PAPERS, number), Keeper(KeeperKind.CITIZEN), dossier.submitted_at, papers_moved
    )
    since = licences.since(told)
    if since is None:
        return Threads(kept_papers, None)
    first = Keeper(KeeperKind.AUTHORITY, dossier.agency_id)
    licence_moved = licences.transfers(dossier, told, reports, keeping)
    licence = follow(Thing(ThingKind.LICENCE, number), first, since, licence_moved)
    void = licence.item_code and licence.item_code != dossier.item_code  # the label on the envelope is no good any more
    return Threads(kept_papers, replace(licence, item_code="") if void else licence)


def left_blank(dossier: Dossier, found: Threads) -> Custody | None:
    """The licence that was printed for a dossier that ended without one, as long as its blank lies here unvoided."""
    licence = found.licence
    if dossier.state not in _WITHOUT or licence is None or not licence.thing.serial:
        return None
    return licence if licence.keeper.house is House.AUTHORITY else None


def look_at(dossier: Dossier, found: Threads, keeping: Keeping) -> datetime | None:
    """From when on a person must look; None: everything goes its way, or has gone it."""
    if blank := left_blank(dossier, found):
        return blank.since
    if dossier.state in CLOSED:
        return None
    moments = [finding.transfer.at for each in found.both for finding in each.findings]
    licence = found.licence
    if licence is not None and licence.keep_until is not None:
        moments.append(licence.keep_until)
    if licence is not None and licence.is_unseen:
        moments.append(licence.since + timedelta(days=keeping.unseen_days))
    return min(moments, default=None)

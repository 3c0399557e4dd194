"""The papers' thread (giấy tờ của hồ sơ): from the citizen to post office or desk, by list to the desk, to who decides.

Papers that are fetched at home are the courier's from the first report of their parcel on. What was handed in online
alone is the citizen's still; what is brought to a counter later, listed or counted there, was handed in then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from app.custody import places
from app.domain.custody.step import Keeper, KeeperKind, ThingKind, Transfer
from app.domain.dossier import Dossier
from app.domain.handover.item import ItemKind
from app.domain.post.order import Leg
from app.domain.post.tracking import Status
from app.domain.submission import Channel
from app.store.custody import Report
from app.store.events import Told

_IN_PERSON = frozenset({"joined", "supplemented"})
_AT_THE_DESK = frozenset({"counted", "started"})  # what shows that the desk has them


def transfers(dossier: Dossier, told: Sequence[Told], reports: Sequence[Report]) -> Iterator[Transfer]:
    """All that is known of the papers' way, in no order."""
    fetched = [*_fetched(dossier, places.shown(reports, Leg.COLLECT, told))]
    listed = [*_listed(dossier, told)]
    brought = [*_brought(dossier, told, listed), *fetched]
    yield from places.settled(dossier, told, ThingKind.PAPERS)
    if not brought:
        return
    first = min(brought, key=lambda each: each.at)
    if first.name == "handed_in" and first not in fetched:
        yield first
    yield from fetched
    yield from listed
    for each in told:
        if each.event.kind == "started" and places.happened(each) >= first.at:  # before, there was nothing on paper
            giver, taker = places.desk(dossier, each.event.details), Keeper(KeeperKind.AUTHORITY, dossier.agency_id)
            yield Transfer(name="handed_over", at=places.happened(each), giver=giver, taker=taker)


def _brought(dossier: Dossier, told: Sequence[Told], listed: Sequence[Transfer]) -> Iterator[Transfer]:
    """All that shows that the citizen has handed them in at a counter."""
    if dossier.channel != Channel.PORTAL and not dossier.wants_collection:
        yield Transfer(name="handed_in", at=dossier.submitted_at, giver=places.CITIZEN, taker=_counter(dossier))
    for each in listed:
        yield Transfer(name="handed_in", at=each.at, giver=places.CITIZEN, taker=each.giver)
    for event in told:
        kind, details = event.event.kind, event.event.details
        at_a_counter = kind in _IN_PERSON and not details.keys().isdisjoint({"post_office", "desk"})
        if at_a_counter or kind == "counted":
            taker = places.post_office(details) if "post_office" in details else places.desk(dossier, details)
            yield Transfer(name="handed_in", at=places.happened(event), giver=places.CITIZEN, taker=taker)


def _counter(dossier: Dossier) -> Keeper:
    """Where they were handed in."""
    if dossier.channel == Channel.POST_COUNTER:
        return Keeper(KeeperKind.POST_OFFICE, dossier.office_id or "")
    return Keeper(KeeperKind.DESK, dossier.office_id or dossier.agency_id)


def _listed(dossier: Dossier, told: Sequence[Told]) -> Iterator[Transfer]:
    shown = [places.happened(each) for each in told if each.event.kind in _AT_THE_DESK]
    since = dossier.submitted_at
    for each in told:
        if each.event.kind == places.SETTLED and each.event.details["thing"] == ThingKind.PAPERS:
            since = places.happened(each)
        if each.event.kind == "papers_handed_over" and each.event.details.get("kind") == ItemKind.DOSSIER:
            yield _on_list(dossier, each, since, shown)


def _on_list(dossier: Dossier, told: Told, since: datetime, shown: Sequence[datetime]) -> Transfer:
    """A signed list; where the desk had them at work before, it had them before."""
    details = told.event.details
    return Transfer(
        name="handed_over",
        at=places.no_later_than(places.happened(told), since, shown),
        giver=places.post_office(details),
        taker=places.desk(dossier, details),
        ref=details.get("list_no", ""),
    )


def _fetched(dossier: Dossier, reports: Sequence[Report]) -> Iterator[Transfer]:
    """From the citizen's home: an attempt that failed there took nothing along."""
    carried = [each for each in reports if each.told.status in places.CARRIED - {Status.ATTEMPTED}]
    for nth, each in enumerate(carried):
        at, ref = places.when(each), each.told.source_id
        if nth == 0:
            yield Transfer(name="handed_in", at=at, giver=places.CITIZEN, taker=places.COURIER, ref=ref)
        if each.told.status is Status.DELIVERED:
            to = Keeper(KeeperKind.DESK, dossier.agency_id)
            yield Transfer(name="received", at=at, giver=places.COURIER, taker=to, ref=ref)
        elif each.told.status is Status.RETURNED:
            yield Transfer(name="delivered", at=at, giver=places.COURIER, taker=places.CITIZEN, ref=ref)
        elif nth:
            to = Keeper(KeeperKind.COURIER)
            yield Transfer(name="carried", at=at, giver=places.COURIER, taker=to, ref=ref)

"""The licence's thread (giấy phép lái xe): printed, enveloped, given to the post, tried, kept, sent again, delivered,
collected, back at the desk.

A delivery or a return that moved its dossier stands in the chain of events; what the post reports besides shows where
it has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from app.custody import places
from app.domain.custody.act import EVENTS
from app.domain.custody.step import Keeper, KeeperKind, ThingKind, Transfer
from app.domain.dossier import Dossier
from app.domain.post.order import Leg
from app.domain.post.tracking import Status
from app.domain.remark import end_of_day
from app.rules.practice import Keeping
from app.store.custody import Report
from app.store.events import Told

_TICK = timedelta(microseconds=1)
VOIDED = "licence_voided"
_FIRST = ("licence_printed", "finished")
_TAKEN = places.CARRIED - {Status.RETURNING, Status.RETURNED}  # what shows that the post has been given it


def since(told: Sequence[Told]) -> datetime | None:
    """From when on there is a licence: printed, or the dossier finished. A blank that was voided before is none."""
    kinds = [each.event.kind for each in told if each.event.kind in (*_FIRST, VOIDED)]
    if "finished" not in kinds and kinds[-1:] == [VOIDED]:
        return None
    return min((places.happened(each) for each in told if each.event.kind in _FIRST), default=None)


def transfers(
    dossier: Dossier, told: Sequence[Told], reports: Sequence[Report], keeping: Keeping
) -> Iterator[Transfer]:
    """All that is known of the licence's way, in no order."""
    yield from places.settled(dossier, told, ThingKind.LICENCE)
    shown = places.shown(reports, Leg.RETURN, told)
    yield from _of_events(dossier, told, [places.when(each) for each in shown if each.told.status in _TAKEN])
    for each in shown:
        if make := _REPORTED.get(each.told.status):
            yield make(dossier, each, keeping)


def _of_events(dossier: Dossier, told: Sequence[Told], carried: Sequence[datetime]) -> Iterator[Transfer]:
    """Moves follow one another: each was behind the one that stands before it in the chain, and behind what a person
    has settled before it was told.
    """
    counter = [places.happened(each) for each in told if EVENTS.get(each.event.kind) in _BY_THE_POST]
    evidence, moved_at = [*carried, *counter], since(told) or dossier.submitted_at
    for each in told:
        if each.event.kind == places.SETTLED:
            if each.event.details["thing"] == ThingKind.LICENCE:
                moved_at = max(moved_at, places.happened(each))
        elif each.event.kind in _MOVES:
            at = max(places.happened(each), moved_at + _TICK)
            if each.event.kind == "handed_over":
                at = places.no_later_than(at, moved_at, evidence)
            moved_at = at
            yield _MOVES[each.event.kind](dossier, each, at)
        elif name := EVENTS.get(each.event.kind):
            yield _recorded(dossier, each, name)
        elif each.event.kind == "finished" and each.said.licence_serial:
            yield _printed(dossier, each)


def _handed_over(dossier: Dossier, told: Told, at: datetime) -> Transfer:
    details = told.event.details
    giver, taker = places.desk(dossier, details), places.bag_or_office(details)
    return Transfer(name="handed_over", at=at, giver=giver, taker=taker, ref=details.get("list_no", ""))


def _taken_back(dossier: Dossier, told: Told, at: datetime) -> Transfer:
    details = told.event.details
    taker = places.desk(dossier, details)
    return Transfer(
        name="returned", at=at, giver=places.post_office(details), taker=taker, ref=details.get("list_no", "")
    )


def _delivered(dossier: Dossier, told: Told, at: datetime) -> Transfer:
    details = told.event.details
    if not details.get("collector"):
        return Transfer(name="delivered", at=at, giver=places.COURIER, taker=places.CITIZEN)
    giver = places.post_office(details)
    return Transfer(name="collected", at=at, giver=giver, taker=places.CITIZEN, identity_checked=True)


def _at_the_desk(dossier: Dossier, told: Told, at: datetime) -> Transfer:
    """The move asks for the receiver's name and number: somebody has looked."""
    giver = places.desk(dossier, told.event.details)
    return Transfer(name="collected", at=at, giver=giver, taker=places.CITIZEN, identity_checked=True)


_MOVES: dict[str, Callable[[Dossier, Told, datetime], Transfer]] = {
    "handed_over": _handed_over,
    "taken_back": _taken_back,
    "delivered": _delivered,
    "returned": _at_the_desk,
}


def _printed(dossier: Dossier, told: Told) -> Transfer:
    serial = told.event.details.get("serial") or told.said.licence_serial
    giver = Keeper(KeeperKind.AUTHORITY, dossier.agency_id)
    return Transfer(name="printed", at=places.happened(told), giver=giver, serial=serial)


_BY_THE_POST = frozenset({"received", "attempted", "kept", "sent_again"})


def _recorded(dossier: Dossier, told: Told, name: str) -> Transfer:
    """An act of the table (:mod:`app.domain.custody.act`)."""
    details, at = told.event.details, places.happened(told)
    office = places.post_office(details)
    if name == "printed":
        return _printed(dossier, told)
    if name == "enveloped":
        return Transfer(name=name, at=at, giver=places.desk(dossier, details), ref=details.get("item_code", ""))
    if name == "voided":
        giver = Keeper(KeeperKind.AUTHORITY, dossier.agency_id)
        return Transfer(name=name, at=at, giver=giver, reason=name)
    if name == "attempted":
        return Transfer(name=name, at=at, giver=places.COURIER, reason=details.get("failure", ""))
    if name == "kept":
        until = datetime.fromisoformat(details["keep_until"]) if details.get("keep_until") else None
        return Transfer(name=name, at=at, giver=places.COURIER, taker=office, keep_until=until)
    if name == "sent_again":
        return Transfer(name=name, at=at, giver=office, taker=places.COURIER)
    return Transfer(name=name, at=at, giver=places.COURIER, taker=office)


def _carried(dossier: Dossier, report: Report, keeping: Keeping) -> Transfer:
    told, ref = report.told, report.told.source_id
    on_the_way = told.status is Status.OUT_FOR_DELIVERY or not told.pos_code
    to = places.COURIER if on_the_way else Keeper(KeeperKind.POST_OFFICE, told.pos_code or "")
    return Transfer(name="carried", at=places.when(report), giver=places.COURIER, taker=to, ref=ref)


def _attempted(dossier: Dossier, report: Report, keeping: Keeping) -> Transfer:
    """Why it failed may be unknown; that it did is not."""
    reason, ref = report.told.reason or "unknown", report.told.source_id
    return Transfer(name="attempted", at=places.when(report), giver=places.COURIER, reason=reason, ref=ref)


def _held(dossier: Dossier, report: Report, keeping: Keeping) -> Transfer:
    """The post tells that it keeps it, not until when: the days are those of the rules."""
    at, to = places.when(report), Keeper(KeeperKind.POST_OFFICE, report.told.pos_code or "")
    until = end_of_day(at + timedelta(days=keeping.days))
    return Transfer(name="kept", at=at, giver=places.COURIER, taker=to, keep_until=until, ref=report.told.source_id)


def _back(dossier: Dossier, report: Report, keeping: Keeping) -> Transfer:
    home = report.told.status is Status.RETURNED
    to = Keeper(KeeperKind.DESK, dossier.agency_id) if home else places.COURIER
    return Transfer(name="returned", at=places.when(report), giver=places.COURIER, taker=to, ref=report.told.source_id)


def _at_home(dossier: Dossier, report: Report, keeping: Keeping) -> Transfer:
    ref = report.told.source_id
    return Transfer(name="delivered", at=places.when(report), giver=places.COURIER, taker=places.CITIZEN, ref=ref)


_REPORTED: dict[Status, Callable[[Dossier, Report, Keeping], Transfer]] = {
    Status.IN_TRANSIT: _carried,
    Status.OUT_FOR_DELIVERY: _carried,
    Status.ATTEMPTED: _attempted,
    Status.HELD: _held,
    Status.RETURNING: _back,
    Status.RETURNED: _back,
    Status.DELIVERED: _at_home,
}

"""Places (nơi giữ): whose hands an event was in, as its details say it, and what a report shows of the post's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.context import Context
from app.domain.agency import OfficeKind
from app.domain.custody.act import ACTS
from app.domain.custody.step import Keeper, KeeperKind, ThingKind, Transfer
from app.domain.dossier import Dossier
from app.domain.errors import NoRule
from app.domain.life import MOVES
from app.domain.post.order import Leg
from app.domain.post.tracking import ENDS, Standing, Status, TrackingEvent, standing
from app.domain.submission import Channel
from app.security.principals import Principal
from app.store.custody import Report
from app.store.events import Told

CITIZEN = Keeper(KeeperKind.CITIZEN)
COURIER = Keeper(KeeperKind.COURIER)
SETTLED = ACTS["settled"].event
HANDED_OVER = MOVES["hand_over"].event
OURS = "custody"  # the source of reports that stand in the chain of events as well
# What shows that the post has it; an order that it has only taken down shows nothing.
CARRIED = frozenset({
    Status.IN_TRANSIT, Status.OUT_FOR_DELIVERY, Status.ATTEMPTED, Status.HELD, Status.RETURNING, Status.RETURNED,
    Status.DELIVERED,
})  # fmt: skip


def desk(dossier: Dossier, details: Mapping[str, Any]) -> Keeper:
    """The one-stop desk of an event; the authority's own where none is named."""
    return Keeper(KeeperKind.DESK, details.get("desk") or dossier.agency_id)


def post_office(details: Mapping[str, Any]) -> Keeper:
    """The post office of an event; which one may be unknown."""
    return Keeper(KeeperKind.POST_OFFICE, details.get("post_office") or "")


def bag_or_office(details: Mapping[str, Any]) -> Keeper:
    """Who took it for the post: the bag where the list names one."""
    if not details.get("bag_no"):
        return post_office(details)
    return Keeper(KeeperKind.COURIER, details["bag_no"], office=details.get("post_office") or "")


def of(principal: Principal, context: Context) -> dict[str, str]:
    """Whose hands something is in that this one does, as details of its event; the authority's own need no name."""
    if principal.office_id is None:
        return {}
    try:
        at_the_post = context.rules.office(principal.office_id).kind is OfficeKind.POST_OFFICE
    except NoRule:
        at_the_post = False
    return {"post_office" if at_the_post else "desk": principal.office_id}


def handed_in(principal: Principal, channel: Channel | None, context: Context) -> dict[str, str]:
    """Where papers were handed over a counter, as details of the event; nothing for what came online."""
    if channel is Channel.PORTAL:
        return {}
    at_the_post = {"post_office": principal.office_id or ""} if channel is Channel.POST_COUNTER else {}
    return of(principal, context) or at_the_post or {"desk": principal.agency_id}


def settled(dossier: Dossier, told: Sequence[Told], thing: ThingKind) -> Iterator[Transfer]:
    """Who has it, as a person has found out."""
    for each in told:
        details = each.event.details
        if each.event.kind == SETTLED and details["thing"] == thing:
            keeper = _KEEPERS[KeeperKind(details["keeper"])](dossier, details)
            yield Transfer(name="settled", at=happened(each), giver=keeper, taker=keeper, reason="stated")


_KEEPERS: dict[KeeperKind, Callable[[Dossier, Mapping[str, Any]], Keeper]] = {
    KeeperKind.CITIZEN: lambda _, __: CITIZEN,
    KeeperKind.COURIER: lambda _, __: COURIER,
    KeeperKind.POST_OFFICE: lambda _, details: post_office(details),
    KeeperKind.DESK: desk,
    KeeperKind.AUTHORITY: lambda dossier, _: Keeper(KeeperKind.AUTHORITY, dossier.agency_id),
}


def happened(told: Told) -> datetime:
    """When it was, by who reported it; else when it was written down."""
    reported = told.event.details.get("reported_at")
    return datetime.fromisoformat(reported) if reported else told.event.at


def shown(reports: Sequence[Report], leg: Leg, told: Sequence[Told]) -> list[Report]:
    """The reports of a leg that have a time and are in no chain of events, in the order of that time.

    None that the post tells of a parcel whose way was over by then.
    """
    timed = [each for each in reports if each.leg is leg and each.told.at is not None]
    ends = _ends(timed)
    handed = [(each.seq, happened(each)) for each in told if each.event.kind == HANDED_OVER]
    found = [each for each in timed if each.told.source != OURS and not _is_over(each, ends[each.issue], handed)]
    return sorted(found, key=lambda each: (when(each), each.told.source, each.told.source_id))


def _ends(reports: Iterable[Report]) -> dict[int, Standing]:
    """Where each parcel stands, by its issue."""
    of: dict[int, list[TrackingEvent]] = {}
    for each in reports:
        of.setdefault(each.issue, []).append(each.told)
    return {issue: standing(told) for issue, told in of.items()}


def _is_over(report: Report, found: Standing, handed: Sequence[tuple[int, datetime]]) -> bool:
    """Behind its own end, which another end contradicts; and once the next parcel was handed over."""
    at, next_seq = when(report), report.next_seq
    if next_seq is not None and any(seq >= next_seq and then <= at for seq, then in handed):
        return True
    contradicts = report.told.status in ENDS and report.told.status is not found.status
    return found.status in ENDS and found.at is not None and at > found.at and not contradicts


def when(report: Report) -> datetime:
    assert report.told.at is not None  # noqa: S101  as in shown
    return report.told.at


def no_later_than(at: datetime, since: datetime, evidence: Iterable[datetime]) -> datetime:
    """When something was given, told ``at``: behind ``since``, no later than its taker has shown that he had it."""
    return min((each for each in evidence if since < each < at), default=at)

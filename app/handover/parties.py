"""The two sides of a handover list: the post and the desk, which of them an account or key is, what it may do there.

Whoever speaks for one office is the side that this office is. Who speaks for the whole authority is its desk; it may
also sign for the post office, as where a postman has no account: never for both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.context import Context
from app.domain.agency import Agency, Office, OfficeKind
from app.domain.errors import Fault, InvalidDossier, NoRule, NotAllowed, NotFound
from app.domain.handover.item import Direction, ItemKind
from app.domain.handover.lists import Side
from app.domain.handover.said import Opening
from app.domain.local_time import LOCAL
from app.security.principals import Principal, Role
from app.store.handovers import Handover

WORKING = (Role.SUBMIT, Role.RECEIVE, Role.RETURN)
READING = (Role.READ, *WORKING)
OTHER_SIDE = "other_side"


@dataclass(frozen=True, slots=True)
class Parties:
    """The offices of a list; ``desk_office_id`` None: the desk of the authority itself."""

    post_office_id: str
    desk_office_id: str | None


def of_opening(opening: Opening, principal: Principal, context: Context) -> Parties:
    """Who gives and who receives; :class:`InvalidDossier` for an other side that is none."""
    other, at_the_post = opening.other_side, is_post(principal, context)
    if not other and not at_the_post:
        raise InvalidDossier([Fault(OTHER_SIDE, "REQUIRED")])
    if other and other not in {office.office_id for office in others(principal, context)}:
        raise InvalidDossier([Fault(OTHER_SIDE, "OFFICE_UNKNOWN")])
    if at_the_post and principal.office_id:
        return Parties(principal.office_id, other or None)
    return Parties(other, principal.office_id)


def is_post(principal: Principal, context: Context) -> bool:
    """Whether it speaks for a post office."""
    own = context.rules.office(principal.office_id) if principal.office_id else None
    return own is not None and own.kind is OfficeKind.POST_OFFICE


def others(principal: Principal, context: Context) -> tuple[Office, ...]:
    """The offices that can be the other side of a list of this one's, as of today."""
    at_the_post = is_post(principal, context)
    today = context.clock.now().astimezone(LOCAL).date()
    known = context.rules.offices(principal.agency_id, today)
    return tuple(office for office in known if (office.kind is OfficeKind.POST_OFFICE) != at_the_post)


def giver_id(direction: Direction, parties: Parties | Handover) -> str | None:
    """The office that gives, None for the authority's desk."""
    return parties.post_office_id if direction is Direction.TO_DESK else parties.desk_office_id


def post_side(direction: Direction) -> Side:
    """Which signature is the post's."""
    return Side.GIVER if direction is Direction.TO_DESK else Side.RECEIVER


def signing_side(kept: Handover, asked: Side | None, principal: Principal) -> Side:
    """Whose signature this one's is; :class:`NotAllowed` for the other side's, or without the role for the desk's."""
    post = post_side(kept.listed.direction)
    desk = Side.RECEIVER if post is Side.GIVER else Side.GIVER
    if principal.office_id is None:
        side = asked or desk
    else:
        side = post if principal.office_id == kept.post_office_id else desk
    if asked not in (None, side):
        raise NotAllowed
    if side is desk:
        _require_desk(kept, principal)
    return side


def names(kept: Handover, context: Context) -> tuple[Agency, Office, Office | None]:
    """The authority, the post office, and the one-stop office if one has a part in it, as of the list's day."""
    day = kept.opened_at.astimezone(LOCAL).date()
    desk = _office(kept.desk_office_id, day, context) if kept.desk_office_id else None
    return context.rules.known_agency(kept.agency_id, day), _office(kept.post_office_id, day, context), desk


def found(kept: Handover | None) -> Handover:
    """:class:`NotFound` for none."""
    if kept is None:
        raise NotFound
    return kept


def _office(office_id: str, day: date, context: Context) -> Office:
    """As of that day, as last known where that day has none."""
    try:
        return context.rules.office(office_id, day)
    except NoRule:
        return context.rules.office(office_id)


def _require_desk(kept: Handover, principal: Principal) -> None:
    """What the desk's signature does is what its role allows."""
    if kept.listed.direction is Direction.TO_POST:
        principal.require(Role.RETURN)
        return
    kinds = {item.kind for item in kept.listed.items}
    if ItemKind.UNDELIVERED in kinds:
        principal.require(Role.RETURN)
    if kinds - {ItemKind.UNDELIVERED}:
        principal.require(Role.RECEIVE)

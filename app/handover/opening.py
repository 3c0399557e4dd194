"""Opening a handover list, also the further one that puts a signed list right; the same request again is a repeat."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection

from app.context import Context
from app.domain.errors import Conflict, Fault, InvalidDossier, NotReady
from app.domain.handover.item import Direction
from app.domain.handover.said import Opening
from app.domain.local_time import LOCAL
from app.domain.submission import fingerprint_of
from app.handover import parties
from app.handover.parties import Parties
from app.security.principals import Principal
from app.store import handovers, senders
from app.store.database import Taken
from app.store.handovers import Handover


def begin(
    opening: Opening, principal: Principal, context: Context, *, request_id: str | None = None
) -> tuple[Handover, bool]:
    """A new open list, and whether this request had opened it before.

    :class:`InvalidDossier` for an other side that is none; :class:`Conflict` where the request id opened another.
    """
    principal.require(*parties.WORKING)
    asked = fingerprint_of(asdict(opening))
    with_whom = parties.of_opening(opening, principal, context)
    labels = (opening.bag_no, opening.seal_no)
    return _once(opening.direction, with_whom, labels, None, asked, principal, context, request_id)


def correct(
    list_no: str,
    labels: tuple[str, str],
    principal: Principal,
    context: Context,
    *,
    request_id: str | None = None,
    direction: Direction | None = None,
    other_side: str = "",
) -> tuple[Handover, bool]:
    """A further list between the same two, open and empty, that names the signed one; :class:`NotFound`.

    Who says a direction or another side besides must say those of the signed list: :class:`InvalidDossier`.
    """
    principal.require(*parties.WORKING)
    with context.database.begin() as connection:
        whose = (principal.agency_id, principal.office_id)
        wrong = parties.found(handovers.find(connection, list_no, *whose))
    wrong.listed.correction("")  # refused unless it is signed
    with_whom = Parties(wrong.post_office_id, wrong.desk_office_id)
    _require_same(direction, other_side, wrong.listed.direction, with_whom)
    asked = fingerprint_of({"corrects": wrong.listed.number, "labels": labels})
    direction = wrong.listed.direction
    return _once(direction, with_whom, labels, wrong.listed.number, asked, principal, context, request_id)


def _require_same(direction: Direction | None, other_side: str, wrong: Direction, with_whom: Parties) -> None:
    said = {"direction": (direction, (wrong,)), "other_side": (other_side, asdict(with_whom).values())}
    faults = [Fault(name, "CORRECTS_OTHER") for name, (given, known) in said.items() if given and given not in known]
    if faults:
        raise InvalidDossier(faults)


def _once(
    direction: Direction,
    with_whom: Parties,
    labels: tuple[str, str],
    corrects: str | None,
    asked: bytes,
    principal: Principal,
    context: Context,
    request_id: str | None,
) -> tuple[Handover, bool]:
    """Insert first: of two at the same moment one waits for the number, then meets the rule."""
    try:
        with context.database.begin() as connection:
            if before := _before(connection, asked, with_whom, principal, request_id):
                return before, True
            now = context.clock.now()
            list_no = handovers.begin(
                connection,
                parties.giver_id(direction, with_whom) or principal.agency_id,
                now.astimezone(LOCAL).date(),
                direction,
                agency_id=principal.agency_id,
                post_office_id=with_whom.post_office_id,
                desk_office_id=with_whom.desk_office_id,
                bag_no=labels[0],
                seal_no=labels[1],
                corrects=corrects,
                opened_at=now,
                opened_by=principal.collector,
                request_id=request_id,
                fingerprint=asked,
            )
            return parties.found(handovers.find(connection, list_no, principal.agency_id, None)), False
    except Taken as e:
        with context.database.begin() as connection:
            if before := _before(connection, asked, with_whom, principal, request_id):
                return before, True
        raise NotReady from e


def _before(
    connection: Connection, asked: bytes, with_whom: Parties, principal: Principal, request_id: str | None
) -> Handover | None:
    """The list that any key of this sender has opened under this request id."""
    if not request_id:
        return None
    senders.lock_request(connection, principal.sender, request_id)
    mine = {principal.collector, *senders.collectors(connection, principal.sender)}
    before = handovers.by_request(connection, mine, request_id)
    if before is None:
        return None
    if (before.fingerprint, Parties(before.post_office_id, before.desk_office_id)) != (asked, with_whom):
        raise Conflict
    return before

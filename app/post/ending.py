"""A parcel's end (phát thành công, chuyển hoàn): the move of its dossier that it calls for.

A result that was delivered or sent back moves its dossier; where that is impossible a person gets a finding.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app import lifecycle
from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import ServiceError
from app.domain.life import MOVES, State
from app.domain.post.order import Leg
from app.domain.post.parcel import ENDED, Finding, Parcel
from app.domain.post.tracking import Standing, Status
from app.domain.post.wanted import STATES, is_wanted
from app.domain.remark import NOTHING, Remark
from app.domain.role import Role
from app.post.written import SOURCE, tell
from app.security.principals import by_itself

PAPERS_COLLECTED = "papers_collected"
SENT_BACK_VI = "bưu điện chuyển hoàn"
log = logging.getLogger(__name__)


class _End(NamedTuple):
    """Where the dossier is then, the move that brings it there, and what is found where it cannot be made."""

    there: State
    move: str
    otherwise: Finding


_ENDS = {
    Status.DELIVERED: _End(State.DELIVERED, "deliver", Finding.DELIVERED_OTHERWISE),
    Status.RETURNED: _End(State.FINISHED, "take_back", Finding.RETURNED_OTHERWISE),
}


def moved(connection: Connection, dossier: Dossier, item: Parcel, found: Standing, context: Context) -> Finding | None:
    """Make the move that the parcel's end calls for; what a person must settle where it cannot be made."""
    if found.disputed:
        return Finding.DISPUTED
    if item.state in ENDED:
        return Finding.CARRIED_ANYHOW if replace(item, status=found.status).is_under_way else item.finding
    if item.leg is Leg.COLLECT:
        return _collected(connection, dossier, item, found, context)
    end = _ENDS.get(found.status)
    if end is None or dossier.state is end.there:
        return None
    return _result(connection, dossier, item, found, end, context)


def _collected(
    connection: Connection, dossier: Dossier, item: Parcel, found: Standing, context: Context
) -> Finding | None:
    """Papers that were fetched are told of in the history; the dossier is still to be received, by a person."""
    if found.status is Status.RETURNED and is_wanted(dossier, Leg.COLLECT):
        return Finding.NOT_COLLECTED
    if found.status is not Status.DELIVERED:
        return None
    tell(connection, dossier, item, PAPERS_COLLECTED, context.clock.now())
    there = dossier.received_at is not None or dossier.state in STATES[Leg.COLLECT]
    return None if there else Finding.COLLECTED_OTHERWISE


def _result(
    connection: Connection, dossier: Dossier, item: Parcel, found: Standing, end: _End, context: Context
) -> Finding | None:
    """A result; the desk may have forgotten to say that it handed the parcel over."""
    if dossier.state not in (State.FINISHED, State.HANDED_TO_POST):
        return end.otherwise
    moves = [end.move] if dossier.state is State.HANDED_TO_POST else ["hand_over", end.move]
    back = Remark(reason=found.reason.vi if found.reason else SENT_BACK_VI)
    reported = {"reported_at": found.at.isoformat()} if found.at else {}
    try:
        with connection.begin_nested():
            for name in moves:
                said = back if name == "take_back" else NOTHING
                dossier = _made(connection, dossier, name, said, context, {"order_no": item.order_no} | reported)
    except ServiceError as e:
        log.warning("parcel's end moves nothing", extra={"dossier_no": dossier.dossier_no, "code": e.code})
        return end.otherwise
    return None


def _made(
    connection: Connection, dossier: Dossier, name: str, said: Remark, context: Context, brought: dict[str, Any]
) -> Dossier:
    """By the service itself."""
    service = by_itself(SOURCE, dossier.agency_id, Role.RETURN)
    assert not service.roles.isdisjoint(MOVES[name].roles)  # noqa: S101
    return lifecycle.step(connection, dossier, name, said, service, context, SOURCE, brought).dossier

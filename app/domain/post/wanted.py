"""Which parcels a dossier wants by now: an order that has lost its purpose is not sent, or is taken back."""

from __future__ import annotations

from app.domain.dossier import Dossier
from app.domain.life import State
from app.domain.post.order import Leg
from app.domain.post.wish import is_wished

STATES = {
    Leg.RETURN: frozenset({State.FINISHED, State.HANDED_TO_POST}),
    Leg.COLLECT: frozenset({State.SUBMITTED, State.WAITING_FOR_SUPPLEMENT}),  # the papers are not at the desk yet
}


def is_wanted(dossier: Dossier, leg: Leg) -> bool:
    """Whether the parcel still has its purpose; papers that were received have come, whatever is waited for now."""
    there = leg is Leg.COLLECT and dossier.received_at is not None
    return dossier.state in STATES[leg] and is_wished(dossier.record, leg) and not there


def is_pointless(dossier: Dossier, leg: Leg) -> bool:
    """Whether its order has lost its purpose; that of a result which was delivered has served it."""
    return not is_wanted(dossier, leg) and not (leg is Leg.RETURN and dossier.state is State.DELIVERED)

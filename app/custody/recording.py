"""Recording what happens to a licence: printed, enveloped, its blank voided, and at the post office received, tried,
kept, sent again, delivered, collected, returned; and what a person has settled where the way did not fit together.

Each act stands in the dossier's chain of events, under its lock (:mod:`app.custody.acts`); what ends its way is a move
of its life as well, and its parcel ends with it. The same by the same one again is a repeat: its answer was lost; so is
a return that another end has told before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from app import lifecycle
from app.context import Context
from app.custody import places, watching
from app.custody.acts import RECORDING, Details, Telling
from app.custody.holding import Held, found, held, read_code
from app.domain.act import Act
from app.domain.custody import collecting
from app.domain.custody.act import ACTS, AS_MOVES, DECIDING, house_of
from app.domain.custody.step import House
from app.domain.dossier import Dossier
from app.domain.errors import NotAllowed, NotFound
from app.domain.life import MOVES, State
from app.domain.remark import NOTHING, Remark
from app.domain.role import Role
from app.lookup import is_own
from app.repeats import is_same
from app.security.principals import Principal, by_itself
from app.store import custody as store
from app.store import dossiers, events
from app.store.events import Told

_WAYS = frozenset(MOVES[name].event for name in ("hand_over", "take_back", "deliver"))
_OFTEN, _SAME_CALL = frozenset({"attempted", "sent_again"}), timedelta(minutes=10)


def record(name: str, code: str, said: Remark, principal: Principal, context: Context, source: str) -> Held:
    """Record an act of :data:`app.domain.custody.act.ACTS`; ``said`` is read by it.

    :class:`NotAllowed`, also where it is the other house's; :class:`NotFound`; :class:`Conflict`: ``MOVE_IMPOSSIBLE``
    where the dossier is not so far, ``LICENCE_SERIAL_TAKEN``, ``ENVELOPE_OTHER``, ``COLLECTOR_OTHER``,
    ``COLLECTOR_ID_DIFFERS``; what :mod:`app.lifecycle` refuses; :class:`InvalidDossier`.
    """
    act = ACTS[name]
    principal.require(*act.roles)
    place = _place(act, said, principal, context)
    with context.database.begin() as connection:
        dossier, is_open = _locked(connection, code, principal, context)
        if name in DECIDING and not is_own(connection, dossier, principal):
            raise NotAllowed
        told = events.history(connection, [dossier.id])[dossier.id]
        if _recorded_before(told, act, said, principal, context) or (is_open and name == "returned" and _is_back(told)):
            return replace(held(connection, dossier, context), repeat=True)
        if not is_open:
            raise NotFound
        at = said.at(context.clock.now())
        details = {"said": said.digest()} | place | ({"reported_at": at.isoformat()} if said.happened_at else {})
        telling = Telling(act, said, at, details, principal, context, source)
        if name in AS_MOVES:
            dossier = _moved(connection, dossier, telling)
        else:
            RECORDING[name](connection, dossier, telling)
        watching.refresh(connection, [dossier.id], context)
        return held(connection, dossier, context)


def _place(act: Act, said: Remark, principal: Principal, context: Context) -> Details:
    """Where it was; each house speaks for itself, who speaks for the whole authority may for a postman."""
    own = places.of(principal, context)
    if own and ("post_office" in own) is not (house_of(act.name) is House.POST):
        raise NotAllowed
    return own or ({"post_office": said.post_office} if said.post_office else {})


def _locked(connection: Connection, code: str, principal: Principal, context: Context) -> tuple[Dossier, bool]:
    """The dossier, and whether this one may act on it; else only what it has told of it itself may be told again."""
    try:
        return dossiers.lock(connection, found(connection, code, principal, context).id), True
    except NotFound:
        known = store.told_under(connection, read_code(code), principal)
        if known is None:
            raise
        return dossiers.lock(connection, known), False


def _recorded_before(told: Sequence[Told], act: Act, said: Remark, principal: Principal, context: Context) -> bool:
    """Whether this one has said the very same: of a time that was told ever, else as the newest of all.

    A courier goes out more than once: without its time the same again is a repeat for some minutes only.
    """
    same = [each for each in told if is_same(each, act.event, said, principal)]
    if not same or said.happened_at is not None:
        return bool(same)
    is_new = act.name in _OFTEN and context.clock.now() - same[-1].event.at > _SAME_CALL
    return same[-1] is told[-1] and not is_new


def _is_back(told: Sequence[Told]) -> bool:
    """Whether it has come back from the post, and was not given to it since: both ends tell of a return."""
    ways = [each.event.kind for each in told if each.event.kind in _WAYS]
    return bool(ways) and ways[-1] == MOVES["take_back"].event


def _moved(connection: Connection, dossier: Dossier, telling: Telling) -> Dossier:
    """The move that ends its way; a hand-over that the desk forgot to tell comes before it.

    Not before a return: what lies at the desk under a new code would be called back for the second time.
    """
    name, said, details = telling.act.name, telling.said, telling.details
    if name == "collected":
        came_as = collecting.check(dossier.record, said.receiver, said.id_digits, said.authorisation)
        details = details | {"collector": str(came_as)}
    if dossier.state is State.FINISHED and name != "returned":
        dossier = _handed_over(connection, dossier, telling)
    who, context, source = telling.principal, telling.context, telling.source
    return lifecycle.step(connection, dossier, AS_MOVES[name], said, who, context, source, details).dossier


def _handed_over(connection: Connection, dossier: Dossier, telling: Telling) -> Dossier:
    """By the service itself, where and when the act was."""
    service = by_itself("post", dossier.agency_id, Role.RETURN)
    there: Details = {key: telling.details[key] for key in ("post_office", "reported_at") if key in telling.details}
    context, source = telling.context, telling.source
    return lifecycle.step(connection, dossier, "hand_over", NOTHING, service, context, source, there).dossier

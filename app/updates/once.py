"""Once: an update is claimed by its request id, made and answered in one transaction, under the lock of its dossier.

The claim is inserted first, so that of two at the same moment one waits, meets it and gets the first one's answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.domain.dossier import Answer, Dossier
from app.domain.errors import NotFound, NotReady
from app.domain.life import MOVES
from app.domain.submission import fingerprint_of
from app.security.principals import Principal
from app.store import dossiers, requests
from app.store.database import Taken
from app.updates import whose

NOTHING_CHANGED = "NOTHING_CHANGED"  # warning: the dossier stood like this already


@dataclass(frozen=True, slots=True)
class Request:
    """``kind`` is what is asked for, ``content`` all that makes it the same when it comes again.

    ``owner_id_number``: the citizen stands at the counter with this on his paper (:func:`app.updates.whose.is_shown`).
    """

    code: str
    kind: str
    request_id: str
    content: dict[str, Any]
    principal: Principal
    context: Context
    source: str
    owner_id_number: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The answer, and what is kept of the request."""

    answer: Answer
    record: dict[str, Any]


Change = Callable[[Connection, Dossier, bytes], Done]


def once(request: Request, change: Change) -> Answer:
    """Make the change, which is given the request's fingerprint; nothing is written when it raises.

    :class:`NotAllowed`, also for another office's dossier (:mod:`app.updates.whose`); :class:`NotFound` for one that
    this principal may not see; :class:`Conflict` (``CONFLICT``) where the request id was used for other content;
    :class:`NotReady`: send the same again.
    """
    context, who = request.context, request.principal
    require_role(who, request.kind)
    fingerprint = b""
    try:
        with context.database.begin() as connection:
            dossier, is_shown = _locked(connection, request)
            if not is_shown:
                whose.require_own(connection, dossier, request.kind, who)
            now = context.clock.now()
            asked = {"update": request.kind, "dossier_no": dossier.dossier_no, "content": request.content}
            fingerprint = fingerprint_of(asked)
            office_id = None if is_shown else who.office_id  # what was shown once does not open the dossier for good
            requests.claim(connection, dossier.id, who.sender, request.request_id, office_id, fingerprint, now)
            done = change(connection, dossier, fingerprint)
            requests.settle(connection, who.sender, request.request_id, done.answer, done.record)
            return done.answer
    except Taken as e:
        answered = requests.answered(context.database, who.sender, request.request_id, fingerprint)
        if answered is None:  # another's half-done transaction stood in the way and is gone
            raise NotReady from e
        return answered


def require_role(principal: Principal, kind: str) -> None:
    """:class:`NotAllowed`; who may bring a paper may also put a slip right."""
    principal.require(*MOVES.get(kind, MOVES["supplement"]).roles)


def _locked(connection: Connection, request: Request) -> tuple[Dossier, bool]:
    """The dossier, and whether it may be touched only because its owner's number was shown."""
    who, shown = request.principal, request.owner_id_number
    office_id = None if shown else who.office_id
    found = dossiers.by_code(connection, request.code, who.agency_id, office_id)
    dossier = dossiers.lock(connection, found.id) if found else None
    if dossier is None or (shown and not whose.is_shown(dossier, shown, who)):
        raise NotFound
    return dossier, shown is not None and not whose.is_own(connection, dossier, who)

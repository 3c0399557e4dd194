"""Item codes at work: a code is voided and the dossier gets the next one, lists are taken in, few ones are told of."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import Conflict
from app.domain.life import impossible
from app.domain.post import item_code, item_code_list
from app.domain.post.item_code_list import WrongLines
from app.domain.post.item_code_void import VOID, VOIDABLE
from app.domain.remark import Remark
from app.lookup import locked
from app.post import cancelling
from app.repeats import is_same
from app.security.principals import Principal
from app.store import dossiers, events, item_code_supply, item_codes, outbox
from app.store.item_code_supply import Supply

_CLASH = "waits in a range already, or was used within 24 months"


@dataclass(frozen=True, slots=True)
class Renewed:
    """The dossier with its next code; ``repeat`` if this was done before."""

    dossier: Dossier
    repeat: bool = False


def void(code: str, said: Remark, principal: Principal, context: Context, source: str) -> Renewed:
    """Void the live code of a dossier, in a transaction of its own; ``said`` is read by :data:`VOID`.

    :class:`NotAllowed`, :class:`NotFound`; otherwise as :func:`renew`. The same by the same one once more, with nothing
    in between, is a repeat: its answer was lost.
    """
    principal.require(*VOID.roles)
    with context.database.begin() as connection:
        dossier = locked(connection, code, principal)
        last = events.history(connection, [dossier.id])[dossier.id][-1]
        if is_same(last, VOID.event, said, principal):
            return Renewed(dossier, repeat=True)
        return Renewed(renew(connection, dossier, said, principal, context, source))


def renew(
    connection: Connection, dossier: Dossier, said: Remark, principal: Principal, context: Context, source: str
) -> Dossier:
    """The locked dossier with the next code, whose label is owed; without one as in :func:`app.store.item_codes.void`.

    :class:`Conflict`: ``ITEM_CODE_NONE``, or ``MOVE_IMPOSSIBLE`` once the post has it; :class:`NotReady`
    (``ITEM_CODES_EXHAUSTED``) when none is left.
    """
    old, now = dossier.item_code, context.clock.now()
    if old is None:
        raise Conflict(code="ITEM_CODE_NONE")
    if dossier.state not in VOIDABLE:
        raise impossible(dossier.state, VOID.vi)
    dossier = dossiers.change(connection, item_codes.void(connection, dossier, said.reason, now))
    details = {"code": old, "next": dossier.item_code, "said": said.digest()}
    event = principal.event(VOID.event, now, source, details)
    edition = events.append(connection, dossier, event, said, principal.name)
    if dossier.item_code is not None:
        outbox.owe(connection, dossier, "label", edition)
    return cancelling.relabelled(connection, dossier, edition, now)


def require_by_post(dossier: Dossier) -> None:
    """:class:`Conflict` unless it goes by post (``NOT_BY_POST``) and has a live code (``ITEM_CODE_MISSING``)."""
    if not dossier.wants_post:
        raise Conflict(code="NOT_BY_POST")
    if dossier.item_code is None:
        raise Conflict(code="ITEM_CODE_MISSING")


def low(principal: Principal, context: Context) -> list[Supply]:
    """Of whose item codes too few are left, among those that this one's dossiers take."""
    now, own = context.clock.now(), (None, principal.office_id)
    with context.database.begin() as connection:
        found = item_code_supply.low(connection, context.settings.item_codes_low, now)
    mine = (each for each in found if each.agency_id == principal.agency_id)
    return [each for each in mine if principal.office_id is None or each.office_id in own]


def take_in(text: str, agency_id: str, office_id: str | None, context: Context) -> int:
    """Record the codes of a list from the post; how many. :class:`WrongLines` tells all that is wrong: none is kept."""
    codes = item_code_list.read(text)
    rested_before = context.clock.now() - item_code.REST
    with context.database.begin() as connection:
        clashes = item_codes.allocate_all(connection, item_code_list.runs(codes), agency_id, office_id, rested_before)
    if clashes:
        raise WrongLines((codes[code], f"{code} {_CLASH}") for code in clashes)
    return len(codes)

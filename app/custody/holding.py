"""Who holds what of a dossier (nơi đang giữ), as it is looked up: by whoever may see it, and by who has it in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.context import Context
from app.custody import places, watching
from app.custody.threads import Threads, threads
from app.domain.dossier import Dossier
from app.domain.errors import InvalidFormat, NotFound
from app.domain.post.item_code import validate
from app.lookup import kept
from app.security.principals import Principal, Role
from app.store import custody as store
from app.store import dossiers, events, handover_items

CARRIERS = frozenset({Role.SUBMIT, Role.RETURN})  # who works with what the post carries


@dataclass(frozen=True, slots=True)
class Held:
    """A dossier with the custody of its papers and of its licence; ``repeat`` if the act was recorded before."""

    dossier: Dossier
    threads: Threads
    repeat: bool = False


def of(code: str, principal: Principal, context: Context) -> Held:
    """Who keeps what of a dossier; :class:`NotFound`. A post office may ask by item code of what the post has."""
    principal.require(Role.READ)
    with context.database.snapshot() as connection:
        dossier = found(connection, code, principal, context)
        return held(connection, dossier, context)


def reached(dossier_ids: Sequence[int], principal: Principal, context: Context) -> dict[int, str]:
    """By which code this one reaches each of these dossiers: its number, or the code on its envelope; else none."""
    office_id = principal.office_id
    with context.database.snapshot() as connection:
        known = dossiers.by_ids(connection, dossier_ids)
        read = handover_items.seen(connection, dossier_ids, principal.agency_id, office_id)
        carried: dict[int, str] = {}
        if office_id is not None and _may_carry(principal, context):
            carried = store.carried_among(connection, dossier_ids, principal.agency_id, office_id)
    return carried | {id_: known[id_].dossier_no for id_ in read}


def about(dossier: Dossier, context: Context) -> Held:
    """The same of a dossier that was found in another way, as by its citizen's link."""
    with context.database.snapshot() as connection:
        return held(connection, dossier, context)


def found(connection: Connection, code: str, principal: Principal, context: Context) -> Dossier:
    """As any look-up; for a post office, of what the post has or came to it, also by the code on the envelope."""
    try:
        return kept(connection, code, principal)
    except NotFound:
        carried = _carried(connection, read_code(code), principal, context)
        if carried is None:
            raise
        return dossiers.by_ids(connection, [carried])[carried]


def _carried(connection: Connection, item_code: str, principal: Principal, context: Context) -> int | None:
    """The dossier whose envelope this one works with."""
    if not item_code or not _may_carry(principal, context):
        return None
    return store.carried_under(connection, item_code, principal.agency_id, principal.office_id)


def _may_carry(principal: Principal, context: Context) -> bool:
    """A post office that does more than read. The agency sees all its own."""
    if principal.office_id is None:
        return True
    return not principal.roles.isdisjoint(CARRIERS) and "post_office" in places.of(principal, context)


def read_code(code: str) -> str:
    """An item code as it is stored; empty for what is none."""
    try:
        return validate(code)
    except InvalidFormat:
        return ""


def held(connection: Connection, dossier: Dossier, context: Context) -> Held:
    """Both threads of a dossier, within a transaction."""
    told = events.history(connection, [dossier.id])[dossier.id]
    reports = store.reports(connection, [dossier.id])[dossier.id]
    return Held(dossier, threads(dossier, told, reports, watching.keeping_now(context)))

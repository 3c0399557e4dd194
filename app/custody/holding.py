"""Who holds what of a dossier (nơi đang giữ), as it is looked up: by whoever may see it, and by who has it in hand."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from app.context import Context
from app.custody import places, watching
from app.custody.threads import Threads, threads
from app.domain.dossier import Dossier
from app.domain.errors import InvalidFormat, NotFound
from app.domain.item_code import validate
from app.lookup import seen
from app.security.principals import Principal, Role
from app.store import custody as store
from app.store import dossiers, events


@dataclass(frozen=True, slots=True)
class Held:
    """A dossier with the custody of its papers and of its licence; ``repeat`` if the act was recorded before."""

    dossier: Dossier
    threads: Threads
    repeat: bool = False


def of(code: str, principal: Principal, context: Context) -> Held:
    """Who keeps what of a dossier; :class:`NotFound`. A post office may ask by the item code of what it carries too."""
    principal.require(Role.READ)
    with context.database.snapshot() as connection:
        dossier = found(connection, code, principal, context)
        return held(connection, dossier, context)


def about(dossier: Dossier, context: Context) -> Held:
    """The same of a dossier that was found in another way, as by its citizen's link."""
    with context.database.snapshot() as connection:
        return held(connection, dossier, context)


def found(connection: Connection, code: str, principal: Principal, context: Context) -> Dossier:
    """As any look-up; for a post office also by the code on the envelope that it has in hand."""
    try:
        return seen(connection, code, principal)
    except NotFound:
        carried = store.carried_under(connection, _item_code(code), principal.agency_id)
        if carried is None or (principal.office_id and "post_office" not in places.of(principal, context)):
            raise
        return dossiers.by_ids(connection, [carried])[carried]


def _item_code(code: str) -> str:
    try:
        return validate(code)
    except InvalidFormat:
        return ""


def held(connection: Connection, dossier: Dossier, context: Context) -> Held:
    """Both threads of a dossier, within a transaction."""
    told = events.history(connection, [dossier.id])[dossier.id]
    reports = store.reports(connection, [dossier.id])[dossier.id]
    return Held(dossier, threads(dossier, told, reports, watching.keeping_now(context)))

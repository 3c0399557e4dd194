"""Looking a dossier up: by our number, the code it carries, or the alias on its papers."""

from __future__ import annotations

from sqlalchemy import Connection

from app.context import Context
from app.domain import identity
from app.domain import phone as phones
from app.domain.dossier import Dossier
from app.domain.errors import Fault, InvalidDossier, InvalidFormat, NotFound
from app.security.principals import Principal, Role
from app.store import came_to, dossiers

MAX_FOUND = 50


def find(code: str, principal: Principal, context: Context) -> Dossier:
    """The dossier as this principal's offices may see it; :class:`NotFound` for any other."""
    principal.require(Role.READ)
    with context.database.begin() as connection:
        return kept(connection, code, principal)


def seen(connection: Connection, code: str, principal: Principal) -> Dossier:
    """What its offices took in, to work with, within a transaction; the caller has asked for the role."""
    dossier = dossiers.by_code(connection, code, principal.agency_id, principal.office_id)
    if dossier is None:
        raise NotFound
    return dossier


def kept(connection: Connection, code: str, principal: Principal) -> Dossier:
    """The same, and what a desk has signed for on a list: to be read, counted, and passed on."""
    office_id = principal.office_id
    also = () if office_id is None else (came_to.desk(office_id),)
    dossier = dossiers.by_code(connection, code, principal.agency_id, office_id, *also)
    if dossier is None:
        raise NotFound
    return dossier


def is_own(connection: Connection, dossier: Dossier, principal: Principal) -> bool:
    """Whether this one works with a dossier that it reads: moves are for the offices that took it in."""
    return dossiers.by_code(connection, dossier.dossier_no, principal.agency_id, principal.office_id) is not None


def locked(connection: Connection, code: str, principal: Principal) -> Dossier:
    """The same as it stands now, its row locked until the transaction ends; the caller has asked for the role."""
    return dossiers.lock(connection, seen(connection, code, principal).id)


def of_citizen(id_number: str | None, phone: str | None, principal: Principal, context: Context) -> list[Dossier]:
    """The newest dossiers of an owner by citizen id, phone or both; at most :data:`MAX_FOUND`, those of its offices.

    :class:`InvalidDossier` when neither is given or one cannot be read.
    """
    principal.require(Role.READ)
    faults = [] if id_number or phone else [Fault("id_number", "REQUIRED")]
    number, normal = None, None
    try:
        number = identity.parse_id(id_number).number if id_number else None
    except InvalidFormat as e:
        faults.append(Fault("id_number", e.code))
    try:
        normal = phones.normalise(phone) if phone else None
    except InvalidFormat as e:
        faults.append(Fault("phone", e.code))
    if faults:
        raise InvalidDossier(faults)
    with context.database.begin() as connection:
        return dossiers.of_citizen(connection, number, normal, principal.agency_id, principal.office_id, MAX_FOUND)


def by_token(token: str, context: Context) -> Dossier:
    """The dossier of a citizen's link; :class:`NotFound` for any other token."""
    with context.database.begin() as connection:
        dossier = dossiers.by_token(connection, token)
    if dossier is None:
        raise NotFound
    return dossier

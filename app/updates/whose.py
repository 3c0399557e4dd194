"""Whose a dossier is (nơi chịu trách nhiệm hồ sơ): which office may put it right or take it back for the citizen.

Who speaks for the whole agency may. An office may where it founded the dossier, or received it on the authority's
behalf: the citizen stands at that counter, with his papers. One that only brought papers to the dossier of another door
sees it and may bring more: whoever knows the code and the number on a slip must not redirect or end a dossier.

One that has nothing of an online dossier may register its return where the citizen stands there with his paper: the
message brings the owner's identity number, which stands on no slip. It sees no more of the dossier by that.
"""

from __future__ import annotations

from sqlalchemy import Connection

from app.domain.dossier import Dossier
from app.domain.errors import NotAllowed
from app.domain.submission import Channel
from app.security.principals import Principal
from app.store import dossiers

OWN = frozenset({"correct", "register_return", "register_collection", "withdraw"})  # only its own office may


def is_shown(dossier: Dossier, owner_id_number: str, principal: Principal) -> bool:
    """Whether this is the owner's number; an office may go by it for online dossiers only."""
    may = principal.office_id in (None, dossier.office_id) or dossier.channel == Channel.PORTAL
    return may and dossiers.id_number(dossier.record) == owner_id_number


def require_own(connection: Connection, dossier: Dossier, kind: str, principal: Principal) -> None:
    """:class:`NotAllowed` (``DOSSIER_OF_OTHER_OFFICE`` names where to go) unless it may do this to this dossier."""
    if kind in OWN and not is_own(connection, dossier, principal):
        raise NotAllowed(code="DOSSIER_OF_OTHER_OFFICE")


def is_own(connection: Connection, dossier: Dossier, principal: Principal) -> bool:
    """Whether it has founded or received it, or speaks for the whole agency."""
    office = principal.office_id
    return office is None or office in (dossier.office_id, dossiers.received_by(connection, dossier.id))

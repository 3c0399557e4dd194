"""Looking a dossier up: by our number, the code it carries, or the alias on its papers."""

from __future__ import annotations

from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import NotFound
from app.security.principals import Principal, Role
from app.store import dossiers


def find(code: str, principal: Principal, context: Context) -> Dossier:
    """The dossier as this principal's offices may see it; :class:`NotFound` for any other."""
    principal.require(Role.READ)
    with context.database.begin() as connection:
        dossier = dossiers.by_code(connection, code, principal.agency_id, principal.office_id)
    if dossier is None:
        raise NotFound
    return dossier


def by_token(token: str, context: Context) -> Dossier:
    """The dossier of a citizen's link; :class:`NotFound` for any other token."""
    with context.database.begin() as connection:
        dossier = dossiers.by_token(connection, token)
    if dossier is None:
        raise NotFound
    return dossier

"""Days that were reconciled, as a principal may see them: of an office only its own row and findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from app.context import Context
from app.domain.errors import NotFound
from app.reconciliation.running import SETTLING
from app.security.principals import Principal, Role
from app.store import reconciliations
from app.store.reconciliations import Edition

MAX_DAYS = 92


def listed(principal: Principal, context: Context, limit: int = 31, before: date | None = None) -> list[Edition]:
    """The newest edition of the last days, of those before a day, the newest day first."""
    principal.require(Role.READ, *SETTLING)
    with context.database.begin() as connection:
        found = reconciliations.page(connection, principal.agency_id, max(1, min(limit, MAX_DAYS)), before)
    return [_seen(each, principal) for each in found]


def find(day: date, principal: Principal, context: Context, edition: int | None = None) -> Edition:
    """The newest edition of a day, or that of this number; :class:`NotFound`."""
    principal.require(Role.READ, *SETTLING)
    with context.database.begin() as connection:
        found = reconciliations.last(connection, principal.agency_id, day, edition)
    if found is None:
        raise NotFound
    return _seen(found, principal)


def _seen(edition: Edition, principal: Principal) -> Edition:
    if principal.office_id is None:
        return edition
    own: dict[str, Any] = {
        name: [row for row in edition.record[name] if row["office_id"] == principal.office_id]
        for name in ("offices", "findings")
    }
    return replace(edition, record=edition.record | own)

"""Findings at work: what is open is listed, and a person settles one with a note; its row is never changed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from app.context import Context
from app.domain import text
from app.domain.errors import Conflict, Fault, InvalidDossier, InvalidFormat, NotFound
from app.domain.reconciliation.kinds import Kind
from app.reconciliation.running import SETTLING
from app.security.principals import Principal, Role
from app.store import reconciliations
from app.store.reconciliations import Kept

LONGEST_NOTE = 500
_HIGHEST_ID = 2**63 - 1  # what the database counts up to


@dataclass(frozen=True, slots=True)
class Page:
    """Findings, the oldest first, and how many of each kind there are; ``next`` is ``after`` of the next page."""

    items: tuple[Kept, ...]
    kinds: Mapping[Kind, int]
    next: int | None


def listed(principal: Principal, context: Context) -> list[Kept]:
    """What this principal's offices must settle, the oldest first."""
    principal.require(Role.READ, *SETTLING)
    with context.database.begin() as connection:
        return reconciliations.open_findings(connection, principal.agency_id, principal.office_id)


def page(principal: Principal, context: Context, *, kind: Kind | None = None, after: int = 0, limit: int = 50) -> Page:
    """The same page by page, of one kind only where one is asked for."""
    principal.require(Role.READ, *SETTLING)
    whose = (principal.agency_id, principal.office_id)
    with context.database.begin() as connection:
        kinds = reconciliations.open_kinds(connection, *whose)
        found = reconciliations.open_findings(connection, *whose, kind=kind, after=after, limit=limit + 1)
    items = tuple(found[:limit])
    return Page(items, kinds, items[-1].id if len(found) > limit else None)


def settle(finding_id: int, note: str, principal: Principal, context: Context) -> tuple[Kept, bool]:
    """Close a finding by what a person has found out; whether this one had done it before with the same words.

    :class:`NotFound`; :class:`Conflict` (``FINDING_CLOSED``) where it is closed otherwise; :class:`InvalidDossier` for
    no note, or one that cannot be kept.
    """
    principal.require(*SETTLING)
    words = read_note(note)
    if finding_id > _HIGHEST_ID:
        raise NotFound
    with context.database.begin() as connection:
        kept = _locked(connection, finding_id, principal)
        if kept.closed_at is not None:
            if (kept.settled_by, kept.note) == (principal.collector, words):
                return kept, True
            raise Conflict(code="FINDING_CLOSED")
        name = principal.name or principal.sender
        reconciliations.settle(connection, kept, principal.collector, name, words, context.clock.now())
        return _locked(connection, finding_id, principal), False


def read_note(raw: object) -> str:
    """A note of a person, cleaned; :class:`InvalidDossier`."""
    try:
        words = text.clean(str(raw or ""))
    except InvalidFormat as e:
        raise InvalidDossier([Fault("note", e.code)]) from e
    if not words:
        raise InvalidDossier([Fault("note", "REQUIRED")])
    if len(words) > LONGEST_NOTE:
        raise InvalidDossier([Fault("note", "TEXT_TOO_LONG", (("limit", LONGEST_NOTE),))])
    return words


def _locked(connection: Connection, finding_id: int, principal: Principal) -> Kept:
    kept = reconciliations.lock_finding(connection, principal.agency_id, principal.office_id, finding_id)
    if kept is None:
        raise NotFound
    return kept

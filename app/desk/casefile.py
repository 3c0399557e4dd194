"""Casefile: one dossier with all that a desk looks at: its people and papers, what happened, what is there to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.context import Context
from app.desk import history
from app.desk.history import Line
from app.domain import paper_check
from app.domain.dossier import Dossier
from app.domain.life import Move, possible
from app.domain.procedure import Procedure
from app.domain.submission import Paper
from app.lookup import find, is_own
from app.papers import documents
from app.papers.documents import Listed
from app.security.principals import Principal
from app.store import documents as documents_store
from app.store import events
from app.store.events import Told


@dataclass(frozen=True, slots=True)
class CaseFile:
    """``papers`` are the rows of its papers, ``told`` its events as they are stored, ``lines`` as people read them.

    ``is_own``: whether this one's offices took it in, or it only keeps what they did.
    """

    dossier: Dossier
    procedure: Procedure | None
    papers: Sequence[Any]
    differences: paper_check.Differences
    told: Sequence[Told]
    lines: Sequence[Line]
    printed: Sequence[Listed]
    is_own: bool = True

    def moves(self, principal: Principal) -> tuple[Move, ...]:
        """What can be done from its state by this one."""
        if not self.is_own:
            return ()
        return tuple(move for move in possible(self.dossier.state) if not principal.roles.isdisjoint(move.roles))


def of(code: str, principal: Principal, context: Context) -> CaseFile:
    """The casefile of a dossier; :class:`NotFound` for one that this principal may not see."""
    dossier = find(code, principal, context)
    with context.database.begin() as connection:
        papers = documents_store.papers_of(connection, [dossier.id])[dossier.id]
        told = events.history(connection, [dossier.id])[dossier.id]
        own = is_own(connection, dossier, principal)
    procedure = _procedure(dossier, context)
    return CaseFile(
        dossier=dossier,
        procedure=procedure,
        papers=papers,
        differences=_differences(dossier, procedure, papers),
        told=told,
        lines=history.of(dossier.dossier_no, principal, context).lines,
        printed=documents.listed(dossier.dossier_no, principal, context),
        is_own=own,
    )


def _procedure(dossier: Dossier, context: Context) -> Procedure | None:
    return context.rules.known_procedure(dossier.procedure_code, dossier.day)


def _differences(dossier: Dossier, procedure: Procedure | None, papers: Sequence[Any]) -> paper_check.Differences:
    """What the papers lack by the list of the procedure, all that came later counted in."""
    if procedure is None:
        return paper_check.Differences()
    licence_class = dossier.record.get("licence_class")
    asked = procedure.papers_for([licence_class] if licence_class else [], dossier.channel)
    there = [Paper(p.name, p.originals, p.copies, p.certified, p.code) for p in papers]
    return paper_check.compare(there, asked)

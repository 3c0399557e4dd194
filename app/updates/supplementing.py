"""Supplementing (bổ sung giấy tờ): papers that come after the dossier was handed in, asked for or not.

If it was waiting for them the wait ends, and the time begins anew as the rules say. What comes unasked is kept with a
warning: turning a paper away is worse than looking at it once more. Only the same papers of the same sender once more,
under another request id and without being waited for, are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection

from app import attachments, lifecycle
from app.context import Context
from app.custody import places
from app.domain.dossier import Answer, Dossier
from app.domain.errors import InvalidDossier
from app.domain.life import State
from app.domain.local_time import LOCAL
from app.domain.remark import NOTHING, Remark
from app.domain.submission import Paper, plain
from app.papers import preview
from app.security.principals import Principal
from app.store import documents, dossiers, events, requests
from app.store.events import Told
from app.updates.once import NOTHING_CHANGED, Done, Request, once


@dataclass(frozen=True, slots=True)
class Supplement:
    """``same_if`` is what makes it the same when it comes again, where that is not papers and reason."""

    request_id: str
    papers: tuple[Paper, ...]
    said: Remark = NOTHING
    same_if: dict[str, Any] = field(default_factory=dict)

    def as_record(self) -> dict[str, Any]:
        return {"papers": plain(self.papers), "said": self.said.as_record()}


def supplement(
    code: str,
    brought: Supplement,
    principal: Principal,
    context: Context,
    source: str,
    spell: Callable[[str], str] = str,
) -> Answer:
    """Add the papers to the dossier. ``spell`` turns our paths into the sender's.

    See :func:`app.updates.once.once`; :class:`Conflict` (``MOVE_IMPOSSIBLE``) names what is possible once the
    authority has ended the dossier; :class:`InvalidDossier` for what could not be printed.
    """

    def change(connection: Connection, dossier: Dossier, fingerprint: bytes) -> Done:
        if _is_repeated(connection, dossier, brought, principal, fingerprint):
            return Done(Answer.about(dossier, (NOTHING_CHANGED,)), brought.as_record())
        digest = {"fingerprint": fingerprint.hex(), **_where(principal, context)}
        moved = lifecycle.step(connection, dossier, "supplement", brought.said, principal, context, source, digest)
        told = events.history(connection, [dossier.id])[dossier.id]
        _require_printable(connection, moved.dossier, told, brought.papers, context, spell)
        _add(connection, dossier, brought.papers, told[-1], context)
        return Done(Answer.about(moved.dossier, moved.warnings), brought.as_record())

    content = brought.same_if or brought.as_record()
    return once(Request(code, "supplement", brought.request_id, content, principal, context, source), change)


def _where(principal: Principal, context: Context) -> dict[str, str]:
    """Where they were handed in: a person takes them over the counter, a portal's key has them online."""
    channel = None if principal.account_id is not None else next(iter(principal.channels), None)
    return places.handed_in(principal, channel, context)


def _is_repeated(
    connection: Connection, dossier: Dossier, brought: Supplement, principal: Principal, fingerprint: bytes
) -> bool:
    """Whether these papers came before; those that the dossier waits for are new, though they are called the same."""
    if brought.same_if or dossier.state is State.WAITING_FOR_SUPPLEMENT:
        return False
    return requests.has_brought(connection, dossier.id, fingerprint, besides=(principal.sender, brought.request_id))


def _require_printable(
    connection: Connection,
    dossier: Dossier,
    history: Sequence[Told],
    papers: Sequence[Paper],
    context: Context,
    spell: Callable[[str], str],
) -> None:
    """:class:`InvalidDossier` for a paper whose name does not fit the table of form 01 or the slip."""
    listed = documents.papers_of(connection, [dossier.id])[dossier.id]
    rows = [SimpleNamespace(seq=history[-1].seq, **_counts(paper)) for paper in papers]
    own = [f"papers[{nth}].name" for nth in range(len(listed), len(listed) + len(papers))]
    found = preview.faults_of([dossier.paper], dossier, history, [*listed, *rows], context)
    faults = [replace(f, path=spell(f"papers[{own.index(f.path)}].name")) for f in found if f.path in own]
    if faults:
        raise InvalidDossier(faults)


def _counts(paper: Paper) -> dict[str, Any]:
    return {name: getattr(paper, name) for name in ("name", "code", "originals", "certified", "copies")}


def _add(connection: Connection, dossier: Dossier, papers: Sequence[Paper], told: Told, context: Context) -> None:
    """The rows and files, as of their event; nothing that may refuse comes behind it."""
    at = told.event.at
    first = dossiers.paper_count(connection, dossier.id) + 1
    rows = attachments.store(papers, at.astimezone(LOCAL).date(), context.files, first)
    try:
        dossiers.add_papers(connection, dossier.id, at, told.seq, rows)
    except Exception:
        attachments.discard(rows, context.files)
        raise

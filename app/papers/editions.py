"""Editions: which paper is meant, and all that can stand on it, as of the event that it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from app import dues, forms
from app.context import Context
from app.domain.correction import Kept, without
from app.domain.dossier import Dossier
from app.domain.errors import NotFound
from app.papers import labels
from app.store import documents, events, handovers, item_codes, outbox, requests
from app.store.events import Told
from app.store.item_codes import Voided


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which paper: the edition of a kind; ``reprint`` 0 is the first print, ``reason`` why it is printed again."""

    dossier: Dossier
    kind: str
    edition: int
    reprint: int = 0
    reason: str | None = None


def owed(connection: Connection, dossier: Dossier, kind: str, edition: int | None = None) -> Wanted:
    """A paper that was ever owed, the newest edition unless one is named; :class:`NotFound` if none was.

    ``"receipt"`` is the slip before the dossier is received.
    """
    kind = dossier.paper if kind == "receipt" else kind
    known = [seq for owed, seq in outbox.editions(connection, dossier.id) if owed == kind]
    return _chosen(connection, dossier, kind, known, edition)


def wanted(connection: Connection, dossier: Dossier, kind: str, edition: int | None = None) -> Wanted:
    """The same, also a paper that is printed when somebody asks for it and never was yet."""
    kind = dossier.paper if kind == "receipt" else kind
    known = [seq for owed, seq in outbox.editions(connection, dossier.id) if owed == kind]
    if kind in forms.KINDS and forms.KINDS[kind].on_demand:
        known += [seq for other, seq in on_demand(connection, dossier) if other == kind and seq not in known]
    return _chosen(connection, dossier, kind, known, edition)


def newest(connection: Connection, dossiers: Sequence[Dossier], kind: str) -> dict[int, Wanted]:
    """The newest edition that was ever owed of this very kind, by the id of its dossier; absent where none was."""
    there = outbox.editions_of(connection, [dossier.id for dossier in dossiers])
    known = {dossier.id: [seq for owed, seq in there[dossier.id] if owed == kind] for dossier in dossiers}
    there_is = [each for each in dossiers if known[each.id] and not _is_void(each, kind)]
    return {each.id: Wanted(each, kind, known[each.id][-1]) for each in there_is}


def label_cod_vnd(connection: Connection, dossier: Dossier, context: Context) -> int | None:
    """What the post collects by the newest label; None where there is no label."""
    return _by_label(connection, [dossier], context).get(dossier.id)


def label_is_stale(connection: Connection, dossier: Dossier, context: Context) -> bool:
    """Whether the newest label tells of another sum than what the post has to collect by now; no label is not."""
    return dossier.id in with_stale_labels(connection, [dossier], context)


def with_stale_labels(connection: Connection, dossiers: Sequence[Dossier], context: Context) -> set[int]:
    """Those of several of which that holds, by id; where nothing is collected, it does not, whatever was paid."""
    collecting = [dossier for dossier in dossiers if dues.cod_vnd(context.rules, dossier, ()) != 0]
    if not collecting:
        return set()
    paid = documents.payments_of(connection, [dossier.id for dossier in collecting])
    told = _by_label(connection, collecting, context)
    now = {dossier.id: dues.cod_vnd(context.rules, dossier, paid.get(dossier.id, [])) for dossier in collecting}
    return {dossier_id for dossier_id, cod_vnd in told.items() if cod_vnd != now[dossier_id]}


def _by_label(connection: Connection, dossiers: Sequence[Dossier], context: Context) -> dict[int, int]:
    """What the post collects by the newest label of each that has one."""
    newest_labels = list(newest(connection, dossiers, "label").values())
    return {
        label.dossier.id: dues.cod_vnd(context.rules, label.dossier, label.paid)
        for label in (editions(connection, newest_labels) if newest_labels else [])
    }


def on_demand(connection: Connection, dossier: Dossier) -> list[tuple[str, int]]:
    """The papers that this dossier has when somebody asks for them, as kind and edition."""
    history = events.history(connection, [dossier.id])[dossier.id]
    found = [(name, kind.on_demand(dossier, history)) for name, kind in forms.KINDS.items() if kind.on_demand]
    return [(name, edition) for name, edition in found if edition is not None]


def records(connection: Connection, papers: Sequence[Wanted], context: Context) -> list[Any]:
    """What stands on each, as the plain records of the print room."""
    return [forms.record(edition, context) for edition in editions(connection, papers)]


def editions(connection: Connection, papers: Sequence[Wanted]) -> list[forms.Edition]:
    """Each with all that can stand on it; what was corrected later stands as it did then."""
    ids = [paper.dossier.id for paper in papers]
    listed, history = documents.papers_of(connection, ids), events.history(connection, ids)
    paying = [paper.dossier.id for paper in papers if forms.KINDS[paper.kind].tells_of_money]
    paid = documents.payments_of(connection, paying) if paying else {}
    voided = item_codes.voided(connection, [paper.dossier.id for paper in papers if paper.kind == "label"])
    lists = {
        told.event.details["list_no"]
        for paper in papers
        if forms.KINDS[paper.kind].tells_of_lists
        for told in history[paper.dossier.id]
        if told.event.details.get("list_no")
    }
    signed = handovers.signatories(connection, lists)
    corrected = [each for each in ids if any("fields" in told.event.details for told in history[each])]
    made = requests.corrections(connection, corrected) if corrected else {}
    return [
        forms.Edition.of(
            paper.kind,
            paper.edition,
            _then(paper, made.get(paper.dossier.id, []), voided.get(paper.dossier.id, []), history[paper.dossier.id]),
            history[paper.dossier.id],
            listed.get(paper.dossier.id, []),
            paid.get(paper.dossier.id, []),
            paper.reprint,
            signed,
        )
        for paper in papers
    ]


def _chosen(connection: Connection, dossier: Dossier, kind: str, known: Sequence[int], edition: int | None) -> Wanted:
    """:class:`NotFound` too for a label whose item code is void: no door gives it out, by whatever edition."""
    if not known or (edition is not None and edition not in known):
        raise NotFound
    chosen = known[-1] if edition is None else edition
    if kind == "label" and labels.of(connection, dossier)[chosen].is_void:
        raise NotFound
    return Wanted(dossier, kind, chosen)


def _is_void(dossier: Dossier, kind: str) -> bool:
    """A label whose item code is void has no successor yet: it must not go on an envelope."""
    return kind == "label" and dossier.item_code is None


def _then(paper: Wanted, corrections: Sequence[Kept], voided: Sequence[Voided], history: Sequence[Told]) -> Dossier:
    """The dossier with the record and the item code that it had by then."""
    later = [each for each in corrections if each.seq > paper.edition]
    item_code = labels.as_of(paper.dossier, paper.edition, voided, history).item_code
    record = without(paper.dossier.record, later) if later else paper.dossier.record
    return replace(paper.dossier, record=record, item_code=item_code)

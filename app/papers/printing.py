"""Printing: that a paper is printed once, by whom it may be, and that a move whose paper cannot be is refused.

A paper is a pure function of its edition, so whoever prints it (the worker for an outbox row, or a door that is asked
for it first) writes the same bytes to the same place. What stands on it is read at one moment and laid out outside any
transaction: nobody waits for the press with a connection or a row in hand. Then the lock on the outbox row keeps the
printers apart. The file is written before the transaction ends: a document row never stands without its file.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from app import forms
from app.context import Context
from app.domain.errors import Fault, InvalidDossier, LayoutError, NotFound, ServiceError
from app.domain.local_time import LOCAL
from app.forms import Edition
from app.logs import where
from app.papers.editions import Wanted, editions, records
from app.store import documents, dossiers, outbox

log = logging.getLogger(__name__)
RETRY_S = 30
_SAID = {  # field of a paper's record → field of the remark
    "reason": "reason",
    "notes": "reason",
    "demands": "",  # each by its own path
    "signer_name": "signer",
    "signer_role": "signer_role",
    "signer_above": "signer_role",
    "receiver_name": "receiver",
    "receiver_phone": "receiver_phone",
    "receiver_identity_no": "receiver_id_number",
    "authorisation": "authorisation",
}


def require_printable(papers: Iterable[Edition], context: Context) -> None:
    """:class:`InvalidDossier` for what is said at a move and does not fit the paper of the move.

    What else does not fit was there before, and is no reason to refuse the move: that paper waits for a person.
    """
    for paper in papers:
        try:
            forms.render(paper.kind, forms.record(paper, context))
        except LayoutError as e:
            path = str(e.params.get("path", ""))
            if path.partition("[")[0] in _SAID:
                field = (("field", e.params.get("field", "")),)
                raise InvalidDossier([Fault(_SAID.get(path) or path, e.code, field)]) from e


def on_the_spot(paper: Wanted, context: Context) -> bytes:
    """Print a first print now, whether its job has run or not; :class:`LayoutError` names what does not fit."""
    dossier_id, kind = paper.dossier.id, paper.kind
    with context.database.snapshot() as connection:
        paper = replace(paper, dossier=dossiers.by_ids(connection, [dossier_id])[dossier_id])
        (record,) = records(connection, [paper], context)
    content = forms.render(kind, record)
    with context.database.begin() as connection:
        if forms.KINDS[kind].on_demand:
            outbox.owe(connection, paper.dossier, kind, paper.edition)
        row = outbox.lock_one(connection, dossier_id, kind, paper.edition)
        if row is None:
            raise NotFound
        first = documents.first_print(connection, dossier_id, kind, paper.edition)
        if first and (printed := context.files.get(first.file_key)):
            return printed  # another was quicker
        keep(connection, [(paper, content)], context)
        outbox.done(connection, [row.id])
    return content


def print_owed(ids: Sequence[int], context: Context) -> None:
    """The worker's job: print what these outbox rows owe; rows that are done already are passed over.

    A paper that cannot be laid out is parked for a person; any other failure leaves its row to be rung again.
    """
    with context.database.begin() as connection:
        claimed = outbox.claim(connection, ids, context.settings.worker_name, context.settings.lease_s)
        rows = outbox.lock_open(connection, claimed)
    if not rows:
        return
    with context.database.snapshot() as connection:
        found = dossiers.by_ids(connection, [row.dossier_id for row in rows])
        papers = [Wanted(found[row.dossier_id], row.kind, row.edition) for row in rows]
        made = editions(connection, papers)
    tried = [_try(row, paper, edition, context) for row, paper, edition in zip(rows, papers, made, strict=True)]
    with context.database.begin() as connection:
        still = {row.id for row in outbox.lock_open(connection, claimed)}
        _settle(connection, [one for one in tried if one.row_id in still], context)


def keep(connection: Connection, printed: Sequence[tuple[Wanted, bytes]], context: Context) -> None:
    """Write the files, then that they were printed."""
    rows = [_document(paper, content) for paper, content in printed]
    context.files.put({row["file_key"]: content for row, (_, content) in zip(rows, printed, strict=True)})
    documents.record(connection, rows)


@dataclass(frozen=True, slots=True)
class _Tried:
    """What came of an outbox row: the paper, or why there is none and whether a person must look."""

    row_id: int
    paper: Wanted
    content: bytes = b""
    error_code: str = ""
    parked: bool = False


def _try(row: outbox.Owed, paper: Wanted, edition: Edition, context: Context) -> _Tried:
    try:
        return _Tried(row.id, paper, forms.render(row.kind, forms.record(edition, context)))
    except LayoutError as e:
        log.warning("paper does not fit", extra=_about(paper, str(e.params.get("field"))))
        return _Tried(row.id, paper, error_code=e.code, parked=True)
    except Exception as e:  # noqa: BLE001  one bad paper never fails its batch
        log.error("paper failed", extra=_about(paper, where(e)))
        return _Tried(row.id, paper, error_code=e.code if isinstance(e, ServiceError) else "INTERNAL")


def _settle(connection: Connection, tried: Sequence[_Tried], context: Context) -> None:
    """Keep what was printed, and say of the rest why it was not. The rows are locked."""
    printed = [one for one in tried if not one.error_code]
    keep(connection, [(one.paper, one.content) for one in printed], context)
    outbox.done(connection, [one.row_id for one in printed])
    for one in tried:
        if one.parked:
            outbox.park(connection, one.row_id, one.error_code)
        elif one.error_code:
            outbox.release(connection, [one.row_id], RETRY_S, one.error_code)


def _document(paper: Wanted, content: bytes) -> dict[str, Any]:
    dossier, day = paper.dossier, paper.dossier.submitted_at.astimezone(LOCAL)
    kind, again = paper.kind.replace("_", "-"), f"-again-{paper.reprint}" if paper.reprint else ""
    return {
        "dossier_id": dossier.id,
        "kind": paper.kind,
        "edition": paper.edition,
        "reprint": paper.reprint,
        "reason": paper.reason,
        "file_key": f"papers/{day:%Y%m%d}/{dossier.dossier_no}.{kind}-{paper.edition}{again}.pdf",
        "sha256": hashlib.sha256(content).hexdigest(),
        "size_bytes": len(content),
    }


def _about(paper: Wanted, problem: str) -> dict[str, str]:
    return {"dossier_no": paper.dossier.dossier_no, "paper": paper.kind, "problem": problem}

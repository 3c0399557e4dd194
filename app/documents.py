"""Documents: what is printed for what, where it lies, and that it is printed once.

A paper is a pure function of its dossier, so whoever prints it (the worker for an outbox row, or a door that is asked
for it first) writes the same bytes to the same place. The lock on the outbox row keeps the two apart. The file is
written before the transaction ends: a document row never stands without its file.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

import pdf.calibration
from app import forms
from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import Fault, InvalidDossier, LayoutError, NotFound, ServiceError
from app.domain.local_time import LOCAL
from app.logs import where
from app.lookup import find
from app.security.principals import Principal
from app.store import documents, dossiers, outbox

log = logging.getLogger(__name__)
RETRY_S = 30


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """A paper as it lies in the store."""

    content: bytes
    media_type: str
    file_name: str
    sha256: str


def paper(code: str, kind: str, principal: Principal, context: Context, stock: str | None = None) -> PrintedPaper:
    """The ``"receipt"`` (form 01, or the slip before the dossier is received) or the ``"label"`` of a dossier.

    Printed on the spot if the job has not run yet, and always in another format (:data:`app.forms.STOCKS`).
    :class:`NotFound` if there is no such dossier or it has no such paper; :class:`LayoutError` names what does not fit.
    """
    dossier = find(code, principal, context)
    kind = dossier.paper if kind == "receipt" else kind
    if kind == "label" and dossier.item_code is None:
        raise NotFound
    if stock is not None and stock != next(iter(forms.STOCKS[kind])):
        content = forms.render(kind, _records([dossier], kind, context)[0], stock)
        return _printed(content, f"{dossier.dossier_no}-{kind}-{stock}.pdf")
    with context.database.begin() as connection:
        key = documents.key_of(connection, dossier.id, kind)
    content = (context.files.get(key) if key else None) or _print_on_the_spot(dossier, kind, context)
    return _printed(content, f"{dossier.dossier_no}-{kind}.pdf")


def papers(
    codes: Sequence[str], kind: str, principal: Principal, context: Context, stock: str | None = None, start: int = 1
) -> PrintedPaper:
    """The receipts or labels of several dossiers in one file, in this order.

    :class:`InvalidDossier` names every code without such a paper, and a ``start`` that the sheet does not have.
    """
    found = [_with_paper(code, kind, principal, context) for code in codes]
    faults = [Fault(f"code[{i}]", "PAPER_MISSING") for i, dossier in enumerate(found) if dossier is None]
    if not 1 <= start <= forms.places(stock):
        faults.append(Fault("start", "PLACE_MISSING"))
    if faults:
        raise InvalidDossier(faults)
    records = _records([dossier for dossier in found if dossier is not None], kind, context)
    return _printed(forms.render_batch(kind, records, stock, start), f"{kind}-{len(codes)}.pdf")


def label_zpl(code: str, principal: Principal, context: Context) -> PrintedPaper:
    """The label for a label printer, in ZPL; :class:`NotFound` before there is one."""
    dossier = _with_paper(code, "label", principal, context)
    if dossier is None:
        raise NotFound
    content = forms.label_zpl(_records([dossier], "label", context)[0])
    return _printed(content, f"{dossier.dossier_no}-label.zpl", "application/zpl")


def calibration() -> PrintedPaper:
    """The page by which a printer of label sheets is set."""
    return _printed(pdf.calibration.render(), "label-calibration.pdf")


def print_owed(ids: Sequence[int], context: Context) -> None:
    """The worker's job: print what these outbox rows owe; rows that are done already are passed over.

    A paper that cannot be laid out is parked for a person; any other failure leaves its row to be rung again.
    """
    with context.database.begin() as connection:
        claimed = outbox.claim(connection, ids, context.settings.worker_name, context.settings.lease_s)
    if not claimed:
        return
    with context.database.begin() as connection:
        rows = outbox.lock_open(connection, claimed)
        rendered = _render_rows(connection, rows, context)
        _keep(connection, rendered, context)
        outbox.done(connection, [row.id for row, _, _ in rendered])


def _with_paper(code: str, kind: str, principal: Principal, context: Context) -> Dossier | None:
    """The dossier if it has this paper."""
    try:
        dossier = find(code, principal, context)
    except NotFound:
        return None
    has = dossier.item_code is not None if kind == "label" else dossier.paper == kind
    return dossier if has else None


def _records(found: Sequence[Dossier], kind: str, context: Context) -> list[forms.Record]:
    with context.database.begin() as connection:
        listed = documents.papers_of(connection, [dossier.id for dossier in found])
    return [forms.record(kind, dossier, listed.get(dossier.id, []), context) for dossier in found]


def _printed(content: bytes, file_name: str, media_type: str = "application/pdf") -> PrintedPaper:
    return PrintedPaper(content, media_type, file_name, hashlib.sha256(content).hexdigest())


def _print_on_the_spot(dossier: Dossier, kind: str, context: Context) -> bytes:
    with context.database.begin() as connection:
        row = outbox.lock_one(connection, dossier.id, kind)
        if row is None:
            raise NotFound
        listed = documents.papers_of(connection, [dossier.id])
        content = forms.render(kind, forms.record(kind, dossier, listed.get(dossier.id, []), context))
        _keep(connection, [(row, dossier, content)], context)
        outbox.done(connection, [row.id])
    return content


_Rendered = tuple[outbox.Owed, Dossier, bytes]


def _render_rows(connection: Connection, rows: Sequence[outbox.Owed], context: Context) -> list[_Rendered]:
    ids = [row.dossier_id for row in rows]
    found, listed = dossiers.by_ids(connection, ids), documents.papers_of(connection, ids)
    rendered: list[_Rendered] = []
    for row in rows:
        dossier = found[row.dossier_id]
        try:
            record = forms.record(row.kind, dossier, listed.get(row.dossier_id, []), context)
            rendered.append((row, dossier, forms.render(row.kind, record)))
        except LayoutError as e:
            log.warning("paper does not fit", extra=_about(dossier, row.kind, str(e.params.get("field"))))
            outbox.park(connection, row.id, e.code)
        except Exception as e:  # noqa: BLE001  one bad paper never fails its batch
            code = e.code if isinstance(e, ServiceError) else "INTERNAL"
            log.error("paper failed", extra=_about(dossier, row.kind, where(e)))
            outbox.release(connection, [row.id], RETRY_S, code)
    return rendered


def _keep(connection: Connection, rendered: Sequence[_Rendered], context: Context) -> None:
    contents = {_key(dossier, row.kind): content for row, dossier, content in rendered}
    context.files.put(contents)
    documents.record(connection, [_document(row, dossier, content) for row, dossier, content in rendered])


def _document(row: outbox.Owed, dossier: Dossier, content: bytes) -> dict[str, Any]:
    return {
        "dossier_id": row.dossier_id,
        "kind": row.kind,
        "file_key": _key(dossier, row.kind),
        "sha256": hashlib.sha256(content).hexdigest(),
        "size_bytes": len(content),
    }


def _key(dossier: Dossier, kind: str) -> str:
    day = dossier.submitted_at.astimezone(LOCAL)
    return f"papers/{day:%Y%m%d}/{dossier.dossier_no}.{kind}.pdf"


def _about(dossier: Dossier, kind: str, problem: str) -> dict[str, str]:
    return {"dossier_no": dossier.dossier_no, "paper": kind, "problem": problem}

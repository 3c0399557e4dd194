"""Documents: the papers of a dossier as every door gives them out: one, several in one file, for a label printer.

Each is printed once, whoever asks first (:mod:`app.papers.printing`). All that stands on a paper is read at one moment,
and it is laid out when nothing of the database is held any more. Printing again is :mod:`app.papers.reprinting`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pdf.calibration
from app import forms
from app.context import Context
from app.domain.errors import Fault, InvalidDossier
from app.domain.role import Role
from app.lookup import kept
from app.papers import editions, labels, printing
from app.papers.labels import Label
from app.security.principals import Principal
from app.store import documents, dossiers, outbox
from app.store.documents import Printed


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """A paper as it lies in the store."""

    content: bytes
    media_type: str
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One edition of a paper; ``first`` None: not printed yet. Reprints in order; ``label`` for a label only."""

    kind: str
    edition: int
    first: Printed | None = None
    reprints: tuple[Printed, ...] = ()
    label: Label | None = None


def paper(
    code: str,
    kind: str,
    principal: Principal,
    context: Context,
    stock: str | None = None,
    edition: int | None = None,
) -> PrintedPaper:
    """One paper of a dossier by its kind (:data:`app.forms.KINDS`), the newest edition unless one is named.

    ``"receipt"`` is form 01, or the slip before the dossier is received. Printed on the spot if the job has not run
    yet, and always in another format than its own. :class:`NotFound` if there is no such dossier or it has no such
    paper; :class:`LayoutError` names what does not fit.
    """
    principal.require(Role.READ)
    with context.database.snapshot() as connection:
        dossier = kept(connection, code, principal)
        wanted = editions.wanted(connection, dossier, kind, edition)
        if other := stock is not None and stock != next(iter(forms.KINDS[wanted.kind].stocks)):
            (record,) = editions.records(connection, [wanted], context)
        first = documents.first_print(connection, dossier.id, wanted.kind, wanted.edition)
    if other:
        return printed(forms.render(wanted.kind, record, stock), f"{dossier.dossier_no}-{wanted.kind}-{stock}.pdf")
    content = (context.files.get(first.file_key) if first else None) or printing.on_the_spot(wanted, context)
    return printed(content, f"{dossier.dossier_no}-{wanted.kind}.pdf")


def papers(
    codes: Sequence[str], kind: str, principal: Principal, context: Context, stock: str | None = None, start: int = 1
) -> PrintedPaper:
    """The receipts or labels of several dossiers in one file, in this order.

    :class:`InvalidDossier` names every code without such a paper, and a ``start`` that the sheet does not have.
    """
    principal.require(Role.READ)
    with context.database.snapshot() as connection:
        found = dossiers.by_codes(connection, codes, principal.agency_id, principal.office_id)
        newest = editions.newest(connection, list(found.values()), kind)
        wanted = [newest.get(found[code].id) if code in found else None for code in codes]
        faults = [Fault(f"code[{i}]", "PAPER_MISSING") for i, one in enumerate(wanted) if one is None]
        if not 1 <= start <= forms.places(stock):
            faults.append(Fault("start", "PLACE_MISSING"))
        if faults:
            raise InvalidDossier(faults)
        records = editions.records(connection, [one for one in wanted if one is not None], context)
    return printed(forms.render_batch(kind, records, stock, start), f"{kind}-{len(codes)}.pdf")


def label_zpl(code: str, principal: Principal, context: Context) -> PrintedPaper:
    """The label for a label printer, in ZPL; :class:`NotFound` before there is one."""
    principal.require(Role.READ)
    with context.database.snapshot() as connection:
        dossier = kept(connection, code, principal)
        (record,) = editions.records(connection, [editions.owed(connection, dossier, "label")], context)
    return printed(forms.label_zpl(record), f"{dossier.dossier_no}-label.zpl", "application/zpl")


def calibration() -> PrintedPaper:
    """The page by which a printer of label sheets is set."""
    return printed(pdf.calibration.render(), "label-calibration.pdf")


def listed(code: str, principal: Principal, context: Context) -> list[Listed]:
    """Every paper that a dossier has, those too that are printed only when somebody asks for them."""
    principal.require(Role.READ)
    with context.database.snapshot() as connection:
        dossier = kept(connection, code, principal)
        there = outbox.editions(connection, dossier.id)
        there += [one for one in editions.on_demand(connection, dossier) if one not in there]
        prints, coded = documents.prints(connection, dossier.id), labels.of(connection, dossier)
    return [
        _with_prints(Listed(kind, edition, label=coded[edition] if kind == "label" else None), prints)
        for kind, edition in there
    ]


def printed(content: bytes, file_name: str, media_type: str = "application/pdf") -> PrintedPaper:
    """A paper to hand out."""
    return PrintedPaper(content, media_type, file_name, hashlib.sha256(content).hexdigest())


def _with_prints(one: Listed, prints: Sequence[Printed]) -> Listed:
    own = [each for each in prints if (each.kind, each.edition) == (one.kind, one.edition)]
    first = next((each for each in own if each.reprint == 0), None)
    return replace(one, first=first, reprints=tuple(each for each in own if each.reprint))

"""A day's reconciliation as paper: an edition prints the same bytes however often."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date
from typing import Any

from app.context import Context
from app.domain.errors import NoRule
from app.domain.local_time import LOCAL
from app.domain.reconciliation.kinds import Kind
from app.papers.documents import PrintedPaper
from app.reconciliation.days import find
from app.reconciliation.span import Span
from app.security.principals import Principal
from app.store.reconciliations import Edition
from pdf.reconciliation import ReconciledDifference, ReconciledOffice, Reconciliation, render

_STRANGE = re.compile("[^\u0020-\u007e\u00a0-\u024f\u1e00-\u1eff\u2010-\u2026]")
SETTLED_VI = "Đã xử lý"


def printed(day: date, principal: Principal, context: Context, edition: int | None = None) -> PrintedPaper:
    """The paper of a day's newest edition, or of that number; :class:`NotFound`, :class:`LayoutError`."""
    found = find(day, principal, context, edition)
    content = render(record(found, principal.agency_id, context))
    name = f"doi-soat-{found.day:%Y%m%d}-{found.edition}.pdf"
    return PrintedPaper(content, "application/pdf", name, hashlib.sha256(content).hexdigest())


def record(found: Edition, agency_id: str, context: Context) -> Reconciliation:
    """What stands on it."""
    agency, form = context.rules.known_agency(agency_id, found.day), context.rules.form("reconciliation", found.day)
    return Reconciliation(
        agency_lines=agency.letterhead_vi,
        place=agency.place_vi,
        issued_at=found.made_at.astimezone(LOCAL),
        title=form.title_vi,
        form_no=f"Mẫu số {form.number}" if form.number else "",
        legal_basis=form.legal_basis_vi,
        day=Span(found.day).start,
        edition=found.edition,
        authority_name=agency.name_vi,
        statement=found.record["statement"],
        unreadable=found.record["unreadable"],
        offices=tuple(_office(row, found.day, agency.name_vi, context) for row in found.record["offices"]),
        differences=tuple(_difference(each, found.day) for each in found.record["findings"]),
    )


def office_name(office_id: str, day: date, otherwise: str, context: Context) -> str:
    """As of the day, as last known where it had gone by then; of none the authority itself."""
    for on in (day, None):
        try:
            return context.rules.office(office_id, on).name_vi if office_id else otherwise
        except NoRule:
            continue
    return office_id


def _office(row: dict[str, Any], day: date, authority: str, context: Context) -> ReconciledOffice:
    figures = {name: row[name] for name in ReconciledOffice.__dataclass_fields__ if name in row}
    return ReconciledOffice(office=office_name(row["office_id"], day, authority, context), **figures)


def _difference(found: dict[str, Any], of: date) -> ReconciledDifference:
    kind, day = Kind(found["kind"]), date.fromisoformat(found["day"])
    earlier = f" (ngày {day:%d/%m/%Y})" if day != of else ""
    codes = dict.fromkeys(filter(None, (found["dossier_no"], found["order_no"], found["item_code"])))
    return ReconciledDifference(
        kind=kind.vi[:1].upper() + kind.vi[1:] + earlier,
        codes=tuple(map(_printable, codes)),
        ours=found["ours"],
        theirs=_printable(found["theirs"]),
        money=found["money"],
        way_out=_settled(found) if found["settled"] else kind.way_out_vi,
        settled=found["settled"],
    )


def _settled(found: dict[str, Any]) -> str:
    """How it was; editions made before notes stood in them only say that it was."""
    return ": ".join(filter(None, (SETTLED_VI, _printable(found.get("note", "")))))


def _printable(foreign: str) -> str:
    """What the post wrote, with a mark for letters that no paper of ours has: one of them must keep no day back."""
    return _STRANGE.sub("?", unicodedata.normalize("NFC", foreign))

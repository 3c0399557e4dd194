"""What is printed for what: an edition of a paper as its plain record, rendered by the print room.

One table says for each kind of paper which record it is, who renders it and in which formats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pdf.apology
import pdf.control_slip
import pdf.label
import pdf.posted_slip
import pdf.receipt
import pdf.refusal
import pdf.result_slip
import pdf.slip
import pdf.stop_notice
import pdf.supplement
import pdf.zpl
from app.context import Context
from app.domain.dossier import Dossier
from app.forms import control, decisions, intake, returning
from app.forms.edition import Edition
from app.store.events import Told
from pdf.stationery import A4, A5

__all__ = ["KINDS", "Edition", "Kind", "label_zpl", "places", "record", "render", "render_batch"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper. ``stocks`` are its formats by their names outside; the first is its own.

    ``batch`` renders several in one file, where that is of use; a label's takes the first free place of its sheet.
    ``tells_of_money``: its editions need the payments, ``tells_of_lists``: who signed the handover lists. Most papers
    are owed by a move; one that is printed when somebody asks says by ``on_demand`` for which event it would stand,
    None where the dossier has no such paper.
    """

    record: Callable[[Edition, Context], Any]
    render: Callable[..., bytes]
    stocks: dict[str, Any]
    batch: Callable[..., bytes] | None = None
    tells_of_money: bool = False
    tells_of_lists: bool = False
    on_demand: Callable[[Dossier, Sequence[Told]], int | None] | None = None


_FORM = {"a4": A4, "a5": A5}
_SLIP = {"a5": A5, "a4": A4}
_LABEL = {"100x150": pdf.label.LABEL_100X150, "a6": pdf.label.LABEL_A6, "four-on-a4": pdf.label.FOUR_ON_A4}
KINDS: dict[str, Kind] = {
    "receipt": Kind(intake.receipt, pdf.receipt.render, _FORM, pdf.receipt.render_batch),
    "slip": Kind(intake.slip, pdf.slip.render, _SLIP),
    "posted_slip": Kind(intake.posted_slip, pdf.posted_slip.render, _FORM, on_demand=intake.posted_slip_edition),
    "supplement_request": Kind(decisions.supplement_request, pdf.supplement.render, _FORM),
    "refusal": Kind(decisions.refusal, pdf.refusal.render, _FORM, tells_of_money=True),
    "apology": Kind(decisions.apology, pdf.apology.render, _FORM),
    "stop_notice": Kind(decisions.stop_notice, pdf.stop_notice.render, _FORM, tells_of_money=True),
    "control_slip": Kind(
        control.slip, pdf.control_slip.render, _FORM, tells_of_lists=True, on_demand=control.edition_of
    ),
    "result_slip": Kind(returning.result_slip, pdf.result_slip.render, _FORM, tells_of_money=True),
    "label": Kind(
        returning.label,
        lambda one, stock: pdf.label.render([one], stock),
        _LABEL,
        pdf.label.render,
        tells_of_money=True,
    ),
}


def record(edition: Edition, context: Context) -> Any:
    """What stands on one paper, as the plain record of its module in the print room."""
    return KINDS[edition.kind].record(edition, context)


def render(kind: str, one: Any, stock: str | None = None) -> bytes:
    """The bytes of one paper, by default in its own format; :class:`LayoutError` names what does not fit."""
    return KINDS[kind].render(one, _size(kind, stock))


def render_batch(kind: str, records: Sequence[Any], stock: str | None = None, start: int = 1) -> bytes:
    """Several papers of a kind in one file, in this order; ``start`` is the first free place on a sheet of labels."""
    batch = KINDS[kind].batch
    if batch is None:
        raise ValueError(f"{kind} is printed one by one")
    return batch(records, _size(kind, stock), start=start) if kind == "label" else batch(records, _size(kind, stock))


def label_zpl(label: Any) -> bytes:
    """The label for a label printer."""
    return pdf.zpl.render([label])


def places(stock: str | None) -> int:
    """How many labels a sheet of this format has."""
    return KINDS["label"].stocks[stock].places if stock else 1


def _size(kind: str, stock: str | None) -> Any:
    stocks = KINDS[kind].stocks
    return stocks[stock or next(iter(stocks))]

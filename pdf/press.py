"""Puts a form together: head, body flowing over pages, foot, in as many copies as the form has.

The body is drawn once: all copies show the same content streams, under a ready-made layer that names the copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pdf.document import Document
from pdf.flow import Block, Row, draw, paginate
from pdf.layer import Layer
from pdf.stationery import (
    BODY_TOP,
    CODES_HEIGHT,
    FACES,
    FURTHER_BODY_TOP,
    FormStock,
    draw_agency,
    draw_codes,
    draw_foot,
    draw_further_head,
    draw_place_and_day,
    draw_title,
    draw_under_title,
    first_layer,
    further_layer,
    sheet_layer,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above and below the body of a form."""

    agency_lines: tuple[str, ...]
    place: str
    issued_at: datetime
    number: str = ""  # the paper's own: "12/HDHS"
    dossier_no: str = ""
    alias: str = ""
    lookup_url: str = ""
    title: str
    under_title: str = ""  # another line than the copy's
    under_path: str = ""  # the record's field that it comes from
    reprint: int
    foot: str

    @property
    def coded(self) -> bool:
        """Whether the form is one dossier's and has its codes; else the title stands where they would be."""
        return bool(self.dossier_no or self.lookup_url)

    @property
    def body_top(self) -> float:
        return BODY_TOP if self.coded else BODY_TOP - CODES_HEIGHT

    @property
    def further(self) -> str:
        """What tells whose a further page is."""
        return f"{f'Mã hồ sơ: {self.dossier_no}' if self.dossier_no else self.title} (tiếp theo)"


def print_forms(forms: Sequence[tuple[Head, Sequence[Block]]], stock: FormStock, copies: Sequence[str]) -> bytes:
    """One PDF of forms, one behind the other: every page of a form's first copy, then of its next.

    A copy's line stands under the title. ``ValueError`` for no forms.
    """
    if not forms:
        raise ValueError("forms are needed")
    head = forms[0][0]
    author = head.agency_lines[-1] if head.agency_lines else head.place
    title = (
        " – ".join(filter(None, (head.title, head.dossier_no)))
        if len(forms) == 1
        else f"{head.title} ({len(forms)} hồ sơ)"
    )
    document = Document(title=title, author=author, faces=FACES)
    for each, blocks in forms:
        _print_form(document, each, blocks, stock, copies)
    return document.content()


def _print_form(
    document: Document, head: Head, blocks: Sequence[Block], stock: FormStock, copies: Sequence[str]
) -> None:
    pages, line_mm = paginate(
        blocks, first_mm=stock.room_mm(head.body_top), further_mm=stock.room_mm(FURTHER_BODY_TOP), spacing=stock.spacing
    )
    bodies = []
    for nth, rows in enumerate(pages, 1):
        bodies.append(document.layer(_page(document, head, rows, stock, line_mm, nth, len(pages))))
    for copy_line in copies:
        for nth, body in enumerate(bodies):
            sheet = further_layer(stock, copy_line) if nth else first_layer(stock, copy_line, coded=head.coded)
            document.page(stock.width_mm, stock.height_mm, [document.share(sheet), body])


def _page(
    document: Document, head: Head, rows: Sequence[Row], stock: FormStock, line_mm: float, nth: int, pages: int
) -> Layer:
    layer = sheet_layer(stock, document.letters)
    if nth == 1:
        draw_agency(layer, stock, head.agency_lines, head.number)
        draw_place_and_day(layer, stock, head.place, head.issued_at)
        if head.coded:
            draw_codes(layer, stock, number=head.dossier_no, alias=head.alias, lookup_url=head.lookup_url)
        draw_title(layer, stock, head.title, head.reprint, coded=head.coded)
        draw_under_title(layer, stock, head.under_title, head.under_path, coded=head.coded)
    else:
        draw_further_head(layer, stock, head.further)
    draw(layer, rows, stock.y_mm(head.body_top if nth == 1 else FURTHER_BODY_TOP), line_mm)
    draw_foot(layer, stock, head.foot, nth, pages)
    return layer

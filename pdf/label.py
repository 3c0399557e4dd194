"""Postal labels (nhãn bưu gửi, phiếu gửi) of licences on their way back to citizens, as PDF.

The same design stands in the middle of every stock: thermal labels of 100 × 150 mm and A6, and sheets of four for
office printers, all in natural size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pdf.document import Document, one_at_a_time
from pdf.fonts import LABEL, LABEL_BOLD
from pdf.label_design import HEIGHT, WIDTH, draw, draw_frame
from pdf.layer import Layer
from pdf.letters import Letters
from pdf.postal import Label, Party

__all__ = ["FOUR_ON_A4", "LABEL_100X150", "LABEL_A6", "Label", "LabelStock", "Party", "render"]

FACES = (LABEL, LABEL_BOLD)


@dataclass(frozen=True, slots=True)
class LabelStock:
    """A printer's paper in mm: ``columns`` × ``rows`` labels, without gaps, fill one sheet."""

    width_mm: float
    height_mm: float
    columns: int = 1
    rows: int = 1

    @property
    def places(self) -> int:
        return self.columns * self.rows


LABEL_100X150 = LabelStock(width_mm=100, height_mm=150)
LABEL_A6 = LabelStock(width_mm=105, height_mm=148)
FOUR_ON_A4 = LabelStock(width_mm=105, height_mm=148.5, columns=2, rows=2)


@one_at_a_time
def render(
    labels: Sequence[Label],
    stock: LabelStock = LABEL_100X150,
    *,
    start: int = 1,
    shift_right_mm: float = 0.0,
    shift_down_mm: float = 0.0,
) -> bytes:
    """One PDF of all labels, in the order given.

    ``start`` is the place on the first sheet that is still free, row by row from 1; the shifts correct a printer that
    lays the sheet askew (see :func:`pdf.calibration.render`). ``LayoutError`` as for receipts, ``InvalidFormat`` for
    an item code that is none; ``ValueError`` for no labels or no such place.
    """
    if not labels or not 1 <= start <= stock.places:
        raise ValueError("labels, and a place on the sheet, are needed")
    title = f"Nhãn bưu gửi {labels[0].item_code}" if len(labels) == 1 else f"{len(labels)} nhãn bưu gửi"
    document = Document(title=title, author=labels[0].sender.name, faces=FACES)
    sheet: list[int] = []
    sheet_mm = (stock.width_mm * stock.columns, stock.height_mm * stock.rows)
    for nth, label in enumerate(labels, start - 1):
        if sheet and nth % stock.places == 0:
            document.page(*sheet_mm, sheet)
            sheet = []
        corner = _corner(stock, nth % stock.places, shift_right_mm, shift_down_mm)
        layer = Layer(document.letters, left_mm=corner[0], top_mm=corner[1])
        draw(layer, label)
        sheet += [document.share(_frame(*corner)), document.layer(layer)]
    document.page(*sheet_mm, sheet)
    return document.content()


def _corner(stock: LabelStock, place: int, shift_right_mm: float, shift_down_mm: float) -> tuple[float, float]:
    """Where the design's corner lies on the sheet: from its left edge, and above its bottom edge."""
    row, column = divmod(place, stock.columns)
    left_mm = column * stock.width_mm + (stock.width_mm - WIDTH) / 2 + shift_right_mm
    top_mm = (stock.rows - row) * stock.height_mm - (stock.height_mm - HEIGHT) / 2 - shift_down_mm
    return left_mm, top_mm


@cache
def _frame(left_mm: float, top_mm: float) -> bytes:
    """What every label has, as a stream object made once for each place on a sheet."""
    layer = Layer(Letters(), left_mm=left_mm, top_mm=top_mm)
    draw_frame(layer)
    return layer.stream()

"""The number of a single page (Trang 1/1): on a list that is signed, also one of one page says so.

The foot numbers pages only where there are several.
"""

from __future__ import annotations

from pdf.flow import Block, Row, paginate
from pdf.form import Form
from pdf.layer import Layer
from pdf.stationery import BODY_TOP, CODES_HEIGHT, FOOT_BASELINE, FURTHER_BODY_TOP


def number_a_single_page(form: Form) -> None:
    """The last thing on a form without codes, when all else is on it."""
    stock, of = form.stock, form.type.foot
    first_mm, further_mm = stock.room_mm(BODY_TOP - CODES_HEIGHT), stock.room_mm(FURTHER_BODY_TOP)
    pages, _ = paginate(form.blocks, first_mm=first_mm, further_mm=further_mm, spacing=stock.spacing)
    y_mm = stock.height_mm - stock.bottom_mm + FOOT_BASELINE * stock.scale

    def draw(layer: Layer, _y_mm: float, _line_mm: float) -> None:
        layer.right(stock.width_mm - stock.right_mm, y_mm, "Trang 1/1", of)

    if len(pages) == 1:
        form.blocks.append(Block([Row(0, draw)]))

"""Postal label in ZPL II, for Zebra printers and others that speak their language, at 203 dpi (8 dots a mm).

The whole label goes as one bitmap (^GFA, hexadecimal with run lengths): Vietnamese text needs no font in the printer,
the label looks as the PDF does, and the codes lie on the printer's own dots. The same record gives the same bytes.
Source: Zebra, ZPL II Programming Guide, ^GF and "Alternative data compression scheme". Not yet tried on a printer.

>>> _packed("0000"), _packed("0FFF"), _packed("0FFFFF01"), _packed("1" * 421 + "0")
(',', '0!', '0KF01', 'zgG1,')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby

from PIL import Image, ImageDraw, ImageFont

from pdf.document import one_at_a_time
from pdf.fonts import Face
from pdf.label import LABEL_100X150, LabelStock
from pdf.label_design import HEIGHT, WIDTH, draw, draw_frame
from pdf.postal import Label
from pdf.text import MM_PER_PT, Style

DOTS_PER_MM = 8

_BLACK = 1
_RUNS = re.compile(r"(.)\1\1+")
_ONES = "GHIJKLMNOPQRSTUVWXY"  # 1 to 19 times
_TWENTIES = "ghijklmnopqrstuvwxyz"  # 20 to 400 times


@one_at_a_time
def render(labels: Sequence[Label], stock: LabelStock = LABEL_100X150) -> bytes:
    """The labels one after another, in ASCII, as a printer takes them. Errors as for the PDF."""
    return b"".join(_label(label, stock) for label in labels)


class Dots:
    """A surface of printer dots, the label's design in its middle. Does what a layer of a PDF does."""

    def __init__(self, stock: LabelStock, image: Image.Image) -> None:
        self.image = image
        self._left = round((stock.width_mm - WIDTH) / 2 * DOTS_PER_MM)
        self._top = round((stock.height_mm - HEIGHT) / 2 * DOTS_PER_MM)
        self._pen = ImageDraw.Draw(self.image)

    def text(self, x_mm: float, y_mm: float, text: str, style: Style) -> None:
        for face, letters in groupby(text, style.face.source):
            run = "".join(letters)
            at = (self._left + x_mm * DOTS_PER_MM, self._top + y_mm * DOTS_PER_MM)
            self._pen.text(at, run, _BLACK, _font(face, style.size_pt), anchor="ls")
            x_mm += style.width_mm(run)

    def centre(self, x_mm: float, y_mm: float, text: str, style: Style) -> None:
        self.text(x_mm - style.width_mm(text) / 2, y_mm, text, style)

    def line(self, x_mm: float, y_mm: float, to_x_mm: float, to_y_mm: float, *, width_mm: float = 0.25) -> None:
        """Upright or level."""
        half_mm = width_mm / 2
        if x_mm == to_x_mm:
            self._fill(x_mm - half_mm, y_mm, width_mm, to_y_mm - y_mm)
        else:
            self._fill(x_mm, y_mm - half_mm, to_x_mm - x_mm, width_mm)

    def box(self, x_mm: float, y_mm: float, width_mm: float, height_mm: float, *, line_mm: float = 0.25) -> None:
        for y in (y_mm, y_mm + height_mm):
            self.line(x_mm, y, x_mm + width_mm, y, width_mm=line_mm)
        for x in (x_mm, x_mm + width_mm):
            self.line(x, y_mm, x, y_mm + height_mm, width_mm=line_mm)

    def bars(self, y_dots: int, height_dots: int, bars: Iterable[tuple[int, int]]) -> None:
        for x, width in bars:
            self._fill_dots(x, y_dots, width, height_dots)

    def matrix(self, x_dots: int, y_dots: int, module_dots: int, modules: int, rows: bytes) -> None:
        side = modules * module_dots
        square = Image.frombytes("1", (modules, modules), rows).resize((side, side), Image.Resampling.NEAREST)
        self.image.paste(square, (self._left + x_dots, self._top + y_dots))

    def _fill(self, x_mm: float, y_mm: float, width_mm: float, height_mm: float) -> None:
        self._fill_dots(*(round(mm * DOTS_PER_MM) for mm in (x_mm, y_mm, width_mm, height_mm)))

    def _fill_dots(self, x: int, y: int, width: int, height: int) -> None:
        left, top = self._left + x, self._top + y
        self._pen.rectangle((left, top, left + width - 1, top + height - 1), fill=_BLACK)


def _label(label: Label, stock: LabelStock) -> bytes:
    dots = Dots(stock, _frame(stock).copy())
    draw(dots, label)
    width, height = dots.image.size
    row_bytes = (width + 7) // 8
    data = "".join(_rows(dots.image.tobytes(), row_bytes))
    total = row_bytes * height
    return f"^XA^PW{width}^LL{height}^LH0,0^FO0,0^GFA,{total},{total},{row_bytes},{data}^FS^XZ\n".encode("ascii")


@cache
def _frame(stock: LabelStock) -> Image.Image:
    size = (round(stock.width_mm * DOTS_PER_MM), round(stock.height_mm * DOTS_PER_MM))
    dots = Dots(stock, Image.new("1", size))
    draw_frame(dots)
    return dots.image


def _rows(bitmap: bytes, row_bytes: int) -> Iterator[str]:
    """Rows packed; a row like the one above is a colon."""
    above = b""
    for start in range(0, len(bitmap), row_bytes):
        row = bitmap[start : start + row_bytes]
        yield ":" if row == above else _packed(row.hex().upper())
        above = row


def _packed(row: str) -> str:
    """Runs as a count and their digit; a comma fills the row with white, an exclamation mark with black."""
    kept = row.rstrip(row[-1])
    filled = {"0": ",", "F": "!"}.get(row[-1])
    if filled is None:
        kept, filled = row, ""
    return _RUNS.sub(lambda run: _counted(run[0]), kept) + filled


def _counted(run: str) -> str:
    times = len(run)
    most, times = divmod(times, 400)
    twenties, ones = divmod(times, 20)
    return "z" * most + _TWENTIES[:twenties][-1:] + _ONES[:ones][-1:] + run[0]


@cache
def _font(face: Face, size_pt: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face.path), size_pt * MM_PER_PT * DOTS_PER_MM, layout_engine=ImageFont.Layout.BASIC)

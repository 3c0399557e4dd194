"""Marks on an area of paper, as PDF operators. Measures are mm from the area's top-left corner, y downwards.

Numbers are written as whole tenths of a dot of a 203-dpi printer (0.0125 mm), so that what must lie on the printer's
dots does, and formatting stays cheap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Protocol

from pdf.fonts import stream
from pdf.letters import Letters
from pdf.text import MM_PER_PT, UNITS_PER_MM, Style

DOT_MM = 0.125  # 203 dpi is 8 dots a mm
UNITS_PER_DOT = 10

_SCALE = 1 / UNITS_PER_MM / MM_PER_PT


class Surface(Protocol):
    """What labels and codes are drawn on: a layer of a PDF, or the dots of a printer (see :mod:`pdf.zpl`)."""

    def text(self, x_mm: float, y_mm: float, text: str, style: Style) -> None: ...

    def centre(self, x_mm: float, y_mm: float, text: str, style: Style) -> None: ...

    def line(self, x_mm: float, y_mm: float, to_x_mm: float, to_y_mm: float, *, width_mm: float = 0.25) -> None: ...

    def box(self, x_mm: float, y_mm: float, width_mm: float, height_mm: float, *, line_mm: float = 0.25) -> None: ...

    def bars(self, y_dots: int, height_dots: int, bars: Iterable[tuple[int, int]]) -> None: ...

    def matrix(self, x_dots: int, y_dots: int, module_dots: int, modules: int, rows: bytes) -> None: ...


class Layer:
    """One content stream. Its corner lies ``left_mm`` from the sheet's left edge, ``top_mm`` above its bottom edge."""

    def __init__(self, letters: Letters, *, top_mm: float, left_mm: float = 0.0) -> None:
        self._letters = letters
        corner = (left_mm / MM_PER_PT, top_mm / MM_PER_PT)
        self._marks = [b"q %.10f 0 0 %.10f %.4f %.4f cm" % (_SCALE, _SCALE, *corner)]

    def text(self, x_mm: float, y_mm: float, text: str, style: Style) -> None:
        """``text`` from x rightwards, its baseline at y."""
        x, y = x_mm * UNITS_PER_MM, y_mm * -UNITS_PER_MM
        codes = style.face.encode(text)
        if codes is not None:
            self._marks.append(b"BT %b %d %d Td (%b) Tj ET" % (style.font, x, y, codes))
            return
        runs = self._letters.runs(style.face, text)
        shown = b" ".join(b"%b %b Tf (%b) Tj" % (font, style.size, codes) for font, codes in runs)
        self._marks.append(b"BT %d %d Td %b ET" % (x, y, shown))

    def right(self, x_mm: float, y_mm: float, text: str, style: Style) -> None:
        """``text`` ending at x."""
        self.text(x_mm - style.width_mm(text), y_mm, text, style)

    def centre(self, x_mm: float, y_mm: float, text: str, style: Style) -> None:
        """``text`` around x."""
        self.text(x_mm - style.width_mm(text) / 2, y_mm, text, style)

    def line(self, x_mm: float, y_mm: float, to_x_mm: float, to_y_mm: float, *, width_mm: float = 0.25) -> None:
        """A straight black line."""
        ends = (x_mm, -y_mm, to_x_mm, -to_y_mm)
        self._marks.append(b"%d w %d %d m %d %d l S" % (width_mm * UNITS_PER_MM, *map(_units, ends)))

    def box(self, x_mm: float, y_mm: float, width_mm: float, height_mm: float, *, line_mm: float = 0.25) -> None:
        """A rectangle, from its top-left corner."""
        sides = (x_mm, -y_mm, width_mm, -height_mm)
        self._marks.append(b"%d w %d %d %d %d re S" % (line_mm * UNITS_PER_MM, *map(_units, sides)))

    def cells(self, edges_mm: Sequence[float], y_mm: float, height_mm: float) -> None:
        """A row of a table: a rectangle between each two edges."""
        below, height = _units(-(y_mm + height_mm)), _units(height_mm)
        edges = [_units(edge) for edge in edges_mm]
        cells = [b"%d %d %d %d re" % (left, below, right - left, height) for left, right in pairwise(edges)]
        self._marks.append(b"16 w " + b" ".join(cells) + b" S")

    def bars(self, y_dots: int, height_dots: int, bars: Iterable[tuple[int, int]]) -> None:
        """Upright bars, each (x, width) in dots, each a fill of its own: renderers snap single rectangles only."""
        height = height_dots * UNITS_PER_DOT
        below = -y_dots * UNITS_PER_DOT - height
        shape = b"%%d %d %%d %d re f" % (below, height)
        self._marks += [shape % (x * UNITS_PER_DOT, width * UNITS_PER_DOT) for x, width in bars]

    def matrix(self, x_dots: int, y_dots: int, module_dots: int, modules: int, rows: bytes) -> None:
        """A square of modules; a row's bits, from the highest, are dark where set, and fill up whole bytes."""
        side = modules * module_dots * UNITS_PER_DOT
        corner = (x_dots * UNITS_PER_DOT, -y_dots * UNITS_PER_DOT - side)
        self._marks.append(
            b"q %d 0 0 %d %d %d cm BI /IM true /W %d /H %d /BPC 1 /D [1 0] /F /AHx ID %b>\nEI Q"
            % (side, side, *corner, modules, modules, rows.hex().encode())
        )

    def stream(self) -> bytes:
        """The layer as a stream object."""
        return stream(b"\n".join([*self._marks, b"Q"]))


def _units(mm: float) -> int:
    return round(mm * UNITS_PER_MM)

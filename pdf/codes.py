"""Codes for scanners, QR and Code 128, on whole dots of a 203-dpi printer.

Both are encoded by zint; a QR has error correction M and the mask of the lowest penalty, as ISO/IEC 18004 asks. A
module is a whole number of dots (0.125 mm) and starts on a dot, so that a thermal printer neither thickens nor thins
it. Modules are as large as the room allows, at least the 0.33 mm that a hand scanner wants. The quiet zone lies inside
the room given.
"""

from __future__ import annotations

import re

import zint

from app.domain.errors import LayoutError
from pdf.layer import DOT_MM, Surface

QR_QUIET = 4  # modules on each side
CODE128_QUIET = 10
LEAST_DOTS = 3  # 0.375 mm, the first whole number of dots over 0.33 mm
MOST_DOTS = 6

_ZINT_ROW = 144  # bytes of a row in zint's table of modules, the first module in the lowest bit
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_BARS = re.compile("1+")


def qr(surface: Surface, x_mm: float, y_mm: float, side_mm: float, data: str, *, field: str) -> None:
    """A QR in the middle of a square; x and y are its top-left corner. ``field`` is where the data comes from.

    ``LayoutError`` if the modules would be too small to be read, here and for Code 128.
    """
    symbol = _encoded(zint.Symbology.QRCODE, data, field)
    modules: int = symbol.width
    table = symbol.encoded_data.cast("B")
    row_bytes = (modules + 7) // 8
    rows = b"".join(bytes(table[row * _ZINT_ROW :][:row_bytes]) for row in range(modules))
    side_dots = _dots(side_mm)
    module_dots = _module_dots(modules + 2 * QR_QUIET, side_dots, field)
    margin_dots = (side_dots - modules * module_dots) // 2
    corner = (_dots(x_mm) + margin_dots, _dots(y_mm) + margin_dots)
    surface.matrix(*corner, module_dots, modules, rows.translate(_REVERSED))


def code128(
    surface: Surface, x_mm: float, y_mm: float, width_mm: float, height_mm: float, data: str, *, field: str
) -> None:
    """A Code 128 in the middle of a strip; x and y are its top-left corner."""
    symbol = _encoded(zint.Symbology.CODE128, data, field)
    modules: int = symbol.width
    row = bytes(symbol.encoded_data.cast("B")[: (modules + 7) // 8])
    pattern = f"{int.from_bytes(row, 'little'):b}"[::-1]  # the last module of a Code 128 is a bar
    width_dots = _dots(width_mm)
    dots = _module_dots(modules + 2 * CODE128_QUIET, width_dots, field)
    left = _dots(x_mm) + (width_dots - modules * dots) // 2
    bars = [(left + bar.start() * dots, (bar.end() - bar.start()) * dots) for bar in _BARS.finditer(pattern)]
    surface.bars(_dots(y_mm), _dots(height_mm), bars)


def _encoded(symbology: zint.Symbology, data: str, field: str) -> zint.Symbol:
    symbol = zint.Symbol()
    symbol.symbology = symbology
    if symbology is zint.Symbology.QRCODE:
        symbol.option_1 = 2  # error correction M
    try:
        symbol.encode(data)
    except RuntimeError as error:
        raise LayoutError(field="Mã vạch", path=field, why="code") from error
    return symbol


def _module_dots(modules: int, room_dots: int, field: str) -> int:
    dots = room_dots // modules
    if dots < LEAST_DOTS:
        raise LayoutError(field="Mã vạch", path=field, why="room")
    return min(dots, MOST_DOTS)


def _dots(mm: float) -> int:
    return round(mm / DOT_MM)

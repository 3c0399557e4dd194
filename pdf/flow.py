"""Rows of a form, one under another: measured first, then spaced to fill the page, then drawn.

A row is as high as its number of lines; how high a line is is chosen at the end. If all rows fit one page, the lines
are spread up to the stock's loosest spacing; else the rows go on on further pages, broken only between blocks, and a
table's head is repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.errors import LayoutError
from pdf.layer import Layer

Draw = Callable[[Layer, float, float], None]  # layer, y of the row's top, height of a line: mm


class Row(NamedTuple):
    """So many lines high, and how to draw it."""

    lines: float
    draw: Draw


@dataclass(slots=True)
class Block:
    """Rows that stay together; ``head`` is drawn again above them when they begin a page.

    ``caption`` and ``path`` name the field in an error, for a block that may grow longer than a page.
    """

    rows: list[Row]
    head: Row | None = None
    caption: str = ""
    path: str = ""

    @property
    def lines(self) -> float:
        return sum(row.lines for row in self.rows)


class Spacing(NamedTuple):
    """Height of a line: at most, at least, and on papers of several pages."""

    loosest_mm: float
    tightest_mm: float
    long_mm: float


def paginate(
    blocks: Sequence[Block], *, first_mm: float, further_mm: float, spacing: Spacing
) -> tuple[list[list[Row]], float]:
    """The rows of each page, and the height of a line. ``LayoutError`` for a block that no page holds."""
    lines = sum(block.lines for block in blocks)
    if lines * spacing.tightest_mm <= first_mm:
        rows = [row for block in blocks for row in block.rows]
        return [rows], min(spacing.loosest_mm, first_mm / lines)
    pages: list[list[Row]] = [[]]
    left_mm = first_mm
    for block in blocks:
        if block.lines * spacing.long_mm > left_mm:
            pages.append([block.head] if block.head else [])
            left_mm = further_mm - sum(row.lines for row in pages[-1]) * spacing.long_mm
            if block.lines * spacing.long_mm > left_mm:
                raise LayoutError(field=block.caption, path=block.path, why="room")
        pages[-1] += block.rows
        left_mm -= block.lines * spacing.long_mm
    return pages, spacing.long_mm


def draw(layer: Layer, rows: Sequence[Row], top_mm: float, line_mm: float) -> float:
    """Draw rows from ``top_mm`` on; the y of their end."""
    for row in rows:
        row.draw(layer, top_mm, line_mm)
        top_mm += row.lines * line_mm
    return top_mm

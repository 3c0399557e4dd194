"""Tables (bảng) of a form: columns as data, rows as high as their longest cell, a head that comes again on each page.

Widths and sizes are those of the A4 form; other stocks scale them. A row is never broken over two pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from functools import cache
from itertools import groupby
from typing import NamedTuple

from app.domain.errors import LayoutError
from pdf.flow import Block, Draw, Row
from pdf.fonts import SERIF, SERIF_BOLD
from pdf.layer import Layer
from pdf.stationery import FormStock
from pdf.text import Fitted, Room, Style, style

BASELINE = 0.74  # of a line's height, from its top
ROW_PADDING = 0.15  # lines of the table, above and below together
CELL_PADDING = 1.5  # on either side of a text
TEXT_PT, HEAD_PT = 10.5, 9.0


class Align(Enum):
    """Where a text stands in its cell."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Column(NamedTuple):
    """One column; ``head`` holds a word or line each, ``field`` is what a row's record calls it."""

    head: tuple[str, ...]
    width_mm: float  # 0: what the others leave
    field: str = ""
    align: Align = Align.CENTRE
    lines: int = 6  # that a cell may take
    floor_pt: float | None = None  # the size it may shrink to, to stay on one line
    group: str = ""  # a head above this column and its neighbours of the same group


class Table:
    """The columns on one stock, in one size of type; ``leading`` below 1 sets lines closer than the form's."""

    def __init__(
        self,
        stock: FormStock,
        columns: tuple[Column, ...],
        *,
        text_pt: float = TEXT_PT,
        head_pt: float = HEAD_PT,
        padding_mm: float = CELL_PADDING,
        row_padding: float = ROW_PADDING,
        leading: float = 1.0,
    ) -> None:
        self.edges = edges_mm(stock, columns)
        self.line = text_pt / TEXT_PT * leading  # a line of the table, against one of the form
        self.text = style(SERIF, text_pt * stock.scale)
        self.strong = style(SERIF_BOLD, text_pt * stock.scale)
        self.head = _head(stock, columns, head_pt)
        self._columns = columns
        self._padding_mm = padding_mm * stock.scale
        self._row_padding = row_padding
        self._rooms = _rooms(stock, columns, padding_mm)
        self._fits: dict[tuple[int, str], Fitted] = {}

    def blocks(self, rows: Iterable[Row]) -> list[Block]:
        """The table as blocks: its head stays with the first row, and is repeated."""
        first, *others = [*rows] or [Row(0, _nothing)]
        return [Block([self.head, first]), *(Block([row], self.head) for row in others)]

    def row(self, cells: Sequence[str], path: str, *, least_lines: float = 0.0, more: Draw | None = None) -> Row:
        """One row; a newline begins another line in a cell. ``path`` is the record's, as in ``papers[0]``.

        ``more`` draws what else stands in the row, from its top; ``least_lines`` are lines of the table.
        """
        fitted = [(nth, self._fit(nth, text, path)) for nth, text in enumerate(cells) if text]
        most_lines = max([least_lines, *(len(lines) for _, lines in fitted)])
        lines = (most_lines + self._row_padding) * self.line

        def draw(layer: Layer, y_mm: float, line_mm: float) -> None:
            layer.cells(self.edges, y_mm, lines * line_mm)
            if more:
                more(layer, y_mm, line_mm)
            step_mm = line_mm * self.line
            y_mm += step_mm * (BASELINE + self._row_padding / 2)
            for nth, cell in fitted:
                for down, (line, of) in enumerate(cell):
                    self._write(layer, nth, y_mm + down * step_mm, line, of)

        return Row(lines, draw)

    def total(self, caption: str, text: str, column: int) -> Row:
        """A last row: ``caption`` over all columns before ``column``, ``text`` in it, in bold."""
        edges = (self.edges[0], *self.edges[column:])
        lines = (1 + 2 * self._row_padding) * self.line

        def draw(layer: Layer, y_mm: float, line_mm: float) -> None:
            layer.cells(edges, y_mm, lines * line_mm)
            y_mm += line_mm * self.line * (BASELINE + self._row_padding)
            layer.centre((edges[0] + edges[1]) / 2, y_mm, caption, self.strong)
            self._write(layer, column, y_mm, text, self.strong)

        return Row(lines, draw)

    def _fit(self, nth: int, text: str, path: str) -> list[tuple[str, Style]]:
        """The lines of a cell, each with its style."""
        parts = [self._fit_part(nth, part, path) for part in text.split("\n")]
        return [(line, part.style) for part in parts for line in part.lines]

    def _fit_part(self, nth: int, text: str, path: str) -> Fitted:
        known = self._fits.get((nth, text))  # in long tables most cells come again: procedures, agencies, days
        if known is None:
            room = self._rooms[nth]
            try:
                known = room.fit(text, self.text)
            except LayoutError as error:
                error.params["path"] = f"{path}.{room.field}"
                raise
            self._fits[nth, text] = known
        return known

    def _write(self, layer: Layer, nth: int, y_mm: float, text: str, of: Style) -> None:
        match self._columns[nth].align:
            case Align.LEFT:
                layer.text(self.edges[nth] + self._padding_mm, y_mm, text, of)
            case Align.CENTRE:
                layer.centre((self.edges[nth] + self.edges[nth + 1]) / 2, y_mm, text, of)
            case Align.RIGHT:
                layer.right(self.edges[nth + 1] - self._padding_mm, y_mm, text, of)


@cache
def edges_mm(stock: FormStock, columns: tuple[Column, ...]) -> tuple[float, ...]:
    """The x of the vertical lines."""
    widths = [column.width_mm * stock.scale for column in columns]
    rest_mm = stock.text_mm - sum(widths)
    widths = [width_mm or rest_mm for width_mm in widths]
    return tuple(stock.left_mm + sum(widths[:nth]) for nth in range(len(widths) + 1))


@cache
def _rooms(stock: FormStock, columns: tuple[Column, ...], padding_mm: float) -> list[Room]:
    """The room of a cell in each column."""
    edges = edges_mm(stock, columns)
    rooms = []
    for column, left_mm, right_mm in zip(columns, edges, edges[1:], strict=False):
        width_mm = right_mm - left_mm - 2 * padding_mm * stock.scale
        floor_pt = column.floor_pt and column.floor_pt * stock.scale
        rooms.append(Room(column.field, " ".join(column.head), width_mm, column.lines, floor_pt))
    return rooms


@cache
def _head(stock: FormStock, columns: tuple[Column, ...], head_pt: float) -> Row:
    """The captions, those of a group under the group's own; laid out once."""
    of, line, edges = style(SERIF_BOLD, head_pt * stock.scale), head_pt / HEAD_PT, edges_mm(stock, columns)
    lines = max(len(column.head) + bool(column.group) for column in columns)
    boxes: list[tuple[tuple[float, ...], int, int]] = []  # edges, and the lines above and in it
    words: list[tuple[float, float, str]] = []  # x of its left end, lines above its baseline
    for group, spans in groupby(zip(columns, edges, edges[1:], strict=False), key=lambda span: span[0].group):
        members, lefts, rights = zip(*spans, strict=True)
        above = 1 if group else 0
        if group:
            boxes.append(((lefts[0], rights[-1]), 0, 1))
            words.append(((lefts[0] + rights[-1] - of.width_mm(group)) / 2, BASELINE, group))
        boxes.append(((*lefts, rights[-1]), above, lines - above))
        for column, left_mm, right_mm in zip(members, lefts, rights, strict=True):
            first = above + (lines - above) / 2 + 0.25 - 0.45 * (len(column.head) - 1)
            for nth, word in enumerate(column.head):
                words.append(((left_mm + right_mm - of.width_mm(word)) / 2, first + 0.85 * nth, word))

    def draw(layer: Layer, y_mm: float, line_mm: float) -> None:
        line_mm *= line
        for box, above, height in boxes:
            layer.cells(box, y_mm + above * line_mm, height * line_mm)
        for x_mm, above_baseline, word in words:
            layer.text(x_mm, y_mm + above_baseline * line_mm, word, of)

    return Row(lines * line, draw)


def _nothing(_layer: Layer, _y_mm: float, _line_mm: float) -> None:
    """A table without rows."""

"""The body of a form: lines "caption: value", the table of papers, notes, signatures, as blocks that flow over pages.

Sizes are those of the A4 form; other stocks scale them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pdf.flow import Block, Row
from pdf.layer import Layer
from pdf.stationery import FormStock, type_of
from pdf.text import Fitted, Room, Style
from pdf.wording import count

BASELINE = 0.74  # of a line's height, from its top
NOTE_LINES = 0.84  # a line of a note, against one of the text
TO_SIGN_IN = 3.4  # lines left blank
ROW_PADDING = 0.15  # lines, in the table
PHONE_SHARE = 0.34  # of the line that phone and identity number share

# Columns of the papers' table: head, and width in mm on A4; the name takes what is left.
COLUMNS = (
    (("TT",), 10.0),
    (("Tên giấy tờ",), 0.0),
    (("Bản", "chính"), 16.0),
    (("Bản", "chứng thực"), 21.0),
    (("Bản", "photo"), 16.0),
)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper of a dossier (giấy tờ trong thành phần hồ sơ): how many originals, certified copies, plain copies."""

    name: str
    originals: int = 0
    certified: int = 0
    copies: int = 0


class Form:
    """Gathers the rows of one form, top to bottom: texts are fitted at once, drawn when the pages are known."""

    def __init__(self, stock: FormStock) -> None:
        self.stock = stock
        self.type = type_of(stock)
        self.blocks: list[Block] = []

    def field(
        self, caption: str, text: str, path: str, *, lines: int = 1, floor_pt: float = 9, strong: bool = False
    ) -> None:
        """``caption: text``; nothing if the text is empty."""
        if text:
            room = Room(path, caption, self.stock.text_mm, lines, floor_pt * self.stock.scale)
            rows = self._said(room, text, self.stock.left_mm, self.type.strong if strong else self.type.text)
            self.blocks += [Block([row]) for row in rows]

    def pair(self, first: tuple[str, str, str], second: tuple[str, str, str]) -> None:
        """Two short fields, each (caption, text, path), beside each other; one alone takes the whole line."""
        if not (first[1] and second[1]):
            self.field(*first)
            self.field(*second)
            return
        x_mm, floor_pt = self.stock.left_mm, 8 * self.stock.scale
        rows = []
        for (caption, text, path), share in ((first, PHONE_SHARE), (second, 1 - PHONE_SHARE)):
            width_mm = self.stock.text_mm * share
            rows += self._said(Room(path, caption, width_mm - 2, 1, floor_pt), text, x_mm, self.type.text)
            x_mm += width_mm
        self.blocks.append(Block([Row(0, rows[0].draw), rows[1]]))

    def text(self, text: str) -> None:
        """A line that the form itself brings."""
        x_mm, of = self.stock.left_mm, self.type.text
        self.blocks.append(Block([Row(1, lambda layer, y, line: layer.text(x_mm, y + line * BASELINE, text, of))]))

    def paragraph(self, text: str, path: str, *, lines: int = 8) -> None:
        """Text without a caption, kept together."""
        fitted = Room(path, text[:40], self.stock.text_mm, lines).fit(text, self.type.strong)
        self.blocks.append(Block(_lines(fitted, self.stock.left_mm)))

    def gap(self, lines: float) -> None:
        """Blank lines, or a part of one."""
        self.blocks.append(Block([_blank(lines)]))

    def papers(self, papers: Sequence[PaperLine]) -> None:
        """The table of papers; its head comes again on every page that it runs on to."""
        edges = _edges(self.stock)
        head = self._table_head(edges)
        rows = [self._table_row(edges, nth, paper) for nth, paper in enumerate(papers, 1)]
        self.blocks += [Block([head, *rows[:1]]), *(Block([row], head) for row in rows[1:])]

    def ending(self, notes: Sequence[tuple[str, str]], signatures: Sequence[tuple[str, str, str]]) -> None:
        """Notes, each (text, path), and signatures, each (role, name, path), which stay on one page together."""
        block = Block([_blank(0.3)], caption="Ghi chú", path="notes")
        self._notes(block, notes)
        if signatures:
            self._signatures(block, signatures)
        self.blocks.append(block)

    def _said(self, room: Room, text: str, x_mm: float, wanted: Style) -> list[Row]:
        """The room's caption and the text behind it; further lines begin under the caption."""
        caption, plain = f"{room.caption}: ", self.type.text
        indent_mm = length_mm(caption, plain)
        fitted = room._replace(indent_mm=indent_mm).fit(text, wanted)

        def first(layer: Layer, y_mm: float, line_mm: float) -> None:
            layer.text(x_mm, y_mm + line_mm * BASELINE, caption, plain)
            layer.text(x_mm + indent_mm, y_mm + line_mm * BASELINE, fitted.lines[0], fitted.style)

        return [Row(1, first), *_lines(fitted, x_mm)[1:]]

    def _table_head(self, edges: tuple[float, ...]) -> Row:
        of = self.type.note_strong

        def draw(layer: Layer, y_mm: float, line_mm: float) -> None:
            layer.cells(edges, y_mm, 2 * line_mm)
            for (words, _), left_mm, right_mm in zip(COLUMNS, edges, edges[1:], strict=False):
                for nth, word in enumerate(words):
                    middle = 1.25 if len(words) == 1 else 0.8 + 0.85 * nth
                    layer.centre((left_mm + right_mm) / 2, y_mm + line_mm * middle, word, of)

        return Row(2, draw)

    def _table_row(self, edges: tuple[float, ...], nth: int, paper: PaperLine) -> Row:
        of, padding_mm = self.type.text, 1.5 * self.stock.scale
        name_mm = edges[2] - edges[1] - 2 * padding_mm
        room = Room(f"papers[{nth - 1}].name", "Tên giấy tờ", name_mm, lines=6, floor_pt=9 * self.stock.scale)
        fitted = room.fit(paper.name, of)
        numbers = [count(number) if number else "" for number in (paper.originals, paper.certified, paper.copies)]
        cells = [(str(nth), edges[0], edges[1]), *zip(numbers, edges[2:], edges[3:], strict=False)]
        lines = len(fitted.lines) + ROW_PADDING

        def draw(layer: Layer, y_mm: float, line_mm: float) -> None:
            layer.cells(edges, y_mm, lines * line_mm)
            y_mm += line_mm * (BASELINE + ROW_PADDING / 2)
            for text, left_mm, right_mm in cells:
                if text:
                    layer.centre((left_mm + right_mm) / 2, y_mm, text, of)
            for line in fitted.lines:
                layer.text(edges[1] + padding_mm, y_mm, line, fitted.style)
                y_mm += line_mm

        return Row(lines, draw)

    def _notes(self, block: Block, notes: Sequence[tuple[str, str]]) -> None:
        x_mm, width_mm, of = self.stock.left_mm, self.stock.text_mm, self.type
        if notes:
            block.rows += _lines(Fitted(of.note_strong, ("Ghi chú:",)), x_mm, NOTE_LINES)
        for text, path in notes:
            fitted = Room(path, "Ghi chú", width_mm, 4, of.foot.size_pt).fit(f"- {text}", of.note)
            block.rows += _lines(fitted, x_mm, NOTE_LINES)

    def _signatures(self, block: Block, signatures: Sequence[tuple[str, str, str]]) -> None:
        """One or two; a single one stands on the right."""
        of, half_mm = self.type, self.stock.text_mm / 2
        places = []
        for (role, name, path), half in zip(signatures, (0, 1) if len(signatures) == 2 else (1,), strict=True):
            room = Room(path, role.capitalize(), half_mm - 4, 2, 8.5 * self.stock.scale)
            places.append((self.stock.left_mm + half_mm * (half + 0.5), role, room.fit(name, of.strong)))

        def draw(layer: Layer, y_mm: float, line_mm: float) -> None:
            for x_mm, role, name in places:
                layer.centre(x_mm, y_mm + line_mm, role, of.strong)
                layer.centre(x_mm, y_mm + line_mm * 1.9, "(Ký và ghi rõ họ tên)", of.note_slanted)
                for nth, line in enumerate(name.lines):
                    layer.centre(x_mm, y_mm + line_mm * (2.9 + TO_SIGN_IN + nth), line, name.style)

        block.rows.append(Row(3 + TO_SIGN_IN + max(len(name.lines) - 1 for _, _, name in places), draw))


@cache
def length_mm(text: str, of: Style) -> float:
    """The width of a text that the form itself brings, measured once."""
    return of.width_mm(text)


def _blank(lines: float) -> Row:
    return Row(lines, lambda _layer, _y_mm, _line_mm: None)


def _lines(fitted: Fitted, x_mm: float, lines: float = 1) -> list[Row]:
    """A row for each line of a text."""

    def row(text: str) -> Row:
        return Row(lines, lambda layer, y, line: layer.text(x_mm, y + line * lines * BASELINE, text, fitted.style))

    return [row(text) for text in fitted.lines]


@cache
def _edges(stock: FormStock) -> tuple[float, ...]:
    """The x of the table's vertical lines."""
    widths = [width_mm * stock.scale for _, width_mm in COLUMNS]
    widths[1] = stock.text_mm - sum(widths)
    return tuple(stock.left_mm + sum(widths[:nth]) for nth in range(len(widths) + 1))

"""The body of a form: lines "caption: value", the table of papers, notes, signatures, as blocks that flow over pages.

Sizes are those of the A4 form; other stocks scale them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from app.domain.errors import LayoutError
from pdf.flow import Block, Row
from pdf.layer import Layer
from pdf.stationery import FormStock, type_of
from pdf.table import BASELINE, Align, Column, Table
from pdf.text import Fitted, Room, Style
from pdf.wording import count

NOTE_LINES = 0.84  # a line of a note, against one of the text
TO_SIGN_IN = 3.4  # lines left blank
RECIPIENT_LINES = 6  # beside a signature
PHONE_SHARE = 0.34  # of the line that phone and identity number share

PARAGRAPH_INDENT = 10.0
ITEM_INDENT, MARK_WIDTH = 10.0, 6.0
SIGN_HERE = "(Ký và ghi rõ họ tên)"
SIGN_AND_SEAL = "(Ký, ghi rõ họ tên và đóng dấu)"

NO_PAPERS = "Không có giấy tờ nào"
PAPERS = (
    Column(("TT",), 10.0),
    Column(("Tên giấy tờ",), 0.0, "name", Align.LEFT, floor_pt=9),
    Column(("Bản", "chính"), 16.0, "originals"),
    Column(("Bản", "chứng thực"), 21.0, "certified"),
    Column(("Bản", "photo"), 16.0, "copies"),
)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper of a dossier (giấy tờ trong thành phần hồ sơ): how many originals, certified copies, plain copies."""

    name: str
    originals: int = 0
    certified: int = 0
    copies: int = 0


class Signature(NamedTuple):
    """Who signs: role and name on paper, the name's field; ``above`` is a line over the role ("KT. GIÁM ĐỐC")."""

    role: str
    name: str
    path: str
    above: str = ""
    hint: str = SIGN_HERE


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
        """Two short fields, each (caption, text, path), beside each other, or below where that is too narrow."""
        try:
            rows = self._beside(first, second) if first[1] and second[1] else []
        except LayoutError:
            rows = []
        if rows:
            self.blocks.append(Block([Row(0, rows[0].draw), rows[1]]))
            return
        self.field(*first, lines=4)
        self.field(*second, lines=4)

    def text(self, text: str) -> None:
        """A line that the form itself brings."""
        x_mm, of = self.stock.left_mm, self.type.text
        self.blocks.append(Block([Row(1, lambda layer, y, line: layer.text(x_mm, y + line * BASELINE, text, of))]))

    def paragraph(self, text: str, path: str, *, lines: int = 8) -> None:
        """Text in bold without a caption, kept together."""
        fitted = Room(path, text[:40], self.stock.text_mm, lines).fit(text, self.type.strong)
        self.blocks.append(Block(_lines(fitted, self.stock.left_mm)))

    def sentence(self, text: str, path: str, caption: str, *, strong: bool = False) -> None:
        """A paragraph of a letter, its first line set in; ``caption`` names it in an error and is not printed."""
        indent_mm = PARAGRAPH_INDENT * self.stock.scale
        room = Room(path, caption, self.stock.text_mm, 8, indent_mm=indent_mm)
        fitted = room.fit(text, self.type.strong if strong else self.type.text)
        self.blocks.append(Block(_lines(fitted, self.stock.left_mm, indent_mm=indent_mm)))

    def item(self, mark: str, text: str, path: str, caption: str) -> None:
        """One item of a list: its mark, and the text set in beside it."""
        indent_mm, of = ITEM_INDENT * self.stock.scale, self.type.text
        x_mm = self.stock.left_mm + indent_mm
        fitted = Room(path, caption, self.stock.text_mm - indent_mm, 12).fit(text, of)

        def draw_mark(layer: Layer, y_mm: float, line_mm: float) -> None:
            layer.text(x_mm - MARK_WIDTH * self.stock.scale, y_mm + line_mm * BASELINE, mark, of)

        self.blocks.append(Block([Row(0, draw_mark), *_lines(fitted, x_mm)]))

    def centred(self, caption: str, text: str, path: str) -> None:
        """``caption text`` in the middle, the text in bold: whom a letter is for."""
        of, lead = self.type, f"{caption} "
        lead_mm = length_mm(lead, of.text)
        room = Room(path, caption, self.stock.text_mm - 2 * lead_mm, 3, 9 * self.stock.scale)
        fitted = room.fit(text, of.strong)
        widest_mm = max(fitted.style.width_mm(line) for line in fitted.lines)
        x_mm = self.stock.left_mm + (self.stock.text_mm - widest_mm + lead_mm) / 2

        def draw_lead(layer: Layer, y_mm: float, line_mm: float) -> None:
            layer.text(x_mm - lead_mm, y_mm + line_mm * BASELINE, lead, of.text)

        self.blocks.append(Block([Row(0, draw_lead), *_lines(fitted, x_mm)]))

    def gap(self, lines: float) -> None:
        """Blank lines, or a part of one."""
        self.blocks.append(Block([_blank(lines)]))

    def papers(self, papers: Sequence[PaperLine]) -> None:
        """The table of papers, or that there are none; its head comes again on every page that it runs on to."""
        table = Table(self.stock, PAPERS)
        rows = [] if papers else [table.row(("", NO_PAPERS), "papers")]
        for nth, paper in enumerate(papers):
            numbers = (count(number) if number else "" for number in (paper.originals, paper.certified, paper.copies))
            rows.append(table.row((str(nth + 1), paper.name, *numbers), f"papers[{nth}]"))
        self.blocks += table.blocks(rows)

    def ending(
        self, notes: Sequence[tuple[str, str]], signatures: Sequence[Signature], recipients: Sequence[str] = ()
    ) -> None:
        """Notes, each (text, path), and signatures, which stay on one page together.

        ``recipients`` (nơi nhận) stand to the left of a single signature.
        """
        block = Block([_blank(0.3)], caption="Ghi chú", path="notes")
        self._notes(block, notes)
        if recipients:
            self._recipients(block, recipients)
        if signatures:
            self._signatures(block, signatures)
        self.blocks.append(block)

    def keep_together(self, since: int) -> None:
        """Make one block of all blocks from number ``since`` on: nobody signs a page that says nothing."""
        first, *_, last = kept = self.blocks[since:]
        rows = [row for block in kept for row in block.rows]
        self.blocks[since:] = [Block(rows, first.head, last.caption, last.path)]

    def _beside(self, first: tuple[str, str, str], second: tuple[str, str, str]) -> list[Row]:
        x_mm, floor_pt = self.stock.left_mm, 8 * self.stock.scale
        rows = []
        for (caption, text, path), share in ((first, PHONE_SHARE), (second, 1 - PHONE_SHARE)):
            width_mm = self.stock.text_mm * share
            rows += self._said(Room(path, caption, width_mm - 2, 1, floor_pt), text, x_mm, self.type.text)
            x_mm += width_mm
        return rows

    def _said(self, room: Room, text: str, x_mm: float, wanted: Style) -> list[Row]:
        """The room's caption and the text behind it; further lines begin under the caption."""
        caption, plain = f"{room.caption}: ", self.type.text
        indent_mm = length_mm(caption, plain)
        fitted = room._replace(indent_mm=indent_mm).fit(text, wanted)

        def first(layer: Layer, y_mm: float, line_mm: float) -> None:
            layer.text(x_mm, y_mm + line_mm * BASELINE, caption, plain)
            layer.text(x_mm + indent_mm, y_mm + line_mm * BASELINE, fitted.lines[0], fitted.style)

        return [Row(1, first), *_lines(fitted, x_mm)[1:]]

    def _notes(self, block: Block, notes: Sequence[tuple[str, str]]) -> None:
        x_mm, width_mm, of = self.stock.left_mm, self.stock.text_mm, self.type
        if notes:
            block.rows += _lines(Fitted(of.note_strong, ("Ghi chú:",)), x_mm, NOTE_LINES)
        for text, path in notes:
            fitted = Room(path, "Ghi chú", width_mm, 4, of.foot.size_pt).fit(f"- {text}", of.note)
            block.rows += _lines(fitted, x_mm, NOTE_LINES)

    def _recipients(self, block: Block, recipients: Sequence[str]) -> None:
        """Beside the signature that follows: they take no room of their own."""
        of, x_mm = self.type, self.stock.left_mm
        room = Room("recipients", "Nơi nhận", self.stock.text_mm / 2 - 4, 3, of.foot.size_pt)
        parts = [room.fit(f"- {text}", of.note) for text in recipients]
        lines = [(line, part.style) for part in parts for line in part.lines]
        if len(lines) > RECIPIENT_LINES:
            raise LayoutError(field=room.caption, path=room.field, why="room")

        def draw(layer: Layer, y_mm: float, line_mm: float) -> None:
            layer.text(x_mm, y_mm + line_mm, "Nơi nhận:", of.note_strong)
            for nth, (line, line_style) in enumerate(lines, 1):
                layer.text(x_mm, y_mm + line_mm * (1 + nth * NOTE_LINES), line, line_style)

        block.rows.append(Row(0, draw))

    def _signatures(self, block: Block, signatures: Sequence[Signature]) -> None:
        """One or two; a single one stands on the right."""
        of, half_mm = self.type, self.stock.text_mm / 2
        places = []
        for signature, half in zip(signatures, (0, 1) if len(signatures) == 2 else (1,), strict=True):
            room = Room(signature.path, signature.role.capitalize(), half_mm - 4, 2, 8.5 * self.stock.scale)
            x_mm = self.stock.left_mm + half_mm * (half + 0.5)
            role = room._replace(lines=1, floor_pt=7 * self.stock.scale).fit(signature.role, of.strong)
            places.append((x_mm, signature, role, room.fit(signature.name, of.strong)))
        above = float(any(signature.above for signature in signatures))

        def draw(layer: Layer, y_mm: float, line_mm: float) -> None:
            for x_mm, signature, role, name in places:
                top_mm = y_mm
                if signature.above:
                    layer.centre(x_mm, top_mm + line_mm, signature.above, of.strong)
                    top_mm += line_mm
                layer.centre(x_mm, top_mm + line_mm, role.lines[0], role.style)
                layer.centre(x_mm, top_mm + line_mm * 1.9, signature.hint, of.note_slanted)
                for nth, line in enumerate(name.lines):
                    layer.centre(x_mm, y_mm + line_mm * (2.9 + above + TO_SIGN_IN + nth), line, name.style)

        most_lines = max(len(name.lines) for _, _, _, name in places)
        block.rows.append(Row(2 + above + TO_SIGN_IN + most_lines, draw))


@cache
def length_mm(text: str, of: Style) -> float:
    """The width of a text that the form itself brings, measured once."""
    return of.width_mm(text)


def _blank(lines: float) -> Row:
    return Row(lines, lambda _layer, _y_mm, _line_mm: None)


def _lines(fitted: Fitted, x_mm: float, lines: float = 1, *, indent_mm: float = 0.0) -> list[Row]:
    """A row for each line of a text, the first set in."""

    def row(text: str, x_mm: float) -> Row:
        return Row(lines, lambda layer, y, line: layer.text(x_mm, y + line * lines * BASELINE, text, fitted.style))

    first, *others = fitted.lines
    return [row(first, x_mm + indent_mm), *(row(text, x_mm) for text in others)]

"""Fitting text: it shrinks to a stated floor, then wraps, then is an error. Nothing is cut.

>>> from pdf.fonts import SERIF
>>> room = Room("submitter_name", "Người nộp hồ sơ", width_mm=40, lines=2, floor_pt=9)
>>> room.fit("Nguyễn Thị Ngọc Ánh", style(SERIF, 11)).lines
('Nguyễn Thị Ngọc Ánh',)
>>> room.fit("Công Tằng Tôn Nữ Thị Ngọc Ánh Nguyệt", style(SERIF, 11)).lines
('Công Tằng Tôn Nữ Thị', 'Ngọc Ánh Nguyệt')
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from app.domain.errors import LayoutError
from pdf.fonts import Face, UnknownLetter

MM_PER_PT = 25.4 / 72
UNITS_PER_MM = 80  # coordinates are written in tenths of a dot of a 203-dpi printer

_STEP_PT = 0.5


class Style:
    """A face in one size. Get it from :func:`style`, which makes each once."""

    __slots__ = ("_scale", "_widths", "face", "font", "size", "size_pt")

    def __init__(self, face: Face, size_pt: float) -> None:
        self.face = face
        self.size_pt = size_pt
        self.size = b"%.1f" % (size_pt * MM_PER_PT * UNITS_PER_MM)
        self.font = b"%b %b Tf" % (face.resource, self.size)
        self._widths = face.widths
        self._scale = size_pt * MM_PER_PT / 1000

    def width_mm(self, text: str) -> float:
        """How long ``text`` is on one line; ``UnknownLetter`` if no font has one of its letters."""
        return sum(map(self._widths.__getitem__, text)) * self._scale

    def reach(self, text: str, width_mm: float) -> int:
        """How many letters from the start fit into ``width_mm``, at least one; it looks no further than they go."""
        units = 0.0
        for end, letter in enumerate(text):
            units += self._widths[letter]
            if units * self._scale > width_mm:
                return max(end, 1)
        return len(text)


@cache
def style(face: Face, size_pt: float) -> Style:
    """The style of a face in a size."""
    return Style(face, size_pt)


class Fitted(NamedTuple):
    """Text broken into lines, and the style in which they fit."""

    style: Style
    lines: tuple[str, ...]


class Room(NamedTuple):
    """The room of one field: what the record and the paper call it, and how much there is."""

    field: str
    caption: str
    width_mm: float
    lines: int = 1
    floor_pt: float | None = None  # the size it may shrink to; None: it does not shrink
    indent_mm: float = 0.0  # what a caption takes from the first line

    def fit(self, text: str, wanted: Style) -> Fitted:
        """The largest size at which ``text`` is one line, else the largest at which ``lines`` hold it."""
        try:
            return self._fit(text, wanted)
        except UnknownLetter as unknown:
            raise LayoutError(
                code="LETTER_UNPRINTABLE", field=self.caption, path=self.field, why=str(unknown)
            ) from None

    def _fit(self, text: str, wanted: Style) -> Fitted:
        width_mm = wanted.width_mm(text)  # measured first: it looks at every letter
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            raise LayoutError(field=self.caption, path=self.field, why="NFC")
        one_line_mm = self.width_mm - self.indent_mm
        if width_mm <= one_line_mm:
            return Fitted(wanted, (text,))
        for smaller in self._sizes(wanted):
            if smaller.width_mm(text) <= one_line_mm:
                return Fitted(smaller, (text,))
        for smaller in self._sizes(wanted):
            lines = tuple(self._wrap(text, smaller))
            if len(lines) <= self.lines:
                return Fitted(smaller, lines)
        raise LayoutError(field=self.caption, path=self.field, why="room")

    def _sizes(self, wanted: Style) -> Iterator[Style]:
        yield wanted
        size_pt = wanted.size_pt
        while self.floor_pt is not None and size_pt > self.floor_pt:
            size_pt = max(size_pt - _STEP_PT, self.floor_pt)
            yield style(wanted.face, size_pt)

    def _wrap(self, text: str, style: Style) -> Iterator[str]:
        """Lines broken at spaces; a word longer than a line is broken where the line ends."""
        left_mm = self.width_mm - self.indent_mm
        space_mm = style.width_mm(" ")
        line: list[str] = []
        for word in text.split(" "):
            word_mm = style.width_mm(word)
            if word_mm > left_mm and (line or word_mm <= self.width_mm):
                yield " ".join(line)
                line, left_mm = [], self.width_mm
            rest = word
            while word_mm > left_mm:
                end = style.reach(rest, left_mm)
                yield rest[:end]
                rest, left_mm = rest[end:], self.width_mm
                word_mm = style.width_mm(rest)
            line.append(rest)
            left_mm -= word_mm + space_mm
        yield " ".join(line)

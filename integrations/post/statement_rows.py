"""The rows of a statement's text, each line by itself: a quote that somebody forgot costs one line at most.

A cell in quotes may go over several lines, if the row has as many cells then as there are columns and nothing that
looks like a row has got into it. Otherwise a quote is a sign like others, and a line that does not come out at the
right number of cells is told of (``is_broken``).

>>> [row.cells for row in rows(written("a;b\\n1;x\\n2;\\"y\\n3;z"), ";", 2)]
[['a', 'b'], ['1', 'x'], ['2', '"y'], ['3', 'z']]
>>> [(row.position, row.cells) for row in rows(written("a;b\\n1;\\"x\\ny\\"\\n2;z"), ";", 2)]
[(1, ['a', 'b']), (2, ['1', 'x y']), (4, ['2', 'z'])]
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from app.domain.errors import Fault, InvalidMessage
from app.domain.post.statement import MAX_LINES

SEPARATORS = ";\t,"
_MOST = 3 * MAX_LINES  # lines of the file that are not blank: a note may go over several
_MOST_OF_A_CELL = 10  # lines that a cell in quotes may go over


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, and the line of the file at which it begins, from 1."""

    position: int
    cells: list[str]
    is_broken: bool = False


def written(text: str) -> list[tuple[int, str]]:
    """The lines that are not blank; :class:`InvalidMessage` for more than any statement has."""
    told = ((position, line) for position, line in enumerate(io.StringIO(text.replace("\x00", ""), newline=None), 1))
    found = list(islice(((position, line) for position, line in told if line.strip(' \t\r\n;,"')), _MOST + 1))
    if len(found) > _MOST:
        raise too_many()
    return found


def too_many() -> InvalidMessage:
    return InvalidMessage([Fault("lines", "TOO_MANY", (("limit", MAX_LINES),))])


def rows(lines: Sequence[tuple[int, str]], separator: str, width: int) -> Iterator[Row]:
    """The rows of a text whose columns are known."""
    nth = 0
    while nth < len(lines):
        row, taken = _row(lines[nth : nth + _MOST_OF_A_CELL], separator, width)
        yield row
        nth += taken


def split(line: str, separator: str) -> list[str]:
    """The cells of one line; where its quotes make no sense, they are signs like others."""
    return _folded(_strictly([line], separator) or line.split(separator))


def _row(lines: Sequence[tuple[int, str]], separator: str, width: int) -> tuple[Row, int]:
    """The row that begins with the first of these lines, and how many lines are its."""
    position, line = lines[0]
    if '"' not in line:
        return Row(position, _folded(line.split(separator))), 1
    if cells := _strictly([line], separator):
        return Row(position, _folded(cells)), 1
    if taken := _closed(lines):
        cells = _strictly([each for _, each in lines[:taken]], separator)
        if cells and len(cells) == width and not _swallows(cells, separator, width):
            return Row(position, _folded(cells)), taken
    plain = line.split(separator)
    return Row(position, _folded(plain), is_broken=len(plain) != width), 1


def _closed(lines: Sequence[tuple[int, str]]) -> int:
    """With how many of these lines the first one's quotes come out even; 0: they do by themselves, or never."""
    is_open = False
    for taken, (_, line) in enumerate(lines, 1):
        is_open ^= line.count('"') % 2 == 1
        if not is_open:
            return taken if taken > 1 else 0
    return 0


def _strictly(lines: Sequence[str], separator: str) -> list[str] | None:
    """As RFC 4180 has it; None where a quote is left open or stands where none may."""
    try:
        found = list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None


def _swallows(cells: Sequence[str], separator: str, width: int) -> bool:
    """Whether a line within a cell looks like a row of its own."""
    few = min(2, width - 1)
    return any(line.count(separator) >= few for cell in cells if "\n" in cell for line in cell.split("\n"))


def _folded(cells: Sequence[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in cells]

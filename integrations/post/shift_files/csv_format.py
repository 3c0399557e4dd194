"""The CSV of a shift: a line of column names, then a dossier a line; ``;``, ``,`` or tab between cells (RFC 4180).

UTF-8 with or without mark, UTF-16 with one. Bytes of an old encoding are told of each cell that has them. The lines are
numbered as a spreadsheet numbers its rows: the names stand in line 1.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from app.domain.errors import Fault, InvalidFormat, InvalidMessage
from app.domain.post.shift_file import MAX_LINES, Line, LineResult, Sheet, ShiftFile
from app.domain.submission import FeePlace
from integrations.post.shift_files import cells, csv_results
from integrations.post.shift_files.columns import COLUMNS, REQUIRED, spell

SEPARATORS = ";,\t"
MAX_COLUMNS = 100  # more than twice as many as we know
MAX_ROWS = 1_048_576  # of a spreadsheet, most of them empty
LONGEST_CELL = 32 * 1024 * 1024  # longer than any message: csv's own 128 kB would end the reading of all lines
_NAME = re.compile("[a-z_][a-z0-9_]{0,39}")  # what may be quoted of a name that we do not know
_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
csv.field_size_limit(LONGEST_CELL)  # of the whole process: csv has no other; nothing else of ours leans on it


class Csv:
    """See :class:`app.shift_files.Format`."""

    media_type = "text/csv"
    suffix = ".csv"

    def read(self, content: bytes) -> Sheet:
        text = _decoded(content)
        separator = _separator(text)
        rows = _rows(text, separator)
        names = _names(next(rows, (1, [], False))[1])
        lines: list[Line] = []
        for number, row, is_cut in rows:
            if not any(cell.strip() for cell in row):
                continue  # a spreadsheet's empty rows
            if len(lines) == MAX_LINES:
                raise InvalidMessage([Fault("lines", "TOO_MANY", (("limit", MAX_LINES),))])
            lines.append(_line(number, row, names, is_cut))
        if not lines:
            raise InvalidMessage([Fault("lines", "REQUIRED")])
        return Sheet(lines, separator)

    def spell(self, path: str) -> str:
        return spell(path)

    def write(self, file: ShiftFile, results: Sequence[LineResult]) -> bytes:
        return csv_results.written(results, file.dialect or SEPARATORS[0])


def _decoded(content: bytes) -> str:
    """The text. What is no letter of its encoding stays as a lone surrogate, which no field takes."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")
    if b"\0" in content[:2]:  # UTF-16 without its mark
        raise InvalidMessage([Fault(".", "TEXT_UNREADABLE")])
    return content.decode("utf-8", "surrogateescape")


def _separator(text: str) -> str:
    head = text[:10_000].lstrip("\r\n").splitlines()[:1]
    return max(SEPARATORS, key=head[0].count) if head else SEPARATORS[0]


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str], bool]]:
    """Number and cells of each row, and whether the file ends within it; :class:`InvalidMessage` for lost quotes."""
    if "\n" not in text:
        text = text.replace("\r", "\n")  # as old machines end a line
    if text.count("\n") > MAX_ROWS:
        raise InvalidMessage([Fault("lines", "TOO_MANY", (("limit", MAX_LINES),))])
    has_end = text.endswith(("\n", "\r"))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    ends_before, width, number = 0, 0, 0
    row: list[str] | None = None
    try:
        for number, following in enumerate(reader, 1):
            if row is not None:
                yield number - 1, row, False
            row, width = following, width or len(following)
            if reader.line_num - ends_before > 1 and len(row) != width:
                raise csv.Error("a quote that is closed lines later: who knows which rows it has swallowed")
            ends_before = reader.line_num
    except csv.Error as e:
        raise InvalidMessage([Fault("lines", "CSV_BROKEN", (("line", ends_before + 1),))]) from e
    if row is not None:
        yield number, row, not has_end


def _names(row: Sequence[str]) -> list[str]:
    """The columns in their order; :class:`InvalidMessage` names those that are missing, unknown or there twice."""
    width = max((nth for nth, cell in enumerate(row, 1) if cell.strip()), default=0)  # without separators at the end
    if width > MAX_COLUMNS:
        raise InvalidMessage([Fault(".", "CELLS_TOO_MANY", (("limit", MAX_COLUMNS),))])
    names = [cell.strip().lower() for cell in row[:width]]
    faults = [Fault(name, "COLUMN_MISSING") for name in REQUIRED if name not in names]
    for nth, name in enumerate(names, 1):
        shown = name if _NAME.fullmatch(name) else f"#{nth}"
        if name not in COLUMNS:
            faults.append(Fault(shown, "COLUMN_UNKNOWN"))
        elif names.index(name) < nth - 1:
            faults.append(Fault(shown, "COLUMN_TWICE"))
    if faults:
        raise InvalidMessage(faults)
    return names


def _line(number: int, row: Sequence[str], names: Sequence[str], is_cut: bool) -> Line:
    raw: dict[str, Any] = {}
    faults: list[Fault] = []
    if any(cell.strip() for cell in row[len(names) :]):
        faults.append(Fault(".", "CELLS_TOO_MANY", (("limit", len(names)),)))
    if is_cut and len(row) < len(names):  # other short rows are a spreadsheet's: it leaves out empty cells at the end
        faults.append(Fault(".", "LINE_CUT"))
    for name, cell in zip(names, row, strict=False):
        try:
            _put(raw, name, cell)
        except InvalidFormat as e:
            faults.append(Fault(name, e.code, (("limit", cells.MAX_CELL),) if e.code == "CELL_TOO_LONG" else ()))
    _paid(raw)
    return Line(number, str(raw.pop("request_id", "")), raw, tuple(faults))


def _put(raw: dict[str, Any], name: str, cell: str) -> None:
    """The cell's value at its place; an empty one says nothing."""
    value = cells.text(cell)
    if not value:
        return
    *parts, last = COLUMNS[name].split(".")
    at = raw
    for part in parts:
        at = at.setdefault(part, {})
    at[last] = cells.MEANINGS[name](value) if name in cells.MEANINGS else value


def _paid(raw: dict[str, Any]) -> None:
    """Who writes down the voucher has taken the fee, at the counter unless another place is named."""
    fee = raw.get("fee", {})
    if "voucher" in fee and "amount_vnd" in fee:
        fee.setdefault("place", FeePlace.COUNTER)

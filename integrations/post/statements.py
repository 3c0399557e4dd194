"""The post's daily statement (bảng kê đối soát) as CSV, read as leniently as its feed: one bad line fails no other.

A head names the columns, in any order, in our names or in Vietnamese, with or without marks; titles may stand above it.
Without one they stand in the order of :data:`COLUMNS`. Separated by ``;``, ``,`` or tab, UTF-8 or UTF-16. The status is
a code of the account's table (:mod:`integrations.post.codes`), or what the post calls it; another one is kept as
written. A line of totals ("Tổng cộng") is none of a parcel. ``note`` is not read: it may name people.

>>> text = "Số đơn;Số hiệu;Trạng thái;Tiền thu hộ\\nA-1;EL491610889VN;Phát thành công;135.000\\nTổng cộng;;;135.000\\n"
>>> [(line.order_no, line.status.value, line.cod_vnd) for line in read(text.encode()).lines]
[('A-1', 'delivered', 135000)]
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.domain.errors import Fault, InvalidMessage
from app.domain.post.statement import MAX_LINES, Statement
from app.domain.text import search_key
from integrations.post import statement_rows
from integrations.post.codes import load
from integrations.post.statement_lines import line
from integrations.post.statement_rows import SEPARATORS, Row

COLUMNS = ("order_no", "item_code", "status", "time", "cod_vnd", "freight_vnd", "payer", "note")
SYSTEM = "ngsp"  # whose codes stand there: all our shapes of orders speak NGSP's
_HEADS = {  # what a column may be called, without marks
    "order_no": ("order no", "order number", "so don", "so don hang", "so yeu cau", "ma don hang"),
    "item_code": ("item code", "so hieu", "so hieu buu gui", "ma buu gui", "ma van don", "so hieu bg"),
    "status": ("status", "status code", "trang thai", "ma trang thai"),
    "time": ("time", "event time", "thoi gian", "ngay gio", "thoi diem"),
    "cod_vnd": ("cod vnd", "cod", "tien thu ho", "thu ho", "so tien thu ho"),
    "freight_vnd": ("freight vnd", "freight", "cuoc", "cuoc phi", "tien cuoc"),
    "payer": ("payer", "nguoi tra cuoc"),
    "note": ("note", "notes", "ghi chu"),
}
_NAMES = {folded_head: name for name, heads in _HEADS.items() for folded_head in heads}
_TOTAL = re.compile(
    r"(tong|tong cong|tong so|tong tien|tong so tien|cong)( cod| thu ho)?[ :.]*(\(?[0-9.,]+( (buu gui|don|dong))?\)?)?"
)
_ABOVE = 20  # lines above the head: titles, the day, the post office


def read(content: bytes) -> Statement:
    """Its lines; :class:`InvalidMessage`: ``STATEMENT_UNREADABLE``, ``TOO_MANY`` lines.

    Unreadable is what is no such table, has columns that we do not know or one of them twice, or not one good line:
    such a file takes the place of none that came before.
    """
    lines = statement_rows.written(_text(content))
    begin, separator, head = _shape(lines[:_ABOVE])
    width = len(head) if head else len(COLUMNS)
    names = _named(head) if head else dict(enumerate(COLUMNS))
    found = [row for row in statement_rows.rows(lines, separator, width) if row.position > begin]
    if not found or len(set(names.values())) < len(names):  # the same column twice: nobody knows which one counts
        raise _unreadable()
    body = [row for row in found if not _is_passed_over(row, names, head)]
    if len(body) > MAX_LINES:
        raise statement_rows.too_many()
    codes = load(SYSTEM)
    statement = Statement([line(row, names, width, separator, codes) for row in body])
    if statement.lines and statement.bad == len(statement.lines):
        raise _unreadable()
    if not head and not _begins(body, statement):
        raise _unreadable()
    return statement


def _begins(body: Sequence[Row], statement: Statement) -> bool:
    """Whether the first row of a table without a head names a parcel; else it is a head that we do not know."""
    told = zip(body, statement.lines, strict=True)
    first = next((line for row, line in told if sum(map(bool, row.cells)) > 1), None)
    return first is not None and bool(first.order_no or first.item_code)


def _text(content: bytes) -> str:
    """UTF-8, with a mark or without; UTF-16 with one, as spreadsheets write "Unicode text"."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as e:
        raise _unreadable() from e


def _shape(above: Sequence[tuple[int, str]]) -> tuple[int, str, list[str]]:
    """Where the head stands, what separates, and its cells; without a head 0, and what most of the lines have."""
    for position, written in above:
        for separator in SEPARATORS:
            cells = statement_rows.split(written, separator)
            if _named(cells):
                return position, separator, cells
    return 0, max(SEPARATORS, key=lambda separator: sum(separator in written for _, written in above)), []


def _named(cells: Sequence[str]) -> dict[int, str]:
    """Which column is which; empty where this row is none of names."""
    named = {place: _NAMES.get(search_key(cell.replace("_", " "))) for place, cell in enumerate(cells)}
    found = {place: name for place, name in named.items() if name}
    return found if {"order_no", "item_code"} & set(found.values()) and len(found) > 1 else {}


def _is_passed_over(row: Row, names: Mapping[int, str], head: Sequence[str]) -> bool:
    """The head once more, as it stands on each page of a print; nothing; or totals, which name no parcel."""
    if row.cells == head or not any(row.cells):
        return True
    place, first = next((place, cell) for place, cell in enumerate(row.cells) if cell)
    others = (cell for at, cell in enumerate(row.cells) if at != place and names.get(at) in ("order_no", "item_code"))
    return bool(_TOTAL.fullmatch(search_key(first))) and not any(others)


def _unreadable() -> InvalidMessage:
    return InvalidMessage([Fault("body", "STATEMENT_UNREADABLE")])

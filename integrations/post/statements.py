"""The post's daily statement (bảng kê đối soát) as CSV, read as leniently as its feed: one bad line fails no other.

A head names the columns, in any order, in our names or in Vietnamese, with or without marks; without one they stand in
the order of :data:`COLUMNS`. Separated by ``;``, ``,`` or tab, UTF-8 or UTF-16. The status is a code of the account's
table (:mod:`integrations.post.codes`), or what the post calls it; another one is kept as written. A line of totals
("Tổng cộng") is none of a parcel. ``note`` is not read: it may name people.

>>> text = "Số đơn;Số hiệu;Trạng thái;Tiền thu hộ\\nA-1;EL491610889VN;Phát thành công;135.000\\nTổng cộng;;;135.000\\n"
>>> [(line.order_no, line.status.value, line.cod_vnd) for line in read(text.encode()).lines]
[('A-1', 'delivered', 135000)]
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from app.domain import item_code
from app.domain.errors import Fault, InvalidMessage
from app.domain.fees import FreightPayer
from app.domain.post_statement import MAX_LINES, Line, Statement
from app.domain.text import search_key
from integrations.post.codes import Codes, Meaning, folded, load, times

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
_PAYERS = {
    "receiver": FreightPayer.RECEIVER,
    "nguoi nhan": FreightPayer.RECEIVER,
    "nn": FreightPayer.RECEIVER,
    "sender": FreightPayer.SENDER,
    "nguoi gui": FreightPayer.SENDER,
    "ng": FreightPayer.SENDER,
}
_TOTAL = re.compile(r"(tong|tong cong|cong)\b.*")
_MONEY = re.compile(
    r"([0-9]{1,3}(?:[.,\s][0-9]{3})+|[0-9]{1,12})(?:[.,]0{1,2})?\s*(?:d|đ|vnd|đồng|dong)?", re.IGNORECASE
)
_MAX_TEXT = 200
_MAX_BYTES_OF_A_CELL = 10_000


def read(content: bytes) -> Statement:
    """Its lines; :class:`InvalidMessage` (``STATEMENT_UNREADABLE``) for what is no such table at all."""
    rows = list(islice(_rows(_text(content)), MAX_LINES + 2))
    if not rows or len(rows) > MAX_LINES + 1 or max(len(cells) for _, cells in rows) < 2:
        raise _unreadable()
    head = _head(rows[0][1])
    body = rows[1:] if head else rows
    names = head or dict(enumerate(COLUMNS))
    codes = load(SYSTEM)
    return Statement(
        [_line(position, _fields(cells, names), codes) for position, cells in body if not _is_total(cells)]
    )


def _text(content: bytes) -> str:
    """UTF-8, with a mark or without; UTF-16 with one, as spreadsheets write "Unicode text"."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as e:
        raise _unreadable() from e


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, each with its place in the file."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=separator)
    try:
        for position, row in enumerate(reader, start=1):
            cells = [" ".join(cell.split())[:_MAX_BYTES_OF_A_CELL] for cell in row]
            if any(cells):
                yield position, cells
    except csv.Error as e:
        raise _unreadable() from e


def _head(cells: Sequence[str]) -> dict[int, str]:
    """Which column is which; empty where the first row is none of names."""
    named = {place: _NAMES.get(search_key(cell.replace("_", " "))) for place, cell in enumerate(cells)}
    found = {place: name for place, name in named.items() if name}
    return found if {"order_no", "item_code"} & set(found.values()) and len(found) > 1 else {}


def _is_total(cells: Sequence[str]) -> bool:
    first = next(cell for cell in cells if cell)
    return bool(_TOTAL.fullmatch(search_key(first)))


def _fields(cells: Sequence[str], names: Mapping[int, str]) -> dict[str, str]:
    return {names[place]: cell for place, cell in enumerate(cells) if place in names}


def _line(position: int, fields: Mapping[str, str], codes: Codes) -> Line:
    """What the line says; a faulty sum or payer makes it one that cannot be used, since money is not guessed."""
    order_no, code_of_item = fields.get("order_no", ""), _item_code(fields.get("item_code", ""))
    sums = {name: _money(fields.get(name, "")) for name in ("cod_vnd", "freight_vnd")}
    problem = None
    if not (order_no or code_of_item):
        problem = "neither order number nor item code"
    elif len(order_no) > _MAX_TEXT or len(code_of_item) > _MAX_TEXT:
        problem = "too long"
    elif bad := [name for name, amount in sums.items() if amount == _BAD]:
        problem = f"{bad[0]} is no sum of whole đồng"
    raw = fields.get("status", "")
    return Line(
        position=position,
        order_no=order_no[:_MAX_TEXT],
        item_code=code_of_item[:_MAX_TEXT],
        raw_code=raw[:_MAX_TEXT],
        status=_meaning(raw, codes).status,
        at=times.read(fields.get("time", "")),
        cod_vnd=None if sums["cod_vnd"] == _BAD else sums["cod_vnd"],
        freight_vnd=None if sums["freight_vnd"] == _BAD else sums["freight_vnd"],
        payer=_PAYERS.get(search_key(fields.get("payer", ""))),
        problem=problem,
    )


_BAD = -1


def _money(text: str) -> int | None:
    """Whole đồng, thousands set off or not; None where nothing is said."""
    if not text:
        return None
    found = _MONEY.fullmatch(text)
    return int(re.sub(r"\D", "", found[1])) if found else _BAD


def _meaning(raw: str, codes: Codes) -> Meaning:
    """By its code, else by what the post calls it."""
    if raw in codes.statuses:
        return codes.statuses[raw]
    named = (each for each in codes.statuses.values() if each.text_vi and folded(each.text_vi) == folded(raw))
    return next(named, Meaning())


def _item_code(text: str) -> str:
    return item_code.validate(text) if item_code.is_valid(text) else text


def _unreadable() -> InvalidMessage:
    return InvalidMessage([Fault("body", "STATEMENT_UNREADABLE")])

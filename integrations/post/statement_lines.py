"""What one line of a statement says of its parcel, or why it cannot be used; money and names are never guessed.

What stands where a number belongs and is none may be a person's name or phone, in a line that has slipped: it is not
taken over. The time is for people and not compared, so one that we cannot read makes no line useless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from app.domain.money.fees import FreightPayer
from app.domain.post import item_code
from app.domain.post.statement import Line, code_of
from app.domain.text import search_key
from integrations.post import dong
from integrations.post.codes import Codes, Meaning, folded, times
from integrations.post.statement_rows import Row

SUMS = {"cod_vnd": "tiền thu hộ", "freight_vnd": "tiền cước"}
_NUMBERS = {"order_no": "số yêu cầu", "item_code": "số hiệu bưu gửi"}
_NUMBER = re.compile(r"(?=.*[0-9])[\w./\\:#-]{1,60}")
_PERSONAL = re.compile(r"(?:0|\+?84)[0-9]{9}|[0-9]{12}")  # a phone, a citizen's number
_NOTHING = re.compile("[-–—_.]*")
_PAYERS = {
    "receiver": FreightPayer.RECEIVER,
    "nguoi nhan": FreightPayer.RECEIVER,
    "nn": FreightPayer.RECEIVER,
    "sender": FreightPayer.SENDER,
    "nguoi gui": FreightPayer.SENDER,
    "ng": FreightPayer.SENDER,
}


def line(row: Row, names: Mapping[int, str], width: int, separator: str, codes: Codes) -> Line:
    """The row as a line of the statement."""
    cells = {names[place]: cell for place, cell in enumerate(row.cells) if place in names and cell}
    given = {name: "" if _NOTHING.fullmatch(cell) else cell for name, cell in cells.items()}
    numbers = {name: _number(name, given.get(name, "")) for name in _NUMBERS}
    sums = {name: dong.read(given[name]) for name in SUMS if given.get(name)}
    payer = _PAYERS.get(search_key(given.get("payer", "")))
    problems = [*_shifted(row, width, separator), *_problems(given, numbers, sums, payer)]
    written = given.get("status", "")
    return Line(
        position=row.position,
        order_no=numbers["order_no"] or "",
        item_code=numbers["item_code"] or "",
        raw_code=code_of(written),
        status=_meaning(written, codes).status,
        at=times.read(given.get("time", "")),
        cod_vnd=sums.get("cod_vnd"),
        freight_vnd=sums.get("freight_vnd"),
        payer=payer,
        problem=problems[0] if problems else None,
    )


def _shifted(row: Row, width: int, separator: str) -> Iterator[str]:
    """A comma may be of a sum, so that what follows it stands a column too far."""
    extra = row.cells[width:]
    if row.is_broken:
        yield "dấu ngoặc kép không khép"
    if any(extra) or (extra and separator == ","):
        yield "nhiều ô hơn số cột"


def _problems(
    given: Mapping[str, str],
    numbers: Mapping[str, str | None],
    sums: Mapping[str, int | None],
    payer: FreightPayer | None,
) -> Iterator[str]:
    for name, found in numbers.items():
        if found is None:
            yield f"{_NUMBERS[name]} không đúng dạng"
    if not any(given.get(name) for name in _NUMBERS):
        yield "không có số yêu cầu, không có số hiệu bưu gửi"
    for name, amount in sums.items():
        if amount is None:
            yield f"{SUMS[name]} không phải số tiền đồng"
    if given.get("payer") and payer is None:
        yield "người trả cước không phải người gửi hoặc người nhận"


def _number(name: str, text: str) -> str | None:
    """A number as it stands; None for what is none."""
    if name == "item_code" and item_code.is_valid(text):
        return item_code.validate(text)
    is_one = _NUMBER.fullmatch(text) and not _PERSONAL.fullmatch(text)
    return text if is_one or not text else None


def _meaning(raw: str, codes: Codes) -> Meaning:
    """By its code, else by what the post calls it."""
    if raw in codes.statuses:
        return codes.statuses[raw]
    named = (each for each in codes.statuses.values() if each.text_vi and folded(each.text_vi) == folded(raw))
    return next(named, Meaning())

"""What a cell of the CSV means where it is more than its text: papers, money, a cross for yes, a time.

People and spreadsheets write these in their own ways. What cannot be read is a fault, never a guess; what everything
else means, dates and phones among it, :mod:`app.domain.reading` knows.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from typing import Any

from app.domain.errors import InvalidFormat
from app.domain.submission import Channel, Wish
from app.domain.text import search_key
from integrations.post import dong

MAX_CELL = 50_000  # characters; no field that we know comes near
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)  # how a number keeps its first zero in a spreadsheet
_COUNT = re.compile(r"([0-9]{1,4})\s*(?:bản\s*)?(.+)")
_WISHES = {"x": Wish.YES, "co": Wish.YES, "yes": Wish.YES, "1": Wish.YES, "khong": Wish.NO, "no": Wish.NO, "0": Wish.NO}
_KINDS = {
    "chinh": "originals",
    "goc": "originals",
    "sao": "copies",
    "sao chup": "copies",
    "photo": "copies",
    "chung thuc": "certified",
    "sao chung thuc": "certified",
    "sao y": "certified",
}


def text(cell: str) -> str:
    """A cell without what a spreadsheet puts around it; :class:`InvalidFormat` for one that nobody typed.

    >>> text('="089190002211"')
    '089190002211'
    """
    if len(cell) > MAX_CELL:
        raise InvalidFormat("CELL_TOO_LONG", "cell: longer than any field")
    cell = cell.strip()
    match = _AS_TEXT.fullmatch(cell)
    return match[1].strip() if match else cell


def money(cell: str) -> str:
    """Whole đồng as digits: ``135.000`` and ``135,000 đ`` are 135000; ``135.5`` is nothing that we know.

    >>> money("135.000 đ")
    '135000'
    """
    amount = dong.read(cell)
    if amount is None:
        raise InvalidFormat("FEE_INVALID", "fee: whole đồng")
    return str(amount)


def wish(cell: str) -> Wish:
    """``x`` is yes; a "no" must be said, nothing is "unknown".

    >>> wish("Không").value
    'no'
    """
    found = _WISHES.get(search_key(cell))
    if found is None:
        raise InvalidFormat("CHOICE_UNKNOWN", "return by post: x, có or không")
    return found


def channel(cell: str) -> str:
    if cell not in [*Channel]:
        raise InvalidFormat("CHOICE_UNKNOWN", "channel: one of ours")
    return cell


def moment(cell: str) -> str:
    """``15/11/2021 08:30`` in ISO 8601; what is neither is judged later.

    >>> moment("15/11/2021 08:30")
    '2021-11-15T08:30:00'
    """
    for form in ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y"):
        with suppress(ValueError):
            return datetime.strptime(cell, form).isoformat()  # noqa: DTZ007  Vietnam's, said by who reads it
    return cell


def papers(cell: str) -> list[dict[str, Any]]:
    """``đơn:1 chính|GPLX:1 sao, 1 chứng thực``: names, how many and of which kind; ``|`` between papers.

    >>> papers("GPLX:1 sao, 2 chứng thực")
    [{'name': 'GPLX', 'copies': 1, 'certified': 2}]
    """
    return [_paper(part) for part in cell.split("|") if part.strip()]


def _paper(part: str) -> dict[str, Any]:
    name, colon, counts = part.rpartition(":")
    paper: dict[str, Any] = {"name": name.strip()}
    for each in counts.split(","):
        match = _COUNT.fullmatch(each.strip())
        kind = _KINDS.get(search_key(match[2])) if match else None
        if not colon or not name.strip() or match is None or kind is None or kind in paper:
            raise InvalidFormat("PAPERS_UNREADABLE", "papers: name:1 chính|name:1 sao")
        paper[kind] = int(match[1])
    return paper


MEANINGS = {
    "fee_vnd": money,
    "return_by_post": wish,
    "channel": channel,
    "submitted_at": moment,
    "papers": papers,
}

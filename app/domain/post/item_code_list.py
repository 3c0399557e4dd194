"""List of item codes (danh sách số hiệu bưu gửi) as the post hands it over: one code a line, or a column of a CSV.

Every line below the headings is a code or a fault, and all faults are told at once. Good codes become runs of
consecutive serials, so that single ones are taken in the same way as those of a range.

>>> codes = read("Số hiệu;Ngày cấp\\nEL 473 124 829 VN;15/11/2021\\nEL473124832VN;15/11/2021\\n")
>>> codes
{'EL473124829VN': 2, 'EL473124832VN': 3}
>>> runs(codes)
[Run(service='EL', first=47312482, last=47312483)]
>>> read("EL473124829VN\\nEL473124820VN\\nEL473124829VN")
Traceback (most recent call last):
app.domain.post.item_code_list.WrongLines: line 2: no item code as EL491610889VN, or its check digit is wrong
line 3: EL473124829VN stands in line 1 already
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.errors import InvalidFormat
from app.domain.post import item_code

_LIKE_CODE = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_NO_HEADING = re.compile(r"[0-9]{7}")  # so many digits are a code, if a wrong one


class WrongLines(ValueError):
    """What is wrong with a list, line by line."""

    def __init__(self, faults: Iterable[tuple[int, str]]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(f"line {line}: {why}" for line, why in self.faults))


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive serials of one service."""

    service: str
    first: int
    last: int

    @property
    def count(self) -> int:
        return self.last - self.first + 1


def read(text: str) -> dict[str, int]:
    """The codes of a list, each with the number of its line; :class:`WrongLines`."""
    found: dict[str, int] = {}
    faults: list[tuple[int, str]] = []
    for line, cell in _cells(text):
        try:
            code = item_code.validate(cell)
        except InvalidFormat:
            faults.append((line, "no item code as EL491610889VN, or its check digit is wrong"))
            continue
        if not code.endswith(item_code.COUNTRY):
            faults.append((line, f"{code} is of another country's post"))
        elif code in found:
            faults.append((line, f"{code} stands in line {found[code]} already"))
        else:
            found[code] = line
    if not found and not faults:
        faults.append((1, "no item code in this list"))
    if faults:
        raise WrongLines(faults)
    return found


def runs(codes: Iterable[str]) -> list[Run]:
    """The same codes as runs, by service and serial."""
    found: list[Run] = []
    for service, serial in sorted((code[:2], int(code[2:10])) for code in codes):
        last = found[-1] if found else None
        if last and (last.service, last.last + 1) == (service, serial):
            found[-1] = Run(service, last.first, serial)
        else:
            found.append(Run(service, serial, serial))
    return found


def _cells(text: str) -> Iterator[tuple[int, str]]:
    """Number and cell of every line below the headings, in the column where the first code stands."""
    lines = ((line, [_bare(cell) for cell in re.split("[,;\t]", row)]) for line, row in enumerate(text.splitlines(), 1))
    rows = [(line, cells) for line, cells in lines if any(cells)]
    top = next((n for n, (_, cells) in enumerate(rows) if any(map(_NO_HEADING.search, cells))), len(rows))
    codes = (n for _, cells in rows[top:] for n, cell in enumerate(cells) if _LIKE_CODE.fullmatch(cell))
    column = next(codes, 0)
    for line, cells in rows[top:]:
        yield line, cells[column] if column < len(cells) else ""


def _bare(cell: str) -> str:
    return item_code.compact(cell.strip(" \"'\ufeff"))

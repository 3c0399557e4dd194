"""Administrative procedure (thủ tục hành chính, mã TTHC) as the rules of one day describe it.

National code ``N.NNNNNN``; provinces append their own suffix (``1.002809.000.00.00.H01``), so codes are matched by
their beginning, at a dot. Source: the national catalogue of procedures; papers after Circular 12/2017/TT-BGTVT.

>>> matches("1.002809", "1.002809.000.00.00.H01"), matches("1.002809", "1.0028091")
(True, False)
>>> Duration(days=5).text_vi, Duration(hours=4).text_vi, Duration(months=2).text_vi
('05 ngày làm việc', '04 giờ làm việc', '02 tháng')
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.domain.submission import Channel


@dataclass(frozen=True, slots=True)
class Duration:
    """Time allowed (thời hạn giải quyết): working days, working hours or calendar months, exactly one of them."""

    days: int | None = None
    hours: int | None = None
    months: int | None = None

    def __post_init__(self) -> None:
        given = [value for value in (self.days, self.hours, self.months) if value is not None]
        if len(given) != 1 or given[0] < 1:
            raise ValueError("duration: one of days, hours, months, at least 1")

    @property
    def text_vi(self) -> str:
        """As form 01 prints it, two digits at least."""
        if self.days is not None:
            return f"{self.days:02d} ngày làm việc"
        return f"{self.hours:02d} giờ làm việc" if self.hours is not None else f"{self.months:02d} tháng"


@dataclass(frozen=True, slots=True)
class PaperRequirement:
    """One paper that a dossier must hold (thành phần hồ sơ), with the number of each kind.

    ``except_classes`` are the licence classes that need no such paper; ``required`` is False for "if there is one".
    """

    code: str
    name_vi: str
    originals: int = 0
    copies: int = 0
    certified: int = 0
    except_classes: frozenset[str] = frozenset()
    required: bool = True
    note_vi: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure with the papers, durations and fees that hold on the day it was looked up for."""

    code: str
    name_vi: str
    field_vi: str
    papers: tuple[PaperRequirement, ...]
    channels: frozenset[Channel]
    durations: Mapping[Channel, Duration]
    fees_vnd: Mapping[Channel, int]
    sets: int = 1
    result_vi: str = ""
    legal_basis_vi: str = ""
    note_vi: str = ""

    def matches(self, local_code: str) -> bool:
        """Whether a code from outside means this procedure."""
        return matches(self.code, local_code)

    def papers_for(self, licence_classes: Collection[str]) -> tuple[PaperRequirement, ...]:
        """The papers for these classes; one is left out only if every class asked for is excepted."""
        asked = frozenset(licence_classes)
        return tuple(paper for paper in self.papers if not asked or not asked <= paper.except_classes)


def matches(code: str, local_code: str) -> bool:
    """Whether ``local_code`` is ``code`` or ``code`` with a local suffix."""
    return local_code == code or local_code.startswith(f"{code}.")

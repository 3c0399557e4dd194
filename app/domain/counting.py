"""Count (kiểm đếm giấy tờ): what an officer found at the desk, against what the dossier says was handed in.

This is not the comparison with the procedure's list (:mod:`app.domain.paper_check`), whose names it shares: here the
question is whether each paper that was listed is really there. More than was listed is a difference too, since it is
the citizen's and must be given back. A paper listed without numbers (a file from a portal) is of unknown kind: any
number of it agrees, and a file is there without being on paper.

>>> listed = [Listed(1, "Đơn đề nghị", Counts(originals=1)), Listed(2, "Bản sao giấy phép lái xe", Counts(copies=1))]
>>> count = read({"papers": [{"position": 1, "copies": 1}, {"position": 2, "copies": 1}]}, listed)
>>> [(each.kind.value, each.name_vi) for each in differences(listed, count)]
[('copy_for_original', 'Đơn đề nghị')]
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from app.domain.errors import Fault
from app.domain.paper_check import Counts, Difference, Kind
from app.domain.values import Raw, Values, whole

MAX_OTHERS = 50
MAX_NAME = 500
MAX_RESOLUTION = 1000
KINDS_VI = {
    Kind.MISSING: "Thiếu",
    Kind.TOO_FEW: "Thiếu số lượng",
    Kind.COPY_FOR_ORIGINAL: "Bản sao thay cho bản chính",
    Kind.WRONG_KIND: "Sai loại bản",
    Kind.SURPLUS: "Thừa",
}
RECOUNTED_VI = "Đã kiểm đếm lại; xem lần kiểm đếm sau"
_NUMBERS = ("originals", "certified", "copies")
_NO_MATTER = datetime.min.replace(tzinfo=UTC)  # a count says no times


@dataclass(frozen=True, slots=True)
class Listed:
    """A paper as it was handed in, by its place in the dossier; ``is_file`` if it came as a file."""

    position: int
    name: str
    counts: Counts
    code: str | None = None
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """What was found of each listed paper, by position, and of papers that were not listed, by name."""

    found: Mapping[int, Counts]
    others: tuple[tuple[str, Counts], ...] = ()

    def digest(self) -> str:
        """SHA-256 of it, for the event: equal for the same count sent again."""
        body = [
            sorted((at, asdict(found)) for at, found in self.found.items()),
            [[n, asdict(c)] for n, c in self.others],
        ]
        return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A difference of a count (sai lệch giấy tờ), which a person closes by saying how; ``closed_by`` as in payment."""

    id: int
    seq: int
    kind: Kind
    name: str
    listed: Counts
    found: Counts
    opened_at: datetime
    closed_at: datetime | None = None
    closed_by: str | None = None
    resolution: str | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def text_vi(self) -> str:
        """One sentence for the officer."""
        kind_vi = KINDS_VI[self.kind].lower()
        return f"{self.name}: {kind_vi} (đã kê: {self.listed.text_vi}; kiểm đếm: {self.found.text_vi})."


def read(raw: Raw, listed: Sequence[Listed], faults: Iterable[Fault] = ()) -> Count:
    """The count, clean; :class:`InvalidDossier` with every fault, each listed paper that was not counted among them.

    ``raw`` has ``papers`` (``position``, ``originals``, ``certified``, ``copies``) and ``others`` (``name`` instead of
    the position). One number at least must be there, 0 for a paper that is not; what is left out beside it is none.
    ``faults`` are those of the shape.
    """
    reader = _Reader(raw, _NO_MATTER, str, list(faults))
    count = reader.count_of(listed)
    reader.end()
    return count


def read_resolution(raw: Raw, faults: Iterable[Fault] = ()) -> str:
    """How a discrepancy was settled, in words; :class:`InvalidDossier` without any."""
    reader = Values(raw, _NO_MATTER, str, list(faults))
    resolution = reader.text(raw, "resolution", "", MAX_RESOLUTION, required=True)
    reader.end()
    return resolution or ""


def differences(listed: Sequence[Listed], count: Count) -> tuple[Difference, ...]:
    """What differs, in the order of the list; papers that were not listed come last."""
    found = ((each, count.found[each.position]) for each in listed)
    differing = [
        Difference(kind, paper.name, paper.code, paper.counts, there)
        for paper, there in found
        if (kind := _kind(paper, there))
    ]
    return (*differing, *(Difference(Kind.SURPLUS, name, found=there) for name, there in count.others))


def _kind(paper: Listed, found: Counts) -> Kind | None:
    listed = paper.counts
    if not listed.total:
        return None if found.total or paper.is_file else Kind.MISSING
    if found == listed:
        return None
    if found.total < listed.total:
        return Kind.TOO_FEW if found.total else Kind.MISSING
    if found.originals < listed.originals:
        return Kind.COPY_FOR_ORIGINAL
    fewer = found.certified < listed.certified or found.copies < listed.copies
    return Kind.WRONG_KIND if fewer else Kind.SURPLUS


class _Reader(Values):
    """Reads each row; a row that cannot be read counts as named, so that it is one fault and not two."""

    def count_of(self, listed: Sequence[Listed]) -> Count:
        found: dict[int, Counts] = {}
        known = {paper.position for paper in listed}
        for nth, row in enumerate(self._rows("papers")):
            position = self._position(row, nth, known, found)
            if position is not None:
                if all(row.get(name) in (None, "") for name in _NUMBERS):
                    self.fault(f"papers[{nth}].originals", "PAPER_NOT_COUNTED")
                found[position] = self._counts(row, f"papers[{nth}].")
        for paper in listed:
            if paper.position not in found and not self.is_known("papers"):
                self.fault(f"papers[position={paper.position}]", "PAPER_NOT_COUNTED")
        return Count(found, self._others())

    def _position(self, row: Raw, nth: int, known: set[int], found: Mapping[int, Counts]) -> int | None:
        position, path = whole(row.get("position")), f"papers[{nth}].position"
        if row.get("position") in (None, ""):
            self.fault(path, "REQUIRED")
        elif position not in known:
            self.fault(path, "PAPER_NOT_LISTED")
        elif position in found:
            self.fault(path, "PAPER_COUNTED_TWICE")
        return position if position in known else None

    def _others(self) -> tuple[tuple[str, Counts], ...]:
        rows = self._rows("others")
        if len(rows) > MAX_OTHERS:
            self.fault("others", "TOO_MANY", limit=MAX_OTHERS)
        others = []
        for nth, row in enumerate(rows[:MAX_OTHERS]):
            name = self.text(row, "name", f"others[{nth}].", MAX_NAME, required=True)
            counts = self._counts(row, f"others[{nth}].")
            if not counts.total and not any(path.startswith(f"others[{nth}].") for path in self.known):
                self.fault(f"others[{nth}].originals", "REQUIRED")
            others.append((name or "", counts))
        return tuple(others)

    def _counts(self, row: Raw, at: str) -> Counts:
        return Counts(*(self.count(row, name, at) for name in _NUMBERS))

    def _rows(self, name: str) -> list[Any]:
        rows = self.raw.get(name) or []
        return [row if isinstance(row, Mapping) else {} for row in rows]

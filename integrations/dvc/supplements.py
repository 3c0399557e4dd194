"""Supplements in the portal's dossier (DanhSachHoSoBoSung): which of its rows have come, and what each brought.

A row without ``NgayTiepNhanBoSung`` is only a request, most often our own, told back. Its papers are those that it
names; files that are new in ``TaiLieuNop`` came with the first row that is new. A file is known by its name and what it
is: a better scan under the old name is a new file, a link that the portal has only signed again is not.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from app import submissions
from app.context import Context
from app.domain import reading, remark, text
from app.domain.errors import InvalidDossier
from app.domain.life import MOVES
from app.domain.submission import Paper
from app.updates import Supplement
from integrations.dvc import codes
from integrations.dvc.sheet import Sheet

T = TypeVar("T")
LIST = "DanhSachHoSoBoSung"


@dataclass(frozen=True, slots=True)
class Row:
    """One supplement that has come; its id is the portal's."""

    row_id: str
    papers: tuple[Paper, ...]
    said: remark.Remark

    def with_files(self, code: str, files: Sequence[Paper]) -> Supplement:
        """What it brought together with these files; a paper that has its file is listed once."""
        stems = {_stem(each.name) for each in files}
        named = tuple(paper for paper in self.papers if _stem(paper.name) not in stems)
        return Supplement(
            request_id(code, "bo-sung", self.row_id), named + tuple(files), self.said, {"row": self.row_id}
        )


def read(sheet: Sheet, context: Context) -> list[Row]:
    """The rows that have come; what is wrong with one is noted on the sheet."""
    rows = enumerate(sheet.rows(LIST))
    return [_row(sheet, f"{LIST}[{nth}]", row, context) for nth, row in rows if row.get("NgayTiepNhanBoSung")]


def have_come(sheet: Sheet) -> bool:
    """Whether any row is more than a request."""
    return any(row.get("NgayTiepNhanBoSung") for row in sheet.rows(LIST))


def of_files(code: str, files: Sequence[Paper]) -> Supplement:
    """Files that no row speaks of: what the citizen added without being asked."""
    told = sorted(f"{file.name}\t{_digest(file) or _place(file.file_url)}" for file in files)
    digest = hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
    return Supplement(request_id(code, "giay-to", digest), tuple(files), same_if={"files": digest})


def files(sheet: Sheet, context: Context) -> tuple[Paper, ...]:
    """Every paper of the dossier as it is pushed; what is wrong with one is noted on the sheet."""
    now, faults, decode = context.clock.now(), sheet.faults, submissions.decode
    read = _noted(
        sheet, lambda: reading.read_papers(sheet.raw, now=now, spell=sheet.spell, faults=faults, decode=decode)
    )
    return read or ()


def unknown(papers: Iterable[Paper], stored: Iterable[Any]) -> list[Paper]:
    """Those that are none of the stored ones: name, sha256, file_url."""
    known = {_known(each.name, each.sha256, each.file_url) for each in stored}
    return [paper for paper in papers if not _is_known(paper, known)]


def request_id(code: str, *parts: str) -> str:
    """The request id of something about a dossier: readable where the portal's ids allow it."""
    whole = "/".join((code, *parts))
    if reading.wrong_request_id(whole) is None:
        return whole
    return f"portal/{hashlib.sha256(whole.encode()).hexdigest()}"


def _row(sheet: Sheet, at: str, row: dict[str, Any], context: Context) -> Row:
    now = context.clock.now()
    listed = row.get("DanhSachGiayToBoSung") or []
    papers = [{ours: paper.get(theirs) for ours, theirs in codes.SUPPLEMENT_PAPER.items()} for paper in listed]
    reason = "ThongTinTiepNhan" if row.get("ThongTinTiepNhan") else "NoiDungBoSung"

    def spell(path: str) -> str:
        return f"{sheet.at}.{at}.{_spelled(path, reason)}"

    found = _noted(sheet, lambda: reading.read_papers({"papers": papers}, now=now, spell=spell))
    said = _noted(sheet, lambda: remark.read({"reason": row.get(reason)}, MOVES["supplement"], now, spell))
    return Row(str(row.get("HoSoBoSungId") or row["NgayTiepNhanBoSung"]), found or (), said or remark.NOTHING)


def _noted(sheet: Sheet, read: Callable[[], T]) -> T | None:
    """What could be read; else its faults are on the sheet."""
    try:
        return read()
    except InvalidDossier as e:
        sheet.faults += [fault for fault in e.faults if fault not in sheet.faults]
        return None


def _spelled(path: str, reason: str) -> str:
    if path == "reason":
        return reason
    part, _, name = path.partition(".")
    return part.replace("papers", "DanhSachGiayToBoSung") + (
        f".{codes.SUPPLEMENT_PAPER.get(name, name)}" if name else ""
    )


Known = tuple[str, str | None, str]


def _is_known(paper: Paper, known: set[Known]) -> bool:
    """By the digest of its file where it came with one, else by where it lies; else, and beside none, by its name."""
    name, digest, place = _known(paper.name, _digest(paper), paper.file_url)
    same = [each for each in known if each[0] == name]
    if digest is not None:
        return any(each[1] == digest for each in same)
    return any(not place or each[2] in ("", place) for each in same)


def _known(name: str, digest: str | None, file_url: str | None) -> Known:
    return text.search_key(name), digest, _place(file_url)


def _digest(paper: Paper) -> str | None:
    return paper.attachment.sha256 if paper.attachment else None


def _place(file_url: str | None) -> str:
    """Where a file lies, without what a portal signs anew for each push."""
    return re.split(r"[?#]", file_url or "", maxsplit=1)[0]


def _stem(name: str) -> str:
    """A name without the ending of a file."""
    before, _, ending = name.rpartition(".")
    return text.search_key(before if ending.lower() in codes.MEDIA_TYPES else name)

"""Papers of a dossier against the list of its procedure (kiểm đếm thành phần hồ sơ).

The clerk's list is matched by code first, then by name: without marks, with the abbreviations of the desk written out
(CCCD, GPLX, KSK), and a shorter name is enough ("Giấy khám sức khỏe"). Certified copies and originals stand for copies,
nothing stands for an original. Where the numbers of a paper are all zero its kind is not known (a file from a portal):
it is there, and no kind is missed. Source: Decision 45/2016/QĐ-TTg, Circular 01/2018/TT-VPCP form 02.

>>> asked = [PaperRequirement("health_certificate", "Giấy khám sức khỏe của người lái xe", originals=1)]
>>> [each.text_vi for each in compare([Paper("Giấy khám sức khoẻ", copies=1)], asked)]
['Giấy khám sức khỏe của người lái xe: phải nộp 01 bản chính, mới có 01 bản sao.']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.domain.procedure import PaperRequirement
from app.domain.submission import Paper
from app.domain.text import search_key

MAX_NAMED = 240  # characters of the sentences about surplus papers


class Kind(StrEnum):
    """What is wrong with one paper."""

    MISSING = "missing"  # thiếu
    TOO_FEW = "too_few"  # thiếu số lượng
    COPY_FOR_ORIGINAL = "copy_for_original"  # nộp bản sao thay cho bản chính
    WRONG_KIND = "wrong_kind"  # sai loại bản; of a count only (app.domain.counting)
    SURPLUS = "surplus"  # không có trong thành phần hồ sơ


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of a paper there are, or must be."""

    originals: int = 0
    certified: int = 0
    copies: int = 0

    @property
    def total(self) -> int:
        return self.originals + self.certified + self.copies

    @property
    def text_vi(self) -> str:
        """As a slip says it; "không có" for none."""
        named = ((self.originals, "bản chính"), (self.certified, "bản chứng thực"), (self.copies, "bản sao"))
        return ", ".join(f"{count:02d} {name}" for count, name in named if count) or "không có"


@dataclass(frozen=True, slots=True)
class Difference:
    """One paper that differs. ``code`` and ``asked`` are the list's, None and empty for a surplus paper."""

    kind: Kind
    name_vi: str
    code: str | None = None
    asked: Counts = Counts()
    found: Counts = Counts()

    @property
    def text_vi(self) -> str:
        """One sentence for the slip or the request for supplement."""
        return _SENTENCES[self.kind].format(name=self.name_vi, asked=self.asked.text_vi, found=self.found.text_vi)


_SENTENCES = {
    Kind.MISSING: "{name}: còn thiếu, phải nộp {asked}.",
    Kind.TOO_FEW: "{name}: phải nộp {asked}, mới có {found}.",
    Kind.COPY_FOR_ORIGINAL: "{name}: phải nộp {asked}, mới có {found}.",
    Kind.WRONG_KIND: "{name}: phải nộp {asked}, mới có {found}.",
    Kind.SURPLUS: "{name}: không có trong thành phần hồ sơ của thủ tục này.",
}


@dataclass(frozen=True, slots=True)
class Differences:
    """All differences in the order of the procedure's list, surplus papers last; false when there are none."""

    items: tuple[Difference, ...] = ()

    def __iter__(self) -> Iterator[Difference]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def of(self, *kinds: Kind) -> tuple[Difference, ...]:
        return tuple(each for each in self.items if each.kind in kinds)

    @property
    def to_supplement(self) -> tuple[Difference, ...]:
        """What the citizen must still bring; surplus papers are not among it."""
        return self.of(Kind.MISSING, Kind.TOO_FEW, Kind.COPY_FOR_ORIGINAL)

    @property
    def text_vi(self) -> str:
        """For one line of a paper: surplus papers by their number only, where their names are long."""
        surplus = self.of(Kind.SURPLUS)
        named = " ".join(each.text_vi for each in surplus)
        if len(named) > MAX_NAMED:
            named = f"{len(surplus)} giấy tờ đã nộp không có trong thành phần hồ sơ của thủ tục này."
        return " ".join(filter(None, (*(each.text_vi for each in self.to_supplement), named)))


def compare(listed: Sequence[Paper], required: Sequence[PaperRequirement]) -> Differences:
    """The papers handed in against those that the procedure asks of this dossier (``Procedure.papers_for``).

    A paper that is asked for only "if there is one" is never missing. Several lines for one paper are added up.
    """
    of_requirement, surplus = _match(listed, required)
    found = (_difference(each, of_requirement[number]) for number, each in enumerate(required))
    differences = [each for each in found if each]
    differences += [Difference(Kind.SURPLUS, paper.name, paper.code, found=_counts([paper])) for paper in surplus]
    return Differences(tuple(differences))


def _difference(asked: PaperRequirement, papers: Sequence[Paper]) -> Difference | None:
    need = Counts(asked.originals, asked.certified, asked.copies)
    have = _counts(papers)
    if not papers:
        return Difference(Kind.MISSING, asked.name_vi, asked.code, need) if asked.required else None
    if not have.total or _covers(have, need):
        return None
    enough = have.total >= need.total
    kind = Kind.COPY_FOR_ORIGINAL if enough or have.originals < need.originals <= have.total else Kind.TOO_FEW
    return Difference(kind, asked.name_vi, asked.code, need, have)


def _covers(have: Counts, need: Counts) -> bool:
    certified = have.certified + have.originals - need.originals
    return (
        have.originals >= need.originals
        and certified >= need.certified
        and have.copies + certified - need.certified >= need.copies
    )


def _counts(papers: Iterable[Paper]) -> Counts:
    papers = list(papers)
    return Counts(sum(p.originals for p in papers), sum(p.certified for p in papers), sum(p.copies for p in papers))


def _match(listed: Sequence[Paper], required: Sequence[PaperRequirement]) -> tuple[list[list[Paper]], list[Paper]]:
    """The listed papers of each requirement, and those that belong to none."""
    of_requirement: list[list[Paper]] = [[] for _ in required]
    by_code = {each.code.casefold(): number for number, each in enumerate(required)}
    words = tuple(_words(each.name_vi) for each in required)
    surplus: list[Paper] = []
    for paper in listed:
        number = by_code.get((paper.code or "").casefold())
        if number is None:
            number = _nearest(_words(paper.name), words)
        (surplus if number is None else of_requirement[number]).append(paper)
    return of_requirement, surplus


@lru_cache(maxsize=4096)
def _nearest(name: frozenset[str], names: tuple[frozenset[str], ...]) -> int | None:
    """The name that shares most words with a listed one, if they mean the same paper.

    They do if they share more than half of all words; if the listed one is a shorter form, of two words or more; or if
    it is a longer form: it holds three quarters of the words, those that no other paper's name has counting twice.
    """
    best, shared_most = None, 0.0
    for number, other in enumerate(names):
        common = name & other
        own = common - frozenset().union(*(each for at, each in enumerate(names) if at != number))
        shared = len(common) / max(len(name | other), 1)
        shorter = common == name and len(common) > 1
        longer = len(own) > 1 and len(common) + len(own) >= 0.75 * (len(other) + len(own))
        if (shared > 0.5 or shorter or longer) and shared > shared_most:
            best, shared_most = number, shared
    return best


_WRITTEN_OUT = {
    "cccd": "can cuoc cong dan",
    "cmnd": "chung minh nhan dan",
    "cmt": "chung minh nhan dan",
    "gplx": "giay phep lai xe",
    "gksk": "kham suc khoe",
    "ksk": "kham suc khoe",
}
_NO_MATTER = frozenset({
    "giay", "to", "the", "ban", "sao", "chinh", "goc", "chup", "photo", "phoi",
    "cua", "va", "hoac", "so", "nguoi", "mot", "01", "02", "mau",
})  # fmt: skip


@lru_cache(maxsize=1024)
def _words(name: str) -> frozenset[str]:
    """The words that tell a paper: without marks, notes in brackets, and what every paper's name holds."""
    plain = re.sub(r"\([^)]*\)", " ", search_key(name))
    words = re.findall(r"[a-z0-9]+", plain)
    spelt = " ".join(_WRITTEN_OUT.get(word, word) for word in words).split()
    return frozenset(spelt) - _NO_MATTER or frozenset(spelt)

"""The post's codes as data: what each system's statuses and reasons mean, and what it answers to an order.

A file per system: ``[[statuses]]`` (code → status, maybe a reason), ``[[reasons]]`` (a text, word for word but for
marks and case → reason), ``[[answers]]`` (code of an answer → end), ``[[words]]`` (a phrase in an answer's text, with
its marks: "lỗi" is not "lời" → end) and ``[[gone]]`` (phrases that say an order is cancelled already). All of it is
read and checked at load. A code that is not here is unknown: it is kept as written and shown, and nobody guesses at its
meaning.

>>> load("ngsp").status("4").status, load("ngsp").status("77").status
(<Status.DELIVERED: 'delivered'>, <Status.UNKNOWN: 'unknown'>)
>>> load("myvnpost").reason("NGƯỜI NHẬN ĐI VẮNG")
<Reason.RECEIVER_AWAY: 'receiver_away'>
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from app.domain.post.tracking import Reason, Status
from app.domain.text import search_key
from app.rules.entries import Entry, read_entries

HERE = Path(__file__).resolve().parent
SHARED = "reasons"  # a file of texts that every system uses
T = TypeVar("T")
TABLES = frozenset({"statuses", "reasons", "answers", "words", "gone"})


class End(StrEnum):
    """What an answer to an order says of it. ``EXISTS``: the post knows the order number already."""

    ACCEPTED = "accepted"
    EXISTS = "exists"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one code says. ``text_vi`` is what the post calls it."""

    status: Status = Status.UNKNOWN
    reason: Reason | None = None
    text_vi: str = ""


@dataclass(frozen=True, slots=True)
class Codes:
    """The tables of one system."""

    statuses: dict[str, Meaning]
    reasons: dict[str, Reason]
    answers: dict[str, End]
    words: dict[str, End]
    gone: dict[str, bool]  # phrases by which it says that an order is cancelled already

    def status(self, code: str) -> Meaning:
        """The meaning of a code; unknown for one that is not in the table."""
        return self.statuses.get(code.strip(), Meaning())

    def reason(self, *texts: str | None) -> Reason | None:
        """The reason that the first text in the table names; UNKNOWN if there are texts and none is in it."""
        given = [search_key(text) for text in texts if text and text.strip()]
        return next((self.reasons[text] for text in given if text in self.reasons), Reason.UNKNOWN if given else None)


@cache
def load(system: str, folder: Path = HERE) -> Codes:
    """The tables of ``system``. ``RulesError`` names file, line and reason for the first thing that is wrong."""
    codes = Codes({}, {}, {}, {}, {})
    for name in (SHARED, system):
        for entry in read_entries(folder / f"{name}.toml", TABLES):
            _READERS[entry.table](entry, codes)
            entry.source()
            entry.done()
    return codes


def folded(text: str) -> str:
    """In small letters, with its marks (NFC) and single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _read_status(entry: Entry, codes: Codes) -> None:
    reason = entry.optional_text("reason")
    meaning = Meaning(
        entry.choice("status", Status),
        entry.chosen("reason", reason, Reason) if reason else None,
        entry.text("text_vi", ""),
    )
    _put(codes.statuses, entry.text("code"), meaning, entry)


def _read_reason(entry: Entry, codes: Codes) -> None:
    reason = entry.choice("reason", Reason)
    for text in entry.texts("texts"):
        _put(codes.reasons, search_key(text), reason, entry)


def _read_answer(entry: Entry, codes: Codes) -> None:
    _put(codes.answers, entry.text("code"), entry.choice("end", End), entry)


def _read_words(entry: Entry, codes: Codes) -> None:
    end = entry.choice("end", End)
    for phrase in entry.texts("phrases"):
        _put(codes.words, folded(phrase), end, entry)


def _read_gone(entry: Entry, codes: Codes) -> None:
    for phrase in entry.texts("phrases"):
        _put(codes.gone, folded(phrase), True, entry)


def _put(table: dict[str, T], key: str, value: T, entry: Entry) -> None:
    if key in table:
        raise entry.error(f"'{key}' stands there twice")
    table[key] = value


_READERS: dict[str, Callable[[Entry, Codes], None]] = {
    "statuses": _read_status,
    "reasons": _read_reason,
    "answers": _read_answer,
    "words": _read_words,
    "gone": _read_gone,
}

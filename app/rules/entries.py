"""Entries of a rules file: typed reading that names file, line and reason when something is wrong.

Every entry has ``from``, maybe ``to`` (its last day), ``source`` and ``sure``; what nobody asked for is refused, so
that a misspelt name cannot pass for an absent one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

SURE = ("confirmed", "public source", "general knowledge")
_HEADER = re.compile(r"^\s*\[\[\s*([\w.]+)\s*\]\]", re.MULTILINE)

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class RulesError(Exception):
    """A rules file is wrong; the service does not start. The text names file, line, entry and reason."""


@dataclass(frozen=True, slots=True)
class Validity:
    """The days on which an entry holds, both included, where it is from and how sure it is."""

    start: date
    end: date | None
    source: str
    sure: str

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(slots=True)
class Entry:
    """One ``[[table]]`` of a file; each value may be read once, then :meth:`done` refuses the rest."""

    file: str
    line: int
    table: str
    values: dict[str, Any]
    children: list[Entry] = field(default_factory=list)

    def error(self, reason: str) -> RulesError:
        return RulesError(f"{self.file}:{self.line}: [[{self.table}]]: {reason}")

    def text(self, name: str, default: str | None = None) -> str:
        return self._take(name, str, "a text", default)

    def matching(self, name: str, pattern: str) -> str:
        found = self.text(name)
        if not re.fullmatch(pattern, found):
            raise self.error(f"'{name}' is not of the form {pattern}")
        return found

    def optional_text(self, name: str) -> str | None:
        return self.text(name, "") or None

    def texts(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        found = self._take(name, list, "a list of texts", default)
        if not all(isinstance(each, str) and each for each in found):
            raise self.error(f"'{name}' must be a list of texts")
        return tuple(found)

    def whole(self, name: str, default: int | None = None, *, least: int = 0) -> int:
        found = self._take(name, int, "a whole number", default)
        if found < least:
            raise self.error(f"'{name}' must not be below {least}")
        return found

    def optional_whole(self, name: str) -> int | None:
        return self.whole(name, least=1) if name in self.values else None

    def flag(self, name: str, default: bool | None = None) -> bool:
        return self._take(name, bool, "true or false", default)

    def choice(self, name: str, kind: type[E]) -> E:
        return self.chosen(name, self.text(name), kind)

    def choices(self, name: str, kind: type[E]) -> tuple[E, ...]:
        return tuple(self.chosen(name, each, kind) for each in self.texts(name))

    def chosen(self, name: str, value: str, kind: type[E]) -> E:
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(kind)
            raise self.error(f"'{name}' has the unknown value '{value}'; known: {known}") from None

    def day(self, name: str, default: date | None = None) -> date:
        return self._take(name, date, "a date such as 2021-11-15", default)

    def moment(self, name: str) -> datetime:
        found = self._take(name, datetime, "a moment with its offset, such as 2025-02-27T18:00:00+07:00")
        if found.tzinfo is None:
            raise self.error(f"'{name}' needs its offset, such as +07:00")
        return found

    def validity(self) -> Validity:
        start = self.day("from")
        end = self.day("to") if "to" in self.values else None
        if end is not None and end < start:
            raise self.error("'to' lies before 'from'")
        return Validity(start, end, *self.source())

    def source(self) -> tuple[str, str]:
        source, sure = self.text("source"), self.text("sure")
        if sure not in SURE:
            raise self.error(f"'sure' has the unknown value '{sure}'; known: {', '.join(SURE)}")
        return source, sure

    def nested(self, name: str) -> list[Entry]:
        return [child for child in self.children if child.table == f"{self.table}.{name}"]

    def done(self) -> None:
        if self.values:
            raise self.error(f"unknown name '{min(self.values)}'")

    def _take(self, name: str, kind: type[T], what: str, default: Any = None) -> T:
        found = self.values.pop(name, default)
        if found is None:
            raise self.error(f"'{name}' is missing")
        if type(found) is not kind and found is not default:  # exactly: True is no number, a moment is no day
            raise self.error(f"'{name}' must be {what}")
        if isinstance(found, str) and default is None and not found.strip():
            raise self.error(f"'{name}' is empty")
        return found


def read_entries(path: Path, tables: frozenset[str]) -> list[Entry]:
    """All entries of a file in its order; a table whose name is not in ``tables`` is refused."""
    try:
        text = path.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise RulesError(f"{path.name}: {e}") from e
    lines: dict[str, Iterator[int]] = {}
    for match in _HEADER.finditer(text):
        lines.setdefault(match[1], iter(_lines_of(text, match[1])))
    for name in document:
        if name not in tables:
            raise RulesError(f"{path.name}: unknown table '{name}'; known: {', '.join(sorted(tables))}")
    return [entry for name in document for entry in _entries(path.name, name, document[name], lines, 1)]


def _lines_of(text: str, table: str) -> list[int]:
    return [text.count("\n", 0, m.start(1)) + 1 for m in _HEADER.finditer(text) if m[1] == table]


def _entries(file: str, table: str, rows: Any, lines: Mapping[str, Iterator[int]], outer: int) -> Iterator[Entry]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RulesError(f"{file}:{outer}: '{table}' must be written as [[{table}]]")
    for row in rows:
        entry = Entry(file, next(lines.get(table, iter(())), outer), table, dict(row))
        for name, value in row.items():
            if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
                del entry.values[name]
                entry.children.extend(_entries(file, f"{table}.{name}", value, lines, entry.line))
        yield entry

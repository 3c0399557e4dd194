"""What holds when: values of one kind under their keys, each with its days; no two of one key on the same day."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from app.rules.entries import Entry, Validity

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value, when it holds, and at which line of which file it stands."""

    value: T
    validity: Validity
    entry: Entry


class Timeline(Generic[K, T]):
    """Dated values by key; filled while loading, only read afterwards."""

    def __init__(self) -> None:
        self._dated: dict[K, list[Dated[T]]] = {}

    def add(self, key: K, value: T, validity: Validity, entry: Entry) -> None:
        """Take a value in; ``RulesError`` when one of the same key holds on one of its days."""
        rows = self._dated.setdefault(key, [])
        for row in rows:
            if _overlap(row.validity, validity):
                raise entry.error(f"{_name(key)} overlaps with the entry at {row.entry.file}:{row.entry.line}")
        rows.append(Dated(value, validity, entry))
        rows.sort(key=lambda each: each.validity.start)

    def on(self, key: K, day: date) -> T | None:
        """The value that holds on the day, None if there is none."""
        row = self.row_on(key, day)
        return row.value if row else None

    def row_on(self, key: K, day: date) -> Dated[T] | None:
        """The same with its days, source and line."""
        return next((row for row in self._dated.get(key, ()) if row.validity.covers(day)), None)

    def latest(self, key: K) -> T | None:
        """The value that holds last."""
        rows = self._dated.get(key)
        return rows[-1].value if rows else None

    def rows(self, key: K) -> tuple[Dated[T], ...]:
        """All values of a key in the order of their days."""
        return tuple(self._dated.get(key, ()))

    def gap(self, key: K, validity: Validity) -> date | None:
        """The first day of ``validity`` on which the key has no value; None when there is no such day."""
        day = validity.start
        for row in self._dated.get(key, ()):
            if row.validity.covers(day):
                if row.validity.end is None or row.validity.end == validity.end:
                    return None
                day = row.validity.end + timedelta(days=1)
        return None if validity.end is not None and day > validity.end else day

    def __iter__(self) -> Iterator[K]:
        return iter(self._dated)

    def every(self) -> Iterator[Dated[T]]:
        """All values of all keys; an entry that stands for several keys comes once for each."""
        return (row for rows in self._dated.values() for row in rows)


def _overlap(a: Validity, b: Validity) -> bool:
    return (a.end is None or b.start <= a.end) and (b.end is None or a.start <= b.end)


def _name(key: object) -> str:
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)

"""Files ``units-<province>.csv``: administrative units of both schemes, one a row, and what each old one became.

Columns: scheme, code, parent, name_vi, becomes (codes with spaces between), from, to, source, sure.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.domain.address import THREE_LEVEL, TWO_LEVEL, TWO_LEVEL_FROM
from app.domain.unit import LEVELS, Unit
from app.rules.entries import Entry, RulesError
from app.rules.timeline import Timeline

COLUMNS = ["scheme", "code", "parent", "name_vi", "becomes", "from", "to", "source", "sure"]


@dataclass(frozen=True, slots=True)
class UnitTables:
    """Units by (scheme, code)."""

    units: Timeline[tuple[str, str], Unit] = field(default_factory=Timeline)

    def read_file(self, path: Path) -> None:
        """Take all rows of a file in; ``RulesError`` names the line."""
        try:
            with path.open(encoding="utf-8", newline="") as file:
                rows = csv.reader(file, strict=True)
                if (header := next(rows, [])) != COLUMNS:
                    raise RulesError(f"{path.name}:1: the columns are {','.join(COLUMNS)}, not {','.join(header)}")
                for row in rows:
                    self._read(_entry(path.name, rows.line_num, row))
        except (OSError, UnicodeDecodeError, csv.Error) as e:
            raise RulesError(f"{path.name}: {e}") from e

    def _read(self, entry: Entry) -> None:
        validity, scheme = entry.validity(), entry.text("scheme")
        if scheme not in (THREE_LEVEL, TWO_LEVEL):
            raise entry.error(f"'scheme' has the unknown value '{scheme}'; known: {THREE_LEVEL}, {TWO_LEVEL}")
        unit = Unit(
            scheme=scheme,
            code=entry.matching("code", "[0-9]{2}|[0-9]{3}|[0-9]{5}"),
            parent=entry.optional_text("parent"),
            name_vi=entry.text("name_vi"),
            becomes=tuple(entry.text("becomes", "").split()),
        )
        entry.done()
        if (unit.scheme == TWO_LEVEL) != (validity.start >= TWO_LEVEL_FROM):
            raise entry.error(f"{unit.scheme} and 'from' {validity.start} do not go together")
        if unit.scheme == THREE_LEVEL and (validity.end is None or validity.end >= TWO_LEVEL_FROM):
            raise entry.error("'to' must not lie after 2025-06-30, when the 3-level scheme ended")
        self.units.add((unit.scheme, unit.code), unit, validity, entry)

    def check(self) -> None:
        """Every unit hangs on one that is loaded, and every successor is loaded too."""
        for key in self.units:
            for row in self.units.rows(key):
                unit = row.value
                if (unit.parent is None) != (len(unit.code) == min(LEVELS)):
                    raise row.entry.error(f"'parent' of {unit.code} is missing, or a province has one")
                if unit.parent and (unit.scheme, unit.parent) not in self.units:
                    raise row.entry.error(f"unknown parent '{unit.parent}'")
                follows = _scheme_of_successors(unit, row.validity.end)
                for code in unit.becomes:
                    if (follows, code) not in self.units:
                        raise row.entry.error(f"{unit.code} becomes '{code}', which {follows} does not have")

    def successors(self, code: str) -> tuple[Unit, ...]:
        """The units of the 2-level scheme that an old one became: several when a person must choose."""
        rows = self.units.rows((THREE_LEVEL, code))
        if not rows:
            return ()
        last = rows[-1]
        follows = _scheme_of_successors(last.value, last.validity.end)
        if follows == THREE_LEVEL:
            found = {unit.code: unit for each in last.value.becomes for unit in self.successors(each)}
        else:
            units = (self.units.latest((TWO_LEVEL, each)) for each in last.value.becomes)
            found = {unit.code: unit for unit in units if unit}
        return tuple(found.values())


def _scheme_of_successors(unit: Unit, end: date | None) -> str:
    return THREE_LEVEL if unit.scheme == THREE_LEVEL and end and (TWO_LEVEL_FROM - end).days > 1 else TWO_LEVEL


def _entry(file: str, line: int, row: list[str]) -> Entry:
    entry = Entry(file, line, "units", {name: text for name, text in zip(COLUMNS, row, strict=False) if text})
    if len(row) != len(COLUMNS):
        raise entry.error(f"{len(row)} columns instead of {len(COLUMNS)}")
    for name in ("from", "to"):
        if name in entry.values:
            try:
                entry.values[name] = date.fromisoformat(entry.values[name])
            except ValueError:
                raise entry.error(f"'{name}' must be a date such as 2021-11-15") from None
    return entry

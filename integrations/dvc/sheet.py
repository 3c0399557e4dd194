"""A sheet: one dossier while it is brought from the portal's names into ours.

It grows ``raw`` for :func:`app.domain.reading.read`, remembers under which of the portal's names each value came, and
holds the faults found on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from app.domain import text
from app.domain.errors import Fault, InvalidFormat

FOREIGN_LIMIT = 1000
T = TypeVar("T")


class Sheet:
    """``at`` is where the dossier stands in the message, as in ``data[0]``; ``hoso`` what could be read of it."""

    def __init__(self, at: str, hoso: dict[str, Any], faults: list[Fault]) -> None:
        self.at, self.hoso, self.faults = at, hoso, faults
        self.raw: dict[str, Any] = {}
        self.spelling: dict[str, str] = {}

    @property
    def code(self) -> str:
        """MaHoSo as it came; empty if there is none."""
        return str(self.raw.get("code", ""))

    def rows(self, name: str) -> list[dict[str, Any]]:
        """A list of the dossier; empty where it is absent or was of the wrong type."""
        return self.hoso.get(name) or []

    def put(self, ours: str, theirs: str, value: Any) -> None:
        """A value under our path; an empty one is absent, but its name is known."""
        self.spelling[ours] = theirs
        if value:
            part, (*parents, key) = self.raw, ours.split(".")
            for parent in parents:
                part = part.setdefault(parent, {})
            part[key] = value

    def keep(self, theirs: str, value: str | None) -> None:
        """A foreign code or text under its own name."""
        try:
            kept = text.clean(value or "")
        except InvalidFormat as e:
            self.fault(theirs, e.code)
            return
        if len(kept) > FOREIGN_LIMIT:
            self.fault(theirs, "TEXT_TOO_LONG", limit=FOREIGN_LIMIT)
        elif kept:
            self.raw.setdefault("foreign", {})[theirs] = kept

    def coded(self, theirs: str, value: str | None, table: Mapping[str, T]) -> T | None:
        """What a code means; a code that is not in the table is a fault and reads as None."""
        if (value or "") not in table:
            self.fault(theirs, "CHOICE_UNKNOWN")
        return table.get(value or "")

    def forgive(self, theirs: str) -> None:
        """Leave out the fault of one field."""
        self.faults = [fault for fault in self.faults if fault.path != f"{self.at}.{theirs}"]

    def fault(self, theirs: str, code: str, **params: object) -> None:
        path = f"{self.at}.{theirs}"
        if all(fault.path != path for fault in self.faults):
            self.faults.append(Fault(path, code, tuple(params.items())))

    def spell(self, path: str) -> str:
        """Our path in the portal's names, or that of the nearest part that has one."""
        while path and path not in self.spelling:
            path = path.rpartition(".")[0]
        return f"{self.at}.{self.spelling[path]}" if path else self.at

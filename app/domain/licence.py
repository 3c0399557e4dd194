"""Class of driving licence (hạng giấy phép lái xe).

``A1``, ``B1`` and ``D`` mean other vehicles since 2025-01-01, so a class is known by its code and its regime: ``2008``
(Law 23/2008/QH12, until 2024-12-31) or ``2024`` (Law 36/2024/QH15 art. 57). What an old class is exchanged for is in
its ``exchanges`` (art. 89).

>>> LicenceClass("B1", "2024", "Mô tô ba bánh").key
('B1', '2024')
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exchange:
    """A class of the next regime that the holder of an old licence may get, and under which restriction."""

    code: str
    note_vi: str = ""


@dataclass(frozen=True, slots=True)
class LicenceClass:
    """One class under one law. ``valid_years`` is None for licences without term (không thời hạn)."""

    code: str
    regime: str
    name_vi: str
    valid_years: int | None = None
    exchanges: tuple[Exchange, ...] = ()
    note_vi: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the class: the same code under another law is another class."""
        return self.code, self.regime

"""Tables ``regimes`` and ``classes``: licence classes by law, and what the old ones are exchanged for."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from app.domain.licence import Exchange, LicenceClass
from app.rules.entries import Entry
from app.rules.timeline import Timeline


@dataclass(frozen=True, slots=True)
class LicenceTables:
    """``regimes`` has the one key ``""``: the law in force; ``classes`` is keyed by (code, regime)."""

    regimes: Timeline[str, str] = field(default_factory=Timeline)
    classes: Timeline[tuple[str, str], LicenceClass] = field(default_factory=Timeline)

    def read_regimes(self, entry: Entry) -> None:
        validity = entry.validity()
        entry.text("name_vi")
        self.regimes.add("", entry.text("regime"), validity, entry)

    def read_classes(self, entry: Entry) -> None:
        validity = entry.validity()
        found = LicenceClass(
            code=entry.text("code"),
            regime=entry.text("regime"),
            name_vi=entry.text("name_vi"),
            valid_years=entry.optional_whole("valid_years"),
            exchanges=tuple(_exchange(child) for child in entry.nested("exchanges")),
            note_vi=entry.text("note_vi", ""),
        )
        self.classes.add(found.key, found, validity, entry)

    def check(self) -> None:
        """Classes belong to known regimes, and exchanges lead to classes of the regime that follows."""
        regimes = [row.value for row in self.regimes.rows("")]
        following = dict(pairwise(regimes))
        for code, regime in self.classes:
            entry = self.classes.rows((code, regime))[0].entry
            if regime not in regimes:
                raise entry.error(f"unknown regime '{regime}'")
            found = self.classes.latest((code, regime))
            for exchange in found.exchanges if found else ():
                if (exchange.code, following.get(regime, "")) not in self.classes:
                    raise entry.error(f"{code} is exchanged for '{exchange.code}', which the next regime does not have")


def _exchange(entry: Entry) -> Exchange:
    exchange = Exchange(entry.text("code"), entry.text("note_vi", ""))
    entry.done()
    return exchange

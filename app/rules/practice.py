"""How the law is carried out: who is competent, what is suspended, how periods run on and how they are scored.

Tables ``competences``, ``suspensions``, ``supplements``, ``answers``, ``old_licences``, ``scores``, ``provisional``,
``keeping`` and the post's codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.old_licence import Handling
from app.domain.procedure import AfterSupplement
from app.domain.score import Method
from app.domain.submission import Channel
from app.domain.suspension import Suspension
from app.rules.entries import Entry
from app.rules.timeline import Dated, Timeline


@dataclass(frozen=True, slots=True)
class PostUnit:
    """A province or district in the post's own list, which is not that of the General Statistics Office."""

    code: str
    name_vi: str
    unit_code: str
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Keeping:
    """How many days a post office keeps what could not be delivered, and for how many the post may be silent."""

    days: int
    unseen_days: int


@dataclass(frozen=True, slots=True)
class PracticeTables:
    """Keys: competences by (province, procedure), supplements and old_licences by procedure, answers (working hours
    within which the authority answers) by channel, scores, provisional and keeping by ``""``.
    """

    competences: Timeline[tuple[str, str], str] = field(default_factory=Timeline)
    suspensions: list[Dated[Suspension]] = field(default_factory=list)
    disabled: list[Dated[Suspension]] = field(default_factory=list)
    supplements: Timeline[str, AfterSupplement] = field(default_factory=Timeline)
    answers: Timeline[str, int] = field(default_factory=Timeline)
    old_licences: Timeline[str, Handling] = field(default_factory=Timeline)
    scores: Timeline[str, Method] = field(default_factory=Timeline)
    provisional: Timeline[str, str] = field(default_factory=Timeline)
    post_units: Timeline[str, PostUnit] = field(default_factory=Timeline)
    keeping: Timeline[str, Keeping] = field(default_factory=Timeline)

    def read_competences(self, entry: Entry) -> None:
        validity, agency_id = entry.validity(), entry.text("agency")
        provinces = entry.texts("provinces")
        for procedure in entry.texts("procedures"):
            for province in provinces:
                self.competences.add((province, procedure), agency_id, validity, entry)

    def read_suspensions(self, entry: Entry) -> None:
        validity = entry.validity()
        suspension = Suspension(
            procedures=frozenset(entry.texts("procedures")),
            reason_vi=entry.text("reason_vi"),
            first=validity.start,
            last=validity.end,
            channels=frozenset(entry.chosen("channels", each, Channel) for each in entry.texts("channels", ())),
            classes=frozenset(entry.texts("classes", ())),
            provinces=frozenset(entry.texts("provinces", ())),
            agencies=frozenset(entry.texts("agencies", ())),
            offices=frozenset(entry.texts("offices", ())),
            except_vi=entry.text("except_vi", ""),
        )
        (self.suspensions if entry.flag("enabled", True) else self.disabled).append(Dated(suspension, validity, entry))

    def read_supplements(self, entry: Entry) -> None:
        validity, rule = entry.validity(), entry.choice("runs", AfterSupplement)
        for procedure in entry.texts("procedures"):
            self.supplements.add(procedure, rule, validity, entry)

    def read_answers(self, entry: Entry) -> None:
        validity, hours = entry.validity(), entry.whole("hours", least=1)
        for channel in entry.choices("channels", Channel):
            self.answers.add(channel, hours, validity, entry)

    def read_old_licences(self, entry: Entry) -> None:
        validity, handling = entry.validity(), entry.choice("handling", Handling)
        for procedure in entry.texts("procedures"):
            self.old_licences.add(procedure, handling, validity, entry)

    def read_scores(self, entry: Entry) -> None:
        validity = entry.validity()
        self.scores.add("", entry.choice("method", Method), validity, entry)

    def read_provisional(self, entry: Entry) -> None:
        validity = entry.validity()
        self.provisional.add("", entry.text("reason_vi"), validity, entry)

    def read_keeping(self, entry: Entry) -> None:
        validity = entry.validity()
        keeping = Keeping(entry.whole("days", least=1), entry.whole("unseen_days", least=1))
        self.keeping.add("", keeping, validity, entry)

    def read_post_provinces(self, entry: Entry) -> None:
        self._read_post_unit(entry, "[0-9]{2}", "[0-9]{2}")

    def read_post_districts(self, entry: Entry) -> None:
        self._read_post_unit(entry, "[0-9]{4}", "[0-9]{3}")

    def _read_post_unit(self, entry: Entry, code: str, unit_code: str) -> None:
        validity = entry.validity()
        unit = PostUnit(
            code=entry.matching("code", code),
            name_vi=entry.text("name_vi"),
            unit_code=entry.matching("unit_code", unit_code),
            postcode=entry.text("postcode", ""),
        )
        self.post_units.add(unit.code, unit, validity, entry)

    def suspended(
        self,
        procedure_code: str,
        channel: Channel | str,
        licence_class: str | None,
        places: tuple[str | None, str, str | None],
        on: date,
    ) -> Dated[Suspension] | None:
        """The first suspension in force that day that means such a dossier."""
        for row in self.suspensions:
            if row.validity.covers(on) and row.value.applies(procedure_code, channel, licence_class, places):
                return row
        return None

    def check(self, procedures: Timeline[str, Any], agencies: Timeline[str, Any]) -> None:
        """What is named exists, and every procedure says on each of its days how its period runs on."""
        for code, row in self._named():
            if code not in procedures:
                raise row.entry.error(f"unknown procedure '{code}'")
        for key in self.competences:
            for competence in self.competences.rows(key):
                if gap := agencies.gap(competence.value, competence.validity):
                    raise competence.entry.error(f"there is no agency '{competence.value}' on {gap}")
        for procedure in procedures.every():
            if gap := self.supplements.gap(procedure.value.code, procedure.validity):
                raise procedure.entry.error(f"{procedure.value.code} has no [[supplements]] on {gap}")

    def _named(self) -> Iterator[tuple[str, Dated[Any]]]:
        """Every procedure that an entry names."""
        yield from ((key[1], row) for key in self.competences for row in self.competences.rows(key))
        for by_procedure in (self.supplements, self.old_licences):
            yield from ((key, row) for key in by_procedure for row in by_procedure.rows(key))
        yield from ((code, row) for row in (*self.suspensions, *self.disabled) for code in row.value.procedures)

"""Tables ``procedures``, ``durations`` and ``fees``: what a procedure needs, how long it may take, what it costs."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.procedure import Duration, PaperRequirement, Procedure
from app.domain.submission import Channel
from app.rules.entries import Entry
from app.rules.timeline import Timeline


@dataclass(frozen=True, slots=True)
class ProcedureTables:
    """The three tables; a procedure's own durations and fees stay empty until a day is asked for."""

    procedures: Timeline[str, Procedure] = field(default_factory=Timeline)
    durations: Timeline[tuple[str, str], Duration] = field(default_factory=Timeline)
    fees: Timeline[tuple[str, str], int] = field(default_factory=Timeline)

    def read_procedures(self, entry: Entry) -> None:
        validity = entry.validity()
        papers = tuple(_paper(child) for child in entry.nested("papers"))
        if len({paper.code for paper in papers}) != len(papers):
            raise entry.error("two papers have the same code")
        procedure = Procedure(
            code=entry.text("code"),
            name_vi=entry.text("name_vi"),
            field_vi=entry.text("field_vi"),
            papers=papers,
            channels=frozenset(entry.choices("channels", Channel)),
            durations={},
            fees_vnd={},
            sets=entry.whole("sets", 1, least=1),
            enabled=entry.flag("enabled", True),
            result_vi=entry.text("result_vi", ""),
            legal_basis_vi=entry.text("legal_basis_vi", ""),
            note_vi=entry.text("note_vi", ""),
        )
        self.procedures.add(procedure.code, procedure, validity, entry)

    def read_durations(self, entry: Entry) -> None:
        validity, code = entry.validity(), entry.text("procedure")
        units = {name: entry.optional_whole(name) for name in ("days", "hours", "months")}
        try:
            duration = Duration(**units)
        except ValueError as e:
            raise entry.error(str(e)) from e
        for channel in entry.choices("channels", Channel):
            self.durations.add((code, channel), duration, validity, entry)

    def read_fees(self, entry: Entry) -> None:
        validity, fee_vnd = entry.validity(), entry.whole("fee_vnd")
        channels = entry.choices("channels", Channel)
        for code in entry.texts("procedures"):
            for channel in channels:
                self.fees.add((code, channel), fee_vnd, validity, entry)

    def check(self) -> None:
        """Every procedure has a duration and a fee for each of its channels on each of its days, and none is idle."""
        for code in self.procedures:
            for row in self.procedures.rows(code):
                for channel in sorted(row.value.channels):
                    if gap := self.durations.gap((code, channel), row.validity):
                        raise row.entry.error(f"{code} has no duration for {channel} on {gap}")
                    if gap := self.fees.gap((code, channel), row.validity):
                        raise row.entry.error(f"{code} has no fee for {channel} on {gap}")
        for key in (*self.durations, *self.fees):
            if key[0] not in self.procedures:
                rows = self.durations.rows(key) or self.fees.rows(key)
                raise rows[0].entry.error(f"unknown procedure '{key[0]}'")


def _paper(entry: Entry) -> PaperRequirement:
    paper = PaperRequirement(
        code=entry.text("code"),
        name_vi=entry.text("name_vi"),
        originals=entry.whole("originals", 0),
        copies=entry.whole("copies", 0),
        certified=entry.whole("certified", 0),
        except_classes=frozenset(entry.texts("except_classes", ())),
        channels=frozenset(entry.chosen("channels", each, Channel) for each in entry.texts("channels", ())),
        required=entry.flag("required", True),
        note_vi=entry.text("note_vi", ""),
    )
    if not paper.originals + paper.copies + paper.certified:
        raise entry.error("a paper needs originals, copies or certified")
    entry.done()
    return paper

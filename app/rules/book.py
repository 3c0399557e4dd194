"""What holds on a day: the one place that the rest of the service asks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from app.domain import dossier_number
from app.domain.agency import Agency, Office
from app.domain.calendar import WorkingCalendar
from app.domain.errors import NoRule
from app.domain.licence import LicenceClass
from app.domain.procedure import Duration, Procedure
from app.domain.submission import Channel
from app.rules.agencies import AgencyTables
from app.rules.forms import Form, FormTables
from app.rules.licences import LicenceTables
from app.rules.procedures import ProcedureTables

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of one version. ``on`` is a calendar day in Vietnam: the day of receipt for a dossier.

    ``version`` is the edition and a digest over every file and over the library of holidays: ``2021.1-3fa9c2d1``.
    """

    version: str
    _procedures: ProcedureTables
    _agencies: AgencyTables
    _licences: LicenceTables
    _forms: FormTables
    _calendars: dict[str, WorkingCalendar]

    def procedure(self, code: str, on: date) -> Procedure | None:
        """The procedure that a national or local code means, with that day's papers, durations and fees."""
        parts = code.split(".", 9)  # the longest local codes have seven parts
        for length in range(len(parts), 1, -1):
            if found := self._procedures.procedures.on(".".join(parts[:length]), on):
                return replace(
                    found,
                    durations={channel: self.duration(found.code, channel, on) for channel in sorted(found.channels)},
                    fees_vnd={channel: self.fee_vnd(found.code, channel, on) for channel in sorted(found.channels)},
                )
        return None

    def duration(self, procedure_code: str, channel: Channel | str, on: date) -> Duration:
        """How long a procedure may take (thời hạn giải quyết); ``NoRule`` if that day has none."""
        return _found(self._procedures.durations.on((procedure_code, channel), on), procedure_code, channel, on)

    def fee_vnd(self, procedure_code: str, channel: Channel | str, on: date) -> int:
        """The fee in whole đồng (lệ phí); ``NoRule`` if that day has none."""
        return _found(self._procedures.fees.on((procedure_code, channel), on), procedure_code, channel, on)

    def agency(self, agency_id: str, on: date | None = None) -> Agency:
        """An agency as of a day, or as last known; ``NoRule`` for an unknown one."""
        table = self._agencies.agencies
        return _found(table.on(agency_id, on) if on else table.latest(agency_id), "agency", agency_id, on)

    def agencies(self) -> tuple[Agency, ...]:
        """Every agency, as last known."""
        return tuple(self.agency(agency_id) for agency_id in self._agencies.agencies)

    def office(self, office_id: str, on: date | None = None) -> Office:
        """An office as of a day, or as last known; ``NoRule`` for an unknown one."""
        table = self._agencies.offices
        return _found(table.on(office_id, on) if on else table.latest(office_id), "office", office_id, on)

    def offices(self, agency_id: str, on: date | None = None) -> tuple[Office, ...]:
        """An agency's offices in the order of the file, as of a day or as last known."""
        table = self._agencies.offices
        found = (table.on(office_id, on) if on else table.latest(office_id) for office_id in table)
        return tuple(office for office in found if office and office.agency_id == agency_id)

    def receives_at_intake(self, agency_id: str, channel: Channel | str, on: date) -> bool:
        """Whether a dossier of this channel is received when handed in; without a rule it waits for the authority."""
        return bool(self._agencies.intake.on((agency_id, channel), on))

    def calendar(self, agency_id: str) -> WorkingCalendar:
        """The working calendar of an agency; ``NoRule`` for an unknown one."""
        return _found(self._calendars.get(agency_id), "calendar", agency_id)

    def licence_class(self, code: str, on: date) -> LicenceClass | None:
        """The class of that code under the law of the day; an old licence's class is ``licence_class_of``."""
        return self._licences.classes.on((code, self._licences.regimes.on("", on) or ""), on)

    def licence_class_of(self, code: str, regime: str) -> LicenceClass | None:
        """The class of that code under a named law, whether or not it is still given."""
        return self._licences.classes.latest((code, regime))

    def form(self, kind: str, on: date) -> Form:
        """Number, title and legal line of a form; ``NoRule`` if that day has none."""
        return _found(self._forms.forms.on(kind, on), "form", kind, on)

    def code_issuer(self, code: str) -> str | None:
        """Whose dossier code this is: the agency within it, or the one whose codes have its shape; None if unknown."""
        if dossier_number.is_valid(code):
            return dossier_number.parse(code).agency_id
        issuers = self._forms.issuers
        return next((issuers.latest(pattern) for pattern in issuers if re.fullmatch(pattern, code)), None)


def _found(value: T | None, *asked_for: object) -> T:
    if value is None:
        raise NoRule(asked=" ".join(str(each) for each in asked_for if each is not None))
    return value

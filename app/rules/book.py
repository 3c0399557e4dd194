"""What holds on a day: the one place that the rest of the service asks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from app.domain import dossier_number
from app.domain.address import TWO_LEVEL, Address, scheme_on
from app.domain.agency import Agency, Office
from app.domain.calendar import WorkingCalendar
from app.domain.errors import NoRule
from app.domain.licence import LicenceClass
from app.domain.money.fees import FreightPayer
from app.domain.post.order import Leg
from app.domain.procedure import AfterSupplement, Duration, Procedure
from app.domain.score import Method
from app.domain.submission import Channel
from app.domain.suspension import Suspension
from app.domain.unit import Unit
from app.rules.agencies import AgencyTables
from app.rules.forms import Form, FormTables
from app.rules.licences import LicenceTables
from app.rules.practice import Keeping, PostUnit, PracticeTables
from app.rules.procedures import ProcedureTables
from app.rules.timeline import Dated
from app.rules.units import UnitTables

T = TypeVar("T")
CITIZEN = {Leg.RETURN: FreightPayer.RECEIVER, Leg.COLLECT: FreightPayer.SENDER}  # which end of a parcel the citizen is


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of one version. ``on`` is a calendar day in Vietnam: the day of receipt for a dossier.

    ``version`` is the edition and a digest over every file and over the library of holidays: ``2026.1-3fa9c2d1``.
    """

    version: str
    _procedures: ProcedureTables
    _agencies: AgencyTables
    _licences: LicenceTables
    _forms: FormTables
    _calendars: dict[str, WorkingCalendar]
    _practice: PracticeTables
    _units: UnitTables
    _calendar_entries: tuple[Dated[str], ...] = ()
    _looked_up: dict[tuple[str, date], Procedure] = field(default_factory=dict)

    def procedure(self, code: str, on: date) -> Procedure | None:
        """The procedure that a national or local code means, with that day's papers, durations and fees.

        None for an unknown one, and for one that is not switched on.
        """
        found = self.known_procedure(code, on)
        return found if found and found.enabled else None

    def known_procedure(self, code: str, on: date) -> Procedure | None:
        """The same, also when it is not switched on (``enabled = false``)."""
        national = self.national_code(code)
        if national is None:
            return None
        if known := self._looked_up.get((national, on)):
            return known
        found = self._procedures.procedures.on(national, on)
        if found is None:
            return None
        found = self._looked_up[national, on] = replace(
            found,
            durations={channel: self.duration(found.code, channel, on) for channel in sorted(found.channels)},
            fees_vnd={channel: self.fee_vnd(found.code, channel, on) for channel in sorted(found.channels)},
            old_licence=self._practice.old_licences.on(found.code, on),
        )
        return found

    def procedures(self, on: date) -> tuple[Procedure, ...]:
        """All procedures that are known on a day, switched on or not, in the order of the files."""
        found = (self.known_procedure(code, on) for code in self._procedures.procedures)
        return tuple(procedure for procedure in found if procedure)

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

    def known_agency(self, agency_id: str, on: date) -> Agency:
        """An agency as of a day, as last known where that day has none; ``NoRule`` for an unknown one."""
        return self._agencies.agencies.on(agency_id, on) or self.agency(agency_id)

    def agencies(self) -> tuple[Agency, ...]:
        """Every agency, as last known."""
        return tuple(self.agency(agency_id) for agency_id in self._agencies.agencies)

    def office(self, office_id: str, on: date | None = None) -> Office:
        """An office as of a day, or as last known; ``NoRule`` for an unknown one."""
        table = self._agencies.offices
        rows = [row for key in table if key[0] == office_id for row in table.rows(key)]
        rows = [row for row in rows if on is None or row.validity.covers(on)]
        last = max(rows, key=lambda row: row.validity.start, default=None)
        return _found(last.value if last else None, "office", office_id, on)

    def offices(self, agency_id: str, on: date | None = None) -> tuple[Office, ...]:
        """An agency's offices in the order of the file, as of a day or as last known."""
        table = self._agencies.offices
        found = (table.on(key, on) if on else table.latest(key) for key in table if key[1] == agency_id)
        return tuple(office for office in found if office)

    def competent(self, province_code: str, procedure_code: str, on: date) -> Agency:
        """The authority that decides a procedure in a province that day (cơ quan có thẩm quyền); ``NoRule`` if unknown.

        ``province_code`` is of the General Statistics Office, in the scheme of the day.
        """
        national = self.national_code(procedure_code) or procedure_code
        agency_id = self._practice.competences.on((province_code, national), on)
        return self.agency(_found(agency_id, "competent", province_code, procedure_code, on), on)

    def suspension(
        self,
        procedure_code: str,
        channel: Channel | str,
        licence_class: str | None,
        agency_id: str,
        on: date,
        office_id: str | None = None,
    ) -> Suspension | None:
        """What keeps such a dossier from being taken in there that day (tạm dừng tiếp nhận); None when it is open."""
        agency = self._agencies.agencies.on(agency_id, on) or self._agencies.agencies.latest(agency_id)
        places = (agency.province_code if agency else None, agency_id, office_id)
        national = self.national_code(procedure_code) or procedure_code
        row = self._practice.suspended(national, channel, licence_class, places, on)
        return row.value if row else None

    def after_supplement(self, procedure_code: str, on: date) -> AfterSupplement:
        """How the period runs on when a supplement has come; ``NoRule`` if that day has none."""
        national = self.national_code(procedure_code) or procedure_code
        return _found(self._practice.supplements.on(national, on), "after_supplement", procedure_code, on)

    def answer_hours(self, channel: Channel | str, on: date) -> int | None:
        """Within how many working hours the authority answers a dossier of that channel; None where nothing is set."""
        return self._practice.answers.on(channel, on)

    def score_method(self, on: date) -> Method:
        """How a province's score counts on a day; ``NoRule`` if that day has none."""
        return _found(self._practice.scores.on("", on), "score", on)

    def provisional(self, on: date) -> str | None:
        """Why the calendar of that day is not settled yet, in Vietnamese; None when it is."""
        return self._practice.provisional.on("", on)

    def receives_at_intake(self, agency_id: str, channel: Channel | str, on: date) -> bool:
        """Whether a dossier of this channel is received when handed in; without a rule it waits for the authority."""
        return bool(self._agencies.intake.on((agency_id, channel), on))

    def freight_payer(self, agency_id: str, on: date, leg: Leg = Leg.RETURN) -> FreightPayer:
        """Who pays the postage of a leg that day (người trả cước); without a rule the citizen."""
        return self._agencies.freight.on((agency_id, leg), on) or CITIZEN[leg]

    def calendar(self, agency_id: str) -> WorkingCalendar:
        """The working calendar of an agency; ``NoRule`` for an unknown one."""
        return _found(self._calendars.get(agency_id), "calendar", agency_id)

    def licence_class(self, code: str, on: date) -> LicenceClass | None:
        """The class of that code under the law of the day; an old licence's class is ``licence_class_of``."""
        return self._licences.classes.on((code, self._licences.regimes.on("", on) or ""), on)

    def licence_class_of(self, code: str, regime: str) -> LicenceClass | None:
        """The class of that code under a named law, whether or not it is still given."""
        return self._licences.classes.latest((code, regime))

    def unit(self, code: str, on: date) -> Unit | None:
        """The administrative unit of that code in the scheme of the day."""
        return self._units.units.on((scheme_on(on), code), on)

    def units(self, parent: str | None, on: date) -> tuple[Unit, ...]:
        """The units right below another that day, or the provinces; in the order of the files."""
        found = (self._units.units.on(key, on) for key in self._units.units if key[0] == scheme_on(on))
        return tuple(unit for unit in found if unit and unit.parent == parent)

    def successors(self, code: str) -> tuple[Unit, ...]:
        """The 2-level units that a 3-level one became: several when a person must choose, none when not known."""
        return self._units.successors(code)

    def convert(self, address: Address) -> tuple[Address, ...]:
        """An address of the 3-level scheme in the 2-level one; the text stays as it was written.

        One: it is certain. Several: its ward was divided, a person chooses. None: its units are not known here. An
        address that is in the 2-level scheme already comes back by itself.
        """
        if address.scheme == TWO_LEVEL:
            return (address,)
        return tuple(
            replace(address, scheme=TWO_LEVEL, province_code=unit.parent, district_code=None, ward_code=unit.code)
            for unit in self.successors(address.ward_code or "")
        )

    def keeping(self, on: date) -> Keeping:
        """How long the post keeps what could not be delivered, and may be silent; ``NoRule`` if that day has none."""
        return _found(self._practice.keeping.on("", on), "keeping", on)

    def post_unit(self, code: str, on: date) -> PostUnit | None:
        """A province (2 digits) or district (4 digits) by the post's own code."""
        return self._practice.post_units.on(code, on)

    def post_code_of(self, unit_code: str, on: date) -> str | None:
        """The post's own code for a province or district of the General Statistics Office; None if not known."""
        table = self._practice.post_units
        found = (table.on(code, on) for code in table)
        return next((unit.code for unit in found if unit and unit.unit_code == unit_code), None)

    def form(self, kind: str, on: date) -> Form:
        """Number, title and legal line of a form; ``NoRule`` if that day has none."""
        return _found(self._forms.forms.on(kind, on), "form", kind, on)

    def code_issuer(self, code: str) -> str | None:
        """Whose dossier code this is: the agency within it, or the one whose codes have its shape; None if unknown."""
        if dossier_number.is_valid(code):
            return dossier_number.parse(code).agency_id
        issuers = self._forms.issuers
        return next((issuers.latest(pattern) for pattern in issuers if re.fullmatch(pattern, code)), None)

    def national_code(self, code: str) -> str | None:
        """The code in the list that a national or local code begins with."""
        parts = code.split(".", 9)  # the longest local codes have seven parts
        candidates = (".".join(parts[:length]) for length in range(len(parts), 1, -1))
        return next((each for each in candidates if each in self._procedures.procedures), None)


def _found(value: T | None, *asked_for: object) -> T:
    if value is None:
        raise NoRule(asked=" ".join(str(each) for each in asked_for if each is not None))
    return value

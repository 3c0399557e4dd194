"""Tables ``agencies``, ``offices``, ``intake`` and ``freight``: who decides, where dossiers come in, who receives them,
and who pays for fetching the papers and for bringing the result.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.agency import Agency, Office, OfficeKind
from app.domain.dossier_number import AGENCY_ID
from app.domain.money.fees import FreightPayer
from app.domain.post.order import Leg
from app.domain.submission import Channel
from app.rules.entries import Entry
from app.rules.timeline import Timeline


@dataclass(frozen=True, slots=True)
class AgencyTables:
    """The four tables; ``intake`` says per agency and channel whether the desk receives on its behalf.

    ``offices`` is keyed by (office, agency): a post office works for several agencies; ``freight`` by (agency, leg).
    """

    agencies: Timeline[str, Agency] = field(default_factory=Timeline)
    offices: Timeline[tuple[str, str], Office] = field(default_factory=Timeline)
    intake: Timeline[tuple[str, str], bool] = field(default_factory=Timeline)
    freight: Timeline[tuple[str, Leg], FreightPayer] = field(default_factory=Timeline)

    def read_agencies(self, entry: Entry) -> None:
        validity = entry.validity()
        agency = Agency(
            agency_id=entry.matching("agency_id", AGENCY_ID),
            name_vi=entry.text("name_vi"),
            parent_vi=entry.text("parent_vi"),
            letterhead_vi=entry.texts("letterhead_vi"),
            place_vi=entry.text("place_vi"),
            province_code=entry.matching("province_code", "[0-9]{2}"),
            address=entry.text("address", ""),
            phone=entry.text("phone", ""),
            number_start=entry.whole("number_start", 1, least=1),
            lookup_host=entry.optional_text("lookup_host"),
        )
        self.agencies.add(agency.agency_id, agency, validity, entry)

    def read_offices(self, entry: Entry) -> None:
        validity = entry.validity()
        office = Office(
            office_id=entry.text("office_id"),
            agency_id=entry.text("agency"),
            name_vi=entry.text("name_vi"),
            kind=entry.choice("kind", OfficeKind),
            address=entry.text("address", ""),
            phone=entry.text("phone", ""),
            district_code=entry.optional_text("district_code"),
        )
        self.offices.add((office.office_id, office.agency_id), office, validity, entry)

    def read_intake(self, entry: Entry) -> None:
        validity, agency_id = entry.validity(), entry.text("agency")
        channel = entry.choice("channel", Channel)
        self.intake.add((agency_id, channel), entry.flag("receives"), validity, entry)

    def read_freight(self, entry: Entry) -> None:
        validity, payer = entry.validity(), entry.choice("payer", FreightPayer)
        leg = entry.chosen("leg", entry.text("leg", Leg.RETURN), Leg)
        for agency_id in entry.texts("agencies"):
            self.freight.add((agency_id, leg), payer, validity, entry)

    def check(self) -> None:
        """Offices, intake and freight rules belong to agencies that exist."""
        for office_id, agency_id in self.offices:
            if agency_id not in self.agencies:
                raise self.offices.rows((office_id, agency_id))[0].entry.error(f"unknown agency '{agency_id}'")
        for agency_id, channel in self.intake:
            if agency_id not in self.agencies:
                raise self.intake.rows((agency_id, channel))[0].entry.error(f"unknown agency '{agency_id}'")
        for agency_id, leg in self.freight:
            if agency_id not in self.agencies:
                raise self.freight.rows((agency_id, leg))[0].entry.error(f"unknown agency '{agency_id}'")

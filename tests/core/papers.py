"""A desk that takes dossiers through their life and prints what the law names, on any day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app import intake, lifecycle
from app.clock import BusinessClock
from app.context import Context
from app.domain.correction import Correction
from app.domain.remark import Remark
from app.domain.submission import Channel
from app.papers import documents
from app.security.principals import Principal
from app.store import dossiers, item_codes
from app.updates import Supplement, correct, supplement
from tests import builders
from tests.pdf.reading import text

POLICE = "G01.89.08"
OFFICER = "Trần Thị Bảo"
OLD_LAW, POLICE_DAY, NEW_FORMS = "2021-11-15T08:00+07:00", "2025-03-10T08:00+07:00", "2025-10-01T08:00+07:00"


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer of an agency on a day of the business clock."""

    context: Context
    who: Principal

    @classmethod
    def on(cls, context: Context, told: str, office_id: str | None = None) -> Desk:
        """At that moment, with the agency that is competent then."""
        agency_id = builders.AGENCY if told < "2025-03" else POLICE
        moved = replace(context, clock=BusinessClock.parse(told))
        who = builders.principal(moved, agency_id=agency_id, office_id=office_id)
        with context.database.begin() as connection:
            if item_codes.left(connection, agency_id) == 0:
                first = item_codes.last_serial(connection) + 1
                item_codes.allocate(connection, agency_id, "EL", first, first + 999)
        return cls(moved, replace(who, name=OFFICER))

    def later(self, **passed: float) -> Desk:
        """The same officer some time after."""
        clock = self.context.clock
        moved = replace(clock, offset=clock.offset + timedelta(**passed))
        return replace(self, context=replace(self.context, clock=moved))

    def now(self) -> datetime:
        return self.context.clock.now()

    def hand_in(self, channel: Channel = Channel.PROVINCIAL_CENTRE, **changes: Any) -> str:
        changes.setdefault("licence_class", "C")  # there before and since 2025
        submission = builders.submission(self.context, channel=channel, **changes)
        return intake.accept(submission, self.who, self.context, "test").dossier_no

    def make(self, name: str, number: str, **said: Any) -> lifecycle.Moved:
        return lifecycle.make(name, number, Remark(**said), self.who, self.context, "test")

    def bring(self, number: str, *papers: Any) -> None:
        """A supplement."""
        brought = Supplement(builders.unique("request"), papers)
        supplement(number, brought, self.who, self.context, "test")

    def correct(self, number: str, **changes: Any) -> None:
        """Put right what was handed in."""
        asked = Correction(builders.unique("request"), changes)
        correct(number, asked, self.who, self.context, "test")

    def paper(self, number: str, kind: str, edition: int | None = None) -> bytes:
        return documents.paper(number, kind, self.who, self.context, edition=edition).content

    def read(self, number: str, kind: str, edition: int | None = None) -> str:
        """The text on the paper, white space single."""
        return text(self.paper(number, kind, edition))

    @contextmanager
    def dossier(self, number: str) -> Iterator[tuple[Any, Any]]:
        """A connection and the dossier with its row locked."""
        with self.context.database.begin() as connection:
            found = dossiers.by_code(connection, number, self.who.agency_id, None)
            assert found is not None
            yield connection, dossiers.lock(connection, found.id)

"""Admission (điều kiện tiếp nhận): whether an authority takes a dossier in at a moment, by the dated rules.

Whoever decides by then must be the one that is asked, and its intake must be open. What is suspended by class, channel
and place is asked only when a dossier is handed in: one that was handed in before is the authority's to judge.
"""

from __future__ import annotations

from datetime import datetime

from app.domain.errors import NotAllowed
from app.domain.local_time import LOCAL
from app.domain.submission import Submission
from app.rules import Rules


def require_intake(rules: Rules, procedure_code: str, agency_id: str, now: datetime) -> None:
    """:class:`NotAllowed`: ``NOT_COMPETENT`` names who decides by now, ``SUSPENDED`` why nothing is taken in."""
    day = now.astimezone(LOCAL).date()
    competent = rules.competent(rules.known_agency(agency_id, day).province_code, procedure_code, day)
    if competent.agency_id != agency_id:
        raise NotAllowed(code="NOT_COMPETENT", agency=competent.name_vi)
    if stop := rules.calendar(agency_id).intake_stop(now):
        raise NotAllowed(code="SUSPENDED", reason=stop.reason_vi)


def require_open(rules: Rules, submission: Submission, agency_id: str, office_id: str | None, now: datetime) -> None:
    """The same for a dossier that is handed in, also where its class, channel or place is suspended that day."""
    require_intake(rules, submission.procedure_code, agency_id, now)
    day, asked_for = now.astimezone(LOCAL).date(), submission.licence_class
    where = (submission.procedure_code, submission.channel, asked_for, agency_id, day, office_id)
    if suspended := rules.suspension(*where):
        raise NotAllowed(code="SUSPENDED", reason=suspended.reason_vi)

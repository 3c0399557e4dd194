"""Until when (thời hạn): the day's rules, walked through the agency's working calendar.

The rules of the day a dossier was received hold for all of its life.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.dossier import Dossier
from app.domain.local_time import LOCAL
from app.domain.procedure import due_after_supplement
from app.rules import Rules


def due_at(rules: Rules, procedure_code: str, channel: str, agency_id: str, received_at: datetime) -> datetime:
    """The due time (ngày hẹn trả) of a dossier received then; after hours it begins on the next working morning."""
    duration = rules.duration(procedure_code, channel, received_at.astimezone(LOCAL).date())
    return rules.calendar(agency_id).due(received_at, days=duration.days, hours=duration.hours, months=duration.months)


def answer_by(rules: Rules, channel: str, agency_id: str, submitted_at: datetime) -> datetime | None:
    """Until when the authority says whether it receives what came in then; None for a channel without such a rule."""
    hours = rules.answer_hours(channel, submitted_at.astimezone(LOCAL).date())
    return None if hours is None else rules.calendar(agency_id).due(submitted_at, hours=hours)


def due_when_complete(rules: Rules, dossier: Dossier, waits: Sequence[tuple[datetime, datetime]]) -> datetime:
    """The due time of a received dossier; ``waits`` are when it was asked for more and when that had come."""
    received_at = dossier.received_at or waits[-1][1]
    day = received_at.astimezone(LOCAL).date()
    return due_after_supplement(
        rules.calendar(dossier.agency_id),
        rules.duration(dossier.procedure_code, dossier.channel, day),
        rules.after_supplement(dossier.procedure_code, day),
        received_at=received_at,
        waits=waits,
    )

"""When a result is due (ngày hẹn trả): the duration of the day's rules, walked through the agency's calendar."""

from __future__ import annotations

from datetime import datetime

from app.domain.local_time import LOCAL
from app.rules import Rules


def due_at(rules: Rules, procedure_code: str, channel: str, agency_id: str, received_at: datetime) -> datetime:
    """For a dossier received at that moment; after hours the time begins on the next working morning."""
    duration = rules.duration(procedure_code, channel, received_at.astimezone(LOCAL).date())
    return rules.calendar(agency_id).due(received_at, days=duration.days, hours=duration.hours, months=duration.months)

"""The daily run: every agency's day before, at a set hour of the business clock; days that were missed are made up."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from app.context import Context
from app.domain.local_time import LOCAL
from app.logs import where
from app.reconciliation.running import run_of
from app.store import reconciled, reconciliations

MOST_MADE_UP = 31  # days; further back a person runs them
log = logging.getLogger(__name__)


def run_due(context: Context) -> int:
    """Reconcile what is due by now; how many days were. One that fails keeps no other from its turn."""
    done = 0
    for agency in context.rules.agencies():
        for day in due_days(agency.agency_id, context):
            try:
                edition, _ = run_of(agency.agency_id, day, context)
            except Exception as e:  # noqa: BLE001  the next day and agency have their turn
                told = {"agency_id": agency.agency_id, "day": day.isoformat(), "problem": where(e)}
                log.error("reconciliation failed", extra=told)
                continue
            done += 1
            found = len(edition.record["findings"])
            log.info("reconciled", extra={"agency_id": agency.agency_id, "day": day.isoformat(), "rows": found})
    return done


def due_count(context: Context) -> int:
    """How many days of all agencies are due and not done: above nought for long, one of them fails."""
    return sum(len(due_days(agency.agency_id, context)) for agency in context.rules.agencies())


def due_days(agency_id: str, context: Context) -> list[date]:
    """Yesterday, what was missed since the first day that was reconciled, and days whose statement came later.

    None of an agency that has no dossiers.
    """
    local = context.clock.now().astimezone(LOCAL)
    last = local.date() - timedelta(days=1 if local.time() >= context.settings.reconcile_at else 2)
    window = last - timedelta(days=MOST_MADE_UP - 1)
    with context.database.begin() as connection:
        done = reconciliations.done_days(connection, agency_id, window)
        late = reconciliations.late_days(connection, agency_id, window, last)
        if not done and not reconciled.has_dossiers(connection, agency_id):
            return []
    first = min(done, default=last)
    days = {first + timedelta(days=nth) for nth in range((last - first).days + 1)}
    return sorted((days - done) | late)

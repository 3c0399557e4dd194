"""Alarm: says in the log that item codes run low, when it begins and once a day as long as it lasts."""

from __future__ import annotations

import logging
from datetime import date

from app.context import Context
from app.domain.local_time import LOCAL
from app.store import item_code_supply

log = logging.getLogger(__name__)


class Alarm:
    """Looks whenever it is asked to; remembers of whom it has told, and on which day."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str | None], date] = {}

    def look(self, context: Context) -> None:
        """A warning for each agency and office that needs codes and was not told of today."""
        now = context.clock.now()
        with context.database.begin() as connection:
            low = item_code_supply.low(connection, context.settings.item_codes_low, now)
        today, before = now.astimezone(LOCAL).date(), self._told
        self._told = {(each.agency_id, each.office_id): today for each in low}
        for each in low:
            if before.get((each.agency_id, each.office_id)) != today:
                about = {"agency_id": each.agency_id, "office_id": each.office_id, "left": each.left}
                log.warning("item codes run low: ask the post for more", extra=about)

"""The relay's part: ring for what is owed, sweep now and then, and look whether item codes run low."""

from __future__ import annotations

import logging
import time

from redis.exceptions import RedisError

from app.domain.errors import NotReady
from app.post.item_code_alarm import Alarm
from app.relay import Relay
from app.sweep import EVERY_S, sweep
from app.worker import own

PAUSE_S = 0.04  # how long a new row waits at most before it is rung
TROUBLE_PAUSE_S = 1.0
ANSWER_TIMEOUT_S = 5.0
log = logging.getLogger(__name__)


def run() -> None:
    """For ever; Redis out of reach is waited out, the rows stay."""
    context = own.context()
    settings = context.settings
    bell = Relay(context.database, own.redis(ANSWER_TIMEOUT_S), settings.print_workers, settings.lease_s)
    alarm, swept_at = Alarm(), float("-inf")
    while True:
        try:
            bell.ring()
            if time.monotonic() - swept_at > EVERY_S:
                swept_at = time.monotonic()
                sweep(context)
                alarm.look(context)
            time.sleep(PAUSE_S)
        except (RedisError, NotReady) as e:
            log.warning("relay waits", extra={"problem": type(e).__name__})
            time.sleep(TROUBLE_PAUSE_S)

"""The tracker: reads what the post reports, every so often and when it says that there is news, and weighs it."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from app.context import Context
from app.domain.errors import NotReady, ServiceError
from app.logs import where
from app.post import tracking, weighing
from app.store import tracking as reports
from app.worker import own
from integrations.post.lines import Line

PAUSE_S = 1.0  # how long news of the post waits at most before its feed is read
OUT_OF_REACH_S = 30.0  # how long a post that is out of reach is left alone
STUCK_AFTER_S = 3600.0  # how long that may last before a person is told
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Turn:
    """One feed, when it may be read again, and since when it could not be; by a clock that only runs on."""

    line: Line
    not_before: float = 0.0
    failing_since: float | None = None


def run() -> None:
    """For ever, all feeds one after the other."""
    context, turns = own.context(), [Turn(line) for line in own.lines().all()]
    while True:
        try:
            for turn in turns:
                read(turn, context, time.monotonic())
            weighing.weigh_news(context)
        except NotReady as e:
            log.warning("tracker waits", extra={"problem": type(e).__name__})
        time.sleep(PAUSE_S)


def read(turn: Turn, context: Context, now: float) -> None:
    """Read one feed if it is its turn and it is due. One that fails holds up no other, and is told of."""
    if now < turn.not_before:
        return
    with context.database.begin() as connection:
        due = reports.is_due(connection, turn.line.name, context.settings.tracking_s)
    try:
        if due:
            tracking.pull(turn.line, context)
            turn.failing_since = None
    except NotReady:
        raise
    except ServiceError as e:
        log.warning("the post could not be asked", extra={"code": e.code, "problem": type(e).__name__})
        wait: float | None = getattr(e, "retry_after_s", None)
        _failed(turn, context, now, wait_s=wait, told_after_s=STUCK_AFTER_S)
    except Exception as e:  # noqa: BLE001  else all feeds stand still for one, and nobody sees it
        log.error("feed cannot be read", extra={"problem": where(e)})
        _failed(turn, context, now, wait_s=None, told_after_s=0)


def _failed(turn: Turn, context: Context, now: float, *, wait_s: float | None, told_after_s: float) -> None:
    """Leave it alone for a while; once that lasts, a person is told."""
    turn.failing_since = now if turn.failing_since is None else turn.failing_since
    turn.not_before = now + (OUT_OF_REACH_S if wait_s is None else max(wait_s, PAUSE_S))
    if now - turn.failing_since >= told_after_s:
        with context.database.begin() as connection:
            reports.stop(connection, turn.line.name)

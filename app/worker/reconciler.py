"""The reconciler: reconciles each agency's day before, once it is time (:mod:`app.reconciliation`)."""

from __future__ import annotations

import logging
import time

from app import reconciliation
from app.domain.errors import NotReady
from app.worker import own

PAUSE_S = 20.0  # how long a day that is due waits at most
log = logging.getLogger(__name__)


def run() -> None:
    """For ever; what failed is tried again at the next look."""
    context = own.context()
    while True:
        try:
            reconciliation.run_due(context)
        except NotReady as e:
            log.warning("reconciler waits", extra={"problem": type(e).__name__})
        time.sleep(PAUSE_S)

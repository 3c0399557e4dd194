"""The clerk: works shift files off (:mod:`app.shift_files`), a slice of each in turn."""

from __future__ import annotations

import logging
import time

from app.domain.errors import NotReady
from app.shift_files import working
from app.store import shift_file_work
from app.worker import own
from integrations.post.shift_files import FORMATS

PAUSE_S = 0.25  # how long a shift file waits at most before it is begun
TROUBLE_PAUSE_S = 1.0
log = logging.getLogger(__name__)


def run() -> None:
    """For ever; what it had in hand when it died is taken up at once."""
    context = own.context()
    with context.database.begin() as connection:
        shift_file_work.release_claims(connection, context.settings.worker_name)
    while True:
        try:
            if not working.work(FORMATS, context):
                time.sleep(PAUSE_S)
        except NotReady:
            log.warning("shift files wait", extra={"problem": "NotReady"})
            time.sleep(TROUBLE_PAUSE_S)

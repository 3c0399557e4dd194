"""The worker: relay, RQ workers, clerk, tracker and reconciler under one command (:mod:`app.worker`).

``python worker.py`` runs until SIGTERM; whatever dies is started again. ``--once`` drains what is owed and ends.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from types import FrameType

from app import logs
from app.config import Settings, SettingsError
from app.store import outbox, shift_file_work
from app.worker import own
from app.worker.parts import parts
from app.worker.supervisor import Supervisor
from integrations.post.lines import Lines
from integrations.post.orders.account import AccountsError

TEND_S = 0.1  # how often it is looked whether all still run


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--once", action="store_true", help="drain what is owed now, then end")
    once = parser.parse_args(arguments).once
    logs.configure()
    try:
        settings = _settings()
    except (SettingsError, AccountsError) as e:
        print(f"worker: {e}", file=sys.stderr)
        return 2
    _supervise(Supervisor(parts(settings)), once=once)
    return 0


def _settings() -> Settings:
    """Those of the environment, and the accounts at the post can be read."""
    settings = Settings.from_environment()
    if not settings.database_url or not settings.redis_url:
        raise SettingsError("DATABASE_URL and REDIS_URL are not set; `make run` starts everything")
    Lines(settings.post_accounts)
    return settings


def _supervise(supervisor: Supervisor, *, once: bool) -> None:
    def stop(signum: int, frame: FrameType | None) -> None:
        supervisor.stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        while not supervisor.stopping and not (once and _drained()):
            supervisor.tend()
            time.sleep(TEND_S)
    finally:
        supervisor.stop()


def _drained() -> bool:
    with own.context().database.begin() as connection:
        return outbox.backlog(connection).open + shift_file_work.backlog(connection).open == 0


if __name__ == "__main__":
    sys.exit(main())

"""How several processes share the private servers: the first starts them, the last stops them.

Every user holds a shared ``flock``; the kernel gives it back however the process ends, so no count can go stale. A user
that was killed leaves the servers running; the next one joins them and, being the last, stops them.
"""

from __future__ import annotations

import fcntl
import logging
import os
import select
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread

from app.services.errors import ServicesError
from app.services.server import Server

RETRY_S = 1.0

log = logging.getLogger(__name__)


@contextmanager
def held(servers: Sequence[Server], locks: Path) -> Iterator[None]:
    """Keep ``servers`` running while the block runs; one that dies is started again."""
    with (locks / "users").open("a") as mine:
        try:
            with _alone(locks):
                fcntl.flock(mine, fcntl.LOCK_SH)
                for server in servers:
                    server.start()
            with _watched(servers, locks):
                yield
        finally:
            with _alone(locks):
                fcntl.flock(mine, fcntl.LOCK_UN)
                if _unused(locks):
                    for server in reversed(servers):
                        server.stop()


@contextmanager
def _watched(servers: Sequence[Server], locks: Path) -> Iterator[None]:
    woken, waker = os.pipe()
    thread = Thread(target=_watch, args=(servers, locks, woken), name="services", daemon=True)
    thread.start()
    try:
        yield
    finally:
        os.close(waker)  # the other end turns readable
        thread.join()
        os.close(woken)


def _watch(servers: Sequence[Server], locks: Path, woken: int) -> None:
    while True:
        with ExitStack() as stack:
            deaths = [stack.enter_context(server.death()) for server in servers]
            alive = [death for death in deaths if death is not None]
            if len(alive) == len(servers) and woken in select.select([woken, *alive], [], [])[0]:
                return
        try:
            with _alone(locks):
                for server in servers:
                    server.start()
        except (ServicesError, OSError) as error:
            log.error("cannot start again: %s", error)
            if select.select([woken], [], [], RETRY_S)[0]:
                return


@contextmanager
def _alone(locks: Path) -> Iterator[None]:
    with (locks / "changing").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)  # said aloud: a child forked meanwhile holds the file open


def _unused(locks: Path) -> bool:
    with (locks / "users").open("a") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

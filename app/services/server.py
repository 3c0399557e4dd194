"""A server of our own in the background, known by a lock that it holds itself.

The lock file is opened and locked (``flock``) before the server starts, and the server and all its children inherit it.
So the lock is held exactly while one of them lives, whoever started it and however that one ended: a process id left
over from before a crash or a reboot cannot be taken for a running server. The file's content is the process id.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from app.services.errors import ServicesError

START_TIMEOUT_S = 120.0  # replaying a long log after a crash takes its time
STOP_TIMEOUT_S = 60.0
_POLL_S = 0.01
_INHERITED_LOCK = 3

# A forked child would inherit an open lock file and hold the lock for its own life, so no fork happens meanwhile.
_locking = threading.Lock()
os.register_at_fork(before=_locking.acquire, after_in_parent=_locking.release, after_in_child=_locking.release)


class Server(ABC):
    """One private server with its data under ``var``. Callers serialise ``start`` and ``stop`` (see ``lease``)."""

    name: str
    stop_signal: signal.Signals

    def __init__(self, var: Path) -> None:
        self.var = var
        self.lock = var / "locks" / self.name.lower()
        self.log = var / "log" / f"{self.name.lower()}.log"

    @abstractmethod
    def url(self) -> str:
        """The address, the same at every start."""

    @abstractmethod
    def command(self) -> list[str]:
        """Make the data folder ready and say what to run."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server takes requests now."""

    def start(self) -> None:
        """Start the server unless it runs, and wait until it answers.

        :raises ServicesError: it ended while starting, or does not answer.
        """
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            launched = self._launch_unless_held()
            with self.death() as death:
                while death is not None and time.monotonic() < deadline:
                    if self.answers():
                        return
                    if select.select([death], [], [], _POLL_S)[0]:
                        break
            if launched and death is not None and not self._held():
                reason = telling_line(self.log.read_text(errors="replace"))
                raise ServicesError(f"{self.name} ended while starting: {reason} (all: {self.log})")
            time.sleep(_POLL_S)  # its last children are ending, or it is about to write its process id
        raise ServicesError(f"{self.name} does not answer after {START_TIMEOUT_S:.0f} s: see {self.log}")

    def stop(self) -> None:
        """End the server in order, or by force when it does not end."""
        with self.death() as death:
            for sign in (self.stop_signal, signal.SIGKILL):
                if death is None or not self._held():
                    return
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(death, sign)
                if select.select([death], [], [], STOP_TIMEOUT_S)[0]:
                    self._reap()
                    return

    @contextmanager
    def death(self) -> Iterator[int | None]:
        """A file descriptor that turns readable when the server ends; None when there is no such process."""
        try:
            descriptor = os.pidfd_open(int(self.lock.read_text()))
        except (FileNotFoundError, ValueError, ProcessLookupError):
            yield None
            return
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _launch_unless_held(self) -> bool:
        with _locking, self.lock.open("a+") as lock, self.log.open("a") as log:
            if not _try_lock(lock):
                return False
            self._reap()
            lock.truncate(0)
            os.posix_spawnp(
                "sh",
                ["sh", "-c", 'echo $$ >"$0"; exec "$@"', str(self.lock), *self.command()],
                server_environment(),
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_DUP2, log.fileno(), 1),
                    (os.POSIX_SPAWN_DUP2, log.fileno(), 2),
                    (os.POSIX_SPAWN_DUP2, lock.fileno(), _INHERITED_LOCK),
                ],
                setsid=True,  # it outlives us and hears no Ctrl-C of our terminal
                setsigmask=(),
                setsigdef=(signal.SIGINT, signal.SIGTERM, signal.SIGQUIT),
            )
        return True

    def _reap(self) -> None:
        """Take the ended server off the process table, if it was our child: not every machine has an init that does."""
        with suppress(OSError, ValueError):
            os.waitpid(int(self.lock.read_text()), os.WNOHANG)

    def _held(self) -> bool:
        with _locking, self.lock.open("a") as lock:
            return not _try_lock(lock)


def server_environment() -> dict[str, str]:
    """A plain environment: the servers and their tools must not depend on the caller's locale or PG* variables."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def telling_line(output: str) -> str:
    """The line of a server's or tool's output that most likely says why it ended.

    >>> telling_line("LOG: starting\\nFATAL: no space left\\nHINT: make some\\n")
    'FATAL: no space left'
    """
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines[-20:] if re.search(r"FATAL|error|setpriv:", line, re.IGNORECASE)]
    return (telling or lines or ["no output"])[-1]


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

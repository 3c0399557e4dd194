"""The process of one part: its name for people and for its claims, and its end with the supervisor's (Linux)."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable

from app import logs

Part = Callable[[], None]  # what runs in it
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15


def run(name: str, part: Part) -> None:
    """Become the process of this part."""
    logs.configure()
    os.environ["DOSSIER_WORKER_NAME"] = f"{socket.gethostname()}:{name}"
    _name(name)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the supervisor, which stops its parts in order
    _end_with_parent()
    part()


def _name(name: str) -> None:
    """What ``top`` and ``pgrep`` show."""
    ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)


def _end_with_parent() -> None:
    """If the supervisor is killed, its parts get SIGTERM and do not go on as orphans."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() == 1:
        sys.exit(0)

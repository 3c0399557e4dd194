"""The supervisor: one process for each part, started again when it dies, stopped in order."""

from __future__ import annotations

import logging
import multiprocessing
import time
from collections.abc import Mapping
from multiprocessing.process import BaseProcess

from app.worker import process
from app.worker.process import Part

START_PAUSE_S = 0.5  # between two starts of the same part, if it dies at once
STOP_TIMEOUT_S = 30
log = logging.getLogger(__name__)


class Supervisor:
    """Keeps the parts alive."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts = parts
        self._processes: dict[str, BaseProcess] = {}
        self._started: dict[str, float] = {}
        self.stopping = False

    def tend(self) -> None:
        """Start what is not running."""
        for name, part in self._parts.items():
            running = self._processes.get(name)
            if running is not None and running.is_alive():
                continue
            if time.monotonic() - self._started.get(name, float("-inf")) < START_PAUSE_S:
                continue
            if running is not None:
                log.warning("part ended, starting it again", extra={"part": name, "exit": running.exitcode})
            self._started[name] = time.monotonic()
            self._processes[name] = _start(name, part)

    def stop(self) -> None:
        """Let each part finish what it has in hand (SIGTERM), then end it."""
        for each in self._processes.values():
            if each.is_alive():
                each.terminate()
        for each in self._processes.values():
            each.join(timeout=STOP_TIMEOUT_S)
            if each.is_alive():
                each.kill()


def _start(name: str, part: Part) -> BaseProcess:
    started = multiprocessing.get_context("spawn").Process(target=process.run, args=(name, part), name=name)
    started.start()
    return started

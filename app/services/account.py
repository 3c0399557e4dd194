"""Who the servers run as: ourselves, or ``nobody`` when we are root, because PostgreSQL refuses root.

A clone may lie in a folder that ``nobody`` cannot enter (``/root`` is one). The server then keeps one capability of
root, passed on through ``exec`` as an ambient one: to search and read past permissions (``CAP_DAC_READ_SEARCH``), or
where containers withhold that or the program itself is closed to others, to ignore them (``CAP_DAC_OVERRIDE``).
Nothing is copied, and no folder of the user's is opened to others. Source: capabilities(7), setpriv(1).
"""

from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path

from app.services.errors import ServicesError

_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2  # bits, linux/capability.h
_ACCESS_COUNTS_IT = "--securebits=+no_setuid_fixup"  # else access(2), which initdb asks, leaves capabilities out
_OTHERS_ENTER = 0o001
_OTHERS_READ = 0o004


def server_uid() -> int:
    """The user id that the servers run under."""
    return os.geteuid() or _nobody().pw_uid


def give(path: Path) -> None:
    """Make ``path`` belong to the servers' user."""
    if os.geteuid() == 0:
        os.chown(path, _nobody().pw_uid, _nobody().pw_gid)


def as_server(command: list[str], *places: Path) -> list[str]:
    """``command`` as the servers' user runs it; it must reach its program and ``places``, folders of its own."""
    if os.geteuid() != 0:
        return command
    if shutil.which("setpriv") is None:
        raise ServicesError("as root, setpriv is needed to start servers unprivileged: apt-get install util-linux")
    user = _nobody()
    keep = _capability_to_reach(Path(command[0]), *places)
    kept = [f"--inh-caps=-all,+{keep}", f"--ambient-caps=+{keep}", _ACCESS_COUNTS_IT] if keep else ["--inh-caps=-all"]
    drop = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--no-new-privs"]
    return ["setpriv", *drop, *kept, *command]


def _capability_to_reach(program: Path, *places: Path) -> str | None:
    program = program.resolve()
    closed = any(not _allows(folder, _OTHERS_ENTER) for way in (program, *places) for folder in way.resolve().parents)
    runnable = _allows(program, _OTHERS_ENTER | _OTHERS_READ)
    if runnable and not closed:
        return None
    mine = _own_capabilities()
    if runnable and mine >> _DAC_READ_SEARCH & 1:
        return "dac_read_search"
    if mine >> _DAC_OVERRIDE & 1:
        return "dac_override"
    wanted = ", ".join(map(str, (program, *places)))
    raise ServicesError(
        f"user {_nobody().pw_name} cannot reach all of {wanted}, nor may root here let it: "
        "move the project to a folder open to others (/srv), or set DATABASE_URL and REDIS_URL"
    )


def _allows(path: Path, bits: int) -> bool:
    return path.stat().st_mode & bits == bits


def _own_capabilities() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.split("CapPrm:")[1].split()[0], 16)


def _nobody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("nobody")
    except KeyError as error:
        raise ServicesError("as root, a user 'nobody' is needed to run PostgreSQL: useradd --system nobody") from error

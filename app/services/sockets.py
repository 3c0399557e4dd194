"""Where the servers' unix sockets lie: a folder that only their user and root may enter, with a path short enough."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from app.services.account import give, server_uid
from app.services.errors import ServicesError

_LONGEST = 107  # bytes of a socket's path, unix(7)
_LONGEST_NAME = ".s.PGSQL.5432"


def socket_folder(var: Path) -> Path:
    """The folder of the sockets, made if need be: ``var/sockets``, or one in ``/tmp`` where that path is too long."""
    folder = var / "sockets"
    if len(os.fsencode(folder / _LONGEST_NAME)) > _LONGEST:
        digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:16]
        folder = Path("/tmp") / f"dossier-post-{digest}"  # noqa: S108 - made for its owner alone, checked below
    if not folder.exists():
        folder.mkdir(mode=0o700)
        give(folder)
    found = folder.lstat()
    if found.st_uid != server_uid() or found.st_mode & 0o077:
        raise ServicesError(f"{folder} belongs to another user: remove it, or run as the user that made it")
    return folder

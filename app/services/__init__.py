"""PostgreSQL and Valkey: those whose addresses the environment gives, else private ones with their data in ``var/``.

``DATABASE_URL`` and ``REDIS_URL`` name servers of the operator's; nothing is started for one that is set. A private
server is started by the first process that needs it, shared by the others, started again when it dies, and stopped in
order by the last. ``DOSSIER_PG_BIN`` names the folder of the PostgreSQL programs to use.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from app.services.errors import ServicesError
from app.services.lease import held
from app.services.postgres import Postgres
from app.services.server import Server
from app.services.valkey import Valkey

__all__ = ["Services", "ServicesError", "ensure", "running"]

DEFAULT_VAR = Path(__file__).resolve().parents[2] / "var"


@dataclass(frozen=True)
class Services:
    """Where to connect, as libpq, SQLAlchemy (``postgresql://``) and redis-py (``redis://``, ``unix://``) take it."""

    database_url: str
    redis_url: str


@contextmanager
def running(
    var: Path = DEFAULT_VAR, *, environ: Mapping[str, str] = os.environ, durable: bool = True
) -> Iterator[Services]:
    """Both services while the block runs. Not ``durable`` is for tests: a power cut would lose the database.

    :raises ServicesError: one cannot be had; the text says what is missing and how to get it.
    """
    database_url, redis_url = environ.get("DATABASE_URL"), environ.get("REDIS_URL")
    if database_url and redis_url:
        yield Services(database_url, redis_url)
        return
    var = var.resolve()
    programs = Path(environ["DOSSIER_PG_BIN"]).resolve() if environ.get("DOSSIER_PG_BIN") else None
    postgres, valkey = Postgres(var, programs, durable=durable), Valkey(var)
    private: list[Server] = [] if database_url else [postgres]
    private += [] if redis_url else [valkey]
    with ExitStack() as stack:
        try:
            for folder in ("locks", "log"):
                (var / folder).mkdir(parents=True, exist_ok=True)
            stack.enter_context(held(private, var / "locks"))
        except OSError as error:
            raise ServicesError(f"cannot keep services in {var}: {error}; run as the user that owns it") from error
        yield Services(database_url or postgres.url(), redis_url or valkey.url())


def ensure(var: Path = DEFAULT_VAR) -> Services:
    """Both services until this process ends; a second call gives the same.

    :raises ServicesError: as ``running``.
    """
    key = var.resolve()
    with _ensuring:
        if key not in _ensured:
            stack = ExitStack()
            _ensured[key] = stack.enter_context(running(var))
            atexit.register(_release, stack, os.getpid())
        return _ensured[key]


_ensuring = Lock()
_ensured: dict[Path, Services] = {}


def _release(stack: ExitStack, owner_pid: int) -> None:
    if os.getpid() == owner_pid:  # a forked child ends without taking its parent's services away
        stack.close()

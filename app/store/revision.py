"""Revision of the tables: which one this code wants, and which one a database has.

The names of the migrations and one row say it: a web process asks on every ``/readyz`` and has no use for the machinery
that migrates (12 MB).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import text

from app.store.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations" / "versions"


@cache
def newest() -> str:
    """The revision of this code's tables: migrations are numbered, the last one has the highest number."""
    return max(path.name.partition("_")[0] for path in _MIGRATIONS.glob("[0-9]*_*.py"))


def is_current(database: Database) -> bool:
    """Whether the database has the tables that this code wants."""
    with database.begin() as connection:
        if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
            return False
        return bool(connection.scalar(text("SELECT version_num FROM alembic_version")) == newest())

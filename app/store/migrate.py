"""Migrations: brings a database to the tables of this code (:mod:`app.store.revision` says whether it has them).

Several hosts may start at once: an advisory lock lets one migrate while the others wait.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from app.store.database import driver_url

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 4_021_115  # any number, the same in every process


def upgrade(database_url: str, revision: str = "head") -> None:
    """Create or change the tables; does nothing where they are as this code (or a ``revision`` of old) wants them."""
    engine = create_engine(driver_url(database_url), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        connection.commit()
        try:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
            connection.commit()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config

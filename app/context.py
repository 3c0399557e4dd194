"""What every use case is handed: the database, the rules, the business clock, the store of files, the settings."""

from __future__ import annotations

from dataclasses import dataclass

from app.clock import BusinessClock
from app.config import Settings
from app.rules import Rules, load
from app.store.database import Database
from app.store.files import Files, Folder
from app.store.numbers import NumberSource


@dataclass(frozen=True, slots=True)
class Context:
    """One per process; safe to share between its threads."""

    settings: Settings
    database: Database
    rules: Rules
    clock: BusinessClock
    files: Files
    numbers: NumberSource

    @classmethod
    def build(cls, settings: Settings) -> Context:
        """Everything wired from settings that name a database."""
        if settings.database_url is None:
            raise ValueError("DATABASE_URL is not set: start through `make run`, or run `python -m app.services`")
        database = Database(settings.database_url, pool_size=settings.pool_size)
        return cls(
            settings=settings,
            database=database,
            rules=load(),
            clock=BusinessClock.parse(settings.business_now),
            files=Folder(settings.var / "files"),
            numbers=NumberSource(database),
        )

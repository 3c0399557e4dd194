"""What every use case is handed: the database, the rules, the business clock, the store of files, the settings."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.clock import BusinessClock
from app.config import Settings
from app.rules import Rules, load
from app.store.database import Database
from app.store.files import Files, Folder
from app.store.numbers import NumberSource

EVERY_AGENCY = "default"  # in the file of accounts at the post: whoever has none of its own


@dataclass(frozen=True, slots=True)
class Context:
    """One per process; safe to share between its threads."""

    settings: Settings
    database: Database
    rules: Rules
    clock: BusinessClock
    files: Files
    numbers: NumberSource
    post_agencies: frozenset[str] = frozenset()
    post: Callable[[str], Any] = lambda agency_id: None  # the agency's line to the post, where one was opened

    def asks_post(self, agency_id: str) -> bool:
        """Whether the agency has an account at the post, by which parcels are ordered."""
        return not self.post_agencies.isdisjoint((agency_id, EVERY_AGENCY))

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
            post_agencies=_agencies(settings.post_accounts),
        )


def _agencies(accounts: Path | None) -> frozenset[str]:
    """Who has an account; what else stands there is for whoever talks to the post."""
    if accounts is None:
        return frozenset()
    rows = tomllib.loads(accounts.read_text(encoding="utf-8")).get("accounts", [])
    return frozenset(row["agency_id"] for row in rows)

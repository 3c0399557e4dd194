"""A context on a database of the module's own, on the morning of 15 November 2021."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import Settings
from app.context import Context
from app.security.principals import Principal
from app.store import item_codes
from tests import builders


@pytest.fixture(scope="module")
def context(migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    settings = Settings(
        database_url=migrated_url,
        var=Path(tmp_path_factory.mktemp("var")),
        business_now="2021-11-15T08:00+07:00",
        secret_key="for tests",
        pool_size=12,
    )
    made = Context.build(settings)
    with made.database.begin() as connection:
        item_codes.allocate(connection, builders.AGENCY, "EL", 100, 9_999)
    yield made
    made.database.engine.dispose()


@pytest.fixture
def desk(context: Context) -> Principal:
    """A key of the whole agency that may do everything."""
    return builders.principal(context)


@pytest.fixture
def counter(context: Context) -> Principal:
    """A key of one post office."""
    return builders.principal(context, office_id=builders.OFFICE)

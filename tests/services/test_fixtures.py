"""What ``tests/conftest.py`` promises to every other test."""

from __future__ import annotations

import pytest
from psycopg import connect
from redis import Redis

from tests.conftest import NewDatabase, need

TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


def count_tables(url: str) -> int:
    with connect(url) as connection:
        row = connection.execute(TABLES).fetchone()
    assert row is not None
    return int(row[0])


def test_an_empty_database_and_one_with_all_tables(database_url: str, migrated_url: str) -> None:
    assert count_tables(database_url) == 0
    assert count_tables(migrated_url) > 5


def test_databases_are_apart_and_dropped_after_use(new_database: NewDatabase, migrated_template: str) -> None:
    with new_database() as one, new_database(template=migrated_template) as other:
        assert one != other
        assert count_tables(one) == 0
        assert count_tables(other) > 5
    with pytest.raises(Exception, match="does not exist"):
        connect(one)


@pytest.mark.parametrize("turn", [1, 2])
def test_the_queue_is_empty_before_each_test(redis_url: str, turn: int) -> None:
    with Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("turn", turn)


def test_a_missing_program_is_skipped_visibly_and_fails_under_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"zbarimg is missing: apt-get install .*zbar-tools"):
        need("zbarimg")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="zbar-tools"):
        need("zbarimg")

"""What every test may ask for: a real PostgreSQL and Valkey of the run's own, and programs of the system.

The run's services lie in a folder of their own and are shared by the xdist workers; each worker has its own databases.
"""

from __future__ import annotations

import importlib
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from hypothesis import settings

from app.services import Services, running

# The same examples in every run, and none judged by the clock of a busy machine.
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")

PROJECT = Path(__file__).resolve().parents[1]
FOLDER_VARIABLE = "DOSSIER_TEST_FOLDER"

Change = Callable[[str, str, str], Any]  # file, old, new → the rules with it
NewDatabase = Callable[..., AbstractContextManager[str]]


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the workers inherit the folder
        os.environ[FOLDER_VARIABLE] = tempfile.mkdtemp(prefix="dossier-test-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(FOLDER_VARIABLE), ignore_errors=True)


def need(tool: str) -> None:
    """Skip the test where ``tool`` (a name in ``deploy/setup/packages.txt``) is missing; with ``CI=true`` fail it."""
    package, check = _packages()[tool]
    if subprocess.run(["/bin/sh", "-c", check], capture_output=True, stdin=subprocess.DEVNULL).returncode == 0:
        return
    message = f"{tool} is missing: apt-get install --no-install-recommends {package}"
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def _packages() -> dict[str, tuple[str, str]]:
    lines = (PROJECT / "deploy/setup/packages.txt").read_text().splitlines()
    rows = [line.split(maxsplit=3) for line in lines if not line.startswith("#")]
    return {name: (package, check) for _, name, package, check in rows}


@pytest.fixture(name="need", scope="session")
def need_fixture() -> Callable[[str], None]:
    """``need("chromium")`` for tests that do not import it."""
    return need


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """The run's own PostgreSQL and Valkey, whatever the environment names."""
    with running(Path(os.environ[FOLDER_VARIABLE]), environ={}, durable=False) as found:
        yield found


@pytest.fixture(scope="session")
def new_database(services: Services, worker_id: str) -> NewDatabase:
    """``with new_database() as url`` makes an empty database, ``new_database(template=name)`` a copy; dropped after."""
    numbers = itertools.count(1)

    @contextmanager
    def make(template: str = "template1") -> Iterator[str]:
        name = f"{worker_id}_{next(numbers)}"
        with psycopg.connect(services.database_url, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
            try:
                yield urlsplit(services.database_url)._replace(path=f"/{name}").geturl()
            finally:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    return make


@pytest.fixture(scope="session")
def migrated_template(new_database: NewDatabase) -> Iterator[str]:
    """The name of a database with all tables and no rows, to copy from; nothing may stay connected to it."""
    with new_database() as url:
        importlib.import_module("app.store.migrate").upgrade(url)
        yield urlsplit(url).path.removeprefix("/")


@pytest.fixture(scope="module")
def database_url(new_database: NewDatabase) -> Iterator[str]:
    """An empty database for the module."""
    with new_database() as url:
        yield url


@pytest.fixture(scope="module")
def migrated_url(new_database: NewDatabase, migrated_template: str) -> Iterator[str]:
    """A database with all tables for the module."""
    with new_database(template=migrated_template) as url:
        yield url


@pytest.fixture
def redis_url(services: Services, worker_id: str) -> str:
    """An empty Valkey database, the worker's own."""
    number = int(worker_id.removeprefix("gw")) + 1 if worker_id.startswith("gw") else 1
    url = services.redis_url.replace("?db=0", f"?db={number}")
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped rules, which a test may change."""
    shipped = PROJECT / "app/rules"
    for path in (*shipped.glob("*.toml"), *shipped.glob("*.csv")):
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.fixture
def change(folder: Path) -> Change:
    """Replaces a text that stands in a file of the rules, once, and loads the result."""

    def changed(file: str, old: str, new: str) -> Any:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return importlib.import_module("app.rules").load(folder)

    return changed

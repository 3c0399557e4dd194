"""The portal's door over real HTTP and a real PostgreSQL, on a day of its own, and a portal that signs its messages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from app.config import Settings
from app.context import Context
from app.store import item_codes
from integrations.dvc.door import blueprint
from tests import builders
from tests.dvc.portal import Portal, new_portal

LIMIT = 1024 * 1024


@pytest.fixture(scope="module")
def context(migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    settings = Settings(
        database_url=migrated_url,
        var=Path(tmp_path_factory.mktemp("var")),
        public_url="https://hoso.example",
        business_now="2021-11-15T08:00+07:00",
        secret_key="for tests",
        pool_size=8,
        max_message_bytes=LIMIT,
    )
    made = Context.build(settings)
    with made.database.begin() as connection:
        item_codes.allocate(connection, builders.AGENCY, "EL", 100, 999)
    yield made
    made.database.engine.dispose()


@contextmanager
def served(context: Context) -> Iterator[str]:
    """The address of a door on a free port, in threads of this process."""
    app = Flask("portal")
    app.register_blueprint(blueprint(context))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/webhooks/portal"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def door(context: Context) -> Iterator[str]:
    with served(context) as url:
        yield url


@pytest.fixture
def portal(door: str, context: Context) -> Portal:
    """A sender of its own, with no dossiers."""
    return new_portal(door, context)

"""The SOAP door over real HTTP and a real PostgreSQL, on a day of its own, and what its tests are built from."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import requests
from flask import Flask
from werkzeug.serving import make_server

from app.config import ROOT, Settings
from app.context import Context
from app.domain.submission import Channel
from app.house import free_port
from app.security import keys
from app.security.principals import Role
from app.services import Services
from integrations.post.soap import blueprint
from tests.soap.support import SOAP11, Said, envelope, said, token

BUSINESS_NOW = "2021-11-15T08:00+07:00"
AGENCY = "000.00.16.H01"
NODE_MODULES = ROOT / ".venv/node"


@dataclass(frozen=True, slots=True)
class Counter:
    """A live door and the accounts that may use it."""

    url: str
    username: str
    password: str
    api_key: str
    context: Context

    @property
    def wsdl(self) -> str:
        return f"{self.url}?wsdl"

    @property
    def token(self) -> str:
        """The WS-Security header of the account."""
        return token(self.username, self.password)

    def post(self, body: bytes | str, content_type: str = "text/xml; charset=utf-8", **headers: str) -> Said:
        """One message as it is; ``headers`` with ``_`` for ``-``."""
        sent = {"Content-Type": content_type, **{k.replace("_", "-"): v for k, v in headers.items()}}
        data = body.encode() if isinstance(body, str) else body
        return said(requests.post(self.url, data=data, headers=sent, timeout=30))

    def get(self, query: str) -> requests.Response:
        return requests.get(f"{self.url}?{query}" if query else self.url, timeout=10)

    def post_chunks(self, pieces: list[bytes], *, chunked: bool) -> Said:
        """One message in pieces, chunked or with its length announced."""
        data = iter(pieces) if chunked else b"".join(pieces)
        return said(requests.post(self.url, data=data, headers={"Content-Type": "text/xml"}, timeout=60))

    def call(self, body: str, namespace: str = SOAP11) -> Said:
        """One operation with the account's token."""
        return self.post(envelope(body, self.token, namespace))


@pytest.fixture(scope="session")
def counter_context(new_database, migrated_template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:  # type: ignore[no-untyped-def]
    """A use-case context of the SOAP tests' own."""
    with new_database(template=migrated_template) as url:
        var: Path = tmp_path_factory.mktemp("var")
        context = Context.build(Settings(database_url=url, var=var, business_now=BUSINESS_NOW, pool_size=4))
        yield context
        context.database.engine.dispose()


@pytest.fixture(scope="session")
def counter(counter_context: Context) -> Iterator[Counter]:
    """The door on a free port, in threads of this process."""
    app = Flask("soap")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    context = _published_at(url, counter_context)
    app.register_blueprint(blueprint(context))
    secret = {
        name: keys.create(
            keys.NewKey(
                sender="post-an-giang",
                agency_id=AGENCY,
                channels=(Channel.POST_COUNTER, Channel.DISTRICT_DESK),
                roles=(Role.SUBMIT, Role.READ),
                username=name or None,
            ),
            context,
        )
        for name in ("bưu-cục-881115", "")
    }
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Counter(f"{url}/soap/counter", "bưu-cục-881115", secret["bưu-cục-881115"], secret[""], context)
    server.shutdown()


@pytest.fixture(scope="session")
def granian(counter: Counter, services: Services) -> Iterator[Counter]:
    """The same door as production serves it: the whole application under granian, on the same database."""
    port = free_port(0)
    base_url = f"http://127.0.0.1:{port}"
    command = (
        f"-m granian --interface wsgi --factory app.web:create_app --port {port} --blocking-threads 4"
        " --no-access-log --log-level warning"
    )
    environment = os.environ | {
        "DATABASE_URL": counter.context.settings.database_url or "",
        "REDIS_URL": services.redis_url,
        "DOSSIER_VAR": str(counter.context.settings.var),
        "DOSSIER_PUBLIC_URL": base_url,
        "DOSSIER_NOW": f"{BUSINESS_NOW}@{time.time():.0f}",
    }
    process = subprocess.Popen([sys.executable, *command.split()], env=environment, cwd=ROOT)
    try:
        _wait_for(f"{base_url}/soap/counter?wsdl", process)
        yield replace(counter, url=f"{base_url}/soap/counter")
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="session")
def node(need) -> str:  # type: ignore[no-untyped-def]
    """The folder of node's modules; ``make test`` installs them."""
    need("node")
    if not (NODE_MODULES / "installed").exists():
        message = "node soap is missing: sh deploy/setup/node.sh (npm and its registry are needed)"
        if os.environ.get("CI") == "true":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    return str(NODE_MODULES / "node_modules")


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "granian ended at once"
        try:
            assert requests.get(url, timeout=5).ok
        except requests.ConnectionError:
            time.sleep(0.05)  # polling for the port
        else:
            return
    raise AssertionError("granian did not answer")


def _published_at(url: str, context: Context) -> Context:
    return replace(context, settings=replace(context.settings, public_url=url))

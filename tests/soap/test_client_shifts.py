"""A clerk's whole shift, with clients that nobody here wrote, over real HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.shift_files import working
from integrations.post.shift_files import FORMATS
from integrations.post.soap import contract
from tests.soap import counter_shift, errands
from tests.soap.conftest import Counter

CLIENTS = Path(__file__).parent / "clients"
INTEROP = Path(__file__).parents[1] / "interop"
COMMANDS = {
    "zeep": (sys.executable, "zeep_shift.py"),
    "suds": (sys.executable, "suds_shift.py"),
    "php": ("php", "php_shift.php"),
    "soap-lite": ("perl", "lite_shift.pl"),
    "node": ("node", "node_shift.js"),
}
SOURCES = {
    **{name: sorted(CLIENTS.glob(f"{client.split('_')[0]}_*")) for name, (_, client) in COMMANDS.items()},
    **{name: sorted((INTEROP / name).iterdir()) for name in ("gsoap", "java", "mono", "kdsoap")},
}
TOOLS = {"php": "php-soap", "soap-lite": "soap-lite"}


@pytest.fixture(scope="module")
def worker(counter: Counter) -> Iterator[None]:
    """Works shift files off while clients wait for them."""
    errands.allocate(counter.context)
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(0.02):
            working.work(FORMATS, counter.context)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield
    ended.set()
    thread.join()


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_foreign_client_works_a_whole_shift(granian, need, request, tmp_path, name, version) -> None:  # type: ignore[no-untyped-def]
    if name in TOOLS:
        need(TOOLS[name])
    modules = request.getfixturevalue("node") if name == "node" else ""
    errand = errands.prepare(name, tmp_path, granian.context)
    tool, client = COMMANDS[name]
    done = subprocess.run(
        [tool, CLIENTS / client, granian.wsdl, errand.user, errand.password, version, *errand.arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"NODE_PATH": modules},
    )
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-1000:]
    assert list(counter_shift.wrong(counter_shift.read(done.stdout), errand, granian.context)) == []


@pytest.mark.parametrize("name", SOURCES)
def test_every_client_calls_every_operation(name: str) -> None:
    text = "".join(path.read_text() for path in SOURCES[name]).lower()
    assert [each.name for each in contract.OPERATIONS.values() if each.name.lower() not in text] == []

"""Clients that nobody here wrote, over real HTTP.

Each submits 200 kB, repeats, asks, adds a paper, withdraws, and reads a typed fault; its shift is in
``test_client_shifts.py``.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.domain.life import STATES, State

CLIENTS = Path(__file__).parent / "clients"
ZEEP = (sys.executable, CLIENTS / "zeep_client.py")
SUDS = (sys.executable, CLIENTS / "suds_client.py")
PHP = ("php", CLIENTS / "php_client.php")
LITE = ("perl", CLIENTS / "lite_client.pl")


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200 kB that no codec can shrink or guess."""
    path = tmp_path_factory.mktemp("soap") / "photo.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0" + random.Random(7).randbytes(200_000))
    return path


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize(
    ("command", "tool"),
    [(ZEEP, None), (SUDS, None), (PHP, "php-soap"), (LITE, "soap-lite")],
    ids=["zeep", "suds", "php", "soap-lite"],
)
def test_a_foreign_client_does_everything(granian, photo, need, command, tool, version) -> None:  # type: ignore[no-untyped-def]
    if tool:
        need(tool)
    said = _run(command, granian, version, photo)
    assert said["service"] == "Dossier Post"
    assert (said["first_repeat"], said["again_repeat"]) == (False, True)
    assert said["dossier_no"] == said["again_no"]
    assert said["state_text"] == "Đã tiếp nhận"
    assert said["receipt_sha256"] == said["received_sha256"]
    assert (said["supplemented"], said["supplement_warning"]) == ("received", "NOT_ASKED_FOR")
    assert (said["withdrawn"], said["withdrawn_text"]) == ("withdrawn", STATES[State.WITHDRAWN].vi)
    assert said["withdrawn_again"] is True
    assert said["fault"] == "NOT_FOUND"
    assert said["fields"] == ["owner/name", "owner/phone"]


def _run(command: tuple[str, Path], counter: Any, version: str, file: Path) -> dict[str, Any]:
    arguments = [*map(str, command), counter.wsdl, counter.username, counter.password, version, str(file)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-1000:]
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_php_reads_the_fault_of_a_message_that_is_too_large(granian, tmp_path, need) -> None:  # type: ignore[no-untyped-def]
    """It can read no answer while it still sends, so the door reads on to the end before it refuses."""
    need("php-soap")
    file = tmp_path / "huge.jpg"
    file.write_bytes(bytes(20 * 1024 * 1024))
    arguments = [*map(str, PHP), granian.wsdl, granian.username, granian.password, "1.1", str(file)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    assert done.returncode != 0
    assert "vượt quá dung lượng cho phép (20 MB)" in done.stdout + done.stderr

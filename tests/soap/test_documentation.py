"""docs/integrators/soap.md does what it says: its examples run as they stand, its limits and codes are the code's."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT, Settings
from app.domain import reading
from app.domain.attachment import MAX_ATTACHMENT_BYTES
from app.domain.messages import CALLS
from integrations.post.soap import xmlsafe

PAGE = (ROOT / "docs/integrators/soap.md").read_text()
EXAMPLES = dict(re.findall(r"```(python|php|sh)\n(.*?)```", PAGE, re.DOTALL))
COMMANDS = {
    "python": [sys.executable, "example"],
    "php": ["php", "example"],
    "sh": ["bash", "example"],
}


@pytest.fixture
def folder(granian, tmp_path) -> Path:  # type: ignore[no-untyped-def]
    """A folder with a ``var/sandbox.json`` as ``make run`` leaves it."""
    box = {
        "base_url": granian.url.removesuffix("/soap/counter"),
        "soap_username": granian.username,
        "soap_password": granian.password,
    }
    (tmp_path / "var").mkdir()
    (tmp_path / "var/sandbox.json").write_text(json.dumps(box))
    return tmp_path


@pytest.mark.parametrize("language", COMMANDS)
def test_examples_run_as_they_stand(folder, need, language) -> None:  # type: ignore[no-untyped-def]
    if language == "php":
        need("php-soap")
    (folder / "example").write_text(EXAMPLES[language])
    done = subprocess.run(
        COMMANDS[language], cwd=folder, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"000\.00\.16\.H01-211115-\d{4}", done.stdout), done.stdout + done.stderr
    if language != "sh":
        assert (folder / "receipt.pdf").read_bytes().startswith(b"%PDF")


def test_limits_are_those_of_the_code() -> None:
    for said in (
        f"{Settings().max_message_bytes // 2**20} MB as sent",
        f"{MAX_ATTACHMENT_BYTES // 2**20} MB; PDF",
        f"{reading.MAX_PAPERS} in a dossier",
        f"{xmlsafe.MAX_DEPTH} levels, {xmlsafe.MAX_ELEMENTS:,} elements, {xmlsafe.MAX_ATTRIBUTES} attributes",
    ):
        assert said in PAGE


def test_every_code_in_the_table_of_faults_exists() -> None:
    table = PAGE.partition("## Faults")[2].partition("## Limits")[0]
    codes = {
        code for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for code in re.findall(r"`([A-Z_]+)`", row)
    }
    assert codes - {"CALENDAR_UNKNOWN"} <= set(CALLS)
    assert len(codes) > 10

"""docs/integrators/soap.md does what it says: its examples run as they stand, its limits and codes are the code's."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from app.config import ROOT, Settings
from app.domain import reading
from app.domain.attachment import MAX_ATTACHMENT_BYTES
from app.domain.messages import CALLS
from integrations.post.soap import contract, validity, xmlsafe

PAGE = (ROOT / "docs/integrators/soap.md").read_text()
EXAMPLES = dict(re.findall(r"```(python|php|sh)\n(.*?)```", PAGE, re.DOTALL))
TOLD_IN_WORDS = {"Ping", "GetDossier", "GetReceipt"}  # their answers in the row, or as another one's
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


def rows() -> dict[str, str]:
    """The table of operations, by name."""
    table = PAGE.partition("## Operations")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `(\w+)` \|(.*)\|$", table, re.MULTILINE))


def test_every_operation_of_the_contract_has_its_row_and_no_other() -> None:
    assert sorted(rows()) == sorted(operation.name for operation in contract.OPERATIONS.values())


@pytest.mark.parametrize("operation", contract.OPERATIONS.values(), ids=lambda operation: operation.name)
def test_every_part_of_a_request_and_of_its_answer_is_named(operation) -> None:  # type: ignore[no-untyped-def]
    asked, got = rows()[operation.name].split("|")
    for shape, cell in ((operation.request, asked), (operation.response, got)):
        parts = {tag.rpartition("}")[2] for tag in shape.children}
        if "the same" not in cell and operation.name not in TOLD_IN_WORDS:
            assert not [part for part in parts if f"`{part}`" not in cell], (operation.name, cell)


@pytest.mark.parametrize("message", re.findall(r"```xml\n(.*?)```", PAGE, re.DOTALL), ids=lambda text: text[1:20])
def test_the_messages_that_are_shown_are_those_of_the_contract(message) -> None:  # type: ignore[no-untyped-def]
    assert validity.is_valid(etree.fromstring(message))

"""Every program in the REST guide runs as it stands, with the address and the key from the environment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT, need
from tests.web.service import Service

GUIDE = PROJECT / "docs/integrators/rest.md"
RUN = {"sh": ["sh", "-eu"], "python": [sys.executable], "php": ["php"]}
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(
    "number", range(len(BLOCKS)), ids=[f"{language}-{i}" for i, (language, _) in enumerate(BLOCKS)]
)
def test_the_program_runs(service: Service, number: int, tmp_path: Path) -> None:
    language, program = BLOCKS[number]
    if language == "php":
        need("php")
    if language == "sh" and "curl" in program and not shutil.which("curl"):
        pytest.skip("curl is missing: apt-get install --no-install-recommends curl")
    (tmp_path / "program").write_text(program)
    done = subprocess.run(
        [*RUN[language], "program"],
        cwd=tmp_path,
        env=os.environ | {"BASE_URL": service.url, "API_KEY": service.key},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "000.00.16.H01-2111" in done.stdout or "EL" in done.stdout, done.stdout
    if "receipt.pdf" in program:
        assert (tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF-")


def test_the_guide_has_every_language() -> None:
    assert {language for language, _ in BLOCKS} == RUN.keys()

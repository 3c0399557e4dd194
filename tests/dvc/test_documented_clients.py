"""The clients that docs/integrators/webhook.md gives run as they stand, each against the real door."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from integrations.dvc import codes
from tests.dvc.portal import SAMPLES, Portal, dossier

PAGE = (Path(__file__).parents[2] / "docs/integrators/webhook.md").read_text()
CLIENTS = {"bash": ["bash", "-eu"], "python": [sys.executable, "-"], "php": ["php"]}


def block(language: str) -> str:
    match = re.search(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert match
    return match[1]


@pytest.mark.parametrize("language", CLIENTS)
def test_a_documented_client_hands_in_a_dossier(
    portal: Portal, need: Callable[[str], None], tmp_path: Path, language: str
) -> None:
    if language == "php":
        need("php")
    if language == "bash" and not (shutil.which("curl") and shutil.which("openssl")):
        pytest.skip("curl or openssl is missing: apt-get install --no-install-recommends curl openssl")
    one = dossier()
    message = {"service": "DongBoHoSoMC", "isUpdating": "False", "data": [one]}
    (tmp_path / "dossier.json").write_text(json.dumps(message, ensure_ascii=False, indent=1))
    environment = {"BASE_URL": portal.url.removesuffix("/webhooks/portal"), "WEBHOOK_SECRET": portal.secret}
    run = subprocess.run(
        CLIENTS[language],
        input=block(language),
        cwd=tmp_path,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["results"][0]["message"] == f"{one['MaHoSo']}|Đã nhận hồ sơ"
    assert len(portal.stored(one["MaHoSo"])) == 1


def test_the_page_names_every_field_that_is_mapped() -> None:
    names = {name for names in codes.TEXTS.values() for name in names} | set(codes.ADDRESS.values())
    assert [name for name in sorted(names) if f"`{name}`" not in PAGE and name not in PAGE] == []
    assert (SAMPLES / "new_dossier.json").exists()

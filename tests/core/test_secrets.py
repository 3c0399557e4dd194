"""The sealing key of an installation is made once, whole, whoever asks first."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.config import Settings
from app.security import secrets


def test_many_that_ask_at_once_get_one_key(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var")
    with ThreadPoolExecutor(16) as pool:
        sealed = list(pool.map(lambda i: secrets.seal(f"secret {i}", settings), range(64)))
    assert [secrets.unseal(each, settings) for each in sealed] == [f"secret {i}" for i in range(64)]
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret.key"]
    assert (tmp_path / "var/secret.key").stat().st_mode & 0o777 == 0o600


def test_a_process_that_comes_second_takes_the_key_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, link = Settings(var=tmp_path), os.link

    def late(source: Path, target: Path) -> None:
        target.write_text("the first one's")
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    sealed = secrets.seal("x", settings)
    assert (tmp_path / "secret.key").read_text() == "the first one's"
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
    assert secrets.unseal(sealed, Settings(secret_key="the first one's")) == "x"

"""The shipped rules, and a copy that a test may change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.rules import Rules, load
from app.rules.loading import HERE

Change = Callable[[str, str, str], Rules]


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files."""
    for path in (*HERE.glob("*.toml"), *HERE.glob("*.csv")):
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.fixture
def change(folder: Path) -> Change:
    """Replaces a text that stands in a file, once, and loads the result."""

    def changed(file: str, old: str, new: str) -> Rules:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return load(folder)

    return changed

"""The shipped rules."""

from __future__ import annotations

import pytest

from app.rules import Rules, load


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load()

"""Programs that print tests need."""

from __future__ import annotations

import os
import shutil

import pytest


def need_binary(name: str) -> None:
    """Skip the test where a program is missing; with ``CI=true`` fail it."""
    if shutil.which(name):
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name} is missing", pytrace=False)
    pytest.skip(f"{name} is missing")

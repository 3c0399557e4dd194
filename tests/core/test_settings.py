"""Settings: what one process hands on to the next reads the same there."""

from __future__ import annotations

from app.config import NAMES, Settings


def test_every_default_can_be_written_out_and_read_again() -> None:
    settings = Settings()
    values = {name: getattr(settings, field) for name, (field, _) in NAMES.items()}
    told = {name: str(value) for name, value in values.items() if value is not None}
    assert Settings.from_environment(told) == settings

"""What a kind of shift file must offer; the kinds themselves are the post's (``integrations.post.shift_files``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.errors import Fault, WrongMediaType
from app.domain.post.shift_file import LineResult, Sheet, ShiftFile

EXTENSION = "shift_file_formats"  # under which the web application holds them


class Format(Protocol):
    """One way to write a shift down."""

    media_type: str
    suffix: str

    def read(self, content: bytes) -> Sheet:
        """The lines, each with the faults of its shape; :class:`InvalidMessage` for what is no such file at all."""

    def spell(self, path: str) -> str:
        """What a file calls a field of :mod:`app.domain.reading`."""

    def write(self, file: ShiftFile, results: Sequence[LineResult]) -> bytes:
        """The result file: a line for each that is done."""


class Formats:
    """The kinds that are known, the first of them in doubt."""

    def __init__(self, *formats: Format) -> None:
        self._formats = {each.media_type: each for each in formats}
        self._by_suffix = {each.suffix: each for each in formats}

    @property
    def media_types(self) -> list[str]:
        return [*self._formats]

    def of(self, media_type: str) -> Format:
        """By its media type, parameters aside; :class:`WrongMediaType` for another."""
        kind = media_type.partition(";")[0].strip().lower()
        found = self._formats.get("application/xml" if kind == "text/xml" else kind)
        if found is None:
            raise WrongMediaType([Fault("Content-Type", "MEDIA_TYPE_SHIFT_FILE")])
        return found

    def of_name(self, file_name: str) -> Format:
        """By the end of its name: browsers guess media types. What has another end is taken for the first kind."""
        suffix = file_name.lower().rpartition(".")[2]
        return self._by_suffix.get(f".{suffix}", next(iter(self._formats.values())))

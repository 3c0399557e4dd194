"""Where papers and attachments lie: one small port, a folder behind it (later S3).

Keys are ``kind/day/name``; they hold dossier numbers and random names, never personal data. What ``put`` has returned
for survives a power cut; a file appears whole or not at all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

_KEY = re.compile(r"[a-z]+/[0-9]{8}/[A-Za-z0-9][A-Za-z0-9.-]*")


class Files(Protocol):
    """Bytes by key."""

    def put(self, contents: Mapping[str, bytes]) -> None:
        """Write all of ``contents`` durably; a key that exists is replaced."""

    def get(self, key: str) -> bytes | None:
        """The bytes, or None when there are none under this key."""

    def delete(self, key: str) -> None:
        """Forget the key; no error if it is not there."""

    def by_folder(self, kind: str, after: datetime, before: datetime) -> Iterator[list[str]]:
        """Keys written before a moment, of each day's folder that something was written to after another moment."""

    def forget_unfinished(self, after: datetime, before: datetime) -> int:
        """Take away what a broken-off ``put`` left before a moment, in the same folders; how many."""


class Folder:
    """Files in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, contents: Mapping[str, bytes]) -> None:
        written: list[tuple[Path, Path]] = []
        try:
            for key, content in contents.items():
                written.append((self._written(key, content), self._path(key)))
            for temporary, path in written:
                _sync(temporary)
                os.replace(temporary, path)
        except BaseException:
            for temporary, _ in written:
                temporary.unlink(missing_ok=True)
            raise
        for parent in {path.parent for _, path in written}:
            _sync(parent)

    def get(self, key: str) -> bytes | None:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def by_folder(self, kind: str, after: datetime, before: datetime) -> Iterator[list[str]]:
        for folder in self._written_after(after, kind):
            if keys := [_key(p) for p in folder.iterdir() if _KEY.fullmatch(_key(p)) and _is_older(p, before)]:
                yield keys

    def forget_unfinished(self, after: datetime, before: datetime) -> int:
        folders = self._written_after(after, "*")
        left = [p for folder in folders for p in folder.glob(".*") if _is_older(p, before)]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _written_after(self, after: datetime, kind: str) -> list[Path]:
        return [p for p in sorted(self.root.glob(f"{kind}/*")) if p.is_dir() and not _is_older(p, after)]

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError("a key is kind/day/name")
        return self.root / key

    def _written(self, key: str, content: bytes) -> Path:
        """The content in a file beside its place, not yet safe; synced together with the others of its batch."""
        path = self._path(key)
        if not path.parent.is_dir():
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)  # papers are personal data
            _make_durably(path.parent, self.root.parent)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        try:
            temporary.write_bytes(content)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return temporary


def _key(path: Path) -> str:
    return "/".join(path.parts[-3:])


def _is_older(path: Path, moment: datetime) -> bool:
    """Whether it was written before that; False when it has gone in the meantime."""
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False


def _make_durably(folder: Path, existing: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for each in folder.parents:
        _sync(each)
        if each == existing:
            break


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Where papers and attachments lie: one small port, a folder behind it (later S3).

Keys are ``kind/day/name``; they hold dossier numbers and random names, never personal data. What ``put`` has returned
for survives a power cut; a file appears whole or not at all.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol


class Files(Protocol):
    """Bytes by key."""

    def put(self, contents: Mapping[str, bytes]) -> None:
        """Write all of ``contents`` durably; a key that exists is replaced."""

    def get(self, key: str) -> bytes | None:
        """The bytes, or None when there are none under this key."""

    def delete(self, key: str) -> None:
        """Forget the key; no error if it is not there."""


class Folder:
    """Files in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, contents: Mapping[str, bytes]) -> None:
        parents = set()
        for key, content in contents.items():
            path = self._path(key)
            if not path.parent.is_dir():
                _make_durably(path.parent, self.root.parent)
            _write_durably(path, content)
            parents.add(path.parent)
        for parent in parents:
            _sync_folder(parent)

    def get(self, key: str) -> bytes | None:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        path = (self.root / key).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise ValueError("a key may not leave the folder")
        return path


def _write_durably(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    try:
        with open(descriptor, "wb") as f:
            f.write(content)
            f.flush()
            os.fsync(f.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _make_durably(folder: Path, existing: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for each in folder.parents:
        _sync_folder(each)
        if each == existing:
            break


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

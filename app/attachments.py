"""Attachments on their way in: written durably before the dossier is, taken away again when it was surely not stored.

A crash in between leaves a file that no paper names; the sweep takes it away after a day.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from app.domain.submission import Paper
from app.store.files import Files


def store(papers: Sequence[Paper], day: date, files: Files, first_position: int = 1) -> list[dict[str, Any]]:
    """The rows of table ``paper`` for these papers, their files written under random names."""
    contents: dict[str, bytes] = {}
    rows = [_row(position, paper, day, contents) for position, paper in enumerate(papers, start=first_position)]
    if contents:
        files.put(contents)
    return rows


def discard(rows: Sequence[dict[str, Any]], files: Files) -> None:
    """Take the files of these rows away again: their dossier was not stored."""
    for row in rows:
        if row.get("file_key"):
            files.delete(row["file_key"])


def _row(position: int, paper: Paper, day: date, contents: dict[str, bytes]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "position": position,
        "name": paper.name,
        "code": paper.code,
        "originals": paper.originals,
        "copies": paper.copies,
        "certified": paper.certified,
        "file_url": paper.file_url,
    }
    if paper.attachment is not None:
        key = f"attachments/{day:%Y%m%d}/{secrets.token_hex(16)}"
        contents[key] = paper.attachment.content
        row |= {
            "file_key": key,
            "file_name": paper.attachment.file_name,
            "media_type": paper.attachment.media_type,
            "sha256": paper.attachment.sha256,
            "size_bytes": len(paper.attachment.content),
        }
    return row

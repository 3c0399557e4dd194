"""Queries about printed papers and what stands on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from app.store import tables

_document = tables.document
_paper = tables.paper


def key_of(connection: Connection, dossier_id: int, kind: str) -> str | None:
    """Where the paper lies, None if it was not printed yet."""
    c = _document.c
    return connection.execute(select(c.file_key).where(c.dossier_id == dossier_id, c.kind == kind)).scalar_one_or_none()


def record(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Note what was printed; a paper printed again by another hand is the same paper."""
    if rows:
        connection.execute(insert(_document).on_conflict_do_nothing(), list(rows))


def papers_of(connection: Connection, dossier_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The papers of each dossier in their order: at, name, originals, copies, certified."""
    c = _paper.c
    rows = connection.execute(
        select(c.dossier_id, c.at, c.name, c.originals, c.copies, c.certified)
        .where(c.dossier_id.in_(dossier_ids))
        .order_by(c.dossier_id, c.position)
    )
    papers: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        papers[row.dossier_id].append(row)
    return papers

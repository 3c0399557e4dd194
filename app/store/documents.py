"""Queries about printed papers and what stands on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from app.domain.money.fees import Kind, Payment
from app.domain.submission import FeeMethod, FeePlace
from app.store import tables

_document = tables.document
_paper = tables.paper
_p = tables.payment.c


@dataclass(frozen=True, slots=True)
class Printed:
    """One print of a paper, as it lies in the store; ``reprint`` 0 is the first."""

    kind: str
    edition: int
    reprint: int
    file_key: str
    sha256: str
    printed_at: datetime
    reason: str | None = None


def first_print(connection: Connection, dossier_id: int, kind: str, edition: int) -> Printed | None:
    """The first print of an edition, None if it was not printed yet."""
    return next(
        (each for each in prints(connection, dossier_id, kind) if (each.edition, each.reprint) == (edition, 0)), None
    )


def prints(connection: Connection, dossier_id: int, kind: str | None = None) -> list[Printed]:
    """Everything that was printed of a dossier, or of one kind, the oldest edition first."""
    columns = [_document.c[name] for name in Printed.__dataclass_fields__]
    statement = select(*columns).where(_document.c.dossier_id == dossier_id)
    if kind is not None:
        statement = statement.where(_document.c.kind == kind)
    order = (_document.c.edition, _document.c.kind, _document.c.reprint)
    return [Printed(*row) for row in connection.execute(statement.order_by(*order))]


def record(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Note what was printed; a paper printed again by another hand is the same paper."""
    if rows:
        connection.execute(insert(_document).on_conflict_do_nothing(), list(rows))


def papers_of(connection: Connection, dossier_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The papers of each dossier in their order: at, seq, name, code, originals, copies, certified."""
    c = _paper.c
    rows = connection.execute(
        select(c.dossier_id, c.at, c.seq, c.name, c.code, c.originals, c.copies, c.certified)
        .where(c.dossier_id.in_(dossier_ids))
        .order_by(c.dossier_id, c.position)
    )
    papers: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        papers[row.dossier_id].append(row)
    return papers


def payments_of(connection: Connection, dossier_ids: Sequence[int]) -> dict[int, list[Payment]]:
    """What was paid and given back for each dossier, in order."""
    rows = connection.execute(
        select(_p.dossier_id, _p.kind, _p.amount_vnd, _p.place, _p.method, _p.voucher, _p.at, _p.seq)
        .where(_p.dossier_id.in_(dossier_ids))
        .order_by(_p.id)
    )
    paid: dict[int, list[Payment]] = defaultdict(list)
    for row in rows:
        how = (FeePlace(row.place), FeeMethod(row.method))
        paid[row.dossier_id].append(Payment(Kind(row.kind), row.amount_vnd, *how, row.voucher, row.at, row.seq))
    return paid

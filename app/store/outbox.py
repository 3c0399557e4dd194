"""Outbox: what is still owed after a change, written in the same transaction as the change.

The row is the truth, the queue only a doorbell. A row is ``open`` until its work is done, ``done`` once, or ``parked``
for a person after :data:`MAX_ATTEMPTS`. A lease keeps two relays, or a relay and a worker, off the same row for a
while; leases run on the database's real time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.domain.dossier import Dossier
from app.store.tables import outbox as _outbox

MAX_ATTEMPTS = 5
PAPERS = (
    "receipt", "slip", "label", "supplement_request", "refusal", "apology", "stop_notice", "result_slip",
    "control_slip", "posted_slip",
)  # fmt: skip
# Kind of work → queue with workers of its own.
QUEUES = {**dict.fromkeys(PAPERS, "print"), "post_order": "post", "post_cancel": "post"}
_o = _outbox.c


@dataclass(frozen=True, slots=True)
class Owed:
    """One row."""

    id: int
    dossier_id: int
    kind: str
    edition: int
    rung: int = 0
    job_id: str | None = None


def owe(connection: Connection, dossier: Dossier, kind: str, edition: int) -> None:
    """Owe this kind of work for a dossier, once for each edition: the ``seq`` of the event that it stands for."""
    owe_all(connection, [(dossier.id, kind, edition)])


def owe_all(connection: Connection, owed: Sequence[tuple[int, str, int]]) -> None:
    """The same of several dossiers: id, kind and edition of each."""
    rows = [{"dossier_id": dossier_id, "kind": kind, "edition": edition} for dossier_id, kind, edition in owed]
    if rows:
        connection.execute(insert(_outbox).on_conflict_do_nothing(), rows)


def owe_anew(connection: Connection, dossier: Dossier, kind: str, edition: int) -> None:
    """The same once more, where it was done or parked."""
    values = {"dossier_id": dossier.id, "kind": kind, "edition": edition}
    fresh = {"state": "open", "attempts": 0, "lease_until": None, "job_id": None, "error_code": None, "done_at": None}
    again = (
        insert(_outbox)
        .values(**values)
        .on_conflict_do_update(
            index_elements=["dossier_id", "kind", "edition"], set_=fresh | {"created_at": func.now()}
        )
    )
    connection.execute(again)


def waiting(connection: Connection, limit: int) -> list[Owed]:
    """Open rows that nobody holds, oldest first, locked; other relays pass over them."""
    rows = connection.execute(
        select(_o.id, _o.dossier_id, _o.kind, _o.edition, _o.rung, _o.job_id)
        .where(_o.state == "open", (_o.lease_until.is_(None)) | (_o.lease_until < func.clock_timestamp()))
        .order_by(_o.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Owed(*row) for row in rows]


def lease(connection: Connection, ids: Sequence[int], lease_s: float, job_id: str | None = None) -> None:
    """Hold rows for ``lease_s``; ``job_id`` where a new job was rung for them."""
    values: dict[str, Any] = {"lease_until": _from_now(lease_s)}
    if job_id is not None:
        values |= {"job_id": job_id, "rung": _o.rung + 1}
    connection.execute(update(_outbox).where(_o.id.in_(ids)).values(**values))


def release(
    connection: Connection,
    ids: Sequence[int],
    after_s: float = 0,
    error_code: str | None = None,
    *,
    counted: bool = True,
) -> None:
    """Let rows be rung again after a while; with the code of what went wrong.

    Not ``counted``: the other side was out of reach, nothing was tried. Such a row waits as long as that lasts.
    """
    attempts = _o.attempts if counted else func.greatest(_o.attempts - 1, 0)
    connection.execute(
        update(_outbox)
        .where(_o.id.in_(ids))
        .values(
            attempts=attempts,
            lease_until=_from_now(after_s),
            job_id=None,
            claimed_by=None,
            error_code=error_code,
        )
    )


def release_claims(connection: Connection, claimed_by: str) -> int:
    """Let go of what a worker part had in hand when it died; called when it starts anew. How many rows."""
    return connection.execute(
        update(_outbox)
        .where(_o.state == "open", _o.claimed_by == claimed_by)
        .values(lease_until=None, job_id=None, claimed_by=None)
    ).rowcount


def claim(connection: Connection, ids: Sequence[int], claimed_by: str, lease_s: float) -> list[int]:
    """Count an attempt on each open row before any work is done, and park those that have had theirs.

    Returns the ids to work on, in order. Commit before the work.
    """
    rows = connection.execute(
        update(_outbox)
        .where(_o.id.in_(ids), _o.state == "open")
        .values(
            attempts=_o.attempts + 1,
            lease_until=_from_now(lease_s),
            claimed_by=claimed_by,
            state=text(f"CASE WHEN attempts >= {MAX_ATTEMPTS} THEN 'parked' ELSE 'open' END"),
        )
        .returning(_o.id, _o.state)
    )
    return sorted(row.id for row in rows if row.state == "open")


def of_kind(connection: Connection, ids: Sequence[int], kind: str) -> set[int]:
    """Those of these rows that are of one kind of work."""
    return set(connection.execute(select(_o.id).where(_o.id.in_(ids), _o.kind == kind)).scalars())


def lock_open(connection: Connection, ids: Sequence[int]) -> list[Owed]:
    """Those of the rows that are still open, locked in order until the transaction ends."""
    rows = connection.execute(
        select(_o.id, _o.dossier_id, _o.kind, _o.edition)
        .where(_o.id.in_(ids), _o.state == "open")
        .order_by(_o.id)
        .with_for_update()
    )
    return [Owed(*row) for row in rows]


def editions(connection: Connection, dossier_id: int) -> list[tuple[str, int]]:
    """Every paper that was ever owed for a dossier, as kind and edition, the newest edition of a kind last."""
    return editions_of(connection, [dossier_id])[dossier_id]


def editions_of(connection: Connection, dossier_ids: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """The same for each of these dossiers."""
    papers = _o.dossier_id.in_(dossier_ids) & _o.kind.in_(PAPERS)
    statement = select(_o.dossier_id, _o.kind, _o.edition).where(papers).order_by(_o.edition, _o.id)
    owed: dict[int, list[tuple[str, int]]] = {dossier_id: [] for dossier_id in dossier_ids}
    for row in connection.execute(statement):
        owed[row.dossier_id].append((row.kind, row.edition))
    return owed


def find(connection: Connection, row_id: int) -> Owed | None:
    """A row that is still open, not locked: whoever works on it locks its dossier first."""
    row = connection.execute(
        select(_o.id, _o.dossier_id, _o.kind, _o.edition).where(_o.id == row_id, _o.state == "open")
    ).first()
    return Owed(*row) if row else None


def lock_one(connection: Connection, dossier_id: int, kind: str, edition: int) -> Owed | None:
    """The row of this dossier, kind and edition whatever its state, locked; None if that was never owed."""
    row = connection.execute(
        select(_o.id, _o.dossier_id, _o.kind, _o.edition)
        .where(_o.dossier_id == dossier_id, _o.kind == kind, _o.edition == edition)
        .with_for_update()
    ).first()
    return Owed(*row) if row else None


def done(connection: Connection, ids: Sequence[int]) -> None:
    connection.execute(
        update(_outbox)
        .where(_o.id.in_(ids))
        .values(state="done", done_at=func.clock_timestamp(), lease_until=None, error_code=None)
    )


def finish(connection: Connection, dossier_id: int, kind: str, edition: int) -> None:
    """The work is done, also where it was parked: it has come about in another way."""
    same = (_o.dossier_id == dossier_id) & (_o.kind == kind) & (_o.edition == edition)
    fresh = {"state": "done", "done_at": func.clock_timestamp(), "lease_until": None, "error_code": None}
    connection.execute(update(_outbox).where(same, _o.state != "done").values(**fresh))


def park(connection: Connection, row_id: int, error_code: str) -> None:
    """Put a row aside for a person: trying again would fail again."""
    connection.execute(
        update(_outbox).where(_o.id == row_id).values(state="parked", error_code=error_code, lease_until=None)
    )


def is_parked(connection: Connection, dossier_id: int, kind: str, edition: int) -> bool:
    """Whether this work was put aside for a person."""
    same = (_o.dossier_id == dossier_id) & (_o.kind == kind) & (_o.edition == edition)
    return connection.execute(select(_o.id).where(same, _o.state == "parked")).first() is not None


def parked(connection: Connection) -> list[Row[Any, Any, Any, Any, Any]]:
    """What was put aside for a person: id, dossier_id, kind, attempts, error_code."""
    columns = (_o.id, _o.dossier_id, _o.kind, _o.attempts, _o.error_code)
    return list(connection.execute(select(*columns).where(_o.state == "parked").order_by(_o.id)))


def reopen(connection: Connection, ids: Sequence[int]) -> int:
    """Let parked rows be tried again from the start; how many there were."""
    fresh = {"state": "open", "attempts": 0, "lease_until": None, "job_id": None, "created_at": func.now()}
    return connection.execute(update(_outbox).where(_o.id.in_(ids), _o.state == "parked").values(**fresh)).rowcount


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is owed: open and parked rows, and the age in seconds of the oldest open one."""

    open: int
    parked: int
    oldest_s: float


def backlog(connection: Connection) -> Backlog:
    age = func.extract("epoch", func.clock_timestamp() - func.min(_o.created_at).filter(_o.state == "open"))
    row = connection.execute(
        select(
            func.count().filter(_o.state == "open"),
            func.count().filter(_o.state == "parked"),
            func.coalesce(age, 0),
        ).where(_o.state != "done")
    ).one()
    return Backlog(int(row[0]), int(row[1]), float(row[2]))


def _from_now(seconds: float) -> Any:
    return func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)

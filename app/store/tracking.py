"""What the post reports (append-only, each report once) and how far its feed was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, case, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.domain.post.tracking import Reason, Status, TrackingEvent
from app.store import postal_items
from app.store.tables import tracking_cursor, tracking_event

_e, _c = tracking_event.c, tracking_cursor.c
_NEW = (_e.source_id, _e.postal_item_id)
_EVENT = [_e[name] for name in TrackingEvent.__dataclass_fields__]


def keep(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, int | None]]:
    """Keep reports, and mark the parcels that have news; those that are new, as id of its source and parcel.

    The parcels are locked before a report of them goes in, and both in one order: a webhook, the feed and a counter
    that tell of the same parcels wait for each other, never in a ring.
    """
    parcels = {row["postal_item_id"] for row in rows if row["postal_item_id"] is not None}
    postal_items.lock_these(connection, parcels)
    new = add(connection, rows)
    postal_items.mark_unsettled(connection, {item_id for _, item_id in new if item_id is not None})
    return new


def add(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, int | None]]:
    """Keep reports of parcels that are locked; those that are new, likewise."""
    if not rows:
        return []
    ordered = sorted(rows, key=lambda row: (row["source"], row["source_id"]))
    statement = insert(tracking_event).on_conflict_do_nothing().returning(*_NEW)
    return [(row.source_id, row.postal_item_id) for row in connection.execute(statement, ordered)]


def of_parcels(connection: Connection, item_ids: Iterable[int]) -> dict[int, list[TrackingEvent]]:
    """The reports of each parcel that can be used, in the order in which they came."""
    found: dict[int, list[TrackingEvent]] = {item_id: [] for item_id in item_ids}
    statement = select(_e.postal_item_id, *_EVENT).where(_e.postal_item_id.in_(list(found)), _e.problem.is_(None))
    for row in connection.execute(statement.order_by(_e.id)):
        found[row.postal_item_id].append(as_event(row))
    return found


def odd(connection: Connection) -> Sequence[Row[Any]]:
    """How many reports have a code that no table knows, are nobody's, or cannot be used: source, code, how many."""
    problem = case((_e.problem.is_not(None), "bad"), (_e.postal_item_id.is_(None), "nobody's"), else_="unknown").label(
        "problem"
    )
    known = (_e.status == Status.UNKNOWN) | _e.postal_item_id.is_(None) | _e.problem.is_not(None)
    return connection.execute(
        select(problem, _e.source, _e.raw_code, func.count().label("count"), func.max(_e.recorded_at).label("last"))
        .where(known)
        .group_by(problem, _e.source, _e.raw_code)
        .order_by(problem, _e.source, _e.raw_code)
    ).all()


def cursor(connection: Connection, account: str) -> str | None:
    """How far the feed of an account was read; None before its first page."""
    return connection.execute(select(_c.cursor).where(_c.account == account)).scalar() or None


def advance(connection: Connection, account: str, cursor: str, *, stuck: bool) -> None:
    """The feed was read up to here; never back, whoever else reads it at the same time."""
    values = {"account": account, "cursor": cursor, "stuck": stuck}
    fresh = insert(tracking_cursor).values(**values, read_at=func.clock_timestamp())
    moved = {
        "cursor": func.greatest(_c.cursor, fresh.excluded.cursor),
        "stuck": fresh.excluded.stuck,
        "read_at": fresh.excluded.read_at,
    }
    connection.execute(fresh.on_conflict_do_update(index_elements=["account"], set_=moved))


def want(connection: Connection, account: str) -> None:
    """There is news for an account: let it be read soon."""
    fresh = insert(tracking_cursor).values(account=account, cursor="", wanted=True)
    connection.execute(fresh.on_conflict_do_update(index_elements=["account"], set_={"wanted": True}))


def begin(connection: Connection, account: str) -> None:
    """What is told from now on is news again."""
    connection.execute(update(tracking_cursor).where(_c.account == account).values(wanted=False))


def is_due(connection: Connection, account: str, every_s: float) -> bool:
    """Whether the feed of an account is to be read: never read, told of news, or read too long ago (real time)."""
    row = connection.execute(
        select(
            or_(_c.wanted, _c.read_at.is_(None), _c.read_at < func.clock_timestamp() - text(":s * interval '1 s'"))
        ).where(_c.account == account),
        {"s": every_s},
    ).first()
    return row is None or bool(row[0])


def stop(connection: Connection, account: str) -> None:
    """The feed of an account cannot be read: a person must look, until a page of it is kept again."""
    values = {"stuck": True, "wanted": True}
    fresh = insert(tracking_cursor).values(account=account, cursor="", **values)
    connection.execute(fresh.on_conflict_do_update(index_elements=["account"], set_=values))


def stuck(connection: Connection) -> list[str]:
    """Accounts whose feed there is no safe way through, or that cannot be read at all."""
    return list(connection.execute(select(_c.account).where(_c.stuck).order_by(_c.account)).scalars())


def as_event(row: Row[Any]) -> TrackingEvent:
    values = {name: getattr(row, name) for name in TrackingEvent.__dataclass_fields__}
    reason = Reason(values["reason"]) if values["reason"] else None
    return TrackingEvent(**values | {"status": Status(values["status"]), "reason": reason})

"""The systems behind keys and the offices of keys and accounts, as an agency may know them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from app.store.tables import account, sender_key

_k, _a = sender_key.c, account.c


def of_keys(connection: Connection, key_ids: Collection[int], agency_id: str) -> dict[int, str]:
    """The sender of each of these keys that is of this agency, revoked ones too."""
    statement = select(_k.id, _k.sender).where(_k.id.in_(key_ids), _k.agency_id == agency_id)
    return {row.id: row.sender for row in connection.execute(statement)}


def collectors(connection: Connection, sender: str) -> list[str]:
    """All keys of a sender, revoked ones too, as they are told apart in books: one namespace of request ids."""
    return [f"key:{id_}" for id_ in connection.execute(select(_k.id).where(_k.sender == sender)).scalars()]


def lock_request(connection: Connection, sender: str, request_id: str) -> None:
    """Whoever else asks under this sender's request id waits until this transaction ends."""
    name = f"request {request_id} of {sender}"
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def offices_of_keys(connection: Connection, key_ids: Collection[int], agency_id: str) -> dict[int, str]:
    """The office of each of these keys that speaks for one; it never has another."""
    statement = select(_k.id, _k.office_id).where(_k.id.in_(key_ids), _k.agency_id == agency_id)
    return {row.id: row.office_id for row in connection.execute(statement) if row.office_id}


def offices_of_accounts(connection: Connection, account_ids: Collection[int], agency_id: str) -> dict[int, str]:
    """The same of accounts."""
    statement = select(_a.id, _a.office_id).where(_a.id.in_(account_ids), _a.agency_id == agency_id)
    return {row.id: row.office_id for row in connection.execute(statement) if row.office_id}

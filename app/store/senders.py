"""The names of the systems behind keys, as an agency may know them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from app.store.tables import sender_key

_k = sender_key.c


def of_keys(connection: Connection, key_ids: Collection[int], agency_id: str) -> dict[int, str]:
    """The sender of each of these keys that is of this agency, revoked ones too."""
    statement = select(_k.id, _k.sender).where(_k.id.in_(key_ids), _k.agency_id == agency_id)
    return {row.id: row.sender for row in connection.execute(statement)}

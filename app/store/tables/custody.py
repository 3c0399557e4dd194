"""Custody: the blanks that licences are printed on, and what somebody must look at, from when on.

Who keeps a thing is written nowhere: it follows from events and reports (:mod:`app.custody`).
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text, text

from app.store.tables.base import dossier_id_column, id_column, metadata, moment

licence_serial = Table(
    "licence_serial",
    metadata,
    id_column(),
    dossier_id_column(),
    Column("serial", Text, nullable=False, comment="of the blank, as printed on it"),
    Column("seq", Integer, nullable=False, comment="of the event that told it"),
    moment("at", nullable=False),
    moment("voided_at", comment="the blank was spoilt: another was printed"),
    Index("licence_serial_live_idx", "serial", unique=True, postgresql_where=text("voided_at IS NULL")),
    Index("licence_serial_dossier_idx", "dossier_id", unique=True, postgresql_where=text("voided_at IS NULL")),
)

custody_watch = Table(
    "custody_watch",
    metadata,
    dossier_id_column(primary_key=True),
    Column("agency_id", Text, nullable=False),
    moment("look_at", nullable=False, comment="from when on a person must look; why, follows from events and reports"),
    Index("custody_watch_due_idx", "agency_id", "look_at", "dossier_id"),
)

"""What is asked often finds its few rows by an index, however much is stored besides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from app.domain.handover.item import Direction
from app.store import dossiers, handovers, item_codes, postal_items, shift_file_work, unweighed
from tests import builders
from tests.post.desk import Desk
from tests.post.test_custody import ordered
from tests.post.test_reconciliation_size import OLD, copied, grow

COUNT = 4_000
LISTS = f"""INSERT INTO handover
    (list_no, agency_id, direction, post_office_id, state, opened_at, opened_by, fingerprint)
    SELECT 'BG-881' || n % 50 || '-200101-' || n, 'x', 'to_post', 'x', 'signed', now(), 'key:1', ''
    FROM generate_series(1, {COUNT}) n"""
FILES = f"""INSERT INTO shift_file (file_no, sender, agency_id, channels, media_type, dialect, sha256, file_key, total,
    taken_at, ended_at) SELECT 'TC-' || n, 'x' || n, 'x', '{{}}', 'text/csv', '', '', '', 1, now(), now()
    FROM generate_series(1, {COUNT}) n"""


@pytest.fixture
def full(desk: Desk) -> str:
    """A dossier that goes by post, among many; its number."""
    number = ordered(desk)
    old = f"old.dossier_no LIKE '{OLD}%' AND o.dossier_id = (SELECT id FROM dossier WHERE dossier_no = '{number}')"
    code = {"dossier_id": "old.id", "code": "'X' || old.id"}
    grow(desk, number, COUNT, 0)
    with desk.context.database.begin() as connection:
        done = {"dossier_id": "old.id", "state": "'done'"}
        connection.execute(text(copied("outbox", old, done, "outbox o, dossier old")))
        connection.execute(text(copied("item_code", old, code, "item_code o, dossier old")))
        connection.execute(text(LISTS))
        connection.execute(text(FILES))
    with desk.context.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return number


def scanned(desk: Desk, ask: Callable[[Connection], Any]) -> set[str]:
    """The tables that are read whole by what is asked."""
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        asked.append((statement, parameters))

    engine = desk.context.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        with engine.connect() as connection:
            ask(connection)
            event.remove(engine, "before_cursor_execute", note)
            plans = [connection.exec_driver_sql(f"EXPLAIN {each}", values).scalars().all() for each, values in asked]
    finally:
        if event.contains(engine, "before_cursor_execute", note):
            event.remove(engine, "before_cursor_execute", note)
    lines = [line for plan in plans for line in plan if "Seq Scan on " in line]
    return {line.partition("Seq Scan on ")[2].split()[0] for line in lines}


def test_lists_of_trouble_codes_numbers_and_files_are_found_by_their_index(desk: Desk, full: str) -> None:
    with desk.context.database.begin() as connection:
        found = dossiers.by_number(connection, full)
    assert found is not None
    now, day = desk.context.clock.now(), date(2021, 11, 15)
    opened = {"agency_id": "x", "post_office_id": "x", "opened_at": now, "opened_by": "key:1", "fingerprint": b""}
    asks: dict[str, Callable[[Connection], Any]] = {
        "troubled": postal_items.troubled,
        "unweighed": unweighed.late,
        "renewed": lambda c: item_codes.renewed(c, item_codes.void(c, found, "x", now, replaced=False), now),
        "begin": lambda c: handovers.begin(c, builders.OFFICE, day, Direction.TO_POST, **opened),
        "files": shift_file_work.backlog,
        "carried": lambda c: postal_items.carried(c, {full}, {found.item_code or ""}),
    }
    big = {"outbox", "postal_item", "item_code", "handover", "shift_file", "dossier", "tracking_event"}
    whole = {name: scanned(desk, ask) & big for name, ask in asks.items()}
    assert not any(whole.values()), whole

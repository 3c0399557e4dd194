"""An upgrade loses nothing: what the first tables held is there in the newest ones, under its new names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import Connection, text

from app.domain.event import Event, link
from app.store import documents, events, migrate, outbox
from app.store.database import Database
from tests.conftest import NewDatabase

NUMBER = "000.00.16.H01-211115-0001"
AT = "2021-11-15T01:00:00+00:00"
RECORD = {"owner": {"name": "Nguyễn Thị Lan"}, "fee": {"amount_vnd": 135_000, "place": "counter", "method": "cash"}}


@pytest.fixture
def database(new_database: NewDatabase) -> Iterator[Database]:
    """A finished dossier in the first tables, brought to the newest."""
    with new_database() as url:
        migrate.upgrade(url, "0001")
        made = Database(url)
        with made.begin() as connection:
            _fill(connection)
        migrate.upgrade(url)
        yield made
        made.engine.dispose()


def _fill(connection: Connection) -> None:
    connection.execute(
        text("""
        INSERT INTO dossier (dossier_no, agency_id, sender, channel, procedure_code, state, owner_name, owner_search,
            owner_sort, return_wish, record, rules_version, submitted_at, received_at, due_at, tracking_token,
            also_open)
        VALUES (:number, '000.00.16.H01', 'post', 'post_counter', '1.002809', 'finished', 'a', 'a', 'a', 'yes', :record,
            '1', :at, :at, :at, 'token', false)"""),
        {"number": NUMBER, "record": json.dumps(RECORD), "at": AT},
    )
    previous = b""
    for seq, (kind, reason) in enumerate(
        (("submitted", None), ("received", "đủ giấy tờ"), ("finished", None)), start=1
    ):
        event = Event(kind, datetime.fromisoformat(AT), 7, "rest", reason, {"seq": seq})
        previous = link(NUMBER, previous, seq, event)
        connection.execute(
            text("INSERT INTO event VALUES (1, :seq, :kind, :at, 7, 'rest', :reason, :details, :hash)"),
            {
                "seq": seq,
                "kind": kind,
                "at": AT,
                "reason": reason,
                "details": json.dumps({"seq": seq}),
                "hash": previous,
            },
        )
    for kind in ("receipt", "label"):
        connection.execute(text("INSERT INTO outbox (dossier_id, kind) VALUES (1, :kind)"), {"kind": kind})
        row = {"kind": kind, "key": f"papers/{kind}.pdf"}
        connection.execute(
            text(
                "INSERT INTO document (dossier_id, kind, file_key, sha256, size_bytes) VALUES (1, :kind, :key, '', 1)"
            ),
            row,
        )


def test_papers_become_the_editions_of_their_moves(database: Database) -> None:
    with database.begin() as connection:
        assert outbox.editions(connection, 1) == [("receipt", 2), ("label", 3)]
        printed = [(each.kind, each.edition, each.reprint) for each in documents.prints(connection, 1)]
    assert printed == [("receipt", 2, 0), ("label", 3, 0)]


def test_a_fee_that_was_paid_becomes_a_payment(database: Database) -> None:
    with database.begin() as connection:
        row = connection.execute(
            text("SELECT collector, kind, amount_vnd, place, method, shift_id, seq FROM payment")
        ).one()
    assert tuple(row) == ("key:7", "collected", 135_000, "counter", "cash", None, 1)


def test_the_chain_of_events_is_whole(database: Database) -> None:
    ((number, chain),) = events.chains(database)
    assert (number, len(chain), events.first_broken(number, chain)) == (NUMBER, 3, None)


def test_serials_that_were_said_are_taken_once_and_what_the_post_has_is_looked_at(new_database: NewDatabase) -> None:
    with new_database() as url:
        migrate.upgrade(url, "0009")
        made = Database(url)
        with made.begin() as connection:
            for nth, (state, serial) in enumerate(
                (("finished", "AX 1"), ("handed_to_post", "ax1"), ("delivered", "AX2")), 1
            ):
                _finished(connection, nth, state, serial)
        migrate.upgrade(url)
        with made.begin() as connection:
            serials = connection.execute(text("SELECT dossier_id, serial FROM licence_serial ORDER BY 1")).all()
            watched = connection.execute(text("SELECT dossier_id FROM custody_watch")).scalars().all()
        made.engine.dispose()
    assert [tuple(row) for row in serials] == [(1, "AX1"), (3, "AX2")] and list(watched) == [2]


def _finished(connection: Connection, nth: int, state: str, serial: str) -> None:
    connection.execute(
        text("""
        INSERT INTO dossier (dossier_no, agency_id, sender, channel, procedure_code, state, owner_name, owner_search,
            owner_sort, return_wish, record, rules_version, submitted_at, tracking_token, also_open)
        VALUES (:no, 'H01', 'post', 'post_counter', '1', :state, 'a', 'a', 'a', 'yes', '{}', '1', :at, :no, false)"""),
        {"no": f"N-{nth}", "state": state, "at": f"2021-11-15T0{nth}:00:00+00:00"},
    )
    row = {"id": nth, "at": f"2021-11-15T0{nth}:00:00+00:00", "said": json.dumps({"licence_serial": serial})}
    connection.execute(
        text("""
        INSERT INTO event (dossier_id, seq, kind, at, source, details, hash)
        VALUES (:id, 1, 'finished', :at, 'x', '{}', '')"""),
        row,
    )
    connection.execute(text("INSERT INTO remark (dossier_id, seq, officer, said) VALUES (:id, 1, '', :said)"), row)

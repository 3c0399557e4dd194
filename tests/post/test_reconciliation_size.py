"""What a day's reconciliation costs: 500 items of the day, whatever is stored besides; and nothing of it is lost."""

from __future__ import annotations

import time
from datetime import date

from sqlalchemy import text

from app import reconciliation
from app.store import tables
from integrations.post import statements as outside
from tests.post.desk import Desk
from tests.post.test_reconciliation import HEAD

DAY, ITEMS = date(2021, 11, 15), 500
OLD = "000.00.16.H01-190101-"


def copied(table: str, name: str, changes: dict[str, str], source: str) -> str:
    """An INSERT of so many rows that are like one that is there but for these columns."""
    columns = [column.name for column in tables.metadata.tables[table].c if column.name != "id"]
    values = ", ".join(changes.get(column, f"o.{column}") for column in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {source} WHERE {name}"


def grow(desk: Desk, like: str, count: int, start: int) -> None:
    """``count`` more dossiers like this one, each with its fee, its parcel and four reports in two years before: two of
    them with codes that no table knows."""
    series = f"generate_series({start + 1}, {start + count}) n"
    at = f"timestamptz '2019-11-15 01:00Z' + (n - {start}) * interval '700 days' / {count}"
    dossier = {"dossier_no": f"'{OLD}' || n", "tracking_token": "'t' || n", "state": "'delivered'"}
    dossier |= dict.fromkeys(("submitted_at", "received_at", "finished_at", "returned_at", "closed_at"), at)
    parcel = {"dossier_id": "d.id", "order_no": "d.dossier_no", "item_code": "'X' || n", "status": "'delivered'"}
    parcel |= dict.fromkeys(("made_at", "asked_at", "answered_at", "status_at"), at)
    new = f"{series} JOIN dossier d ON d.dossier_no = '{OLD}' || n"
    reports = f"""INSERT INTO tracking_event (source, source_id, postal_item_id, raw_code, at, recorded_at, status)
        SELECT 'old', p.order_no || '-' || k, p.id, k, p.asked_at, p.asked_at,
            CASE WHEN k <= 2 THEN 'unknown' ELSE 'delivered' END
        FROM postal_item p, generate_series(1, 4) k WHERE p.order_no LIKE '{OLD}%' ON CONFLICT DO NOTHING"""
    with desk.context.database.begin() as connection:
        for statement in (
            copied("dossier", f"o.dossier_no = '{like}'", dossier, f"dossier o, {series}"),
            copied("postal_item", f"o.order_no = '{like}'", parcel, f"postal_item o, {new}"),
            copied(
                "payment",
                "o.id = (SELECT min(id) FROM payment)",
                {"dossier_id": "d.id", "at": at},
                f"payment o, {new}",
            ),
            reports,
        ):
            connection.execute(text(statement))
    with desk.context.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def strangers(desk: Desk, count: int, start: int) -> None:
    """Reports of what is nobody's, in two years before: ordered elsewhere, of our form, by item code, without a use."""
    at = f"timestamptz '2019-11-15 01:00Z' + (n - {start}) * interval '700 days' / {count}"
    names = (("'000.00.01.H01-' || n", "NULL"), ("'000.00.16.H01-180101-' || n", "NULL"), ("NULL", "'S' || n"))
    of_each = f"SELECT %s, %s, {at}, {at} FROM generate_series({start + 1}, {start + count}) n"
    with desk.context.database.begin() as connection:
        for nth, (order_no, item_code) in enumerate(names):
            connection.execute(
                text(
                    "INSERT INTO tracking_event"
                    " (source, source_id, status, agency_id, raw_code, order_no, item_code, at, recorded_at)"
                    f" SELECT 'elsewhere', '{nth}-{start}-' || row_number() OVER (), 'in_transit', 'default', '2', *"
                    f" FROM ({of_each % (order_no, item_code)}) n"
                )
            )


def took_s(desk: Desk) -> float:
    started = time.perf_counter()
    edition, _ = reconciliation.run(DAY, desk.who, desk.context)
    took = time.perf_counter() - started
    figures = edition.record["offices"]
    assert sum(row["listed"] for row in figures) == sum(row["ordered"] for row in figures) == ITEMS
    assert len(edition.record["findings"]) == ITEMS // 10
    return took


def test_a_day_of_500_takes_under_two_seconds_and_no_longer_with_ten_times_as_much_stored(desk: Desk) -> None:
    numbers = desk.many_finished(ITEMS)
    desk.ask_all(desk.line("finds", read_timeout_s=5.0, whole_timeout_s=5.0, connect_timeout_s=5.0))
    lines = [f"{number};;{'4' if nth % 10 == 0 else ''};;0;27000;;" for nth, number in enumerate(numbers)]
    content = "\n".join([HEAD, *lines]).encode()
    grow(desk, numbers[0], 4_000, 0)
    strangers(desk, 4_000, 0)
    reconciliation.take_in(DAY, content, desk.who, outside.read, desk.context)
    took_s(desk)
    few = min(took_s(desk) for _ in range(3))
    strangers(desk, 60_000, 4_000)
    grow(desk, numbers[0], 36_000, 4_000)  # what the planner knows it knows after this
    many = min(took_s(desk) for _ in range(3))
    print(f"\nreconciliation of {ITEMS}: {few:.2f} s among 4,500 dossiers and 12,000 strange reports")
    print(f"{many:.2f} s among 40,500 and 192,000")
    assert many < 2.0
    assert many < max(3 * few, 0.5)

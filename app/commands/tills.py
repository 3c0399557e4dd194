"""``flask tills``: money that is in no shift yet, and closing the till of a clerk who cannot do it any more."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import Row

from app.commands.group import Commands, context
from app.commands.refusals import told
from app.domain.local_time import LOCAL
from app.domain.money.cash_shift import read_count
from app.money import cash_shifts
from app.security.principals import Principal, Role
from app.store import payments

tills_group = Commands("tills", help="Fees that were collected and are in no closed shift yet.")


@tills_group.command("left")
def left() -> None:
    """Fees that are in no closed shift yet.

    Collector, agency, office, number of payments, cash and sum in đồng, day of the oldest.
    """
    with context().database.begin() as connection:
        for row in payments.tills(connection):
            day = f"{row.oldest_at.astimezone(LOCAL):%Y-%m-%d}"
            figures = map(str, (row.number, row.cash_vnd, row.total_vnd))
            click.echo("\t".join((row.collector, row.agency_id, row.office_id or "", *figures, day)))


@tills_group.command("close")
@click.argument("collector")
@click.option("--counted", required=True, help="The cash that was counted, whole đồng.")
@click.option("--clerk", default="", help="Whose till it was, as the list shows it.")
@click.option("--note", default="", help="Why the cash differs from what should lie there.")
def close(collector: str, counted: str, clerk: str, note: str) -> None:
    """Close the till of a clerk who cannot do it.

    COLLECTOR is as `flask tills left` names it: its key was revoked, its account disabled.
    """
    with context().database.begin() as connection:
        row = next((each for each in payments.tills(connection) if each.collector == collector), None)
    if row is None:
        raise click.BadParameter(f"no money of {collector} is left: flask tills left")
    raw = {"counted_vnd": counted, "clerk_name": clerk, "note": note}
    with told():
        till = cash_shifts.close(read_count(raw, context().clock.now()), _in_place_of(row), context())
    if till.shift is not None:
        click.echo(f"{till.shift.shift_no}: payments={len(till.booked)} total={till.total_vnd}")


def _in_place_of(row: Row[Any]) -> Principal:
    """The collector as one who may close his own till and nothing else."""
    kind, _, number = row.collector.partition(":")
    return Principal(
        key_id=int(number) if kind == "key" else None,
        account_id=int(number) if kind == "account" else None,
        sender="",
        agency_id=row.agency_id,
        office_id=row.office_id,
        channels=(),
        roles=frozenset({Role.COLLECT}),
    )

"""``flask reconcile``: run a day's reconciliation, take in a statement of the post, see what a person must settle."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import click
from flask import current_app

from app import reconciliation
from app.commands.group import Commands, agency, context
from app.commands.refusals import told
from app.reconciliation.span import day_of
from app.reconciliation.statements import READER
from app.store import reconciliations

reconcile_group = Commands("reconcile", help="Daily reconciliation with the post and the money.")
_agency = click.option("--agency", "agency_id", required=True, help="Agency id, as 000.00.16.H01.")
_day = click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="As 2021-11-15; by default yesterday.")


@reconcile_group.command("run")
@_agency
@_day
def run(agency_id: str, day: datetime | None) -> None:
    """Reconcile a day.

    The same again is a repeat; what came late makes a new edition.
    """
    agency(context(), agency_id)
    with told():
        found, repeat = reconciliation.run_of(agency_id, _read(day), context())
    which = "repeat" if repeat else "new"
    click.echo(f"{found.day}: edition {found.edition} ({which}), findings {len(found.record['findings'])}")


@reconcile_group.command("statement")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_agency
@_day
@click.option("--again", is_flag=True, help="Let the file count once more where another one has superseded it.")
def statement(file: Path, agency_id: str, day: datetime | None, again: bool) -> None:
    """Take in the post's statement of a day (CSV).

    A newer one of the day counts in place of the one before.
    """
    agency(context(), agency_id)
    read = current_app.extensions[READER]
    with told():
        taken = reconciliation.take_in_of(
            agency_id, _read(day), file.read_bytes(), reconciliation.OPERATOR, read, context(), again=again
        )
    which = "superseded" if taken.kept.superseded else "repeat" if taken.repeat else "new"
    click.echo(f"{taken.kept.day}: file {taken.kept.edition} ({which}), lines {taken.lines}, bad {taken.unreadable}")


@reconcile_group.command("list")
@_agency
def list_open(agency_id: str) -> None:
    """What a person must settle, the oldest first.

    Id, day, kind, subject, as we have it, as the post has it, the money.
    """
    agency(context(), agency_id)
    with context().database.begin() as connection:
        for kept in reconciliations.open_findings(connection, agency_id):
            each = kept.finding
            click.echo(
                "\t".join((str(kept.id), str(each.day), each.kind.vi, each.subject, each.ours, each.theirs, each.money))
            )


def _read(day: datetime | None) -> date:
    """As every door reads it; ``BadParameter`` for a day to come."""
    now = context().clock.now()
    with told(click.BadParameter):
        return reconciliation.read_day(day.date().isoformat(), now) if day else day_of(now) - timedelta(days=1)

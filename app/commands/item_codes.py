"""``flask item-codes``: what the post has allocated, what is left of it, what is void."""

from __future__ import annotations

import re
from pathlib import Path

import click

from app.commands.group import Commands, agency, context
from app.domain.errors import Conflict
from app.domain.post import item_code
from app.domain.post.item_code_list import WrongLines
from app.post import item_codes
from app.store import item_code_supply
from app.store import item_codes as store

MOST_SKIPPED = 100_000
codes_group = Commands("item-codes", help="Item codes (số hiệu bưu gửi) that the post has allocated.")
_agency = click.option("--agency", "agency_id", required=True, help="Agency id, as 000.00.16.H01.")
_office = click.option("--office", "office_id", help="Office id, for codes that are an office's own.")


@codes_group.command("allocate")
@click.argument("service")
@click.argument("first", type=int)
@click.argument("last", type=int)
@_agency
@_office
def allocate(service: str, first: int, last: int, agency_id: str, office_id: str | None) -> None:
    """Record a range of codes from the post.

    SERVICE is two letters, as EL. FIRST and LAST are serials: 8 digits, as 30000001 30000060, without check digit.
    """
    if not 0 <= first <= last <= 99_999_999:
        raise click.BadParameter("serials have 8 digits, FIRST is not above LAST")
    service = service.upper()
    if not re.fullmatch("[A-Z]{2}", service):
        raise click.BadParameter("SERVICE is two letters, as in EL")
    agency(context(), agency_id, office_id)
    rested_before = context().clock.now() - item_code.REST
    try:
        with context().database.begin() as connection:
            store.allocate(connection, agency_id, service, first, last, office_id, rested_before)
    except Conflict as e:
        clash = e.params["item_code"]
        raise click.BadParameter(f"recorded already, or used within 24 months: {clash} is the first such code") from e
    click.echo(f"allocated: {last - first + 1}")


@codes_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_agency
@_office
def take_in(file: Path, agency_id: str, office_id: str | None) -> None:
    """Record the codes of a list from the post.

    FILE has one a line, or a column of a CSV (UTF-8). All of them are recorded, or none.
    """
    agency(context(), agency_id, office_id)
    try:
        count = item_codes.take_in(file.read_text(encoding="utf-8-sig"), agency_id, office_id, context())
    except UnicodeDecodeError as e:
        raise click.BadParameter("FILE is not UTF-8: save it as CSV UTF-8") from e
    except WrongLines as e:
        raise click.BadParameter(f"nothing was recorded\n{e}") from e
    click.echo(f"imported: {count}")


@codes_group.command("left")
@click.option(
    "--agency", "agency_id", help="Only the number that is left to it, or with --office to that office as its own."
)
@_office
def left(agency_id: str | None, office_id: str | None) -> None:
    """How many codes are left, and LOW where too few.

    Agency, office, how many are left, how many went in the last 30 days.
    """
    settings, now = context().settings, context().clock.now()
    if agency_id is not None:
        agency(context(), agency_id, office_id)
    elif office_id is not None:
        raise click.UsageError("--office goes with --agency")
    with context().database.begin() as connection:
        if agency_id is not None:
            click.echo(store.left(connection, agency_id, office_id))
            return
        for each in item_code_supply.supplies(connection, now):
            state = ["LOW"] if each.is_low(settings.item_codes_low) else []
            line = (each.agency_id, each.office_id or "", str(each.left), str(each.used), *state)
            click.echo("\t".join(line))


@codes_group.command("skip")
@click.argument("count", type=click.IntRange(1, MOST_SKIPPED))
@_agency
@_office
def skip(count: int, agency_id: str, office_id: str | None) -> None:
    """Make the next COUNT codes void for ever.

    Those of an agency, or of an office as its own; after a restore, before the service starts.
    """
    agency(context(), agency_id, office_id)
    with context().database.begin() as connection:
        skipped = store.skip(connection, agency_id, count, office_id)
        click.echo(f"skipped: {skipped}, left: {store.left(connection, agency_id, office_id)}")

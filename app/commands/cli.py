"""Commands for the operator: ``flask db``, ``keys``, ``numbers``, ``events``, ``outbox``.

The groups ``accounts``, ``custody``, ``item-codes``, ``post``, ``reconcile``, ``rules`` and ``tills`` have modules of
their own.
"""

from __future__ import annotations

from datetime import datetime

import click
from flask import Flask

from app.commands.accounts import accounts_group
from app.commands.custody import custody_group
from app.commands.group import Commands
from app.commands.group import agency as _agency
from app.commands.group import context as _context
from app.commands.item_codes import codes_group
from app.commands.post import post_group
from app.commands.reconcile import reconcile_group
from app.commands.rules import rules_group
from app.commands.tills import tills_group
from app.domain import dossier_number
from app.domain.submission import Channel
from app.security import keys
from app.security.principals import Role
from app.store import events, numbers, outbox, revision
from app.store.database import Taken

PROGRESS_EVERY = 10_000  # dossiers
MOST_SKIPPED = 100_000
CHANNELS, ROLES = [each.value for each in Channel], [each.value for each in Role]


db = Commands("db", help="The database.")
keys_group = Commands("keys", help="Keys of senders; a secret is shown once, when its key is made.")
numbers_group = Commands("numbers", help="Dossier numbers.")
events_group = Commands("events", help="What was done to dossiers.")
outbox_group = Commands("outbox", help="What is still owed: papers to print, orders to the post.")


def register(app: Flask) -> None:
    """Make the commands known to ``flask``."""
    groups = (
        db,
        keys_group,
        accounts_group,
        codes_group,
        numbers_group,
        events_group,
        outbox_group,
        rules_group,
        tills_group,
        post_group,
        custody_group,
        reconcile_group,
    )
    for group in groups:
        app.cli.add_command(group)


@db.command()
def upgrade() -> None:
    """Bring the tables to what this version wants."""
    from app.store import migrate  # here alone: a web process knows this command and has no use for Alembic (12 MB)

    migrate.upgrade(_context().database.url)
    click.echo(f"database: at revision {revision.newest()}")


@keys_group.command("create")
@click.argument("sender")
@click.option("--agency", required=True, help="Agency id, as 000.00.16.H01.")
@click.option("--office", help="Office id; without it the key speaks for the whole agency.")
@click.option("--channel", "channels", multiple=True, required=True, type=click.Choice(CHANNELS))
@click.option("--role", "roles", multiple=True, default=("submit", "read"), type=click.Choice(ROLES))
@click.option("--username", help="Make a user name and password, for SOAP.")
@click.option("--digest", is_flag=True, help="Let the password be sent as a digest too (keeps it, sealed).")
@click.option("--webhook", is_flag=True, help="Make a signing secret, for the portal's webhook.")
def create_key(
    sender: str,
    agency: str,
    office: str | None,
    channels: tuple[str, ...],
    roles: tuple[str, ...],
    username: str | None,
    digest: bool,
    webhook: bool,
) -> None:
    """Make a key for SENDER and print its secret."""
    context = _context()
    if webhook and username:
        raise click.BadParameter("a key is for SOAP or for the webhook: make two")
    if digest and not username:
        raise click.BadParameter("a digest is of a password: --digest goes with --username")
    _agency(context, agency, office)
    new = keys.NewKey(
        sender=sender,
        agency_id=agency,
        office_id=office,
        channels=tuple(Channel(c) for c in channels),
        roles=[Role(r) for r in roles],
        username=username,
        by_digest=digest,
        webhook=webhook,
    )
    try:
        click.echo(keys.create(new, context))
    except Taken as e:
        raise click.BadParameter(f"user name {username} exists already") from e


@keys_group.command("revoke")
@click.argument("sender")
def revoke_keys(sender: str) -> None:
    """Revoke every key of SENDER."""
    revoked = keys.revoke(sender, _context())
    if not revoked:
        raise click.ClickException(f"no valid key of {sender}")
    click.echo(f"revoked: {revoked}")


@numbers_group.command("gaps")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--agency", required=True)
def number_gaps(day: datetime, agency: str) -> None:
    """The numbers of DAY that bear no dossier.

    They were taken, and nothing was stored under them.
    """
    _agency(_context(), agency)
    prefix = f"{agency}-{day:%y%m%d}-"
    for number in numbers.gaps(_context().database, agency, day.date(), prefix):
        click.echo(f"{prefix}{number:04d}")


@numbers_group.command("skip")
@click.argument("count", type=click.IntRange(1, MOST_SKIPPED))
@click.option("--agency", required=True)
@click.option("--day", required=True, type=click.DateTime(["%Y-%m-%d"]))
def skip_numbers(count: int, agency: str, day: datetime) -> None:
    """Leave out the next COUNT numbers of a day.

    And as many bar codes; after a restore, before the service starts.
    """
    context = _context()
    start = _agency(context, agency).number_start
    first, last = numbers.skip(context.database, agency, day.date(), count, start)
    click.echo(f"skipped: {agency}-{day:%y%m%d}-{first:04d} to {last:04d}")


@events_group.command("verify")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
def verify(codes: tuple[str, ...]) -> None:
    """Verify the chain of events of every dossier.

    Or of those with these numbers; exit code 1 if one is broken.
    """
    wanted = [dossier_number.compact(code) for code in codes]
    seen: set[str] = set()
    count = broken = 0
    for count, (dossier_no, chain) in enumerate(events.chains(_context().database, wanted or None), start=1):
        if (seq := events.first_broken(dossier_no, chain)) is not None:
            broken += 1
            click.echo(f"broken: {dossier_no} at {seq}")
        if wanted:
            seen.add(dossier_no)
        if count % PROGRESS_EVERY == 0:
            click.echo(f"verified so far: {count}", err=True)
    if missing := [code for code in wanted if code not in seen]:
        raise click.BadParameter(f"no such dossier: {', '.join(missing)}")
    click.echo(f"verified: {count}, broken: {broken}")
    if broken:
        raise click.exceptions.Exit(1)


@outbox_group.command("parked")
def parked() -> None:
    """What was put aside for a person.

    Id, dossier, kind, attempts, what went wrong.
    """
    with _context().database.begin() as connection:
        for row in outbox.parked(connection):
            click.echo("\t".join(str(value) for value in row))


@outbox_group.command("retry")
@click.argument("ids", nargs=-1, required=True, type=int)
def retry(ids: tuple[int, ...]) -> None:
    """Let parked rows be tried again from the start.

    Exit code 1 if one of IDS is not parked; the others are tried again all the same.
    """
    with _context().database.begin() as connection:
        known = {row.id for row in outbox.parked(connection)}.intersection(ids)
        click.echo(f"open again: {outbox.reopen(connection, sorted(known))}")
    if missing := [str(row_id) for row_id in dict.fromkeys(ids) if row_id not in known]:
        raise click.ClickException(f"no such parked row: {', '.join(missing)}")

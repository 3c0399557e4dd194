"""``flask custody list``: what is kept too long, was not seen by the post, or does not fit together."""

from __future__ import annotations

import click

from app.commands.group import Commands
from app.commands.group import context as _context
from app.custody import watching
from app.custody.names import keeper_vi
from app.domain.local_time import LOCAL
from app.store import custody as store

custody_group = Commands("custody", help="Who keeps papers and licences.")


@custody_group.command("list")
def list_watched() -> None:
    """Dossier, thing, why, keeper and since when, of every agency; the longest waiting first, 200 dossiers each."""
    context = _context()
    with context.database.begin() as connection:
        for agency_id in store.agencies_due(connection, context.clock.now()):
            listed = watching.due(connection, agency_id, None, context)
            for each in listed.items:
                since = f"{each.about.since.astimezone(LOCAL):%Y-%m-%d %H:%M}"
                facts = (each.about.thing.kind, each.why, keeper_vi(each.about.keeper, context), since, each.text_vi)
                click.echo("\t".join((each.dossier.dossier_no, *facts)))
            if listed.total > watching.MAX_LISTED:
                click.echo(f"{agency_id}\t{listed.total} dossiers in all")

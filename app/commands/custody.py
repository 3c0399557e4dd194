"""``flask custody list``: what is kept too long, was not seen by the post, does not fit together, or should be void."""

from __future__ import annotations

import click

from app.commands.group import Commands
from app.commands.group import context as _context
from app.context import Context
from app.custody import watching
from app.custody.names import keeper_vi
from app.domain.local_time import LOCAL
from app.store import custody as store

custody_group = Commands("custody", help="Who keeps papers and licences.")


@custody_group.command("list")
def list_watched() -> None:
    """What of custody must be looked at.

    Dossier, thing, why, keeper and since when, of every agency; the longest waiting first.
    """
    context = _context()
    with context.database.begin() as connection:
        for agency_id in store.agencies_due(connection, context.clock.now()):
            skip: int | None = 0
            while skip is not None:
                listed = watching.due(connection, agency_id, None, context, skip)
                for each in listed.items:
                    _tell(each, context)
                skip = listed.next


def _tell(each: watching.Watched, context: Context) -> None:
    since = f"{each.about.since.astimezone(LOCAL):%Y-%m-%d %H:%M}"
    facts = (each.about.thing.kind, each.why, keeper_vi(each.about.keeper, context), since, each.text_vi)
    click.echo("\t".join((each.dossier.dossier_no, *facts)))

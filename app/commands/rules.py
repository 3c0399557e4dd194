"""``flask rules``: check the rules, and say what holds on a day and why.

Where the service does not start because of its rules: ``python -m app.commands.rules check``.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from app.domain.local_time import LOCAL
from app.domain.submission import Channel
from app.rules import Rules, RulesError, load, show

CHANNELS = [each.value for each in Channel]
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

rules_group = click.Group("rules", help="The law as dated data.")


@rules_group.command("check")
@click.option("--folder", type=FOLDER, help="Rules that are not in use yet; by default those of the service.")
def check(folder: Path | None) -> None:
    """Read and check every file of rules.

    Prints the entries of each table and how sure they are.
    """
    rules = _load(folder)
    click.echo(show.counts(rules))
    click.echo(f"rules: ok, version {rules.version}")


@rules_group.command("show")
@click.argument("procedure")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day, as 2021-11-15; by default today.")
@click.option("--channel", type=click.Choice(CHANNELS), help="Only this channel.")
@click.option("--class", "licence_class", help="Only the papers of this licence class.")
@click.option("--agency", help="Agency id; by default the first agency that is there that day.")
@click.option("--folder", type=FOLDER, help="Rules that are not in use yet; by default those of the service.")
def show_rules(
    procedure: str,
    on: datetime | None,
    channel: str | None,
    licence_class: str | None,
    agency: str | None,
    folder: Path | None,
) -> None:
    """What holds for PROCEDURE on a day, with source, sureness and line."""
    day = (on or datetime.now(LOCAL)).date()
    chosen = Channel(channel) if channel else None
    click.echo(show.show(_load(folder), procedure, day, chosen, licence_class, agency))


def _load(folder: Path | None) -> Rules:
    try:
        return load(folder)
    except RulesError as e:
        raise click.ClickException(str(e)) from e


if __name__ == "__main__":
    rules_group()

"""What every group of the operator's commands leans on: one line for what keeps it from working, and the context."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.context import Context
from app.domain.agency import Agency
from app.domain.errors import NoRule, NotReady

FEEDS = "dossier_post_feeds"  # under this name the application keeps what gives the feeds


class Commands(AppGroup):
    """Commands that say in one line what keeps them from working."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (NotReady, OperationalError) as e:
            raise click.ClickException("the database is out of reach: is DATABASE_URL right, does it run?") from e
        except ProgrammingError as e:
            raise click.ClickException("the tables are not those of this version: flask db upgrade") from e


def context() -> Context:
    """The context of the application that ``flask`` has loaded."""
    found: Context = current_app.extensions["dossier_post"]
    return found


def feeds() -> Sequence[Any]:
    """The tracking feeds of all accounts at the post (:class:`app.post.feed.Feed`), likewise."""
    found: Callable[[], Sequence[Any]] = current_app.extensions[FEEDS]
    return found()


def agency(context: Context, agency_id: str, office_id: str | None = None) -> Agency:
    """The agency of ``--agency``, which has the office of ``--office``; ``BadParameter`` for an unknown one."""
    try:
        found = context.rules.agency(agency_id)
        offices = {office.office_id for office in context.rules.offices(agency_id)}
        if office_id and context.rules.office(office_id).office_id not in offices:
            raise click.BadParameter(f"office {office_id} is not of agency {agency_id}")
    except NoRule as e:
        raise click.BadParameter(f"no such {e.params['asked']}") from e
    return found

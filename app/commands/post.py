"""``flask post``: read what the post reports, see what waits for a person, say how an unknown order ended."""

from __future__ import annotations

from typing import Any

import click

from app.commands.group import Commands
from app.commands.group import context as _context
from app.commands.group import feeds as _feeds
from app.domain.errors import Unavailable
from app.domain.parcel import OPEN_ENDED, Finding, OrderState
from app.domain.tracking import Status
from app.post import orders as post_orders
from app.post import tracking
from app.store import dossiers, postal_items
from app.store import tracking as reports

post_group = Commands("post", help="Orders to the post and what it reports.")


@post_group.command("pull")
def pull() -> None:
    """Read what is new in the tracking feed of every account, and weigh it."""
    failed = False
    for feed in _feeds():
        try:
            done = tracking.pull(feed, _context())
        except Unavailable:
            failed = True
            click.echo(f"{feed.name}: the post is out of reach")
        else:
            stuck = ", stuck" if done.stuck else ""
            click.echo(f"{feed.name}: events {done.events}, bad {done.bad}, parcels {done.weighed}{stuck}")
    if failed:
        raise click.exceptions.Exit(1)


@post_group.command("list")
def list_troubled() -> None:
    """What does not go on by itself: orders refused, unknown or parked, findings, reports that nobody can use."""
    with _context().database.begin() as connection:
        for row in postal_items.troubled(connection):
            finding = Finding(row.finding).vi if row.finding else ""
            facts = (OrderState(row.state).vi, row.work, row.error_code, Status(row.status).vi, finding)
            _tell("order", row.order_no, *facts)
        for odd in reports.odd(connection):
            _tell("report", odd.problem, odd.source, odd.raw_code, odd.count)
        for account in reports.stuck(connection):
            _tell("feed", account, "stuck")


@post_group.command("settle")
@click.argument("order_no")
@click.argument("end", type=click.Choice([OrderState.ACCEPTED.value, OrderState.REFUSED.value]))
def settle(order_no: str, end: str) -> None:
    """Write how the order ORDER_NO ended, which stayed unknown, once the post has told it."""
    context = _context()
    with context.database.begin() as connection:
        dossier_id = postal_items.dossier_of(connection, order_no)
        if dossier_id is None:
            raise click.BadParameter("no such order")
        dossier = dossiers.lock(connection, dossier_id)
        item = next(each for each in postal_items.of_dossier(connection, dossier_id) if each.order_no == order_no)
        if item.state not in OPEN_ENDED:
            raise click.BadParameter(f"its end is known: {item.state}")
        post_orders.write(connection, dossier, item, OrderState(end), context.clock.now())
    click.echo(f"{order_no}: {end}")


def _tell(*facts: Any) -> None:
    click.echo("\t".join(str(fact) for fact in facts if fact not in (None, "")))

"""``flask post``: read what the post reports, see what waits for a person, say how an unknown order ended."""

from __future__ import annotations

from typing import Any

import click

from app.commands.group import Commands
from app.commands.group import context as _context
from app.commands.group import feeds as _feeds
from app.commands.refusals import told
from app.domain import remark
from app.domain.errors import Unavailable
from app.domain.post.order import Leg
from app.domain.post.parcel import Cancelling, Finding, OrderState
from app.domain.post.tracking import Status
from app.post import owing, pricing, settling, tracking
from app.security.principals import Principal
from app.store import dossiers, postal_items, unweighed
from app.store import tracking as reports

post_group = Commands("post", help="Orders to the post and what it reports.")


@post_group.command("pull")
def pull() -> None:
    """Read the tracking feed of every account.

    What is new is weighed at once. Exit code 1 where the post is out of reach, or there is no account.
    """
    failed, feeds = False, _feeds()
    if not feeds:
        raise click.ClickException("no account at the post: DOSSIER_POST_ACCOUNTS")
    for feed in feeds:
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
    """What of the post does not go on by itself.

    Orders and cancellations refused, unknown or parked, findings, parcels that are wanted and nobody is asked for,
    parcels whose reports cannot be weighed, reports that nobody can use.
    """
    with _context().database.begin() as connection:
        for row in postal_items.troubled(connection):
            finding = Finding(row.finding).vi if row.finding else ""
            cancel = Cancelling(row.cancel).vi if row.cancel else ""
            answer = row.answer if OrderState.REFUSED in (row.state, row.cancel) else ""
            facts = (OrderState(row.state).vi, answer, row.work, row.error_code, Status(row.status).vi, cancel, finding)
            _tell("order", row.order_no, *facts)
        for dossier_no, leg in postal_items.unasked(connection):
            _tell("unasked", dossier_no, leg, leg.vi)
        for each in unweighed.late(connection):
            _tell("unweighed", each.order_no)
        for odd in reports.odd(connection):
            _tell("report", odd.problem, odd.source, odd.raw_code, odd.count)
        for account in reports.stuck(connection):
            _tell("feed", account, "stuck")


@post_group.command("settle")
@click.argument("order_no")
@click.argument("end", type=click.Choice([end.value for end in settling.End]))
@click.option("--by", required=True, help="who has asked the post: a name, for the dossier's history")
@click.option("--reason", required=True, help="what the post told, and when")
def settle(order_no: str, end: str, by: str, reason: str) -> None:
    """Write how an order ended that stayed unknown.

    Once the post has told how ORDER_NO, or its cancellation, ended.
    """
    context = _context()
    with context.database.begin() as connection:
        item = postal_items.by_order(connection, order_no)
        if item is None:
            raise click.BadParameter("no such order")
        dossier = dossiers.lock(connection, item.dossier_id)
        newest = owing.of_leg(connection, dossier, item.leg)[-1]
    if newest.order_no != order_no:
        raise click.BadParameter(f"it was issued again: {newest.order_no}")
    act = settling.SETTLE[item.leg]
    operator = Principal(None, "", dossier.agency_id, None, (), act.roles, name=by)
    with told(click.BadParameter):
        said = remark.read({"reason": reason}, act, context.clock.now())
        settling.settle(dossier.dossier_no, item.leg, settling.End(end), said, operator, context, "cli")
    click.echo(f"{order_no}: {end}")


@post_group.command("price")
@click.argument("dossier_no")
@click.option("--leg", type=click.Choice([leg.value for leg in Leg]), default=Leg.RETURN.value, show_default=True)
@click.option("--weight-g", type=click.IntRange(1, 99_999), help="default: an envelope of that leg")
def price(dossier_no: str, leg: str, weight_g: int | None) -> None:
    """What the post would charge for a parcel.

    And who pays. Orders nothing.
    """
    context = _context()
    with context.database.begin() as connection:
        dossier = dossiers.by_number(connection, dossier_no)
    if dossier is None:
        raise click.BadParameter("no such dossier")
    with told():
        priced = pricing.of_dossier(dossier, Leg(leg), context, weight_g=weight_g)
    _tell(dossier_no, priced.leg, f"{priced.weight_g} g", f"{priced.amount_vnd} VND", priced.payer)


def _tell(*facts: Any) -> None:
    click.echo("\t".join(str(fact) for fact in facts if fact not in (None, "")))

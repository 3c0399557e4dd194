"""``flask accounts``: the people who log in at the desk page. A password is asked for or made, never an argument."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from app.commands.group import Commands, agency, context
from app.domain import text
from app.domain.errors import InvalidDossier, InvalidFormat, NotFound
from app.domain.local_time import LOCAL
from app.domain.role import Role
from app.security import accounts, attempts, passwords
from app.store import accounts as store
from app.store.database import Taken

ROLES = [each.value for each in Role]
accounts_group = Commands("accounts", help="People who log in at the desk page.")
_asked = click.option("--ask", is_flag=True, help="Ask for the password; by default one is made and shown, once.")
_roles = click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="Repeatable.")


@accounts_group.command("create")
@click.argument("username")
@click.option("--name", required=True, help="As papers show it.")
@click.option("--agency", "agency_id", required=True, help="Agency id, as 000.00.16.H01.")
@click.option("--office", "office_id", help="Office id; without it the account works for the whole agency.")
@_roles
@_asked
def create(username: str, name: str, agency_id: str, office_id: str | None, roles: tuple[str, ...], ask: bool) -> None:
    """Make an account for USERNAME."""
    if not accounts.is_username(username):
        raise click.BadParameter("USERNAME is 2 to 40 small letters, digits and . _ -")
    agency(context(), agency_id, office_id)
    new = accounts.NewAccount(username, _clean(name), agency_id, office_id, _with_read(roles))
    password = _password(username, ask)
    try:
        with _told(username):
            accounts.create(new, password, context())
    except Taken as e:
        raise click.BadParameter(f"user name {username} exists already") from e
    _show(password, ask)


@accounts_group.command("list")
def list_accounts() -> None:
    """Every account, and whether it may log in.

    User name, name, agency, office, roles, state, and when last seen, if the log-in has not been swept.
    """
    with context().database.begin() as connection:
        rows = store.everyone(connection)
    locked = attempts.locked([row.username for row in rows], context())
    for row in rows:
        state = "disabled" if row.disabled_at else "locked" if row.username in locked else "active"
        seen = f"{row.seen_at.astimezone(LOCAL):%Y-%m-%d %H:%M}" if row.seen_at else ""
        roles = ",".join(row.roles)
        click.echo("\t".join((row.username, row.name, row.agency_id, row.office_id or "", roles, state, seen)))


@accounts_group.command("disable")
@click.argument("username")
def disable(username: str) -> None:
    """Put USERNAME out at once, and let nobody in by it."""
    with _told(username):
        accounts.disable(username, context())
    click.echo(f"disabled: {username}")


@accounts_group.command("enable")
@click.argument("username")
def enable(username: str) -> None:
    """Let USERNAME in again, also after too many wrong passwords."""
    with _told(username):
        accounts.enable(username, context())
    click.echo(f"enabled: {username}")


@accounts_group.command("password")
@click.argument("username")
@_asked
def set_password(username: str, ask: bool) -> None:
    """Set a new password for USERNAME; ends its log-ins."""
    password = _password(username, ask)
    with _told(username):
        accounts.set_password(username, password, context())
    _show(password, ask)


@accounts_group.command("roles")
@click.argument("username")
@_roles
def set_roles(username: str, roles: tuple[str, ...]) -> None:
    """What USERNAME may do from now on.

    In place of what it may do now.
    """
    with _told(username):
        accounts.set_roles(username, _with_read(roles), context())
    click.echo(f"roles: {','.join(sorted(_with_read(roles)))}")


def _with_read(roles: tuple[str, ...]) -> frozenset[Role]:
    """Nobody works at a desk without looking dossiers up."""
    return frozenset({Role.READ, *(Role(role) for role in roles)})


def _clean(name: str) -> str:
    with suppress(InvalidFormat):
        if cleaned := text.clean(name):
            return cleaned
    raise click.BadParameter("--name is empty or cannot be read")


def _password(username: str, ask: bool) -> str:
    if not ask:
        return passwords.new_password(username)
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer


def _show(password: str, asked: bool) -> None:
    click.echo("password set" if asked else password)


@contextmanager
def _told(username: str) -> Iterator[None]:
    """What is wrong with the user name or the password, in one line."""
    try:
        yield
    except NotFound as e:
        raise click.BadParameter(f"no such account: {username}") from e
    except InvalidDossier as e:
        raise click.BadParameter(
            f"a password has {passwords.SHORTEST} to {passwords.LONGEST} characters and does not hold the user name"
        ) from e

"""The operator's commands, run as the operator runs them: ``flask …`` in the project's folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import click
import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import delete, select, update

from app import lifecycle
from app.commands import cli
from app.config import Settings
from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import NotAuthenticated
from app.domain.post import item_code
from app.domain.remark import NOTHING
from app.domain.submission import Channel
from app.intake import accept
from app.security import keys
from app.store import dossiers, events, item_codes, outbox, revision, tables
from app.store.numbers import NumberSource
from app.web import create_app
from tests import builders
from tests.conftest import PROJECT, NewDatabase

AGENCY = "000.00.16.H01"
Flask = Callable[..., subprocess.CompletedProcess[str]]


def run(arguments: tuple[str, ...], settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return python(("-m", "flask", *arguments), settings)


def python(arguments: tuple[str, ...], settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("DOSSIER_", "FLASK_", "DATABASE_", "REDIS_"))}
    return subprocess.run(
        [sys.executable, *arguments],
        env=kept | settings,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def settings(migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {
        "DATABASE_URL": migrated_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "DOSSIER_VAR": str(tmp_path_factory.mktemp("var")),
        "DOSSIER_NOW": "2021-11-15T08:00+07:00",
    }


@pytest.fixture(scope="module")
def context(settings: dict[str, str]) -> Iterator[Context]:
    made = Context.build(Settings.from_environment(settings))
    yield made
    made.database.engine.dispose()


@pytest.fixture(scope="module")
def flask(settings: dict[str, str]) -> Flask:
    """``flask("keys", "create", …)``; with the application named by ``.flaskenv`` alone."""
    return lambda *arguments, **changed: run(arguments, settings | changed)


@pytest.fixture(scope="module")
def runner(context: Context) -> Iterator[FlaskCliRunner]:
    """The same commands within this process."""
    app = create_app(context.settings)
    yield app.test_cli_runner()
    app.extensions["dossier_post"].database.engine.dispose()


def said(runner: FlaskCliRunner, *arguments: str) -> str:
    """What a command prints that does its work."""
    result = runner.invoke(args=arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def told(runner: FlaskCliRunner, *arguments: str) -> str:
    """Why a command refuses what it was given."""
    result = runner.invoke(args=arguments)
    assert result.exit_code == 2 and not result.stdout, result.output
    return result.output.split("Error: ")[1]


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, ...]]:
    """Every command of ours and of what we build on, as it is typed."""
    for name, command in group.commands.items():
        yield (*above, name)
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)


def stored(dossier_no: str, context: Context) -> Dossier:
    with context.database.begin() as connection:
        found = dossiers.by_code(connection, dossier_no, AGENCY, None)
    assert found is not None
    return found


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one line that says why, and no traceback."""
    assert done.returncode != 0
    assert "Traceback" not in done.stderr, done.stderr
    return done.stderr.strip().splitlines()[-1]


def test_upgrade_makes_the_tables_and_does_nothing_the_second_time(flask: Flask, new_database: NewDatabase) -> None:
    with new_database() as url:
        assert "flask db upgrade" in refused(flask("keys", "revoke", "x", DATABASE_URL=url))
        for _ in range(2):
            done = flask("db", "upgrade", DATABASE_URL=url)
            assert (done.returncode, done.stdout) == (0, f"database: at revision {revision.newest()}\n"), done.stderr
        assert refused(flask("keys", "revoke", "x", DATABASE_URL=url)) == "Error: no valid key of x"


def test_a_key_is_made_opens_the_door_and_is_revoked(
    flask: Flask, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = flask("keys", "create", "bưu-điện", "--agency", AGENCY, "--office", "881600", "--channel", "post_counter")
    secret = made.stdout.strip()
    assert made.returncode == 0 and secret.startswith("dp_"), made.stderr
    principal = keys.by_bearer(secret, context)
    assert (principal.sender, principal.office_id, principal.roles) == ("bưu-điện", "881600", {"submit", "read"})
    assert flask("keys", "revoke", "bưu-điện").stdout == "revoked: 1\n"
    monkeypatch.setattr(keys, "_remembered", {})  # as another process, or this one a few seconds later
    with pytest.raises(NotAuthenticated):
        keys.by_bearer(secret, context)


def test_keys_for_soap_and_for_the_webhook(runner: FlaskCliRunner, context: Context) -> None:
    soap = ("keys", "create", "quầy", "--agency", AGENCY, "--channel", "post_counter", "--username", "quay-1")
    password = said(runner, *soap).strip()
    assert keys.by_password("quay-1", password, context).sender == "quầy"
    assert "user name quay-1 exists already" in told(runner, *soap)
    hook = said(runner, "keys", "create", "cổng", "--agency", AGENCY, "--channel", "portal", "--webhook").strip()
    assert hook.startswith("whsec_") and hook in [secret for _, secret in keys.webhook_keys(context)]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("keys", "create", "x", "--agency", "999.9", "--channel", "portal"), "999.9"),
        (("keys", "create", "x", "--agency", AGENCY, "--office", "1", "--channel", "portal"), "1"),
        (("keys", "create", "x", "--agency", AGENCY, "--channel", "pigeon"), "'pigeon' is not one of"),
        (("keys", "create", "x", "--agency", AGENCY), "Missing option '--channel'"),
        (("keys", "create", "x", "--agency", AGENCY, "--channel", "portal", "--role", "boss"), "'boss' is not one of"),
        (
            ("keys", "create", "x", "--agency", AGENCY, "--channel", "portal", "--webhook", "--username", "y"),
            "make two",
        ),
        (("item-codes", "allocate", "ELL", "1", "9", "--agency", AGENCY), "two letters"),
        (("item-codes", "allocate", "EL", "9", "1", "--agency", AGENCY), "FIRST is not above LAST"),
        (("item-codes", "allocate", "EL", "1", "100000000", "--agency", AGENCY), "8 digits"),
        (("item-codes", "allocate", "EL", "1", "9", "--agency", "999.9"), "999.9"),
        (("numbers", "gaps", "15/11/2021", "--agency", AGENCY), "does not match"),
        (("item-codes", "skip", "0", "--agency", AGENCY), "0 is not in the range"),
        (("item-codes", "skip", "1", "--agency", "999.9"), "999.9"),
        (("numbers", "skip", "1", "--agency", AGENCY), "Missing option '--day'"),
        (("numbers", "skip", "1", "--agency", "999.9", "--day", "2021-11-15"), "999.9"),
        (("events", "verify", "000.00.16.H01-211115-9999"), "no such dossier: 000.00.16.H01-211115-9999"),
        (("outbox", "retry", "all"), "'all' is not a valid integer"),
        (("outbox", "retry"), "Missing argument"),
        (("numbers", "gaps", "2021-11-15", "--agency", "999.9"), "no such agency 999.9"),
        (("reconcile", "list", "--agency", "999.9"), "no such agency 999.9"),
        (("reconcile", "run", "--agency", AGENCY, "--day", "2021-12-25"), "day: still to come"),
        (("item-codes", "left", "--agency", "999.9"), "no such agency 999.9"),
        (("item-codes", "left", "--office", "881600"), "--office goes with --agency"),
    ],
)
def test_a_wrong_argument_is_told_in_one_line(runner: FlaskCliRunner, arguments: tuple[str, ...], reason: str) -> None:
    assert reason in told(runner, *arguments)


def test_without_a_database_the_reason_is_one_line(flask: Flask) -> None:
    for arguments in (("db", "upgrade"), ("keys", "revoke", "x"), ("outbox", "parked")):
        said = refused(flask(*arguments, DATABASE_URL="postgresql://nobody@127.0.0.1:1/nix"))
        assert said == "Error: the database is out of reach: is DATABASE_URL right, does it run?"


def test_item_codes_are_allocated_counted_and_never_twice(runner: FlaskCliRunner, context: Context) -> None:
    allocate = ("item-codes", "allocate", "el", "47312000", "47312999", "--agency", AGENCY)
    assert said(runner, *allocate) == "allocated: 1000\n"
    assert "recorded already" in told(runner, *allocate)
    overlapping = ("item-codes", "allocate", "EL", "47311990", "47312000", "--agency", AGENCY)
    assert "recorded already" in told(runner, *overlapping)
    assert said(runner, "item-codes", "left", "--agency", AGENCY) == "1000\n"
    with context.database.begin() as connection:
        assert item_codes.left(connection, AGENCY) == 1000
    desk = builders.principal(context)
    number = accept(builders.submission(context), desk, context, "test").dossier_no
    assert lifecycle.make("finish", number, NOTHING, desk, context, "test").dossier.item_code == item_code.build(
        "EL", 47312000
    )
    assert said(runner, "item-codes", "left", "--agency", AGENCY) == "999\n"


def test_numbers_that_bear_no_dossier_are_listed(runner: FlaskCliRunner, context: Context) -> None:
    desk = builders.principal(context)
    answer = accept(builders.submission(context), desk, context, "test")
    gaps = said(runner, "numbers", "gaps", "2021-11-15", "--agency", AGENCY).split()
    assert answer.dossier_no not in gaps
    assert all(gap.startswith(f"{AGENCY}-211115-") for gap in gaps)


def test_skipped_numbers_and_bar_codes_are_given_to_nobody(runner: FlaskCliRunner, context: Context) -> None:
    desk, day = builders.principal(context), "2021-11-15"
    before = stored(accept(builders.submission(context), desk, context, "test").dossier_no, context)
    line = said(runner, "numbers", "skip", "200", "--agency", AGENCY, "--day", day)
    first, last = (int(number) for number in re.findall(r"(\d{4,})(?= to|$)", line.strip()))
    assert last - first == 199
    restarted = replace(context, numbers=NumberSource(context.database))
    after = stored(accept(builders.submission(context), desk, restarted, "test").dossier_no, context)
    assert after.dossier_no == f"{AGENCY}-211115-{last + 1:04d}"
    assert after.id > before.id + 200
    gaps = said(runner, "numbers", "gaps", day, "--agency", AGENCY).split()
    assert {f"{AGENCY}-211115-{n:04d}" for n in range(first, last + 1)} <= set(gaps)


def test_numbers_of_a_day_without_any_are_skipped_from_the_first_on(runner: FlaskCliRunner) -> None:
    skip = ("numbers", "skip", "5", "--agency", AGENCY, "--day", "2021-11-14")
    assert said(runner, *skip) == f"skipped: {AGENCY}-211114-0001 to 0005\n"


def test_skipped_item_codes_are_void_and_the_end_is_never_passed(runner: FlaskCliRunner, context: Context) -> None:
    with context.database.begin() as connection:
        item_codes.skip(connection, AGENCY, 100_000)
        item_codes.allocate(connection, AGENCY, "EM", 1, 3)
        item_codes.allocate(connection, AGENCY, "EM", 4, 10)
    assert said(runner, "item-codes", "skip", "4", "--agency", AGENCY) == "skipped: 4, left: 6\n"
    desk = builders.principal(context)
    number = accept(builders.submission(context), desk, context, "test").dossier_no
    assert lifecycle.make("finish", number, NOTHING, desk, context, "test").dossier.item_code == item_code.build(
        "EM", 5
    )
    assert said(runner, "item-codes", "skip", "100", "--agency", AGENCY) == "skipped: 5, left: 0\n"
    assert said(runner, "item-codes", "skip", "100", "--agency", AGENCY) == "skipped: 0, left: 0\n"


def test_a_chain_that_was_tampered_with_is_found(
    runner: FlaskCliRunner, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "BATCH", 3)
    desk = builders.principal(context)
    with context.database.begin() as connection:
        item_codes.allocate(connection, AGENCY, "EN", 1, 100)
    numbers = [accept(builders.submission(context), desk, context, "test").dossier_no for _ in range(7)]
    for number in numbers:
        lifecycle.make("finish", number, NOTHING, desk, context, "test")
    whole = said(runner, "events", "verify")
    assert re.fullmatch(r"verified: \d+, broken: 0\n", whole) and int(whole.split()[1].strip(",")) >= 7
    e, changed, emptied = tables.event, stored(numbers[2], context), stored(numbers[5], context)
    with context.database.begin() as connection:
        connection.execute(update(e).where(e.c.dossier_id == changed.id, e.c.seq == 2).values(source="elsewhere"))
        connection.execute(delete(e).where(e.c.dossier_id == emptied.id))
    result = runner.invoke(args=["events", "verify"])
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:2] == [f"broken: {numbers[2]} at 2", f"broken: {numbers[5]} at 1"]
    assert result.stdout.splitlines()[2] == whole.replace("broken: 0", "broken: 2").strip()
    assert said(runner, "events", "verify", numbers[0].lower(), numbers[1]) == "verified: 2, broken: 0\n"
    assert runner.invoke(args=["events", "verify", numbers[1], numbers[2]]).exit_code == 1


def test_progress_of_a_long_verification_is_told(runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "PROGRESS_EVERY", 2)
    assert "verified so far: 2\n" in runner.invoke(args=["events", "verify"]).stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOSSIER_POOL_SIZE", "x"),
        ("DOSSIER_PRINT_WORKERS", "0"),
        ("DOSSIER_LEASE_S", "nan"),
        ("DOSSIER_NOW", "2021-11-15"),
        ("DATABASE_URL", "mysql://user:password@host/db"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [("-m", "flask", "outbox", "parked"), ("-m", "app.house.run"), ("-m", "app.house.demo"), ("worker.py",)],
    ids=lambda command: command[-1],
)
def test_a_wrong_setting_is_told_in_one_line(
    command: tuple[str, ...], name: str, value: str, settings: dict[str, str]
) -> None:
    done = python(command, settings | {name: value})
    assert refused(done) == done.stderr.strip(), "more than one line"
    assert (
        name in done.stderr
        and "must be" in done.stderr
        and "password@" not in done.stderr.replace("user:password@host/database", "")
    )


def test_a_wrong_port_is_told_in_one_line(settings: dict[str, str]) -> None:
    assert refused(python(("-m", "app.house.run"), settings | {"PORT": "http"})).startswith("run: PORT is wrong")


def test_what_is_parked_is_listed_without_names_and_tried_again(runner: FlaskCliRunner, context: Context) -> None:
    accept(builders.submission(context, channel=Channel.PORTAL), builders.principal(context), context, "test")
    o = tables.outbox.c
    with context.database.begin() as connection:
        row = connection.execute(select(o.id, o.dossier_id).order_by(o.id.desc())).first()
        assert row is not None
        connection.execute(update(tables.outbox).where(o.id == row.id).values(attempts=5))
        outbox.park(connection, row.id, "LAYOUT")
    assert said(runner, "outbox", "parked") == f"{row.id}\t{row.dossier_id}\tslip\t5\tLAYOUT\n"
    result = runner.invoke(args=["outbox", "retry", str(row.id), "999999", "9" * 30])
    assert (result.exit_code, result.stdout) == (1, "open again: 1\n")
    assert result.stderr == f"Error: no such parked row: 999999, {'9' * 30}\n"
    assert said(runner, "outbox", "parked") == ""
    with context.database.begin() as connection:
        assert row.id in [owed.id for owed in outbox.waiting(connection, 100)]


def test_every_command_has_a_help_that_says_what_it_does(runner: FlaskCliRunner) -> None:
    for arguments in commands(runner.app.cli):
        result = runner.invoke(args=[*arguments, "--help"])
        assert result.exit_code == 0
        first = result.output.split("\n\n")[1].strip()
        assert first and not first.startswith("Options"), arguments


def test_no_line_of_help_is_cut(runner: FlaskCliRunner) -> None:
    groups = {name for name, *rest in commands(runner.app.cli) if rest}
    for name in sorted(groups):
        listed = runner.invoke(args=[name, "--help"]).output.partition("Commands:")[2]
        assert listed and "..." not in listed, name


def test_nothing_is_pulled_where_there_is_no_account(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["post", "pull"])
    assert (result.exit_code, result.stderr) == (1, "Error: no account at the post: DOSSIER_POST_ACCOUNTS\n")


def test_an_allocation_shows_how_serials_are_written(runner: FlaskCliRunner) -> None:
    assert "30000001 30000060" in said(runner, "item-codes", "allocate", "--help")


def test_the_folder_knows_its_application(flask: Flask) -> None:
    listed = flask("--help").stdout
    assert all(f"\n  {name} " in listed for name in ("db", "keys", "item-codes", "numbers", "events", "outbox")), listed

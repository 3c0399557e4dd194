"""``flask accounts``, as the operator runs it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskCliRunner

from app.config import Settings
from app.context import Context
from app.domain.errors import NotAuthenticated
from app.domain.submission import Channel
from app.security import logins, passwords
from app.web import create_app
from tests import builders

CREATE = ("accounts", "create", "lan.nguyen", "--name", "  Nguyễn   Thị Lan ", "--agency", builders.AGENCY)


@pytest.fixture(scope="module")
def context(migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    made = Context.build(Settings(database_url=migrated_url, var=tmp_path_factory.mktemp("var")))
    yield made
    made.database.engine.dispose()


@pytest.fixture(scope="module")
def runner(context: Context) -> Iterator[FlaskCliRunner]:
    app = create_app(context.settings)
    yield app.test_cli_runner()
    app.extensions["dossier_post"].database.engine.dispose()


def said(runner: FlaskCliRunner, *arguments: str, typed: str | None = None) -> str:
    result = runner.invoke(args=arguments, input=typed)
    assert result.exit_code == 0, result.output
    return result.stdout


def told(runner: FlaskCliRunner, *arguments: str, typed: str | None = None) -> str:
    """Why a command refuses what it was given."""
    result = runner.invoke(args=arguments, input=typed)
    assert result.exit_code == 2, result.output
    return result.output.split("Error: ")[1]


def row(runner: FlaskCliRunner, username: str) -> list[str]:
    rows = [line.split("\t") for line in said(runner, "accounts", "list").splitlines()]
    return next(row for row in rows if row[0] == username)


def test_an_account_is_made_logs_in_and_shows_in_the_list(runner: FlaskCliRunner, context: Context) -> None:
    made = said(runner, *CREATE, "--office", "MC-883", "--role", "receive", "--role", "collect")
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}\n", made)
    person = logins.principal(logins.log_in("lan.nguyen", made.strip(), "", context), context)
    assert (person.sender, person.name) == ("desk:lan.nguyen", "Nguyễn Thị Lan")
    assert (person.agency_id, person.office_id) == (builders.AGENCY, "MC-883")
    assert person.roles == {"read", "receive", "collect"} and person.channels == (Channel.DISTRICT_DESK,)
    assert person.collector == f"account:{person.account_id}" and person.key_id is None
    listed = row(runner, "lan.nguyen")
    assert listed[:6] == [
        "lan.nguyen", "Nguyễn Thị Lan", builders.AGENCY, "MC-883", "collect,read,receive", "active",
    ]  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", listed[6])
    assert "exists already" in told(runner, *CREATE, "--role", "read")


def test_a_password_is_asked_for_twice_and_never_shown(runner: FlaskCliRunner, context: Context) -> None:
    typed = "con sâu làm rầu nồi canh\n" * 2
    create = ("accounts", "create", "minh", "--name", "Lê Minh", "--agency", builders.AGENCY, "--role", "read", "--ask")
    shown = said(runner, *create, typed=typed)
    assert "sâu" not in shown and shown.endswith("password set\n")
    assert logins.log_in("minh", "con sâu làm rầu nồi canh", "", context)
    assert "10 to 200 characters" in told(runner, "accounts", "password", "minh", "--ask", typed="ngắn\n" * 2)


def test_whoever_works_for_the_whole_agency_sits_at_the_centre(runner: FlaskCliRunner, context: Context) -> None:
    for username, office, channel in (
        ("so", (), Channel.PROVINCIAL_CENTRE),
        ("buu-cuc", ("--office", builders.OFFICE), Channel.POST_COUNTER),
    ):
        create = ("accounts", "create", username, "--name", "X", "--agency", builders.AGENCY, "--role", "submit")
        password = said(runner, *create, *office).strip()
        assert logins.principal(logins.log_in(username, password, "", context), context).channels == (channel,)


def test_an_account_is_put_out_let_in_and_changed(runner: FlaskCliRunner, context: Context) -> None:
    create = ("accounts", "create", "ha", "--name", "Hà", "--agency", builders.AGENCY, "--role", "submit")
    first = said(runner, *create).strip()
    token = logins.log_in("ha", first, "", context)
    assert said(runner, "accounts", "roles", "ha", "--role", "finish") == "roles: finish,read\n"
    assert logins.principal(token, context).roles == {"read", "finish"}
    second = said(runner, "accounts", "password", "ha").strip()
    for password in (first, "sai", "sai", "sai", "sai"):
        with pytest.raises(NotAuthenticated):
            logins.log_in("ha", password, "", context)
    assert row(runner, "ha")[5] == "locked"
    with pytest.raises(NotAuthenticated):
        logins.principal(token, context)
    assert said(runner, "accounts", "enable", "ha") == "enabled: ha\n"
    token = logins.log_in("ha", second, "", context)
    assert said(runner, "accounts", "disable", "ha") == "disabled: ha\n"
    assert row(runner, "ha")[5] == "disabled"
    with pytest.raises(NotAuthenticated):
        logins.principal(token, context)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("create", "Lan Nguyễn", "--name", "x", "--agency", builders.AGENCY, "--role", "read"), "small letters"),
        (("create", "x1", "--name", " ", "--agency", builders.AGENCY, "--role", "read"), "--name is empty"),
        (("create", "x1", "--name", "x", "--agency", "999.9", "--role", "read"), "999.9"),
        (("create", "x1", "--name", "x", "--agency", builders.AGENCY, "--office", "1", "--role", "read"), "1"),
        (("create", "x1", "--name", "x", "--agency", builders.AGENCY), "Missing option '--role'"),
        (("create", "x1", "--name", "x", "--agency", builders.AGENCY, "--role", "boss"), "'boss' is not one of"),
        (("disable", "khong-co"), "no such account: khong-co"),
        (("enable", "khong-co"), "no such account: khong-co"),
        (("password", "khong-co"), "no such account: khong-co"),
        (("roles", "khong-co", "--role", "read"), "no such account: khong-co"),
        (("password", "x1", "--password", "abc"), "No such option"),
    ],
)
def test_a_wrong_argument_is_told_in_one_line(runner: FlaskCliRunner, arguments: tuple[str, ...], reason: str) -> None:
    assert reason in told(runner, "accounts", *arguments)


def test_a_drawn_password_never_holds_the_user_name(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter("hahahahahahahaha" + "mnpqrstuvwxyz234")
    monkeypatch.setattr(passwords.secrets, "choice", lambda letters: next(drawn))
    assert passwords.new_password("ha") == "mnpq-rstu-vwxy-z234"


def test_a_wrong_password_costs_what_an_unknown_user_costs() -> None:
    """Both verify one hash of the same parameters."""
    kept = passwords.hashed("trâu chậm uống nước đục")
    parameters = kept.rsplit("$", 2)[0]
    assert passwords._nobodys().rsplit("$", 2)[0] == parameters and parameters.startswith("$argon2id$v=19$m=")
    assert not passwords.matches("trâu chậm uống nước đục", None)
    assert passwords.matches("trâu chậm uống nước đục", kept) and not passwords.is_outdated(kept)

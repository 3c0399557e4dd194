"""What is written about the service is what it does: errors, settings, commands, hosts."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from app import config
from app.api.problems import of
from app.commands import cli
from app.domain.errors import InvalidDossier, OutsideError, ServiceError
from app.domain.life import MOVES, STATES
from app.domain.messages import CALLS, CATALOGUE, FIELDS, WARNINGS
from app.http_status import STATUS
from tests.conftest import PROJECT
from tests.guards.test_tables import errors, modules

ERRORS, OPERATIONS = PROJECT / "docs/errors.md", PROJECT / "docs/operations.md"
SHIPPED = ("app", "integrations", "pdf", "deploy", "worker.py")
# Names that are reserved for examples, this machine, and namespaces or sources that nobody calls.
HARMLESS = re.compile(
    r"localhost|127\.0\.0\.1|(?:[\w.-]+\.)?example(?:\.com|\.vn)?"
    r"|www\.w3\.org|schemas\.xmlsoap\.org|docs\.oasis-open\.org|www\.standardwebhooks\.com|github\.com|(?:www\.)?scripts\.sil\.org"
)


def rows(document: Path) -> Iterator[list[str]]:
    """The cells of every table row whose first cell is code."""
    for line in document.read_text().splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells and re.fullmatch(r"`[^`]+`", cells[0]):
            yield [cells[0].strip("`"), *cells[1:]]


# -- errors --------------------------------------------------------------------------------------------------------


def test_every_code_is_explained_once_with_its_text_and_no_other_is() -> None:
    told = list(rows(ERRORS))
    assert sorted(row[0] for row in told) == sorted(CATALOGUE)
    for row in told:
        assert CATALOGUE[row[0]] in row, row[0]
        assert all(row), f"{row[0]}: an empty cell"


def test_the_status_of_every_error_is_the_one_that_is_told() -> None:
    told = {row[0]: row[1] for row in rows(ERRORS) if row[0] in CALLS}
    list(modules())
    for kind in errors():
        if kind.__module__.startswith("integrations.") or "INVALID" in kind.code or issubclass(kind, OutsideError):
            continue
        status = next(STATUS[base] for base in kind.__mro__ if base in STATUS)
        if kind.code in told:
            assert told[kind.code].split()[0] == str(status), kind
    assert told["INVALID_DOSSIER"].split()[0] == str(STATUS[InvalidDossier])


def test_every_code_stands_under_its_own_heading() -> None:
    sections = {section.partition("\n")[0]: section for section in ERRORS.read_text().split("\n## ")}
    for heading, codes in (
        ("What ends a call", CALLS),
        ("What is wrong with one field", FIELDS),
        ("Warnings", WARNINGS),
    ):
        assert all(f"| `{code}` |" in sections[heading] for code in codes), heading


# -- settings and commands -----------------------------------------------------------------------------------------


def test_every_setting_is_explained_and_no_other() -> None:
    section = OPERATIONS.read_text().split("\n## Settings")[1].split("\n## ")[0]
    named = set(re.findall(r"^\| `([A-Z_]+)`", section, re.MULTILINE))
    assert config.NAMES.keys() <= named
    sources = [
        *(PROJECT / "app").rglob("*.py"),
        PROJECT / "worker.py",
        PROJECT / "Makefile",
        *(PROJECT / "deploy").rglob("*.sh"),
    ]
    code = "".join(path.read_text() for path in sources)
    assert not [name for name in named if name not in code], "named in the document only"


def test_every_setting_has_a_field_and_every_default_works() -> None:
    settings = config.Settings.from_environment({})
    assert all(hasattr(settings, field) for field, _ in config.NAMES.values())
    assert settings == config.Settings()


def test_every_environment_variable_of_ours_is_explained() -> None:
    sources = [*(PROJECT / "app").rglob("*.py"), PROJECT / "worker.py"]
    named = re.findall(r"""["'](DOSSIER_[A-Z_]+)["']""", "".join(path.read_text() for path in sources))
    read = set(named) - CATALOGUE.keys()
    assert [name for name in read if f"`{name}`" not in OPERATIONS.read_text()] == []


def test_every_command_is_explained() -> None:
    app = Flask("commands")
    cli.register(app)
    text = OPERATIONS.read_text()
    for name, group in app.cli.commands.items():
        if isinstance(group, click.Group):
            for command in group.commands:
                assert f"`flask {name} {command}" in text, f"flask {name} {command}"


def test_every_flask_command_that_is_explained_exists() -> None:
    app = Flask("commands")
    cli.register(app)
    for group, command in re.findall(r"flask ([a-z-]+) ([a-z-]+)", OPERATIONS.read_text() + ERRORS.read_text()):
        found = app.cli.commands.get(group)
        assert group == "openapi" or (isinstance(found, click.Group) and command in found.commands), (group, command)


def test_every_make_command_that_is_written_about_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    for document in [PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")]:
        named = set(re.findall(r"(?:`|^)make ([a-z-]+)", document.read_text(), re.MULTILINE))
        assert named <= targets, (document, named - targets)


def test_links_between_documents_lead_somewhere() -> None:
    for document in (ERRORS, OPERATIONS, PROJECT / "docs/integrators/rest.md"):
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text()):
            assert re.match(r"https?://(localhost|127\.)", target) or (document.parent / target).exists(), target


# -- hosts ---------------------------------------------------------------------------------------------------------


def test_no_outside_host_is_in_what_is_shipped() -> None:
    shipped = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *SHIPPED],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    for name in shipped:
        try:
            text = (PROJECT / name).read_text()
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        for host in re.findall(r"https?://([\w.-]+\w)", text):
            assert HARMLESS.fullmatch(host), (name, host)
        for line in text.splitlines():
            if not re.match(r"\s*(?:source =|#)", line):  # where a rule was read may be said
                assert not re.search(r"\b(?:gov|vnpost|vietnampost)\.vn\b", line), (name, line)


def test_no_setting_has_an_outside_address_for_its_default() -> None:
    settings = config.Settings()
    assert (settings.database_url, settings.redis_url) == (None, None)
    assert settings.public_url == "http://localhost:8000"


# -- the application -------------------------------------------------------------------------------------------------


def test_flaskenv_names_the_application() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import flask.cli, os; flask.cli.load_dotenv(); print(os.environ['FLASK_APP'])"],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    module, _, factory = done.stdout.strip().partition(":")
    assert callable(getattr(__import__(module, fromlist=[factory]), factory))


@pytest.mark.parametrize("kind", [kind for kind in STATUS if not issubclass(kind, InvalidDossier)])
def test_every_error_becomes_a_problem(kind: type[ServiceError]) -> None:
    error = kind.__new__(kind)
    ServiceError.__init__(error, field="x", year=2030, system="x", limit="20 MB")
    response = of(error)
    assert response.status_code == STATUS[kind] and response.mimetype == "application/problem+json"


# -- the life of a dossier -----------------------------------------------------------------------------------------


def test_the_tables_of_states_and_moves_are_those_of_the_code() -> None:
    told = {row[0]: row[1:] for row in rows(PROJECT / "docs/life.md")}
    assert told.keys() == {*STATES, *MOVES}
    for state, names in STATES.items():
        assert told[state] == [names.vi, names.portal_code]
    for move in MOVES.values():
        vi, starts, to, roles, needs, may, paper, event = told[move.name]
        assert (vi, event) == (move.vi, f"`{move.event}`")
        listed = [set(re.findall(r"`(\w+)`", cell)) for cell in (starts, roles, needs, may, to, paper)]
        to_of, paper_of = ({each} - {None} for each in (move.to, move.paper))
        assert listed == [move.starts, move.roles, move.needs, move.may, to_of, paper_of], move.name

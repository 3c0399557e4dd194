"""Tables that must cover each other: errors and statuses, kinds of work and what does it, states and the portal's
codes, migrations and tables."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import app
import integrations
from app import forms, http_status, relay
from app.domain.errors import ServiceError
from app.domain.life import CLOSED, MOVES, STATES, State, possible
from app.domain.messages import CALLS, CATALOGUE, FIELDS, WARNINGS, text_vi
from app.domain.remark import Remark
from app.house import demo, run
from app.security.principals import Role
from app.store import migrate, outbox, postal_items, revision
from app.store.database import Database
from app.store.tables import metadata
from app.worker import jobs
from tests.conftest import PROJECT

SKIPPED = {"app.services.__main__", "app.store.migrations.env"}  # programs, not modules

RAISED = r"""(?:\bcode=|\bFault\([^,()]+(?:\([^()]*\))?, |InvalidFormat\(|fault\([^,()]+, |whole\()["']([A-Z_]+)["']"""


def modules() -> Iterator[ModuleType]:
    for package in (app, integrations):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name not in SKIPPED and ".migrations." not in found.name:
                yield importlib.import_module(found.name)


def errors(of: type[ServiceError] = ServiceError) -> Iterator[type[ServiceError]]:
    for kind in of.__subclasses__():
        yield kind
        yield from errors(kind)


# -- errors --------------------------------------------------------------------------------------------------------


def test_every_error_has_an_http_status() -> None:
    assert {demo, run} <= set(modules())  # so that every subclass is known
    for kind in errors():
        if not kind.__module__.startswith("integrations."):  # they have doors and tables of their own
            assert any(base in http_status.STATUS for base in kind.__mro__), kind


def test_a_special_error_stands_before_its_general_one() -> None:
    order = list(http_status.STATUS)
    for i, kind in enumerate(order):
        assert not any(issubclass(later, kind) for later in order[i + 1 :]), kind


def test_every_error_has_a_text_and_every_text_is_whole() -> None:
    assert len(CATALOGUE) == len(CALLS) + len(FIELDS) + len(WARNINGS)
    assert {kind.code for kind in errors()} <= CALLS.keys()
    for code, text in CATALOGUE.items():
        assert re.fullmatch("[A-Z][A-Z0-9_]*", code)
        names = re.findall(r"{(\w+)}", text)
        filled = text_vi(code, **dict.fromkeys(names, "x"))
        assert filled[0].isupper() and filled.endswith(".") and "{" not in filled


def test_no_text_is_unused_and_no_code_is_without_a_text() -> None:
    sources = [path for folder in ("app", "integrations", "pdf") for path in (PROJECT / folder).rglob("*.py")]
    used = "".join(path.read_text() for path in sources if path.name != "messages.py")
    assert not [code for code in CATALOGUE if not re.search(rf"""["']{code}["']""", used)]
    raised = re.findall(RAISED, used)
    assert len(raised) > 20
    assert not set(raised) - CATALOGUE.keys()


# -- work ----------------------------------------------------------------------------------------------------------


def test_every_kind_of_work_has_a_renderer_a_queue_and_a_job() -> None:
    assert set(outbox.PAPERS) == forms.KINDS.keys()
    assert outbox.QUEUES.keys() == forms.KINDS.keys() | {postal_items.WORK, postal_items.CANCEL}
    assert relay.BATCHES.keys() == relay.JOBS.keys()
    assert set(outbox.QUEUES.values()) == relay.JOBS.keys()


def test_every_kind_that_is_owed_is_known() -> None:
    sources = "".join(path.read_text() for path in (PROJECT / "app").rglob("*.py"))
    owed = set(re.findall(r"""papers\.append\("(\w+)"\)|\bowe\(\w+, \w+, "(\w+)", """, sources))
    assert {kind for found in owed for kind in found if kind} <= outbox.QUEUES.keys() and owed


def test_the_name_of_every_job_is_a_function_of_the_worker() -> None:
    for path in relay.JOBS.values():
        module, _, name = path.rpartition(".")
        assert module == jobs.__name__
        job = getattr(jobs, name)
        assert list(inspect.signature(job).parameters) == ["ids"], "outbox ids travel, nothing else"


# -- the life of a dossier -----------------------------------------------------------------------------------------


def test_every_state_has_words_and_a_code_of_the_portal() -> None:
    assert STATES.keys() == set(State)
    assert len({names.vi for names in STATES.values()}) == len(STATES)
    assert {names.portal_code for names in STATES.values()} == {str(code) for code in range(1, 11)}


def test_every_state_can_be_reached_and_every_closed_one_is_an_end() -> None:
    assert {State.SUBMITTED} | {move.to for move in MOVES.values() if move.to} == set(State)
    assert {state for state in State if not possible(state)} == CLOSED


def test_every_move_has_its_name_its_event_its_words_and_somebody_who_may() -> None:
    assert all(name == move.name and move.roles <= set(Role) and move.roles for name, move in MOVES.items())
    assert len({move.event for move in MOVES.values()}) == len(MOVES)
    assert all(move.told_vi and move.vi for move in MOVES.values())
    assert all(move.says <= Remark.__dataclass_fields__.keys() for move in MOVES.values())
    assert {move.paper for move in MOVES.values() if move.paper} <= forms.KINDS.keys()
    assert set(Role) == {role for move in MOVES.values() for role in move.roles} | {Role.READ}


# -- the database --------------------------------------------------------------------------------------------------


def test_migrations_make_the_tables_of_the_code(migrated_url: str) -> None:
    database = Database(migrated_url)
    with database.begin() as connection:
        compared = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "target_metadata": metadata}
        )
        assert compare_metadata(compared, metadata) == []
    database.engine.dispose()


def test_the_highest_number_is_the_head_of_the_one_chain_of_migrations(migrated_url: str) -> None:
    assert ScriptDirectory.from_config(migrate._config()).get_heads() == [revision.newest()]
    database = Database(migrated_url)
    assert revision.is_current(database)
    database.engine.dispose()

"""Arrows point inward: who may import whom, told from the sources and from what a fresh process really loads."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROJECT

SOURCES = [path for folder in ("app", "integrations", "pdf") for path in sorted((PROJECT / folder).rglob("*.py"))]
WORKER = [PROJECT / "worker.py", *sorted((PROJECT / "app/worker").rglob("*.py"))]
FRAMEWORKS = {"flask", "flask_smorest", "werkzeug", "granian"}


def imported(path: Path) -> Iterator[str]:
    """The modules that a file names in its imports, also those within functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            yield node.module or ""


def loaded_by(module: str) -> set[str]:
    """The top-level packages that a fresh process has after importing a module."""
    program = f"import sys, {module}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_contracts_of_the_layers_are_kept() -> None:
    program = "from importlinter.cli import lint_imports_command as lint; lint()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"], cwd=PROJECT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout


def test_the_domain_imports_itself_and_the_standard_library_only() -> None:
    known = sys.stdlib_module_names
    for path in (PROJECT / "app/domain").rglob("*.py"):
        strange = [m for m in imported(path) if not m.startswith("app.domain") and m.partition(".")[0] not in known]
        assert not strange, path


def test_pdf_knows_of_the_service_the_domain_only() -> None:
    for path in (PROJECT / "pdf").rglob("*.py"):
        ours = [m for m in imported(path) if m.partition(".")[0] in ("app", "integrations", "worker", "tests", "bench")]
        assert all(m.startswith("app.domain") for m in ours), path


def test_the_worker_knows_no_web_framework_and_no_door() -> None:
    for module in (module for path in WORKER for module in imported(path)):
        assert module.partition(".")[0] not in FRAMEWORKS
        assert not module.startswith(("app.api", "app.track", "app.console", "app.web", "app.commands.cli")), module
    assert not loaded_by("worker") & FRAMEWORKS


@pytest.mark.parametrize("module", ["app", "app.domain.submission", "app.intake", "app.lifecycle", "pdf.receipt"])
def test_importing_the_core_starts_no_framework(module: str) -> None:
    assert not loaded_by(module) & (FRAMEWORKS | {"redis", "rq", "zeep", "requests"})


def test_nothing_that_is_shipped_imports_tests_or_what_only_tests_need() -> None:
    tools = {"tests", "bench", "pytest", "hypothesis", "playwright", "pypdf", "pypdfium2", "suds"}
    for path in (*SOURCES, WORKER[0]):
        assert not {module.partition(".")[0] for module in imported(path)} & tools, path


def test_every_module_says_what_it_is() -> None:
    silent = [path for path in (*SOURCES, WORKER[0]) if not ast.get_docstring(ast.parse(path.read_text()))]
    assert not [path for path in silent if "faces" not in path.parts]

"""What PostgreSQL alone could store: pgbench sends the statement that intake sends, with the values of a real dossier.

Same server, same tables, same socket, prepared, one commit each. Numbers, keys, tokens and citizens differ from call to
call, as in life; the running number costs it nothing, which costs us a statement for every 64 dossiers.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from app import intake
from app.services.programs import installed
from bench import dossiers
from bench.ground import Ground
from bench.rows import BenchError

CLIENTS = (8, 16)
_UNIQUE = {
    "dossier_no": "concat('pgbench-', :n::text)",
    "request_id": "concat('pgbench-', :n::text)",
    "tracking_token": "concat('pgbench-', :n::text)",
    "owner_id_number": "concat('pgbench-', :n::text)",
}
_LITERALS = {None: "NULL", "": "''"}  # what -D cannot say
_NEXT = "\\set i :i + 1\n\\set n :run * 100000000 + :client_id * 1000000 + :i\n"
_runs = count(1)


@dataclass
class _Recorder:
    """Stands where the database is and keeps what intake would have run."""

    statement: str = ""
    values: Mapping[str, Any] | None = None

    def run(self, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        self.statement, self.values = statement, values
        return [(json.loads(values["answer"]),)]


def per_s(here: Ground, clients: int, seconds: int) -> float:
    """Dossiers a second; :class:`BenchError` if there is no pgbench or it fails."""
    statement, values = _intake(here)
    script = here.house.settings.var / "intake.sql"
    script.write_text(_NEXT + _for_pgbench(statement, values))
    given = [
        f"-D{name}={_text(value)}" for name, value in values.items() if value not in _LITERALS and name not in _UNIQUE
    ]
    command = [_program(), "-n", "-Mprepared", f"-c{clients}", "-j2", f"-T{seconds}", f"-f{script}"]
    command += ["-Di=0", f"-Drun={next(_runs)}", *given, str(here.house.settings.database_url)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30)
    found = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if done.returncode or not found:
        raise BenchError(f"pgbench: {done.stderr.strip()[-300:]}")
    return float(found[1])


def _intake(here: Ground) -> tuple[str, Mapping[str, Any]]:
    recorder = _Recorder()
    who = dossiers.principal(here)
    context = replace(here.house.context, database=recorder)  # type: ignore[arg-type]
    intake.accept(dossiers.submission(1, here, who), who, context, "rest")
    assert recorder.values is not None
    return recorder.statement, recorder.values


def _for_pgbench(statement: str, values: Mapping[str, Any]) -> str:
    def placeholder(match: re.Match[str]) -> str:
        name = match[1]
        return _UNIQUE.get(name) or _LITERALS.get(values[name], f":{name}")

    return " ".join(re.sub(r"%\((\w+)\)s", placeholder, statement).split()) + ";\n"


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _program() -> str:
    beside = (folder / "pgbench" for folder in installed())
    found = next((str(program) for program in beside if program.exists()), None) or shutil.which("pgbench")
    if found is None:
        raise BenchError("pgbench is missing: apt-get install postgresql")
    return str(Path(found))

"""``make interop``: SOAP clients of other makers, each built from the WSDL of the running service, in three minutes.

Every client is driven in every way it knows (:mod:`tests.interop.drive`). A client whose packages cannot be had is a
row that says so. Builds and the log stay in ``var/interop`` until the next time.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from app.config import ROOT, Settings
from app.domain.submission import Channel
from app.house import House, HouseError, free_port, house
from app.house.sandbox import AGENCY
from app.security import keys
from app.security.keys import NewKey
from app.security.principals import Role
from app.services import ServicesError
from tests.interop.clients import CLIENTS, BuildError, Client
from tests.interop.drive import EVERYTHING, Account, Run, drive, drive_shift
from tests.interop.wire import Wire

COLUMNS = ("1.1", "1.2", "200 kB", "repeat", "ask", "fault", "shift", "MTOM")
SENDER = "interop"


@dataclass
class Row:
    """What came of one client. ``failures``: run, column, why."""

    client: Client
    runs: list[Run] = field(default_factory=list)
    failures: list[tuple[Run | None, str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def cells(self) -> list[str]:
        if self.missing:
            return [self.client.name, f"missing: apt-get install --no-install-recommends {' '.join(self.missing)}"]
        return [self.client.name, *map(self._cell, COLUMNS), self._who()]

    def _cell(self, column: str) -> str:
        tried = [run for run in self.runs if _concerns(run, column)]
        bad = {run for run, failed, _ in self.failures if failed in (column, EVERYTHING)}
        return "-" if not tried else "NO" if bad.intersection(tried) else "yes"

    def _who(self) -> str:
        bad = {run.who for run, failed, _ in self.failures if run and failed in (EVERYTHING, f"auth {run.who}")}
        return " ".join(f"{who}:NO" if who in bad else who for who in self.client.who) if self.runs else "-"


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.interop", description=__doc__.split("\n\n")[0])
    parser.add_argument("clients", nargs="*", help="names, or beginnings of names; all without any")
    wanted = tuple(name.lower() for name in parser.parse_args().clients) or ("",)
    var = Settings.from_environment().var / "interop"
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    port = free_port(0)
    try:
        with Wire(port) as wire:
            settings = Settings(var=var / "house", public_url=f"http://localhost:{wire.port}")
            settings.var.mkdir()
            with house(settings, port, log=var / "interop.log") as standing:
                rows = _all([c for c in CLIENTS if c.name.lower().startswith(wanted)], standing, wire, var)
    except (HouseError, ServicesError) as e:
        print(f"interop: {e}", file=sys.stderr)
        return 1
    _tell_table(rows)
    failed, missing = sum(bool(row.failures) for row in rows), sum(bool(row.missing) for row in rows)
    print(f"interop: passed={len(rows) - failed - missing} failed={failed} missing={missing}")
    return 1 if failed else 0


def _all(clients: list[Client], standing: House, wire: Wire, var: Path) -> list[Row]:
    photo = var / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0" + random.Random(7).randbytes(200_000))
    account = _account(standing)
    rows = []
    for client in clients:
        row = Row(client, missing=_missing(client.tools))
        rows.append(row)
        if not row.missing:
            _one(row, var / client.name.replace(" ", "-"), photo, account, wire, standing)
    return rows


def _one(row: Row, folder: Path, photo: Path, account: Account, wire: Wire, standing: House) -> None:
    client = row.client
    _tell(f"{client.name}: made from the WSDL")
    folder.mkdir()
    try:
        commands = client.build(folder, f"http://localhost:{wire.port}/soap/counter")
    except (BuildError, subprocess.TimeoutExpired, OSError) as e:
        row.failures.append((None, EVERYTHING, str(e)))
        return
    for run in _runs(client):
        command, context = commands[run.version], standing.context
        failed = (
            drive_shift(command, run, folder, wire, context)
            if run.shift
            else drive(command, run, photo, account, wire, context)
        )
        row.runs.append(run)
        row.failures += [(run, column, why) for column, why in failed]
        _tell(f"{client.name}: {run}: {'FAILED' if failed else 'right'}")


def _concerns(run: Run, column: str) -> bool:
    about = {"MTOM": run.way == "mtom", "1.1": run.version == "1.1", "1.2": run.version == "1.2", "shift": run.shift}
    return about.get(column, not run.shift)


def _runs(client: Client) -> list[Run]:
    """Every way of saying who one is with a plain attachment, MTOM once, and a shift with each, in each version."""
    easiest, ways = client.who[0], ("plain", "mtom") if client.mtom else ("plain",)
    return [
        run
        for version in client.versions
        for run in (
            *(Run(version, "plain", who) for who in client.who),
            *(Run(version, way, easiest) for way in ways[1:]),
            *(Run(version, way, easiest, shift=True) for way in ways),
        )
    ]


def _account(standing: House) -> Account:
    """A sender that may do what counter software does, and whose password may come as a digest."""
    rights = {"channels": (Channel.POST_COUNTER,), "roles": (Role.SUBMIT, Role.READ)}
    password = keys.create(NewKey(SENDER, AGENCY, **rights, username=SENDER, by_digest=True), standing.context)  # type: ignore[arg-type]
    return Account(SENDER, password, keys.create(NewKey(SENDER, AGENCY, **rights), standing.context))  # type: ignore[arg-type]


def _missing(tools: tuple[str, ...]) -> list[str]:
    """The Debian packages that these tools lack, by the checks of ``deploy/setup/packages.txt``."""
    lines = (ROOT / "deploy/setup/packages.txt").read_text().splitlines()
    known = {row[1]: row[2:] for row in (line.split(maxsplit=3) for line in lines if not line.startswith("#"))}
    return [known[tool][0] for tool in tools if not _succeeds(known[tool][1])]


def _succeeds(check: str) -> bool:
    return subprocess.run(["/bin/sh", "-c", check], capture_output=True, stdin=subprocess.DEVNULL).returncode == 0


def _tell_table(rows: list[Row]) -> None:
    print()
    for cells in (["client", *COLUMNS, "auth"], *(row.cells() for row in rows)):
        print("  ".join([cells[0].ljust(10), *(cell.ljust(6) for cell in cells[1:])]).rstrip())
    print()
    for row in rows:
        for run, column, why in row.failures:
            print(f"{row.client.name}: {run or 'build'}: {column}: {why}")


def _tell(what: str) -> None:
    print(f"interop: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

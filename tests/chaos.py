"""``make chaos``: random kills of every process while dossiers come in through three doors: none lost, none twice.

Senders retry until they get an answer, and send one message in ten again on their own. Killed with SIGKILL: web server
and its workers, the worker's supervisor, relay and printers, Valkey (its data removed), PostgreSQL's backends and the
whole of PostgreSQL. ``--seconds`` says for how long, ``--seed`` repeats a choice of victims.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psutil
from sqlalchemy import func, select

from app.config import Settings
from app.domain.errors import NotReady
from app.house import House, free_port, house, samples
from app.house.senders import Counter, Desk, NoAnswer, Portal, Sender
from app.store import outbox, tables

ANSWER_TIMEOUT_S = 60
DRAIN_TIMEOUT_S = 240
LEASE_S = 4


@dataclass
class Ledger:
    """What the senders were promised: request → dossier number."""

    accepted: dict[str, str] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)
    doubled: int = 0
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, request: str, dossier_no: str) -> None:
        with self.lock:
            self.doubled += self.accepted.setdefault(request, dossier_no) != dossier_no


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    var = Settings.from_environment().var / "chaos"
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    print(f"chaos: {given.seconds} s, seed {given.seed}, log {var / 'chaos.log'}", flush=True)
    with house(Settings(var=var, lease_s=LEASE_S), free_port(0), log=var / "chaos.log", environ={}) as standing:
        ledger, ended = Ledger(), threading.Event()
        senders = _senders(standing, ledger, ended)
        kills = _kill(standing, random.Random(given.seed), given.seconds)
        ended.set()
        for thread in senders:
            thread.join(ANSWER_TIMEOUT_S * 2)
        _drain(standing)
        return _count(standing, ledger, kills)


def _senders(standing: House, ledger: Ledger, ended: threading.Event) -> list[threading.Thread]:
    """Two threads of each kind, handing in until ``ended``."""
    known = json.loads(standing.sandbox_file.read_text())
    kinds: list[Callable[[dict[str, str]], Sender]] = [Counter, Desk, Portal]
    threads = [
        threading.Thread(target=_send, args=(kind(known), f"{kind.__name__.lower()}-{n}", ledger, ended), daemon=True)
        for n in range(2)
        for kind in kinds
    ]
    for thread in threads:
        thread.start()
    return threads


def _send(sender: Any, name: str, ledger: Ledger, ended: threading.Event) -> None:
    chance = random.Random(name)
    first = int.from_bytes(name.encode()[-3:]) * 1000
    for n in range(10**6):
        if ended.is_set():
            return
        request = f"{name}-{n}"
        portal = isinstance(sender, Portal)
        one = samples.portal_dossier(first + n, f"VP-{request}") if portal else samples.dossier(first + n)
        for _ in range(2 if chance.random() < 0.1 else 1):
            _until_answered(lambda: sender.hand_in(request, one).dossier_no, lambda no: ledger.note(request, no))  # noqa: B023
        if isinstance(sender, Desk) and n % 3 == 0:
            number = ledger.accepted[request]
            _until_answered(lambda: sender.move(number, "finish"), lambda after: _labelled(ledger, after))  # noqa: B023


def _labelled(ledger: Ledger, after: dict[str, Any]) -> None:
    if after.get("item_code"):
        with ledger.lock:
            ledger.labels.add(after["dossier_no"])


def _until_answered(call: Callable[[], Any], note: Callable[[Any], None]) -> None:
    """Try until there is an answer; a refusal of a good dossier ends the thread, and its dossiers show as missing."""
    deadline = time.monotonic() + ANSWER_TIMEOUT_S
    while True:
        try:
            note(call())
            return
        except NoAnswer:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _kill(standing: House, chance: random.Random, seconds: int) -> int:
    """Kill something every fraction of a second; how many kills."""
    ends, kills = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        time.sleep(chance.uniform(0.1, 0.8))
        victims = _victims(standing)
        name = chance.choice(sorted(victims))
        if name == "valkey":
            shutil.rmtree(standing.settings.var / "valkey", ignore_errors=True)
        try:
            psutil.Process(chance.choice(victims[name])).kill()
            kills += 1
        except psutil.NoSuchProcess:
            continue
    return kills


def _victims(standing: House) -> dict[str, list[int]]:
    """What may be killed now: kind → process ids."""
    found: dict[str, list[int]] = {}

    def add(kind: str, pid: int) -> None:
        found.setdefault(kind, []).append(pid)

    for kept, kind, below in ((standing.web, "web", "web worker"), (standing.worker, "worker", "part")):
        if kept is not None:
            add(kind, kept.process.pid)
            for child in _children(kept.process.pid):
                add(below, child.pid)
    folder = str(standing.settings.var)
    for process in psutil.process_iter(["name", "cmdline"]):
        line = " ".join(process.info["cmdline"] or ())
        if process.info["name"] == "postgres" and folder in line:
            add("postgres", process.pid)
            for backend in _children(process.pid):
                add("postgres backend", backend.pid)
        elif "valkey" in (process.info["name"] or "") and folder in line:
            add("valkey", process.pid)
    return found


def _children(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _drain(standing: House) -> None:
    """Until nothing is owed."""
    deadline = time.monotonic() + DRAIN_TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            with standing.context.database.begin() as connection:
                if outbox.backlog(connection).open == 0:
                    return
        except NotReady:
            pass
        time.sleep(0.1)


def _count(standing: House, ledger: Ledger, kills: int) -> int:
    d, doc, promised = tables.dossier, tables.document, set(ledger.accepted.values())
    with standing.context.database.begin() as connection:
        dossiers = set(connection.execute(select(d.c.dossier_no)).scalars())
        papers = {
            kind: {
                row.dossier_no
                for row in connection.execute(
                    select(d.c.dossier_no, doc.c.file_key)
                    .join(doc, doc.c.dossier_id == d.c.id)
                    .where(doc.c.kind == kind)
                )
                if (standing.context.files.get(row.file_key) or b"").startswith(b"%PDF-")
            }
            for kind in ("receipt", "slip", "label")
        }
        requests_made = connection.execute(select(func.count()).select_from(tables.request)).scalar_one()
    receipts = papers["receipt"] | papers["slip"]
    lost = len(promised - dossiers) + len(promised - receipts) + len(ledger.labels - papers["label"])
    doubled = ledger.doubled + len(dossiers) - requests_made + len(ledger.accepted) - len(promised)
    print(
        f"chaos: kills={kills} accepted={len(ledger.accepted)} dossiers={len(dossiers)} receipts={len(receipts)} "
        f"labels={len(papers['label'])} lost={lost} duplicated={doubled}"
    )
    return 1 if lost or doubled else 0


if __name__ == "__main__":
    sys.exit(main())

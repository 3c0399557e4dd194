"""One run of one client, and what it proves.

A client is started with: address of the door, SOAP version, way of the attachment (``plain``, ``mtom``), way of saying
who one is (``basic``, ``token``, ``digest``, ``key``), user, secret, file to attach, where to put the receipt. It

- hands in a dossier of :data:`OWNER` with the file, under a request id that nobody had, and then the same again,
- asks for the dossier by its number and takes the receipt,
- asks for a number that nobody has, and hands in a dossier without a name and with the phone ``12``,

and prints ``dossier_no``, ``repeat``, ``again_no``, ``again_repeat``, ``state_text``, ``sha256`` (of the receipt, as
answered), ``fault`` (its code) and ``fields`` (their paths), a ``name=value`` a line. With other arguments in place of
the last two it works a clerk's shift (:mod:`tests.soap.counter_shift`).
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.context import Context
from app.store import tables
from tests.interop.wire import Wire
from tests.soap import counter_shift, errands

OWNER = "Đặng Thị Ngọc Ánh"
STATE = "Đã tiếp nhận"
RUN_TIMEOUT_S = 120
EVERYTHING, SHIFT = "everything", "shift"
Failure = tuple[str, str]
ENVELOPES = {"1.1": b"http://schemas.xmlsoap.org/soap/envelope/", "1.2": b"http://www.w3.org/2003/05/soap-envelope"}
DIGEST = b"#passworddigest"
MARKS = {"basic": b"authorization: basic ", "token": b"usernametoken", "digest": DIGEST, "key": b"x-api-key: "}


@dataclass(frozen=True, slots=True)
class Account:
    """One sender of the door: user and password, and an API key."""

    user: str
    password: str
    api_key: str


@dataclass(frozen=True, slots=True)
class Run:
    """One way of driving a client."""

    version: str
    way: str
    who: str
    shift: bool = False

    def __str__(self) -> str:
        return f"{self.version} {self.way} {self.who}{' shift' if self.shift else ''}"


def drive(command: list[str], run: Run, photo: Path, account: Account, wire: Wire, context: Context) -> list[Failure]:
    """What failed: the column of the table (or :data:`EVERYTHING`) and why; nothing if all was right."""
    receipt = photo.with_name("receipt.pdf")
    receipt.unlink(missing_ok=True)
    try:
        said = _said(command, run, account, wire, [str(photo), str(receipt)])
    except _Failed as e:
        return [(EVERYTHING, str(e))]
    return [
        *_on_the_wire(wire.sent(), run, photo.read_bytes()),
        *_in_the_answers(said, receipt),
        *_in_the_store(said.get("dossier_no", ""), photo, context),
    ]


def drive_shift(command: list[str], run: Run, folder: Path, wire: Wire, context: Context) -> list[Failure]:
    """The same of a shift: the column is always :data:`SHIFT`."""
    errand = errands.prepare(SHIFT, folder, context, by_digest=run.who == "digest")
    try:
        said = _said(command, run, Account(errand.user, errand.password, ""), wire, errand.arguments)
    except _Failed as e:
        return [(SHIFT, str(e))]
    unlike = [why for _, why in _on_the_wire(wire.sent(), run, errand.file.read_bytes())]
    return [(SHIFT, why) for why in (*unlike, *counter_shift.wrong(said, errand, context))]


class _Failed(Exception):
    """The client came to no good end."""


def _said(command: list[str], run: Run, account: Account, wire: Wire, rest: list[str]) -> dict[str, str]:
    """What a client printed; :class:`_Failed`."""
    secret = account.api_key if run.who == "key" else account.password
    url = f"http://localhost:{wire.port}/soap/counter"
    wire.sent()
    try:
        done = subprocess.run(
            [*command, url, run.version, run.way, run.who, account.user, secret, *rest],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=RUN_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired as e:
        raise _Failed(f"no end within {RUN_TIMEOUT_S} s") from e
    if done.returncode:
        raise _Failed(f"ended with {done.returncode}: {done.stderr[-400:].strip()}")
    return counter_shift.read(done.stdout)


def _on_the_wire(sent: bytes, run: Run, content: bytes) -> Iterator[Failure]:
    """Whether it really went the way that was asked for."""
    other = ENVELOPES["1.2" if run.version == "1.1" else "1.1"]
    if ENVELOPES[run.version] not in sent or b":Envelope" not in sent or other in sent:
        yield run.version, "another version was spoken"
    if MARKS[run.who] not in sent.lower() or (run.who == "token" and DIGEST in sent.lower()):
        yield f"auth {run.who}", "not said"
    if run.way == "mtom" and not (content in sent and b"multipart/related" in sent and b"cid:" in sent):
        yield "MTOM", "the file did not travel as a part"
    encoded = base64.b64encode(content)[:70]  # some break lines
    if run.way == "plain" and encoded not in sent:
        yield "200 kB", "the file did not travel as base64"


def _in_the_answers(said: dict[str, str], receipt: Path) -> Iterator[Failure]:
    number, *answers = (said.get(name) for name in ("dossier_no", "repeat", "again_no", "again_repeat"))
    if not number or answers != ["false", number, "true"]:
        yield "repeat", f"{number} {answers}"
    paper = receipt.read_bytes() if receipt.exists() else b""
    if said.get("state_text") != STATE:
        yield "ask", f"state {said.get('state_text')!r}"
    if not paper.startswith(b"%PDF-") or hashlib.sha256(paper).hexdigest() != said.get("sha256"):
        yield "ask", f"receipt of {len(paper)} bytes is not what was sent"
    if (said.get("fault"), said.get("fields", "").split()) != ("NOT_FOUND", ["owner/name", "owner/phone"]):
        yield "fault", f"{said.get('fault')} {said.get('fields')}"


def _in_the_store(number: str, photo: Path, context: Context) -> Iterator[Failure]:
    """Every letter and every byte."""
    dossier, paper = tables.dossier, tables.paper
    statement = select(dossier.c.owner_name, paper.c.sha256).join_from(dossier, paper)
    statement = statement.where(dossier.c.dossier_no == number)
    with context.database.begin() as connection:
        rows = [tuple(row) for row in connection.execute(statement)]
    if rows != [(OWNER, hashlib.sha256(photo.read_bytes()).hexdigest())]:
        yield "200 kB", f"stored: {rows}"

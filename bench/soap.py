"""How many SubmitDossier messages one core reads, checks and answers: our door against zeep's model and spyne.

CPU time in this process, rounds interleaved, medians; without a file and with one of 200 kB. Ours is the whole door
(prolog, caps, envelope, UsernameToken, XSD, strict base64, SHA-256, reply, XSD of the reply); the look-up of the key
and the use case are left out on every side. ``python -m bench.soap`` prints the table.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from unittest import mock

from app import submissions
from app.domain import attachment
from app.security import keys
from bench import peers_soap
from bench.rows import Row, row, table
from integrations.post.soap import contract, door, handlers

SAMPLE = Path(__file__).parents[1] / "tests/soap/messages/submit_dossier_full.soap11.xml"
FILE_IN_SAMPLE = b"JVBERi0xLjcK\nJSVFT0YK"
ROUNDS = 7
ROUND_S = 0.3  # at least
UNIT = "messages/s/core in process"
PEERS: dict[str, Callable[[], peers_soap.Answer]] = {"zeep's model": peers_soap.zeep_model, "spyne": peers_soap.spyne}


def rows() -> list[Row]:
    """``soap_in`` and ``soap_in_200kB``, a row for every peer; about 10 seconds."""
    small = _without_digest(SAMPLE.read_bytes())
    large = small.replace(FILE_IN_SAMPLE, base64.b64encode(b"%PDF-1.7\n" + random.Random(7).randbytes(200_000)))
    answers, missing = _contenders(small)
    found: list[Row] = []
    for name, message in (("soap_in", small), ("soap_in_200kB", large)):
        speeds = _measured(answers, message)
        found += [row(name, speeds["ours"], UNIT, peer, speeds.get(peer), missing.get(peer, "")) for peer in PEERS]
    return found


def _contenders(message: bytes) -> tuple[dict[str, peers_soap.Answer], dict[str, str]]:
    """Who can be had, each after one answer, and why the others cannot."""
    answers: dict[str, peers_soap.Answer] = {"ours": _ours}
    missing: dict[str, str] = {}
    for peer, make in PEERS.items():
        try:
            answers[peer] = make()
            assert b"000.00.16.H01-211115-0001" in answers[peer](message)
        except ImportError as e:
            missing[peer] = f"not measured: {e}"
            answers.pop(peer, None)
    return answers, missing


def _measured(answers: dict[str, peers_soap.Answer], message: bytes) -> dict[str, float]:
    """Messages a second of CPU, the median of the rounds; every other round goes the other way."""
    taken: dict[str, list[float]] = {name: [] for name in answers}
    with mock.patch.object(keys, "by_password"), mock.patch.dict(handlers.HANDLERS, {"SubmitDossier": _handled}):
        for number in range(ROUNDS):
            for name in list(answers)[:: -1 if number % 2 else 1]:
                done, start = 0, process_time()
                while process_time() - start < ROUND_S:
                    for _ in range(10):
                        answers[name](message)
                    done += 10
                taken[name].append((process_time() - start) / done)
    return {name: 1 / median(seconds) for name, seconds in taken.items()}


def _ours(message: bytes) -> bytes:
    reply = door.answer(door.Message(message, "text/xml; charset=utf-8"), None)  # type: ignore[arg-type]
    assert reply.status == 200, reply.body.decode()
    return reply.body


def _handled(request: handlers.Request, *_: object) -> handlers.Values:
    for paper in request.valid()["papers"]:
        if file := paper.get("attachment"):
            attachment.read(submissions.decode(file["content"]), file["file_name"], file["media_type"], None)
    return _REPLY


def _without_digest(message: bytes) -> bytes:
    """The peers hold no file against its digest, so none is given."""
    start, end = message.index(b"<sha256>"), message.index(b"</sha256>") + len(b"</sha256>")
    return message[:start] + message[end:]


_REPLY = {
    node.key: peers_soap.REPLY[tag.partition("}")[2]]
    for tag, node in contract.OPERATIONS[f"{{{contract.NAMESPACE}}}SubmitDossier"].response.children.items()
    if tag.partition("}")[2] in peers_soap.REPLY
}


def main() -> None:
    """Print the table."""
    print(table(rows()))


if __name__ == "__main__":
    main()

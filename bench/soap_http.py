"""Intake by SOAP over HTTP: envelopes as zeep writes them, UsernameToken inside, without and with a file of 200 kB.

Against ``pgbench`` with the same inserts; measured like ``rest_in`` (:mod:`bench.intake`). The attachment is written to
disk, durably, before the dossier is stored; pgbench writes none.
"""

from __future__ import annotations

from statistics import median

from bench import dossiers, pgbench
from bench.ground import ground
from bench.intake import THEIRS_S, UNIT, Measured, costs, one_round
from bench.rows import Row, row

ROUNDS = 2
OURS_S = 5
CLIENTS = 16


def rows() -> list[Row]:
    """``soap_in`` and ``soap_in_200kB``."""
    with ground() as here:
        doors = {
            "soap_in": dossiers.by_soap(here),
            "soap_in_200kB": dossiers.by_soap(here, dossiers.LARGE_BYTES),
        }
        doors["soap_in_200kB"].serial = 500_000  # one namespace of request ids
        rounds: dict[str, list[Measured]] = {name: [] for name in doors}
        theirs = []
        for requests in doors.values():
            one_round(requests, here, 1)  # warm
        for _ in range(ROUNDS):
            for name, requests in doors.items():
                rounds[name].append(one_round(requests, here, OURS_S))
            theirs.append(pgbench.per_s(here, CLIENTS, THEIRS_S))
    peer = f"pgbench, same inserts, {CLIENTS} clients"
    return [
        row(name, median(each.per_s for each in measured), UNIT, peer, median(theirs), costs(measured))
        for name, measured in rounds.items()
    ]

"""``make bench``: what the service does in a second, each part beside its peers in the same run.

Without names every part but the long ones, into ``bench/results.json``; with names those alone, printed only.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import sys
import time
import traceback
from pathlib import Path

from bench import machine
from bench.rows import Row, row, table

PARTS = {
    "printing": "receipts and labels a core, against four PDF libraries",
    "manifests": "handover lists of 500 items a core, against plain reportlab",
    "soap": "SOAP messages read, validated and mapped a core, against spyne and zeep's model",
    "intake": "dossiers by REST a second, against pgbench and bare Flask",
    "soap_http": "dossiers by SOAP over HTTP a second, against pgbench",
    "ready": "from the answer to the receipt on disk",
    "worker": "receipts a second on two workers, against plain rq worker",
}
LONG = {
    "memory": "memory of a web process and a print worker over 10,000 dossiers",
    "year": "intake, look-up and paper behind a year's dossiers, against an empty house",
    "soak": "an hour of steady work (SOAK_MINUTES)",
}
RESULTS = Path(__file__).parent / "results.json"


def main() -> int:
    """The command; 1 if a part could not be measured."""
    every = PARTS | LONG
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="parts:\n" + "\n".join(f"  {name:10} {what}" for name, what in every.items()),
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="measure only these")
    parser.add_argument("--out", type=Path, help=f"where to write; without parts {RESULTS.name} beside this file")
    asked = parser.parse_args()
    unknown = [name for name in asked.parts if name not in every]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}")
    for name in ("DATABASE_URL", "REDIS_URL"):  # loads belong into a database of their own, whoever calls
        os.environ.pop(name, None)
    facts = machine.facts()
    rows = [each for name in asked.parts or PARTS for each in _measure(name)]
    facts["load_average_after"] = [round(load, 2) for load in os.getloadavg()]
    out = asked.out or (None if asked.parts else RESULTS)
    if out:
        out.write_text(json.dumps({"machine": facts, "rows": rows}, indent=1, ensure_ascii=False) + "\n")
    print(table(rows))
    return 1 if any(each["ours"] is None for each in rows) else 0


def _measure(name: str) -> list[Row]:
    """The rows of one part; one that says so where it failed."""
    if importlib.util.find_spec(f"bench.{name}") is None:
        return [row(name, None, "", note="not measured: this part is not here")]
    start = time.monotonic()
    try:
        found: list[Row] = importlib.import_module(f"bench.{name}").rows()
    except Exception as e:  # noqa: BLE001 - one part that fails must not cost the figures of the others
        traceback.print_exc()
        found = [row(name, None, "", note=f"failed: {e}")]
    print(f"bench: {name} took {time.monotonic() - start:.0f} s", file=sys.stderr)
    return found


if __name__ == "__main__":
    sys.exit(main())

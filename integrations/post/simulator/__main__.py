"""``python -m integrations.post.simulator --port 9000 --journal var/post.jsonl``: the simulated post, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal
from pathlib import Path

from app.clock import BusinessClock
from integrations.post.simulator.faults import Plan
from integrations.post.simulator.running import KEY, SECRET, server
from integrations.post.simulator.service import Service
from integrations.post.simulator.state import State


def main() -> None:
    """The command. Reports carry the business time (``DOSSIER_NOW``), as the service's own papers do."""
    parser = argparse.ArgumentParser(prog="python -m integrations.post.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--journal", type=Path, help="keeps orders and reports from one start to the next")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    clock = BusinessClock.parse(os.environ.get("DOSSIER_NOW"))
    service = Service(State.opened(clock.now, options.journal), Plan())
    made = server(service, options.port, options.host)
    print(
        f"The simulated post answers at http://{options.host}:{made.server_port} (key {KEY}, secret {SECRET})",
        flush=True,
    )
    try:
        made.serve_forever()
    except KeyboardInterrupt:
        service.state.close()


if __name__ == "__main__":
    main()

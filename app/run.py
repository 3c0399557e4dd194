"""``make run``: the service with its workers and sandbox senders on http://localhost:8000, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys

from app.config import Settings, SettingsError
from app.house import House, HouseError, free_port, house
from app.services import ServicesError


def main() -> int:
    """The command; returns its exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        port = free_port(_port(os.environ.get("PORT") or "8000"))
        with house(Settings.from_environment(), port) as standing:
            _tell(standing)
            while True:
                signal.pause()
    except KeyboardInterrupt:
        print("\nrun: stopped")
        return 0
    except (HouseError, ServicesError, ValueError) as e:
        print(f"run: {e}", file=sys.stderr)
        return 1


def _port(text: str) -> int:
    """0 stands for any that is free."""
    if not (text.isascii() and text.isdigit() and int(text) < 2**16):
        raise SettingsError("PORT is wrong: it must be a number up to 65535")
    return int(text)


def _tell(standing: House) -> None:
    base = standing.base_url
    for line in (
        f"Dossier Post answers at {base}",
        f"  REST      {base}/api/v1   reference {base}/docs",
        f"  SOAP      {base}/soap/counter?wsdl",
        f"  webhook   {base}/webhooks/portal",
        f"  citizens  {base}/tra-cuu",
        f"  senders   {standing.sandbox_file}",
        f"  time      {standing.settings.business_now}",
        "Ctrl-C stops it.",
    ):
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())

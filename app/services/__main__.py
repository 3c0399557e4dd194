"""Start or join the private services, print their addresses for a shell, keep them until Ctrl-C."""

from __future__ import annotations

import argparse
import shlex
import signal
import sys
from pathlib import Path

from app.services import DEFAULT_VAR, ServicesError, running


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m app.services", description=__doc__)
    parser.add_argument("--var", type=Path, default=DEFAULT_VAR, help="folder of the data (default: %(default)s)")
    var = parser.parse_args().var
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with running(var) as services:
            print(f"export DATABASE_URL={shlex.quote(services.database_url)}")
            print(f"export REDIS_URL={shlex.quote(services.redis_url)}", flush=True)
            while True:
                signal.pause()
    except KeyboardInterrupt:
        return 0
    except ServicesError as error:
        print(f"services: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

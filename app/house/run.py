"""``make run``: the service, sandbox senders and a simulated post on http://localhost:8000, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.config import Settings, SettingsError
from app.house import House, HouseError, Kept, free_port, house, sandbox
from app.services import ServicesError

TRACKING_S = 15.0


def main() -> int:
    """The command; returns its exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        port = free_port(_port(os.environ.get("PORT") or "8000"))
        settings, post_port = Settings.from_environment(), free_port(0)
        if settings.post_accounts is None:
            settings = _with_account(settings, f"http://localhost:{post_port}")
        with house(settings, port) as standing, _post(standing, post_port) as post_url:
            _tell(standing, post_url)
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


def _with_account(settings: Settings, post_url: str) -> Settings:
    """Every agency has an account at the simulated post, whose news is read at once: nobody waits at a sandbox."""
    path = settings.var / "post.toml"
    settings.var.mkdir(parents=True, exist_ok=True)
    sandbox.write_post_account(path, post_url)
    return replace(settings, post_accounts=path.absolute(), tracking_s=min(settings.tracking_s, TRACKING_S))


@contextmanager
def _post(standing: House, port: int) -> Iterator[str]:
    """The simulated post beside it (docs/post.md); its journal keeps what it holds."""
    journal = standing.settings.var / "post.jsonl"
    command = [sys.executable, "-m", "integrations.post.simulator", f"--port={port}", f"--journal={journal}"]
    kept = Kept(command, {**os.environ, "DOSSIER_NOW": standing.settings.business_now or ""}, None)
    try:
        yield f"http://localhost:{port}"
    finally:
        kept.stop()


def _tell(standing: House, post_url: str) -> None:
    base = standing.base_url
    for line in (
        f"Dossier Post answers at {base}",
        f"  REST      {base}/api/v1   reference {base}/docs",
        f"  SOAP      {base}/soap/counter?wsdl",
        f"  webhook   {base}/webhooks/portal",
        f"  citizens  {base}/tra-cuu",
        f"  officers  {base}/console",
        f"  keys      {standing.sandbox_file}",
        f"  the post  {post_url}   simulated, see docs/post.md; account {standing.settings.post_accounts}",
        f"  time      {standing.settings.business_now}",
        "Ctrl-C stops it.",
    ):
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())

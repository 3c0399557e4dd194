"""Which parts the worker has: the name of each process, and what runs in it."""

from __future__ import annotations

from app.config import Settings
from app.worker import clerk, queues, reconciler, relay, tracker
from app.worker.process import Part


def parts(settings: Settings) -> dict[str, Part]:
    """By the settings: as many printers as they say, a tracker where there is an account at the post."""
    printers = {f"print-{nth}": queues.print_papers for nth in range(1, settings.print_workers + 1)}
    tracking = {"tracker": tracker.run} if settings.post_accounts else {}
    return {
        "relay": relay.run,
        **printers,
        "post": queues.ask_post,
        "clerk": clerk.run,
        **tracking,
        "reconciler": reconciler.run,
    }

"""Health: ``/healthz`` says that the process lives, ``/readyz`` whether it can take dossiers in.

Redis out of reach is degraded, not unready: intake goes on and papers are printed when it is back. Item codes that run
low are told, and the service is as ready as before.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint
from redis import Redis
from redis.exceptions import RedisError

from app import reconciliation
from app.context import Context
from app.domain.errors import NotReady
from app.store import item_code_supply, outbox, reconciliations, revision, shift_file_work, tracking, unweighed

_TIMEOUT_S = 1.0


def blueprint(context: Context) -> Blueprint:
    """Both routes."""
    routes = Blueprint("health", __name__)
    redis = _redis(context)

    @routes.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get("/readyz")
    def readyz() -> tuple[dict[str, Any], int]:
        try:
            if not revision.is_current(context.database):
                return {"status": "unready", "database": "not migrated: flask db upgrade"}, 503
            due = reconciliation.due_count(context)
            with context.database.begin() as connection:
                owed = outbox.backlog(connection)
                unsettled = reconciliations.open_count(connection)
                files = shift_file_work.backlog(connection)
                stuck = tracking.stuck(connection)
                late = unweighed.late(connection)
                low = item_code_supply.low(connection, context.settings.item_codes_low, context.clock.now())
        except NotReady:
            return {"status": "unready", "database": "out of reach"}, 503
        rings = _answers(redis)
        return {
            "status": "ready" if rings else "degraded",
            "database": "ok",
            "redis": "ok" if rings else "out of reach; papers wait",
            "outbox": {"open": owed.open, "parked": owed.parked, "oldest_s": round(owed.oldest_s, 1)},
            "reconciliation": {"open": unsettled, "due": due},
            "shift_files": {"open": files.open, "parked": files.parked},
            "feeds": {"stuck": stuck},
            "parcels": {"not_weighed": len(late)},
            "item_codes": {"low": [asdict(each) for each in low]},
        }, 200

    return routes


def _redis(context: Context) -> Redis | None:
    url = context.settings.redis_url
    if url is None:
        return None
    return Redis.from_url(url, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S)


def _answers(redis: Redis | None) -> bool:
    try:
        return redis is not None and bool(redis.ping())
    except RedisError:
        return False

"""What each process of the worker has for its own, made when first needed: context, accounts at the post, Redis."""

from __future__ import annotations

from functools import cache

from redis import Redis

from app.config import Settings
from app.context import Context
from integrations.post.lines import Lines

CONNECT_TIMEOUT_S = 5.0


@cache
def context() -> Context:
    """By the settings of the environment."""
    return Context.build(Settings.from_environment())


@cache
def lines() -> Lines:
    """The accounts at the post."""
    return Lines(context().settings.post_accounts)


def redis(timeout_s: float | None = None) -> Redis:
    """``timeout_s`` for every answer; an RQ worker, which waits for jobs, sets its own."""
    return Redis.from_url(
        context().settings.redis_url or "",
        health_check_interval=30,
        socket_timeout=timeout_s,
        socket_connect_timeout=CONNECT_TIMEOUT_S,
    )

"""Why the service refuses what an operator asks for, in one English line; desks read the same in Vietnamese.

A code without words of its own is told as it is: docs/errors.md has them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.domain.errors import Fault, InvalidDossier, ServiceError

WORDS = {
    "CASH_INVALID": "whole đồng",
    "DATE_INVALID": "no such day",
    "OUTSIDE_OUTCOME_UNKNOWN": "nobody knows whether the post has taken it",
    "OUTSIDE_REJECTED": "the post has refused",
    "OUTSIDE_UNAVAILABLE": "the post is out of reach",
    "POST_ACCOUNT_NONE": "no account at the post",
    "POST_END_KNOWN": "its end is known, or it cannot have ended like this",
    "PRICE_UNAVAILABLE": "the post has told no price",
    "REQUIRED": "needed, and empty",
    "SHIFT_DIFFERS": "the till should hold {expected}, counted were {counted}: count again, or say why with --note",
    "STATEMENT_UNREADABLE": "no CSV (UTF-8) with the number of an order or an item code in each line",
    "TEXT_TOO_LONG": "longer than {limit} characters",
    "TIME_IN_FUTURE": "still to come",
    "TIME_TOO_OLD": "before the rules know of the agency",
    "TOO_MANY": "more than {limit}",
}


@contextmanager
def told(refusal: type[click.ClickException] = click.ClickException) -> Iterator[None]:
    """What the service refuses becomes a ``refusal`` of the command: one line, no traceback."""
    try:
        yield
    except InvalidDossier as e:
        raise refusal("; ".join(map(_fault, e.faults))) from e
    except ServiceError as e:
        raise refusal(_words(e.code, e.params)) from e


def _fault(fault: Fault) -> str:
    return f"{fault.path}: {_words(fault.code, dict(fault.params))}"


def _words(code: str, params: dict[str, object]) -> str:
    return WORDS[code].format_map(params) if code in WORDS else f"{code}, see docs/errors.md"

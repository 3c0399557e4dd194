"""The post's statement of a day taken in: each file once, a newer one of the day counts in place of the one before.

The same file again is a repeat. It is read anew, since the tables of codes may know more by now; if so its day is due.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.context import Context
from app.domain.errors import NotAllowed
from app.domain.post.statement import Statement
from app.security.principals import Principal, Role
from app.store import post_statements
from app.store.post_statements import Kept

Reader = Callable[[bytes], Statement]
READER = "dossier_post_statements"  # under this name the application keeps what reads a statement
SENDING = (Role.RETURN, Role.COLLECT)  # as who settles: a key that only hands in says nothing of what became of it
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A statement with how many lines it has and how many of them cannot be used; ``repeat``: it came before."""

    kept: Kept
    lines: int
    unreadable: int
    repeat: bool


def take_in(
    day: date, content: bytes, principal: Principal, read: Reader, context: Context, *, again: bool = False
) -> TakenIn:
    """Keep the statement of a day for the whole agency; :class:`NotAllowed`, :class:`InvalidMessage`.

    ``again``: where another file has superseded this one, it counts once more. A mere repeat undoes nothing.
    """
    principal.require(*SENDING)
    if principal.office_id is not None:
        raise NotAllowed
    return take_in_of(principal.agency_id, day, content, principal.collector, read, context, again=again)


def take_in_of(
    agency_id: str, day: date, content: bytes, sent_by: str, read: Reader, context: Context, *, again: bool = False
) -> TakenIn:
    """The same by whoever runs the service."""
    statement, sha256 = read(content), hashlib.sha256(content).hexdigest()
    with context.database.begin() as connection:
        post_statements.lock(connection, agency_id)
        before = post_statements.by_digest(connection, agency_id, day, sha256)
        now = context.clock.now()
        kept = before or post_statements.add(connection, agency_id, day, sha256, content, sent_by, now)
        is_back = again and kept.superseded
        kept = post_statements.count_again(connection, kept, agency_id, now) if is_back else kept
        post_statements.put_lines(connection, kept.id, statement.lines, now)
        post_statements.put_back(connection, kept.id, content)
    return TakenIn(kept, len(statement.lines), statement.bad, before is not None and not is_back)

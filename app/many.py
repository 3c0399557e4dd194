"""Many dossiers in one message: each comes to an end of its own, and what is wrong with one never stops the others.

A batch and a shift file both go through here; what becomes of an end in the answer is the door's.
"""

from __future__ import annotations

from collections.abc import Callable

from app import intake
from app.context import Context
from app.domain.dossier import Answer
from app.domain.errors import Conflict, NotReady, ServiceError
from app.domain.post.shift_file import Outcome
from app.domain.submission import Submission
from app.http_status import status_of
from app.security.principals import Principal

End = Answer | Exception


def take_in(read: Callable[[], Submission], sender: Principal, context: Context, source: str) -> End:
    """Read one and take it in: the answer, or what was raised.

    Only :class:`NotReady` ends them all: send everything again.
    """
    try:
        return intake.accept(read(), sender, context, source)
    except NotReady:
        raise
    except Exception as e:  # noqa: BLE001  one that we fail on never holds up the others
        return e


def outcome(end: End) -> Outcome:
    """What an end comes to."""
    if isinstance(end, Answer):
        return Outcome.REPEAT if end.repeat else Outcome.ACCEPTED
    if isinstance(end, Conflict):
        return Outcome.CONFLICT
    ours = not isinstance(end, ServiceError) or end.retry or status_of(end) >= 500
    return Outcome.FAILED if ours else Outcome.REFUSED

"""Worklist (danh sách việc cần làm): what a desk has to do, by the time it is due.

What online is left unanswered, and what the citizen was to bring by now, stand on lists of their own.

A principal sees its agency's, and of an office what that founded or brought, as in every look-up. Times are those of
the business clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import Fault, InvalidDossier
from app.domain.life import CLOSED, IN_HAND, OPEN, State
from app.security.principals import Principal, Role
from app.store import worklist as store
from app.store.worklist import Mark

MAX_PAGE = 200
MAX_LATE = 200
TO_DO = OPEN | {State.WITHDRAWN}  # the authority has the next step, or waits for the citizen's
RUNNING = IN_HAND | {State.FEE_DUE}  # the period runs; for what the citizen must bring it begins anew
LISTED = frozenset(State) - CLOSED
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARK = re.compile(r"([0-9]{1,17})\.([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Page:
    """``next`` is what ``after`` of the next page must be; None on the last."""

    items: tuple[Dossier, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """The oldest of ``total``."""

    items: tuple[Dossier, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is: in each state that is not closed, overdue, unanswered, not brought, with a discrepancy."""

    by_state: Mapping[State, int]
    overdue: int
    unanswered: int
    expired: int
    differing: int


def open_dossiers(
    principal: Principal,
    context: Context,
    state: State | None = None,
    *,
    overdue: bool = False,
    differing: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """What is to be done, what is due first standing first; in one state, overdue, or with an open discrepancy only.

    What has its result is listed by ``state`` only, what was finished first standing first; what is closed never is.
    :class:`InvalidDossier` for an ``after`` that is none of ours.
    """
    principal.require(Role.READ)
    mark, limit = _mark(after), max(1, min(limit, MAX_PAGE))
    states = TO_DO if state is None else frozenset({state})
    whose = (principal.agency_id, principal.office_id)
    with context.database.begin() as connection:
        if state is not None and state not in TO_DO:
            if overdue or differing or state in CLOSED:
                return Page(())
            found = store.finished(connection, *whose, states, limit + 1, after=mark)
        else:
            due_before = context.clock.now() if overdue else None
            states = states & RUNNING if overdue else states
            found = store.unfinished(
                connection, *whose, states, limit + 1, after=mark, due_before=due_before, differing=differing
            )
    items = tuple(found[:limit])
    return Page(items, _end_of(items) if len(found) > limit else None)


def unanswered(principal: Principal, context: Context) -> Late:
    """What came in online and was not answered within the working hours that the law gives; the oldest first."""
    principal.require(Role.READ)
    whose, now = (principal.agency_id, principal.office_id), context.clock.now()
    with context.database.begin() as connection:
        items, total = store.unanswered(connection, *whose, now, MAX_LATE)
    return Late(tuple(items), total)


def expired(principal: Principal, context: Context) -> Late:
    """What waits for papers that were to be brought by now; the oldest time first.

    No wait ends by itself: a person decides whether to wait on, to refuse or to stop. Those without a time never are.
    """
    principal.require(Role.READ)
    whose, now = (principal.agency_id, principal.office_id), context.clock.now()
    with context.database.begin() as connection:
        items, total = store.expired(connection, *whose, now, MAX_LATE)
    return Late(tuple(items), total)


def counts(principal: Principal, context: Context) -> Counts:
    """The figures at the head of the list; states in the order of a dossier's life."""
    principal.require(Role.READ)
    whose, now = (principal.agency_id, principal.office_id), context.clock.now()
    with context.database.begin() as connection:
        found = store.counts(connection, *whose, now)
        differing = store.differing_count(connection, *whose)
    return Counts(
        by_state={state: found[state][0] if state in found else 0 for state in State if state in LISTED},
        overdue=sum(found[state][1] for state in RUNNING if state in found),
        unanswered=found[State.SUBMITTED][2] if State.SUBMITTED in found else 0,
        expired=found[State.WAITING_FOR_SUPPLEMENT][3] if State.WAITING_FOR_SUPPLEMENT in found else 0,
        differing=differing,
    )


def is_overdue(dossier: Dossier, now: datetime) -> bool:
    """Whether its due time is over while the period runs."""
    return dossier.state in RUNNING and dossier.due_at is not None and dossier.due_at < now


def _mark(after: str | None) -> Mark | None:
    if not after:
        return None
    found = _MARK.fullmatch(after)
    if found is None:
        raise InvalidDossier([Fault("after", "TYPE_INVALID")])
    return _EPOCH + timedelta(microseconds=int(found[1])), int(found[2])


def _end_of(items: Sequence[Dossier]) -> str:
    last = items[-1]
    when = last.finished_at or last.due_at or last.answer_by or last.submitted_at
    return f"{(when - _EPOCH) // timedelta(microseconds=1)}.{last.id}"

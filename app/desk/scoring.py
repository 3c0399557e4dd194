"""Scoring one dossier (chấm điểm đúng hạn): its course, told by its history, under the method of the period's day.

The due time that counts is the one first promised; what came before it was received takes no time of the authority's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.context import Context
from app.domain import score as scores
from app.domain.dossier import Dossier
from app.domain.errors import NoRule
from app.domain.local_time import LOCAL
from app.domain.procedure import Duration
from app.domain.score import Course, Method, Score, Verdict, Wait
from app.lookup import find
from app.rules import Rules
from app.security.principals import Principal
from app.store import events
from app.store.events import Told

VERDICTS_VI = {Verdict.ON_TIME: "Đúng hạn", Verdict.LATE: "Trễ hạn", Verdict.NOT_COUNTED: "Không tính"}
_RETURNED = ("delivered", "returned")
_STOPPED = ("declined", "withdrawn", "refused", "stopped")


@dataclass(frozen=True, slots=True)
class Scored:
    """A verdict, by which method, and until when it was looked at."""

    dossier: Dossier
    score: Score
    method: Method
    period_end: datetime


def of(code: str, principal: Principal, context: Context, period_end: datetime | None = None) -> Scored:
    """The score of a dossier at the end of a period; :class:`NotFound`.

    Without ``period_end`` it is when the dossier came to its end, else now: the method is that of this day.
    """
    dossier = find(code, principal, context)
    with context.database.begin() as connection:
        told = events.history(connection, [dossier.id])[dossier.id]
    end = period_end or _end(course(told)) or context.clock.now()
    return Scored(dossier, *_score(dossier, told, end, context.rules), end)


def course(history: Sequence[Told], until: datetime | None = None) -> Course:
    """What the score looks at, as it was known at the end of a period, or is by now."""
    told = [each for each in history if until is None or each.event.at <= until]
    received_at = _first(told, ("received",))
    return Course(
        received_at=received_at,
        due_at=_promised(told),
        finished_at=_first(told, ("finished",)),
        returned_at=_first(told, _RETURNED),
        stopped_at=_first(told, _STOPPED),
        waits=tuple(_waits(told, received_at)),
    )


def _score(dossier: Dossier, told: Sequence[Told], period_end: datetime, rules: Rules) -> tuple[Score, Method]:
    method = rules.score_method(period_end.astimezone(LOCAL).date())
    known = course(told, period_end)
    calendar = rules.calendar(dossier.agency_id)
    return scores.score(known, method, calendar, period_end, _duration(dossier, known, rules)), method


def _duration(dossier: Dossier, known: Course, rules: Rules) -> Duration | None:
    if known.received_at is None:
        return None
    try:
        return rules.duration(dossier.procedure_code, dossier.channel, known.received_at.astimezone(LOCAL).date())
    except NoRule:
        return None


def _waits(told: Sequence[Told], received_at: datetime | None) -> Iterable[Wait]:
    """Each request for supplement with what answered it; one of before the receipt counts, but takes no time."""
    for nth, each in enumerate(told):
        if each.event.kind == "supplement_asked":
            ended_at = _first(told[nth:], ("supplemented",))
            if received_at is None or each.event.at >= received_at:
                yield Wait(each.event.at, ended_at)
            else:
                yield Wait(received_at, max(ended_at or received_at, received_at))


def _promised(told: Sequence[Told]) -> datetime | None:
    received = next((each.event.details for each in told if each.event.kind == "received"), {})
    return datetime.fromisoformat(received["due_at"]) if "due_at" in received else None


def _first(told: Sequence[Told], kinds: Sequence[str]) -> datetime | None:
    return next((each.event.at for each in told if each.event.kind in kinds), None)


def _end(known: Course) -> datetime | None:
    return known.finished_at or known.returned_at or known.stopped_at

"""What counter software reports of parcels, in batches; an answer for each report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.post import reporting
from app.post.reporting import RESULTS_VI, Result, Told
from app.security.principals import Principal
from integrations.post.soap import shapes
from integrations.post.soap.handlers.request import Handler, Request, Values, told
from integrations.post.words import WORDS

if TYPE_CHECKING:
    from app.context import Context

_KEPT = (Result.KEPT, Result.UNKNOWN_CODE)


def report_events(request: Request, principal: Principal, context: Context) -> Values:
    """Keep what can be used, and say of each what became of it."""
    principal.require(*reporting.ROLES)
    values = request.valid()
    with told(request.faults):
        answers = reporting.report(values["events"], principal, context, WORDS)
    kept = sum(each.result in _KEPT for each in answers)
    repeats = sum(each.result is Result.REPEAT for each in answers)
    counts = {"kept": kept, "repeats": repeats, "refused": len(answers) - kept - repeats}
    return {**counts, "results": [_shown(each) for each in answers]}


def _shown(answer: Told) -> Values:
    event = answer.event
    return {
        "result": answer.result,
        "text": RESULTS_VI[answer.result],
        "event_id": answer.event_id,
        "status": event.status if event else None,
        "dossier_no": answer.dossier_no,
        "why": answer.why[0] if answer.why else None,
        "why_text": answer.why[1] if answer.why else None,
        "field_error": [
            {"path": shapes.spell(each.path), "code": each.code, "message": each.text} for each in answer.faults
        ],
    }


HANDLERS: dict[str, Handler] = {"ReportEvents": report_events}

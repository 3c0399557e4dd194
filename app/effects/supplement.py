"""Waiting for more papers (yêu cầu bổ sung, bổ sung): the wait, and the time that begins anew behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app import deadlines
from app.context import Context
from app.domain.life import State
from app.domain.local_time import LOCAL
from app.domain.score import Method
from app.effects.scene import Effect, Scene
from app.store.events import Told


def ask_supplement(scene: Scene, done: Effect) -> None:
    done.columns["resumes"] = scene.dossier.state
    done.columns["supplement_by"] = scene.said.until
    if suffers_from_another(scene.history, scene.context, scene.now):
        done.warnings.append("SCORE_SUFFERS")


def suffers_from_another(history: Sequence[Told], context: Context, now: datetime) -> bool:
    """Whether one more request for supplement makes the dossier late by the score of the day."""
    asked = any(told.event.kind == "supplement_asked" for told in history)
    return asked and context.rules.score_method(now.astimezone(LOCAL).date()) is Method.DECISION_766


def supplement(scene: Scene, done: Effect) -> None:
    dossier, rules, asked = scene.dossier, scene.context.rules, scene.last("supplement_asked")
    if dossier.state is not State.WAITING_FOR_SUPPLEMENT or asked is None:
        done.warnings.append("NOT_ASKED_FOR")
    elif dossier.received_at is None:
        done.columns["answer_by"] = deadlines.answer_by(rules, dossier.channel, dossier.agency_id, scene.now)
    else:
        due_at = deadlines.due_when_complete(rules, dossier, _waits(scene))
        if scene.last("apologised") and dossier.due_at:  # a promise is not taken back
            due_at = max(due_at, dossier.due_at)
        done.columns["due_at"] = due_at
        done.details["due_at"] = due_at.isoformat()
        done.papers.append("receipt")


def _waits(scene: Scene) -> list[tuple[datetime, datetime]]:
    """When the received dossier was asked for more and when that came; the last wait ends now."""
    waits, start = [], None
    received = scene.last("received")
    for told in (told for told in scene.history if received is not None and told.seq > received.seq):
        if told.event.kind == "supplement_asked":
            start = told.event.at
        elif told.event.kind == "supplemented" and start is not None:
            waits.append((start, told.event.at))
            start = None
    return [*waits, (start, scene.now)] if start else waits

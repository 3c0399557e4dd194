"""What the authority decides of a dossier: tiếp nhận, xin lỗi và hẹn lại, dừng xử lý."""

from __future__ import annotations

from app import admission, deadlines
from app.domain.errors import Conflict, Fault, InvalidDossier, NoRule
from app.effects.scene import Effect, Scene


def receive(scene: Scene, done: Effect) -> None:
    dossier, rules = scene.dossier, scene.context.rules
    admission.require_intake(rules, dossier.procedure_code, dossier.agency_id, scene.now)
    due_at = deadlines.due_at(rules, dossier.procedure_code, dossier.channel, dossier.agency_id, scene.now)
    done.columns |= {"received_at": scene.now, "due_at": due_at, "rules_version": rules.version, "answer_by": None}
    done.details |= {"rules": rules.version, "due_at": due_at.isoformat()}


def apologise(scene: Scene, done: Effect) -> None:
    if scene.last("apologised"):
        raise Conflict(code="APOLOGISED_ALREADY")
    old, new = scene.dossier.due_at, scene.said.new_due_at
    if new and old and new <= old:
        raise InvalidDossier([Fault("new_due_at", "TIME_NOT_LATER")])
    if new and not scene.context.rules.calendar(scene.dossier.agency_id).is_open(new):
        raise InvalidDossier([Fault("new_due_at", "TIME_CLOSED")])
    done.columns["due_at"] = new
    done.details |= {name: at.isoformat() for name, at in (("old_due_at", old), ("due_at", new)) if at}


def stop(scene: Scene, done: Effect) -> None:
    """A notice of it is a form since Circular 03/2025/TT-VPCP only."""
    try:
        scene.context.rules.form("stop_notice", scene.dossier.day)
    except NoRule:
        done.papers.clear()

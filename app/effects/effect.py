"""All that a move changes: what every move does, and what is particular to one."""

from __future__ import annotations

from collections.abc import Callable

from app.custody import places, watching
from app.domain.life import CLOSED, WAITING, destination
from app.effects import decisions, fee, result, supplement
from app.effects.scene import Effect, Scene


def effect(scene: Scene) -> Effect:
    """All that the move changes; :class:`Conflict` where something stands in its way that the table does not know."""
    done = Effect()
    to = destination(scene.dossier.state, scene.move, scene.dossier.resumes)
    if to is not scene.dossier.state:
        done.columns["state"] = to
        if scene.dossier.state in WAITING:
            done.columns |= {"resumes": None, "supplement_by": None}
    if to in CLOSED:
        done.columns["closed_at"] = scene.now
    if scene.move.paper:
        done.papers.append(scene.move.paper)
    if particular := _PARTICULAR.get(scene.move.name):
        particular(scene, done)
    if scene.move.name in watching.MOVES:  # something changes hands: whose place it was
        done.details |= places.of(scene.principal, scene.context)
    return done


_PARTICULAR: dict[str, Callable[[Scene, Effect], None]] = {
    "receive": decisions.receive,
    "ask_supplement": supplement.ask_supplement,
    "supplement": supplement.supplement,
    "ask_fee": fee.ask_fee,
    "settle_fee": fee.settle_fee,
    "apologise": decisions.apologise,
    "stop": decisions.stop,
    "finish": result.finish,
    "hand_over": result.hand_over,
    "take_back": result.take_back,
    "deliver": result.returned,
    "return_in_person": result.return_in_person,
}

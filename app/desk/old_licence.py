"""Recording what becomes of the old licence in an exchange: thu, cắt góc, trả lại giấy phép lái xe cũ.

Each stage is recorded once, in its order, under the dossier's lock; its number and serial are a remark of the event.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import Conflict
from app.domain.old_licence import RECORD, STAGES, Handling, Stage, following, stage_vi
from app.domain.remark import NOTHING, Remark
from app.lookup import locked
from app.repeats import is_same
from app.security.principals import Principal
from app.store import dossiers, events


@dataclass(frozen=True, slots=True)
class Recorded:
    """The dossier with the stage that was recorded; ``repeat`` if it was before."""

    dossier: Dossier
    repeat: bool = False


def record(code: str, stage: Stage, said: Remark, principal: Principal, context: Context, source: str) -> Recorded:
    """Record a stage; ``said`` is read by :data:`app.domain.old_licence.RECORD`.

    :class:`NotAllowed`, :class:`NotFound`; :class:`Conflict`: ``OLD_LICENCE_NONE`` where the procedure takes none,
    ``OLD_LICENCE_ORDER`` names the stage that can be recorded. The same by the same one again is a repeat.
    """
    principal.require(*RECORD.roles)
    with context.database.begin() as connection:
        dossier = locked(connection, code, principal)
        if following_of(dossier, context) is not stage:
            if _recorded_before(connection, dossier, stage, said, principal):
                return Recorded(dossier, repeat=True)
            raise _refusal(dossier, stage, context)
        details = {"said": said.digest()} if said != NOTHING else {}
        event = principal.event(STAGES[stage].event, context.clock.now(), source, details)
        dossier = dossiers.change(connection, dossier, old_licence=stage)
        events.append(connection, dossier, event, said, principal.name)
        return Recorded(dossier)


def handling(dossier: Dossier, context: Context) -> Handling | None:
    """What its procedure does with the old licence, by the rules of the day it was received, before that handed in."""
    procedure = context.rules.known_procedure(dossier.procedure_code, dossier.day)
    return procedure.old_licence if procedure else None


def following_of(dossier: Dossier, context: Context) -> Stage | None:
    """The stage that can be recorded next; None when there is none."""
    return following(handling(dossier, context), _stage(dossier), dossier.state)


def _stage(dossier: Dossier) -> Stage | None:
    return Stage(dossier.old_licence) if dossier.old_licence else None


def _refusal(dossier: Dossier, stage: Stage, context: Context) -> Conflict:
    if handling(dossier, context) is not Handling.CUT_AND_GIVEN_BACK:
        return Conflict(code="OLD_LICENCE_NONE")
    next_stage = following_of(dossier, context)
    possible = STAGES[next_stage].vi if next_stage else "không còn bước nào"
    return Conflict(code="OLD_LICENCE_ORDER", now=stage_vi(_stage(dossier)), asked=STAGES[stage].vi, possible=possible)


def _recorded_before(
    connection: Connection, dossier: Dossier, stage: Stage, said: Remark, principal: Principal
) -> bool:
    history = events.history(connection, [dossier.id])[dossier.id]
    last = next((told for told in reversed(history) if told.event.kind == STAGES[stage].event), None)
    return is_same(last, STAGES[stage].event, said, principal)

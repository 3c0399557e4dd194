"""What a citizen registers with the post: the result brought home, the papers fetched there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app import submissions, updates
from app.domain.life import STATES, State
from app.domain.post.doorstep import WHO
from app.domain.post.order import Leg
from app.domain.post.wish import PARTS
from app.domain.submission import MayReceive, Wish
from app.security.principals import Principal
from app.updates.registering import KINDS
from integrations.post.soap import shapes
from integrations.post.soap.handlers.request import SOURCE, Handler, Request, Values, warnings

if TYPE_CHECKING:
    from app.context import Context


def register(leg: Leg, request: Request, principal: Principal, context: Context) -> Values:
    """Register, change or take back; the answer tells what stands there now."""
    updates.require_role(principal, KINDS[leg])
    code, asked = request.update(partial(submissions.read_registration, PARTS[leg]), context)
    spell = submissions.registered(PARTS[leg], shapes.spell)
    done = updates.register(leg, code, asked, principal, context, SOURCE, spell)
    mode, deputy, may_receive = done.dossier.service_mode, done.said.get("deputy"), done.said.get("may_receive")
    values: Values = {
        "dossier_no": done.answer.dossier_no,
        "state": done.answer.state,
        "state_text": STATES[State(done.answer.state)].vi,
        "repeat": done.answer.repeat,
        "service_mode": mode,
        "service_mode_text": mode.vi,
        "wish": done.wish,
        "warnings": warnings(done.answer),
        "code": done.answer.code,
        "due_at": done.answer.due_at,
    }
    if done.wish is Wish.YES:
        values |= {WHO[leg]: done.who, "phone": done.phone or None, "address": done.address or None}
        values |= {"freight_payer": done.payer, "cod_vnd": done.cod_vnd, "may_receive": may_receive}
        values["may_receive_text"] = MayReceive(may_receive).vi if may_receive else None
        if deputy:
            values["deputy"] = {"name": deputy["name"], "id_number": deputy["id_document"]["number"]}
    return values


HANDLERS: dict[str, Handler] = {
    "RegisterReturn": partial(register, Leg.RETURN),
    "RegisterCollection": partial(register, Leg.COLLECT),
}

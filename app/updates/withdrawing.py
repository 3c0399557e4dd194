"""Withdrawing (rút hồ sơ): the citizen takes the dossier back before the authority has ended it.

An officer closes it afterwards. A second withdrawal of the same dossier has nothing left to do: the citizen's wish is
done, so it is answered with the dossier as it stands.
"""

from __future__ import annotations

from sqlalchemy import Connection

from app import lifecycle
from app.context import Context
from app.domain.dossier import Answer, Dossier
from app.domain.life import State
from app.domain.remark import NOTHING, Remark
from app.security.principals import Principal
from app.store import events
from app.updates.once import NOTHING_CHANGED, Done, Request, once


def withdraw(
    code: str, request_id: str, principal: Principal, context: Context, source: str, said: Remark = NOTHING
) -> Answer:
    """Take the dossier back; ``said`` is read by the move ``withdraw``.

    See :func:`app.updates.once.once`; :class:`Conflict` (``MOVE_IMPOSSIBLE``) names what is possible once the
    authority has ended the dossier.
    """
    record = {"said": said.as_record()}

    def change(connection: Connection, dossier: Dossier, fingerprint: bytes) -> Done:
        if _is_withdrawn(connection, dossier):
            return Done(Answer.about(dossier, (NOTHING_CHANGED,)), record)
        moved = lifecycle.step(connection, dossier, "withdraw", said, principal, context, source)
        return Done(Answer.about(moved.dossier, moved.warnings), record)

    return once(Request(code, "withdraw", request_id, record, principal, context, source), change)


def _is_withdrawn(connection: Connection, dossier: Dossier) -> bool:
    """Also when it was closed for that reason since."""
    if dossier.state is not State.STOPPED:
        return dossier.state is State.WITHDRAWN
    return any(told.event.kind == "withdrawn" for told in events.history(connection, [dossier.id])[dossier.id])

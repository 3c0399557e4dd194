"""Correcting (đính chính hồ sơ): what was handed in wrongly is put right, and printed anew where it stands on a paper.

The event tells the names of the fields and a digest; the values, old and new, are kept with the request.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from app.context import Context
from app.domain import correction
from app.domain.correction import Correction, Record
from app.domain.dossier import Answer, Dossier
from app.domain.errors import InvalidDossier, NotAllowed
from app.domain.life import State
from app.domain.local_time import LOCAL
from app.domain.remark import NOTHING, Remark
from app.domain.submission import Channel
from app.papers import preview
from app.security.principals import Principal
from app.store import documents, dossiers, events, item_codes, outbox, requests
from app.store.events import Told
from app.updates import following
from app.updates.once import NOTHING_CHANGED, Done, Request, once


def correct(
    code: str,
    asked: Correction,
    principal: Principal,
    context: Context,
    source: str,
    spell: Callable[[str], str] = str,
    kind: str = "correct",
) -> Answer:
    """Put the dossier right. ``spell`` turns our paths into the sender's, ``kind`` is what they call it.

    See :func:`app.updates.once.once`; :class:`Conflict`: ``CORRECTION_TOO_LATE`` names what may still be corrected,
    ``OTHER_OWNER``; :class:`InvalidDossier` for what does not fit the rest or could not be printed; :class:`NotAllowed`
    (``SUSPENDED``) for a class that is not taken in these days; :class:`NotReady` when no item code is left.
    """

    def change(connection: Connection, dossier: Dossier, fingerprint: bytes) -> Done:
        after = replace(dossier, record=correction.merged(dossier.record, asked.changes))
        names = correction.changed(dossier.record, after.record)
        if not names:
            return Done(Answer.about(dossier, (NOTHING_CHANGED,)), {"said": asked.changes})
        _require_allowed(dossier, after, names, principal, context, spell)
        details = {"fields": list(names), "fingerprint": fingerprint.hex()}
        event = principal.event("corrected", context.clock.now(), source, details | _digest(said))
        before = {name: dossier.record[name] for name in asked.changes if name in dossier.record}
        after, seq = _written(connection, dossier, after, Told(0, event, said, principal.name), context, spell)
        return Done(Answer.about(after), {"correction": {"seq": seq, "changes": asked.changes, "before": before}})

    said = Remark(reason=asked.reason)
    content = {"changes": asked.changes, "reason": asked.reason}
    request = Request(code, kind, asked.request_id, content, principal, context, source, asked.owner_id_number)
    return once(request, change)


def said_by(sender: str, dossier: Dossier, context: Context) -> Record:
    """The record as this sender knows it: what it handed in, with its own corrections."""
    with context.database.begin() as connection:
        made = requests.corrections(connection, [dossier.id])[dossier.id]
        founded = dossier.sender == sender
        said = correction.without(dossier.record, made) if founded else requests.joined(connection, dossier.id, sender)
    for kept in made:
        if kept.sender == sender:
            said = correction.merged(said, kept.changes)
    return said


def _digest(said: Remark) -> dict[str, str]:
    return {} if said == NOTHING else {"said": said.digest()}


def _require_allowed(
    before: Dossier,
    after: Dossier,
    names: Sequence[str],
    principal: Principal,
    context: Context,
    spell: Callable[[str], str],
) -> None:
    correction.require_possible(before.state, names)
    correction.require_same_owner(before.record, after.record)
    if faults := correction.faults(after.record):
        raise InvalidDossier([replace(fault, path=spell(fault.path)) for fault in faults])
    if "licence_class" in names:
        day, asked_for = context.clock.now().astimezone(LOCAL).date(), after.record.get("licence_class")
        where = (after.procedure_code, Channel(after.channel), asked_for, after.agency_id, day, principal.office_id)
        if suspended := context.rules.suspension(*where):
            raise NotAllowed(code="SUSPENDED", reason=suspended.reason_vi)


def _written(
    connection: Connection, before: Dossier, after: Dossier, told: Told, context: Context, spell: Callable[[str], str]
) -> tuple[Dossier, int]:
    """The dossier as stored now, and the ``seq`` of its event; every paper that reads otherwise is owed anew."""
    by_post = after.state is State.FINISHED and after.wants_post
    if by_post and after.item_code is None:
        asks = context.asks_post(after.agency_id)
        after = item_codes.first(connection, after, told.event.at, post_gives=asks)
    listed = documents.papers_of(connection, [after.id])[after.id]
    history = events.history(connection, [after.id])[after.id]
    history = [*history, replace(told, seq=history[-1].seq + 1)]
    at_the_desk = after.state is not State.HANDED_TO_POST  # else the envelope is gone, with its label
    kinds = [after.paper, *(["label"] if after.item_code and at_the_desk else [])]
    if faults := preview.faults_of(kinds, after, history, listed, context):
        raise InvalidDossier([replace(fault, path=spell(fault.path)) for fault in faults])

    owed = following.read_otherwise(kinds, before, after, history, listed, context)
    after = dossiers.change(connection, after, record=after.record, **dossiers.found_by(after.record))
    edition = events.append(connection, after, told.event, told.said, told.officer)
    for kind in owed:
        outbox.owe(connection, after, kind, edition)
    return following.tell_post(connection, before, after, edition, context), edition

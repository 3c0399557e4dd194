"""Intake (tiếp nhận hồ sơ): the one use case behind every door.

:func:`accept` writes the dossier, its papers, the first events, the outbox row and the answer kept for repeats in one
statement, and the answer leaves only after commit. Insert first: a repeat is what meets a unique rule. The same content
under the same request id gets the first answer again; other content is a conflict. A code that another door has brought
already is that dossier (:mod:`app.joining`), and so is a number of ours.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from app import admission, attachments, joining
from app.context import Context
from app.deadlines import answer_by, due_at
from app.domain import dossier_number, paper_check
from app.domain.dossier import PAPERS_DIFFER, Answer, Dossier
from app.domain.errors import NotReady
from app.domain.event import Event
from app.domain.life import State
from app.domain.local_time import LOCAL
from app.domain.post.order import Leg
from app.domain.submission import Submission, fingerprint_of
from app.post import owing
from app.security.principals import Principal, Role
from app.store import intake as store
from app.store import requests
from app.store.database import Taken


def accept(submission: Submission, principal: Principal, context: Context, source: str) -> Answer:
    """Take a dossier in, once. ``source`` names the door, for the event.

    :class:`Conflict` when the request id was used for other content (``CONFLICT``) or the code belongs to a dossier of
    another owner or procedure (``CODE_TAKEN``); :class:`NotAllowed`, also when another authority decides this procedure
    by now (``NOT_COMPETENT`` names it) or such dossiers are not taken in these days (``SUSPENDED`` says why);
    :class:`NotReady` when the database is out of reach: send the same again.
    """
    principal.require(Role.SUBMIT)
    submission = _with_issuer(submission, principal, context)
    record, now = submission.as_record(), context.clock.now()
    fingerprint = fingerprint_of(record)
    day = now.astimezone(LOCAL).date()
    agency = context.rules.agency(principal.agency_id)
    admission.require_open(context.rules, submission, agency.agency_id, principal.office_id, now)
    if joining.is_ours(submission, principal, context):
        before = requests.answered(context.database, principal.sender, submission.request_id, fingerprint)
        return before or joining.join(submission, principal, context, source)
    number = context.numbers.take(agency.agency_id, day, agency.number_start)
    dossier = _new_dossier(submission, record, principal, context, now, number)
    papers = attachments.store(submission.papers, day, context.files)  # nothing that may refuse comes behind it
    events = _first_events(dossier, fingerprint, principal, source, now)
    warnings = _warnings(submission, context, day)
    taken_in = store.Intake(
        dossier, submission, fingerprint, events, papers, principal.collector, warnings, principal.name
    )
    fetched = dossier.wants_collection and dossier.state is State.SUBMITTED and context.asks_post(agency.agency_id)
    try:
        return store.take_in(context.database, taken_in, _ordering(now) if fetched else None)
    except Taken as taken:
        attachments.discard(papers, context.files)
        rule = taken.rule
    if rule == store.ONE_PER_NUMBER:  # a counter that went back with a restore: this number is another's
        raise NotReady
    context.numbers.give_back(principal.agency_id, day, number)
    answered = requests.answered(context.database, principal.sender, submission.request_id, fingerprint)
    if answered is not None:
        return answered
    if rule == store.ONE_PER_CODE:
        return joining.join(submission, principal, context, source)
    raise NotReady  # another's half-done transaction stood in the way and is gone: send the same again


def _ordering(now: datetime) -> store.Besides:
    """Have the post fetch the papers; owed with the dossier, by its first event."""
    return lambda connection, dossier: owing.first(connection, dossier, Leg.COLLECT, 1, now)


def _warnings(submission: Submission, context: Context, day: date) -> tuple[str, ...]:
    """What a person should look at, though the dossier is taken in."""
    procedure = context.rules.procedure(submission.procedure_code, day)
    if procedure is None:
        return ()
    classes = [submission.licence_class] if submission.licence_class else []
    asked = procedure.papers_for(classes, submission.channel)
    return (PAPERS_DIFFER,) if paper_check.compare(submission.papers, asked).to_supplement else ()


def _first_events(
    dossier: Dossier, fingerprint: bytes, principal: Principal, source: str, now: datetime
) -> list[Event]:
    """Handed in and, where that is so at once, received."""
    events = [principal.event("submitted", now, source, {"fingerprint": fingerprint.hex()})]
    if dossier.due_at:
        details = {"rules": dossier.rules_version, "due_at": dossier.due_at.isoformat()}
        events.append(principal.event("received", now, source, details))
    return events


def _with_issuer(submission: Submission, principal: Principal, context: Context) -> Submission:
    """Whose code it is: told by its shape where that is unmistakable, so that every door means the same by it."""
    if not submission.code:
        return submission
    issuer = context.rules.code_issuer(submission.code) or submission.code_issuer or principal.sender
    return replace(submission, code_issuer=issuer)


def _new_dossier(
    submission: Submission, record: dict[str, Any], principal: Principal, context: Context, now: datetime, number: int
) -> Dossier:
    """Everything a dossier gets from us: number, state, due time, token."""
    rules, agency_id = context.rules, principal.agency_id
    day: date = now.astimezone(LOCAL).date()
    received = rules.receives_at_intake(agency_id, submission.channel, day)
    return Dossier(
        dossier_no=dossier_number.build(agency_id, day, number),
        agency_id=agency_id,
        office_id=principal.office_id,
        sender=principal.sender,
        channel=submission.channel,
        procedure_code=submission.procedure_code,
        state=State.RECEIVED if received else State.SUBMITTED,
        record={name: value for name, value in record.items() if name != "papers"},  # they have a table of their own
        rules_version=rules.version,
        submitted_at=submission.submitted_at or now,
        tracking_token=secrets.token_urlsafe(12),
        code=submission.code,
        code_issuer=submission.code_issuer,
        received_at=now if received else None,
        due_at=due_at(rules, submission.procedure_code, submission.channel, agency_id, now) if received else None,
        answer_by=None if received else answer_by(rules, submission.channel, agency_id, now),
    )

"""Joining: a code that another door has brought already is that dossier, not a second one.

The citizen files on the portal and brings the papers to a post counter: the counter's message carries the portal's
code, so its papers are added to the portal's dossier, and where the counter receives on the authority's behalf the
dossier is received now. Only the same procedure of the same owner joins; anything else under that code is refused.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from app import attachments, lifecycle
from app.context import Context
from app.domain import text
from app.domain.dossier import JOINED, Answer, Dossier
from app.domain.errors import Conflict
from app.domain.fees import Kind
from app.domain.identity import IdDocument
from app.domain.life import State
from app.domain.local_time import LOCAL
from app.domain.remark import NOTHING
from app.domain.submission import PAID, Submission
from app.security.principals import Principal
from app.store import dossiers, events, payments, requests
from app.store.database import Taken


def join(submission: Submission, principal: Principal, context: Context, source: str) -> Answer:
    """Add the submission to the dossier that carries its code, and answer with that dossier.

    :class:`Conflict` (``CODE_TAKEN``) if it is of another agency, procedure or owner.
    """
    now = context.clock.now()
    fingerprint = submission.fingerprint()
    rows: list[dict[str, object]] = []
    try:
        with context.database.begin() as connection:
            dossier = dossiers.by_issued_code(connection, submission.code or "", submission.code_issuer or "")
            if dossier is None or not _is_same(dossier, submission, principal):
                raise Conflict(code="CODE_TAKEN")
            position = dossiers.paper_count(connection, dossier.id) + 1
            known = requests.has_brought(connection, dossier.id, fingerprint)  # again, under a new request id
            papers = () if known else submission.papers
            rows = attachments.store(papers, now.astimezone(LOCAL).date(), context.files, position)
            dossiers.add_papers(connection, dossier.id, now, rows)
            details = {"fingerprint": fingerprint.hex()}
            events.append(connection, dossier, principal.event("joined", now, source, details))
            if not known:
                _pay(connection, dossier, submission, principal, now)
            dossier = _received(connection, dossier, submission, principal, context, source)
            answer = Answer.about(dossier, (JOINED,))
            record = submission.as_record()
            whose = (principal.sender, submission.request_id, principal.office_id)
            requests.keep(connection, dossier.id, *whose, fingerprint, answer, record, now)
        return answer
    except Taken:  # the same request, at the same moment, was quicker
        attachments.discard(rows, context.files)
        answered = requests.answered(context.database, principal.sender, submission.request_id, fingerprint)
        if answered is None:
            raise
        return answered


def _pay(connection: Connection, dossier: Dossier, submission: Submission, principal: Principal, now: datetime) -> None:
    """Book the fee that this door took, unless it only repeats one that is booked: same place, sum and voucher."""
    fee = submission.fee
    if fee is None or fee.place not in PAID:
        return
    booked = [each.payment for each in payments.of(connection, dossier.id)]
    if any((paid.place, paid.amount_vnd, paid.voucher) == (fee.place, fee.amount_vnd, fee.voucher) for paid in booked):
        return
    payments.add(
        connection,
        dossier,
        kind=Kind.COLLECTED,
        amount_vnd=fee.amount_vnd,
        place=fee.place,
        method=fee.method,
        voucher=fee.voucher,
        at=now,
        principal_collector=principal.collector,
        office_id=principal.office_id,
    )


def _is_same(dossier: Dossier, submission: Submission, principal: Principal) -> bool:
    if (dossier.agency_id, dossier.procedure_code) != (principal.agency_id, submission.procedure_code):
        return False
    owner = dossier.record["owner"]
    known = IdDocument(**owner["id_document"]) if owner.get("id_document") else None
    brought = submission.owner.id_document
    if known and brought and not known.is_placeholder and not brought.is_placeholder:
        return known.number == brought.number
    return text.search_key(owner["name"]) == text.search_key(submission.owner.name)


def _received(
    connection: Connection,
    dossier: Dossier,
    submission: Submission,
    principal: Principal,
    context: Context,
    source: str,
) -> Dossier:
    day = context.clock.now().astimezone(LOCAL).date()
    receives = context.rules.receives_at_intake(principal.agency_id, submission.channel, day)
    if dossier.state is State.SUBMITTED and receives:
        return lifecycle.step(connection, dossier, "receive", NOTHING, principal, context, source).dossier
    return dossier

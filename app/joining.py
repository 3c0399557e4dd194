"""Joining: a code that another door has brought already is that dossier, not a second one; so is a number of ours.

The citizen files on the portal and brings the papers to a post counter: the counter's message carries the portal's
code, so its papers are added to the portal's dossier, a wait for them ends, and where the counter receives on the
authority's behalf the dossier is received now. What it says of the return by post, of the papers' way and of the fee is
taken over as a correction of its event where the dossier knew nothing of it (:mod:`app.domain.taking_over`). Only the
same procedure of the same owner joins, who is told by the identity number wherever the dossier has one: code and name
stand on every slip, and are typed off it as our number is. What an office that only joined may do from then on says
:mod:`app.updates.whose`.
"""

from __future__ import annotations

from sqlalchemy import Connection

from app import attachments, lifecycle
from app.context import Context
from app.custody import places
from app.domain import dossier_number, text
from app.domain.dossier import JOINED, WISHES_DIFFER, Answer, Dossier
from app.domain.errors import Conflict, ServiceError
from app.domain.life import State, moved
from app.domain.local_time import LOCAL
from app.domain.money.fees import Kind
from app.domain.remark import NOTHING
from app.domain.submission import PAID, Channel, Submission
from app.domain.taking_over import Said
from app.security.principals import Principal
from app.store import dossiers, events, payments, requests
from app.store.database import Taken
from app.store.events import Told
from app.updates import taking_over


def join(submission: Submission, principal: Principal, context: Context, source: str) -> Answer:
    """Add the submission to the dossier that carries its code, or has it as its number, and answer with that dossier.

    :class:`Conflict`: ``CODE_TAKEN`` if it is of another agency, procedure or owner, ``CODE_AMBIGUOUS`` if the code is
    one dossier's and the number of another, ``MOVE_IMPOSSIBLE`` (names what is possible) for what is new to a dossier
    that the authority has ended or the citizen has withdrawn.
    """
    fingerprint = submission.fingerprint()
    rows: list[dict[str, object]] = []
    try:
        with context.database.begin() as connection:
            dossier = dossiers.to_join(connection, submission.code or "", submission.code_issuer or "")
            if dossier is None or not _is_same(dossier, submission, principal):
                raise Conflict(code="CODE_TAKEN")
            record = submission.as_record()
            said = taking_over.said(connection, dossier, record)
            if requests.has_brought(connection, dossier.id, fingerprint):  # again, under a new request id
                dossier = _received(connection, dossier, submission, principal, context, source)
            else:
                before = dossier
                dossier, told = _told(connection, before, said, submission, principal, context, source)
                day, position = told.event.at.astimezone(LOCAL).date(), dossiers.paper_count(connection, dossier.id) + 1
                rows = attachments.store(submission.papers, day, context.files, position)
                dossiers.add_papers(connection, dossier.id, told.event.at, told.seq, rows)
                _pay(connection, dossier, submission, principal, told)
                dossier = taking_over.write(connection, dossier, said, told.seq, context)
                dossier = _received(connection, dossier, submission, principal, context, source)
                taking_over.owe_papers(connection, before, dossier, told.seq, context)
                record |= taking_over.kept(before, said, told.seq)
            answer = Answer.about(dossier, (JOINED, WISHES_DIFFER) if said.differs else (JOINED,))
            whose = (principal.sender, submission.request_id, principal.office_id)
            requests.keep(connection, dossier.id, *whose, fingerprint, answer, record, context.clock.now())
        return answer
    except ServiceError:
        attachments.discard(rows, context.files)
        raise
    except Taken:  # the same request, at the same moment, was quicker
        attachments.discard(rows, context.files)
        answered = requests.answered(context.database, principal.sender, submission.request_id, fingerprint)
        if answered is None:
            raise
        return answered


def is_ours(submission: Submission, principal: Principal, context: Context) -> bool:
    """Whether its code is a number that we gave: such a submission founds no dossier.

    A portal numbers in the same form by itself: what is another citizen's here is a code of its own there.
    """
    if submission.code is None or not dossier_number.is_valid(submission.code):
        return False
    with context.database.snapshot() as connection:
        dossier = dossiers.by_number(connection, submission.code)
    if dossier is None:
        return False
    return submission.channel is not Channel.PORTAL or _is_same(dossier, submission, principal)


def _told(
    connection: Connection,
    dossier: Dossier,
    said: Said,
    submission: Submission,
    principal: Principal,
    context: Context,
    source: str,
) -> tuple[Dossier, Told]:
    """The dossier with the event that tells of what came: the end of a wait for papers, else that another door came."""
    moved(dossier.state, "supplement")
    details = {"fingerprint": submission.fingerprint().hex(), **said.details(dossier.record)}
    details |= places.handed_in(principal, submission.channel, context) if submission.papers else {}
    if dossier.state is State.WAITING_FOR_SUPPLEMENT and submission.papers:
        dossier = lifecycle.step(
            connection, dossier, "supplement", NOTHING, principal, context, source, details
        ).dossier
    else:
        event = principal.event("joined", context.clock.now(), source, details)
        events.append(connection, dossier, event, officer=principal.name)
    return dossier, events.history(connection, [dossier.id])[dossier.id][-1]


def _pay(connection: Connection, dossier: Dossier, submission: Submission, principal: Principal, told: Told) -> None:
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
        at=told.event.at,
        seq=told.seq,
        principal_collector=principal.collector,
        office_id=principal.office_id,
    )


def _is_same(dossier: Dossier, submission: Submission, principal: Principal) -> bool:
    if (dossier.agency_id, dossier.procedure_code) != (principal.agency_id, submission.procedure_code):
        return False
    known, brought = dossiers.id_number(dossier.record), submission.owner.id_document
    if known is not None:
        return brought is not None and brought.number == known
    return text.search_key(dossier.record["owner"]["name"]) == text.search_key(submission.owner.name)


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

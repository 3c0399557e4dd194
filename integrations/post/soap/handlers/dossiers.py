"""Dossiers: handing in, updating, looking up, and the receipt.

Values are named as in the contract, in our spelling (``owner.id_number`` for ``owner/idNumber``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import intake, lookup, submissions, updates
from app.domain.dossier import Answer, Dossier
from app.domain.life import STATES, State
from app.domain.post.parcel import Parcel
from app.domain.post.tracking import TrackingEvent
from app.domain.submission import Channel
from app.papers import documents
from app.post import parcels
from app.security.principals import Principal, Role
from integrations.post.soap import contract, shapes
from integrations.post.soap.handlers.papers import file_of
from integrations.post.soap.handlers.request import SOURCE, Handler, Request, Values, told_together, warnings

if TYPE_CHECKING:
    from app.context import Context

SERVICE = "Dossier Post"


def ping(request: Request, principal: Principal, context: Context) -> Values:
    """Proof that the line, the account and the contract work."""
    request.valid()
    return {"service": SERVICE, "version": contract.VERSION, "time": context.clock.now()}


def submit_dossier(request: Request, principal: Principal, context: Context) -> Values:
    """Take a dossier in; the XSD's faults and those of the content are reported together."""
    principal.require(Role.SUBMIT)
    values = request.values
    asked = values.get("channel")
    with told_together(request.faults):
        submission = submissions.read(
            values,
            request_id=values.get("request_id", ""),
            channel=principal.channel(asked if asked in [*Channel] else None),
            context=context,
            spell=shapes.spell,
            faults=request.faults,
        )
    answer = intake.accept(submission, principal, context, SOURCE)
    return {
        "dossier_no": answer.dossier_no,
        "state": answer.state,
        "submitted_at": answer.submitted_at,
        "paper_kind": answer.paper,
        "paper_url": paper_url(answer.dossier_no, context),
        "repeat": answer.repeat,
        "code": answer.code,
        "code_issuer": answer.code_issuer,
        "received_at": answer.received_at,
        "due_at": answer.due_at,
        "warnings": warnings(answer),
    }


def supplement_dossier(request: Request, principal: Principal, context: Context) -> Values:
    """Add papers to a dossier."""
    updates.require_role(principal, "supplement")
    code, brought = request.update(submissions.read_supplement, context)
    return _updated(updates.supplement(code, brought, principal, context, SOURCE, shapes.spell), context)


def withdraw_dossier(request: Request, principal: Principal, context: Context) -> Values:
    """The citizen takes the dossier back."""
    updates.require_role(principal, "withdraw")
    code, said = request.update(submissions.read_withdrawal, context)
    return _updated(updates.withdraw(code, request.values["request_id"], principal, context, SOURCE, said), context)


def correct_dossier(request: Request, principal: Principal, context: Context) -> Values:
    """Put a dossier right."""
    updates.require_role(principal, "correct")
    code, asked = request.update(submissions.read_correction, context)
    return _updated(updates.correct(code, asked, principal, context, SOURCE, shapes.spell), context)


def get_dossier(request: Request, principal: Principal, context: Context) -> Values:
    """Where a dossier stands, and the parcel with its result."""
    dossier = lookup.find(request.valid()["code"], principal, context)
    parcel = parcels.returning(dossier, context)
    there = standing(parcel) | {"status_at": parcel.status_at} if parcel else None
    return shown(dossier, context) | {"parcel": there}


def shown(view: Dossier, context: Context) -> Values:
    """A dossier as the contract has it; no personal data."""
    return {
        "dossier_no": view.dossier_no,
        "channel": view.channel,
        "procedure": view.procedure_code,
        "state": view.state,
        "state_text": view.state_vi,
        "submitted_at": view.submitted_at,
        "paper_kind": view.paper,
        "paper_url": paper_url(view.dossier_no, context),
        "code": view.code,
        "code_issuer": view.code_issuer,
        "received_at": view.received_at,
        "due_at": view.due_at,
        "finished_at": view.finished_at,
        "returned_at": view.returned_at,
        "item_code": view.item_code,
        "service_mode": view.service_mode,
        "service_mode_text": view.service_mode.vi,
    }


def standing(of: Parcel | TrackingEvent) -> Values:
    """Where a parcel stands, or stood, in words."""
    reason = {"reason": of.reason, "reason_text": of.reason.vi if of.reason else None}
    return {"status": of.status, "status_text": of.status.vi, **reason}


def get_receipt(request: Request, principal: Principal, context: Context) -> Values:
    """The paper for the citizen; printed on the spot if no worker has done it yet."""
    return file_of(documents.paper(request.valid()["code"], "receipt", principal, context))


def _updated(answer: Answer, context: Context) -> Values:
    return {
        "dossier_no": answer.dossier_no,
        "state": answer.state,
        "state_text": STATES[State(answer.state)].vi,
        "paper_kind": answer.paper,
        "paper_url": paper_url(answer.dossier_no, context),
        "repeat": answer.repeat,
        "code": answer.code,
        "due_at": answer.due_at,
        "warnings": warnings(answer),
    }


def paper_url(dossier_no: str, context: Context) -> str:
    return f"{context.settings.public_url}/api/v1/dossiers/{dossier_no}/receipt.pdf"


HANDLERS: dict[str, Handler] = {
    "Ping": ping,
    "SubmitDossier": submit_dossier,
    "GetDossier": get_dossier,
    "GetReceipt": get_receipt,
    "SupplementDossier": supplement_dossier,
    "WithdrawDossier": withdraw_dossier,
    "CorrectDossier": correct_dossier,
}

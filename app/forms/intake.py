"""The papers of a dossier that was handed in: form 01 (giấy tiếp nhận), the slip before it is received, and the slip of
the post counter (phiếu gửi hồ sơ)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pdf.posted_slip
import pdf.receipt
import pdf.slip
from app.context import Context
from app.domain.dossier import Dossier
from app.domain.post import doorstep
from app.domain.post.order import Leg
from app.domain.submission import Channel, FeePlace
from app.forms import parts
from app.forms.edition import Edition
from app.store.events import Told

BY_RULE_VI = "theo quy định"


def receipt(edition: Edition, context: Context) -> pdf.receipt.Receipt:
    """Form 01, as of reception or of the supplement that made the period begin anew."""
    dossier = edition.dossier
    duration = context.rules.duration(dossier.procedure_code, Channel(dossier.channel), edition.day)
    return pdf.receipt.Receipt(
        desk=parts.desk(edition, context),
        request=parts.request(edition, context),
        channel=parts.channel(edition),
        papers=parts.lines(edition),
        differences=parts.differences(edition, context).text_vi,
        duration=duration.text_vi,
        received_at=parts.known(edition.received_at),
        due_at=edition.due_at,
        return_place=parts.return_place(edition, context),
        officer_name=edition.officer,
        submitter_signs=dossier.channel != Channel.PORTAL,
        **_fee(edition, context),
        **parts.head(edition, context),
        **parts.look_up(edition, context),
        **parts.people(dossier.record),
    )


def _fee(edition: Edition, context: Context) -> dict[str, Any]:
    """What was said of the fee, else what is due."""
    dossier, fee = edition.dossier, edition.dossier.record.get("fee")
    if fee:
        return {"fee_vnd": fee.get("amount_vnd"), "fee_method": parts.fee_method(fee)}
    procedure = context.rules.known_procedure(dossier.procedure_code, edition.day)
    due_vnd = procedure.fees_vnd.get(Channel(dossier.channel)) if procedure else None
    return {"fee_vnd": due_vnd, "fee_method": "" if due_vnd is None else BY_RULE_VI}


def slip(edition: Edition, context: Context) -> pdf.slip.Slip:
    """Handed in, not received yet."""
    dossier, head, people = edition.dossier, parts.head(edition, context), parts.people(edition.dossier.record)
    code, foot = head.pop("dossier_no"), ". ".join(filter(None, (head.pop("form_no"), head.pop("legal_basis"))))
    del people["email"]
    return pdf.slip.Slip(
        code=code,
        request=parts.request(edition, context),
        channel=parts.channel(edition),
        handed_in_at=parts.desk(edition, context) if dossier.office_id else "",
        papers=parts.lines(edition),
        differences=parts.differences(edition, context).text_vi,
        submitted_at=edition.submitted_at,
        foot=foot,
        **(head | {"issued_at": edition.submitted_at}),
        **parts.look_up(edition, context),
        **people,
    )


def posted_slip_edition(dossier: Dossier, _history: Sequence[Told]) -> int | None:
    """The slip stands for the first event of a dossier that came over a post counter; no other has one."""
    return 1 if dossier.channel == Channel.POST_COUNTER else None


def posted_slip(edition: Edition, context: Context) -> pdf.posted_slip.PostedSlip:
    """Signed by sender and clerk; its head is the post's."""
    dossier, agency, record = edition.dossier, parts.agency(edition, context), edition.dossier.record
    sender, fee = record.get("submitter") or record["owner"], record.get("fee") or {}
    collected = fee.get("place") == FeePlace.COUNTER
    address = sender.get("address") or record["owner"].get("address") or {}
    head = parts.head(edition, context)
    if dossier.office_id:
        head["agency_lines"] = (context.rules.office(dossier.office_id, edition.day).name_vi.upper(),)
    return pdf.posted_slip.PostedSlip(
        post_office=_post_office(edition, context),
        service_mode=dossier.service_mode.vi,
        handed_in_at=edition.submitted_at,
        sender_name=sender["name"],
        owner_name=record["owner"]["name"] if record.get("submitter") else "",
        sender_address=address.get("raw", ""),
        phone=sender.get("phone") or "",
        identity_no=(sender.get("id_document") or {}).get("number", ""),
        authority_name=agency.name_vi,
        authority_address=agency.address,
        procedure_name=parts.procedure_name(edition, context),
        procedure_code=dossier.procedure_code,
        papers=parts.lines(edition),
        differences=parts.differences(edition, context).text_vi,
        fee_vnd=fee.get("amount_vnd") if collected else None,
        fee_voucher=(fee.get("voucher") or "") if collected else "",
        return_place=doorstep.of(record, Leg.RETURN).address if dossier.wants_post else parts.desk(edition, context),
        clerk_name=edition.officer,
        **head,
        **parts.look_up(edition, context),
    )


def _post_office(edition: Edition, context: Context) -> str:
    """Code, name and place of the counter, as far as known."""
    if not edition.dossier.office_id:
        return parts.desk(edition, context)
    office = context.rules.office(edition.dossier.office_id, edition.day)
    return ", ".join(filter(None, (f"{office.office_id} – {office.name_vi}", office.address)))

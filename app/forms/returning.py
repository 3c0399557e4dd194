"""The papers with which a result goes home: the label of the postal item, the slip signed at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pdf.label
import pdf.result_slip
from app import dues
from app.context import Context
from app.domain.money.fees import Kind
from app.domain.old_licence import STAGES, Stage
from app.domain.post import doorstep, wish
from app.domain.post.order import Leg
from app.domain.submission import MayReceive
from app.forms import parts
from app.forms.edition import Edition
from pdf.wording import unbroken

RETURN_SERVICE_VI = "Bưu chính công ích – Chuyển trả kết quả"
RESULT_VI = "Giấy phép lái xe"


def label(edition: Edition, context: Context) -> pdf.label.Label:
    """From the agency to who receives the result; what is still owed for it is collected on delivery."""
    dossier, agency = edition.dossier, parts.agency(edition, context)
    there = doorstep.of(dossier.record, Leg.RETURN)
    return pdf.label.Label(
        item_code=dossier.item_code or "",
        service_name=RETURN_SERVICE_VI,
        sender=pdf.label.Party(name=agency.name_vi, phone=agency.phone, address=agency.address),
        receiver=pdf.label.Party(name=there.who, phone=there.phone, address=there.address),
        delivery=delivery(wish.of(dossier.record, Leg.RETURN)),
        contents=f"{RESULT_VI} – HS {dossier.dossier_no}",
        cod_vnd=dues.cod_vnd(context.rules, dossier, edition.paid),
        freight_payer=dues.freight_payer(context.rules, dossier).vi,
        reprint=edition.reprint,
    )


def delivery(said: Mapping[str, Any]) -> str:
    """Who may take it from the postman; of the deputy's document the end alone, since anyone sees a label.

    >>> delivery({"deputy": {"name": "Trần Văn Hòa", "id_document": {"number": "089180000018"}}})
    'Người nhận thay: Trần Văn Hòa (số giấy tờ có đuôi 0018)'
    """
    if deputy := said.get("deputy"):
        number = (deputy.get("id_document") or {}).get("number", "")
        return f"Người nhận thay: {deputy['name']} (số giấy tờ có đuôi {number[-4:]})"
    return MayReceive(said["may_receive"]).vi if said.get("may_receive") else ""


def result_slip(edition: Edition, context: Context) -> pdf.result_slip.ResultSlip:
    """What was given out at the desk, to whom, with what else."""
    said, dossier = edition.said, edition.dossier
    return pdf.result_slip.ResultSlip(
        owner_name=dossier.record["owner"]["name"],
        request=parts.request(edition, context),
        due_at=edition.due_at,
        returned_at=edition.at,
        giver_name=edition.officer,
        giver_unit=parts.desk(edition, context),
        giver_phone=parts.agency(edition, context).phone,
        receiver_name=said.receiver,
        receiver_phone=said.receiver_phone,
        receiver_identity_no=said.receiver_id_number,
        authorisation=said.authorisation,
        results=(_result(edition, context),),
        given_back=_old_licence(edition),
        collected_vnd=_collected(edition),
        notes=(said.reason,) if said.reason else (),
        **parts.head(edition, context),
    )


def _result(edition: Edition, context: Context) -> pdf.result_slip.ResultLine:
    """The licence with the number that was said when the dossier was finished, the serial of its last print."""
    dossier, finished = edition.dossier, edition.last("finished")
    printed = edition.last("licence_printed") or finished
    procedure = context.rules.known_procedure(dossier.procedure_code, edition.day)
    licence_class, serial = dossier.record.get("licence_class"), printed.said.licence_serial if printed else ""
    words = (licence_class and f"Hạng {licence_class}", serial and f"số seri phôi {unbroken(serial)}")
    return pdf.result_slip.ResultLine(
        kind=(procedure.result_vi if procedure else "") or RESULT_VI,
        number=finished.said.licence_number if finished else "",
        summary=", ".join(filter(None, words)),
    )


def _old_licence(edition: Edition) -> tuple[str, ...]:
    """The licence that was exchanged, where it was given back by then."""
    if edition.last(STAGES[Stage.GIVEN_BACK].event) is None:
        return ()
    told = [edition.last(STAGES[stage].event) for stage in Stage]
    said = next((each.said for each in told if each and each.said.licence_number), None)
    number = said.licence_number if said else (edition.dossier.record.get("held_licence") or {}).get("number")
    cut = ", đã cắt góc" if edition.last(STAGES[Stage.CUT].event) else ""
    return (f"{RESULT_VI} cũ{f' số {number}' if number else ''}{cut}",)


def _collected(edition: Edition) -> int | None:
    """What was paid since the result was there."""
    finished = edition.last("finished")
    since = [each for each in edition.paid if finished and each.seq > finished.seq]
    return sum(each.amount_vnd for each in since if each.kind is Kind.COLLECTED) or None

"""What is printed for what: a dossier as the plain record of each paper, rendered by the print room.

The day of a paper is the day of the move that it stands for, so a reprint years later is the same paper: titles, legal
lines, names of procedures are looked up for that day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pdf.label
import pdf.receipt
import pdf.slip
import pdf.zpl
from app.context import Context
from app.domain import dossier_number
from app.domain.dossier import Dossier
from app.domain.local_time import LOCAL
from app.domain.submission import Channel, FeeMethod, FeePlace, Wish
from pdf.stationery import A4, A5

CHANNELS_VI = {
    Channel.POST_COUNTER: "Bưu chính công ích",
    Channel.PORTAL: "Trực tuyến",
    Channel.DISTRICT_DESK: "Trực tiếp",
    Channel.PROVINCIAL_CENTRE: "Trực tiếp",
}
FEE_PLACES_VI: dict[str, str] = {
    FeePlace.COUNTER: "thu tại bưu cục",
    FeePlace.ONLINE: "thanh toán trực tuyến",
    FeePlace.DESK: "thu tại bộ phận một cửa",
    FeePlace.ON_RETURN: "thu khi trả kết quả",
}
FEE_METHODS_VI: dict[str, str] = {FeeMethod.CASH: "tiền mặt", FeeMethod.TRANSFER: "chuyển khoản", FeeMethod.CARD: "thẻ"}
STOCKS: dict[str, dict[str, Any]] = {  # formats of each paper by their names outside; the first is its own
    "receipt": {"a4": A4, "a5": A5},
    "slip": {"a5": A5, "a4": A4},
    "label": {
        "100x150": pdf.label.LABEL_100X150,
        "a6": pdf.label.LABEL_A6,
        "four-on-a4": pdf.label.FOUR_ON_A4,
    },
}
Record = pdf.receipt.Receipt | pdf.slip.Slip | pdf.label.Label
RETURN_SERVICE_VI = "Bưu chính công ích – Chuyển trả kết quả"


def record(kind: str, dossier: Dossier, papers: Sequence[Any], context: Context) -> Record:
    """What stands on one paper: ``"receipt"``, ``"slip"`` or ``"label"``."""
    return _RECORDS[kind](dossier, papers, context)


def render(kind: str, one: Record, stock: str | None = None) -> bytes:
    """The bytes of one paper, by default in its own format; :class:`LayoutError` names what does not fit."""
    return render_batch(kind, [one], stock)


def render_batch(kind: str, records: Sequence[Any], stock: str | None = None, start: int = 1) -> bytes:
    """Several papers of a kind in one file, in this order; ``start`` is the first free place on a sheet of labels."""
    size: Any = STOCKS[kind][stock or next(iter(STOCKS[kind]))]
    if kind == "label":
        return pdf.label.render(records, size, start=start)
    if kind == "slip":
        return pdf.slip.render(records[0], size)
    return pdf.receipt.render_batch(records, size)


def label_zpl(label: Any) -> bytes:
    """The label for a label printer."""
    return pdf.zpl.render([label])


def places(stock: str | None) -> int:
    """How many labels a sheet of this format has."""
    return STOCKS["label"][stock].places if stock else 1


def tracking_url(dossier: Dossier, context: Context) -> str:
    """The citizen's page, as the QR code carries it."""
    return f"{context.settings.public_url}/tra-cuu/{dossier.tracking_token}"


def _receipt(dossier: Dossier, papers: Sequence[Any], context: Context) -> pdf.receipt.Receipt:
    rules, record = context.rules, dossier.record
    received_at = _moment(dossier.received_at)
    day = received_at.date()
    agency = rules.agency(dossier.agency_id)
    form = rules.form("receipt", day)
    duration = rules.duration(dossier.procedure_code, Channel(dossier.channel), day)
    fee = record.get("fee") or {}
    return pdf.receipt.Receipt(
        agency_lines=agency.letterhead_vi,
        place=agency.place_vi,
        issued_at=received_at,
        dossier_no=dossier.dossier_no,
        alias=_alias(dossier),
        lookup_url=tracking_url(dossier, context),
        desk=_desk(dossier, context, received_at),
        request=_request(dossier, context, received_at),
        fee_vnd=fee.get("amount_vnd"),
        fee_method=_fee_method(fee),
        channel=CHANNELS_VI[Channel(dossier.channel)],
        papers=_lines(papers, received_at),
        duration=duration.text_vi,
        received_at=received_at,
        due_at=_moment(dossier.due_at),
        return_place=_return_place(dossier, context, received_at),
        website=_website(dossier, context),
        hotline=agency.phone,
        officer_name="",
        submitter_signs=dossier.channel != Channel.PORTAL,
        form_no=f"Mẫu số {form.number}",
        title=form.title_vi,
        legal_basis=form.legal_basis_vi,
        **_people(record),
    )


def _slip(dossier: Dossier, papers: Sequence[Any], context: Context) -> pdf.slip.Slip:
    agency = context.rules.agency(dossier.agency_id)
    submitted_at = _moment(dossier.submitted_at)
    people = _people(dossier.record)
    del people["email"]
    return pdf.slip.Slip(
        agency_lines=agency.letterhead_vi,
        place=agency.place_vi,
        issued_at=submitted_at,
        code=dossier.dossier_no,
        alias=_alias(dossier),
        lookup_url=tracking_url(dossier, context),
        request=_request(dossier, context, submitted_at),
        channel=CHANNELS_VI[Channel(dossier.channel)],
        handed_in_at=_desk(dossier, context, submitted_at) if dossier.office_id else "",
        papers=_lines(papers, min((p.at for p in papers), default=submitted_at)),
        submitted_at=submitted_at,
        website=_website(dossier, context),
        hotline=agency.phone,
        **people,
    )


def _label(dossier: Dossier, papers: Sequence[Any], context: Context) -> pdf.label.Label:
    agency = context.rules.agency(dossier.agency_id)
    owner, wish = dossier.record["owner"], dossier.record.get("return_by_post") or {}
    address = wish.get("address") or owner.get("address") or {}
    fee = dossier.record.get("fee") or {}
    return pdf.label.Label(
        item_code=dossier.item_code or "",
        service_name=RETURN_SERVICE_VI,
        sender=pdf.label.Party(name=agency.name_vi, phone=agency.phone, address=agency.address),
        receiver=pdf.label.Party(
            name=wish.get("receiver") or owner["name"],
            phone=wish.get("phone") or owner.get("phone") or "",
            address=address.get("raw", ""),
        ),
        contents=f"Giấy phép lái xe – HS {dossier.dossier_no}",
        cod_vnd=fee["amount_vnd"] if fee.get("place") == FeePlace.ON_RETURN else 0,
        freight_payer="Người nhận",
    )


_RECORDS: dict[str, Callable[[Dossier, Sequence[Any], Context], Record]] = {
    "receipt": _receipt,
    "slip": _slip,
    "label": _label,
}


def _people(record: dict[str, Any]) -> dict[str, Any]:
    """Owner and submitter, as receipt and slip name them."""
    owner = record["owner"]
    submitter = record.get("submitter") or owner
    return {
        "owner_name": owner["name"],
        "submitter_name": submitter["name"],
        "address": (owner.get("address") or {}).get("raw", ""),
        "phone": submitter.get("phone") or owner.get("phone") or "",
        "email": submitter.get("email") or owner.get("email") or "",
        "identity_no": (owner.get("id_document") or {}).get("number", ""),
    }


def _lines(papers: Sequence[Any], until: datetime) -> tuple[pdf.receipt.PaperLine, ...]:
    """The papers that were there at the paper's own move: what another door brought later is not on it."""
    there = (p for p in papers if p.at <= until)
    return tuple(pdf.receipt.PaperLine(p.name, p.originals, p.certified, p.copies) for p in there)


def _request(dossier: Dossier, context: Context, at: datetime) -> str:
    """Nội dung yêu cầu giải quyết: what the citizen wrote, else the procedure and the class asked for."""
    procedure = context.rules.procedure(dossier.procedure_code, at.date())
    name = procedure.name_vi if procedure else dossier.procedure_code
    licence_class = dossier.record.get("licence_class")
    return str(dossier.record.get("summary") or (f"{name}, hạng {licence_class}" if licence_class else name))


def _desk(dossier: Dossier, context: Context, at: datetime) -> str:
    if dossier.office_id:
        return context.rules.office(dossier.office_id, at.date()).name_vi
    return context.rules.agency(dossier.agency_id).name_vi


def _return_place(dossier: Dossier, context: Context, at: datetime) -> str:
    wish = (dossier.record.get("return_by_post") or {}).get("wish", Wish.UNKNOWN)
    return "Qua dịch vụ Bưu chính công ích" if wish == Wish.YES else _desk(dossier, context, at)


def _fee_method(fee: dict[str, Any]) -> str:
    words = (FEE_METHODS_VI.get(fee.get("method", "")), FEE_PLACES_VI.get(fee.get("place", "")))
    return ", ".join(word for word in words if word)


def _website(dossier: Dossier, context: Context) -> str:
    """The address and the code to type in there, for who has no way to read the QR code."""
    host = context.settings.public_url.split("://", 1)[-1]
    return f"{host}/tra-cuu, mã tra cứu: {dossier.tracking_token}"


def _alias(dossier: Dossier) -> str:
    return dossier_number.alias(dossier.id)


def _moment(value: datetime | None) -> datetime:
    if value is None:
        raise ValueError("this paper stands for a move that the dossier has not made")
    return value.astimezone(LOCAL)

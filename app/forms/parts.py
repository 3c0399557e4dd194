"""What stands on more than one paper: head, people, papers, what was asked for, what becomes of a fee."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pdf.form
from app.context import Context
from app.domain import dossier_number, paper_check
from app.domain.agency import Agency
from app.domain.submission import Channel, FeeMethod, FeePlace, Paper
from app.forms.edition import Edition
from pdf.wording import sum_of_money

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
    FeePlace.ON_COLLECTION: "thu khi đến lấy hồ sơ",
}
COLLECTED_VI = "giấy tờ do bưu điện đến lấy tại nhà"
REFUND_PLACES_VI: dict[str, str] = {
    FeePlace.COUNTER: "tại bưu cục đã thu",
    FeePlace.ONLINE: "qua kênh đã thanh toán trực tuyến",
}
FEE_METHODS_VI: dict[str, str] = {FeeMethod.CASH: "tiền mặt", FeeMethod.TRANSFER: "chuyển khoản", FeeMethod.CARD: "thẻ"}


def head(edition: Edition, context: Context) -> dict[str, Any]:
    """Head and foot of a paper about one dossier; title, number and legal line are those of the dossier's day."""
    dossier, form, of = edition.dossier, context.rules.form(edition.kind, edition.day), agency(edition, context)
    return {
        "agency_lines": of.letterhead_vi,
        "place": of.place_vi,
        "issued_at": edition.at,
        "reprint": edition.reprint,
        "title": form.title_vi,
        "form_no": f"Mẫu số {form.number}" if form.number else "",
        "legal_basis": form.legal_basis_vi,
        "dossier_no": dossier.dossier_no,
        "alias": dossier_number.alias(dossier.id),
        "lookup_url": f"{context.settings.public_url}/tra-cuu/{dossier.tracking_token}",
    }


def look_up(edition: Edition, context: Context) -> dict[str, Any]:
    """The address and the code to type in there, for who has no way to read the QR code; and a telephone."""
    host = context.settings.public_url.split("://", 1)[-1]
    return {
        "website": f"{host}/tra-cuu, mã tra cứu: {edition.dossier.tracking_token}",
        "hotline": agency(edition, context).phone,
    }


def people(record: dict[str, Any]) -> dict[str, Any]:
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


def agency(edition: Edition, context: Context) -> Agency:
    """The agency as it was on the dossier's day."""
    return context.rules.known_agency(edition.dossier.agency_id, edition.day)


def lines(edition: Edition) -> tuple[pdf.form.PaperLine, ...]:
    """The table of papers."""
    return tuple(pdf.form.PaperLine(p.name, p.originals, p.certified, p.copies) for p in edition.papers)


def given_back(edition: Edition) -> tuple[pdf.form.PaperLine, ...]:
    """The papers that can go back to who brought them: files of a portal cannot."""
    return tuple(line for line in lines(edition) if line.originals + line.certified + line.copies)


def differences(edition: Edition, context: Context) -> paper_check.Differences:
    """What differs between the papers there and those that the procedure asks for."""
    dossier = edition.dossier
    procedure = context.rules.procedure(dossier.procedure_code, edition.day)
    if procedure is None:
        return paper_check.Differences()
    licence_class = dossier.record.get("licence_class")
    asked = procedure.papers_for([licence_class] if licence_class else [], dossier.channel)
    there = [Paper(p.name, p.originals, p.copies, p.certified, p.code) for p in edition.papers]
    return paper_check.compare(there, asked)


def procedure_name(edition: Edition, context: Context) -> str:
    """The procedure's name on the dossier's day, its code where it is not known."""
    procedure = context.rules.known_procedure(edition.dossier.procedure_code, edition.day)
    return procedure.name_vi if procedure else edition.dossier.procedure_code


def request(edition: Edition, context: Context) -> str:
    """Nội dung yêu cầu giải quyết: what the citizen wrote, else the procedure and the class asked for."""
    record, name = edition.dossier.record, procedure_name(edition, context)
    licence_class = record.get("licence_class")
    return str(record.get("summary") or (f"{name}, hạng {licence_class}" if licence_class else name))


def desk(edition: Edition, context: Context) -> str:
    """The office or agency that has the dossier."""
    office_id = edition.dossier.office_id
    return context.rules.office(office_id, edition.day).name_vi if office_id else agency(edition, context).name_vi


def channel(edition: Edition) -> str:
    """Hình thức nộp hồ sơ, and whether the post fetches the papers."""
    way = CHANNELS_VI[Channel(edition.dossier.channel)]
    return f"{way}, {COLLECTED_VI}" if edition.dossier.wants_collection else way


def return_place(edition: Edition, context: Context) -> str:
    return "Qua dịch vụ Bưu chính công ích" if edition.dossier.wants_post else desk(edition, context)


def fee_method(fee: dict[str, Any]) -> str:
    words = (FEE_METHODS_VI.get(fee.get("method", "")), FEE_PLACES_VI.get(fee.get("place", "")))
    return ", ".join(word for word in words if word)


def refund(edition: Edition) -> str:
    """What becomes of the fee of a dossier that is not worked on: in figures and words; empty where none was paid."""
    held_vnd = sum(payment.amount_vnd for payment in edition.paid)
    if held_vnd <= 0:
        return ""
    place = REFUND_PLACES_VI.get(edition.paid[-1].place, "tại nơi đã thu")
    return f"{sum_of_money(held_vnd)}, được hoàn trả cho người nộp {place}."


def deputy(role: str) -> str:
    """The line above a deputy's role: signed for the head (Decree 30/2020/NĐ-CP, annex I).

    >>> deputy("Phó Giám đốc"), deputy("GIÁM ĐỐC")
    ('KT. GIÁM ĐỐC', '')
    """
    first, _, rest = role.upper().partition(" ")
    return f"KT. {rest}" if first == "PHÓ" and rest else ""


def known(value: datetime | None) -> datetime:
    """A time that this paper cannot do without."""
    if value is None:
        raise ValueError("this paper stands for a move that the dossier has not made")
    return value

"""Notice that a dossier is no longer being worked on (thông báo dừng giải quyết hồ sơ).

Form 05 of Circular 03/2025/TT-VPCP, annex I, from 15 September 2025; before it there was no such form. Only its name
and number were at hand: the wording follows forms 03 and 04.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdf.document import one_at_a_time
from pdf.form import SIGN_AND_SEAL, Form, PaperLine, Signature
from pdf.paper import DossierPaper, print_paper
from pdf.stationery import A4, FormStock
from pdf.wording import hour_and_day, long_day, look_up_note, unbroken

__all__ = ["PaperLine", "StopNotice", "render"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StopNotice(DossierPaper):
    """What the notice says; for head and foot see :class:`pdf.paper.DossierPaper`."""

    agency_name: str  # within a sentence: "Phòng Cảnh sát giao thông Công an tỉnh An Giang"
    owner_name: str
    salutation: str = "Ông/Bà"
    address: str = ""
    request: str = ""
    submitted_at: datetime
    due_at: datetime | None = None  # None: it was not received yet, or the law sets no day
    stopped_at: datetime
    reason: str
    refund: str = ""  # what becomes of a fee that was paid
    papers: tuple[PaperLine, ...] = ()  # which are given back
    website: str = ""
    hotline: str = ""
    recipients: tuple[str, ...] = ("Như trên;", "Lưu: VT.")  # nơi nhận
    signer_above: str = ""  # "KT. GIÁM ĐỐC"
    signer_role: str = "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ"
    signer_name: str = ""
    title: str = "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ"
    form_no: str = "Mẫu số 05"
    legal_basis: str = "Ban hành kèm theo Thông tư số 03/2025/TT-VPCP ngày 15 tháng 9 năm 2025"


@one_at_a_time
def render(notice: StopNotice, stock: FormStock = A4) -> bytes:
    """One PDF, one copy."""
    return print_paper(notice, _body(notice, stock))


def _body(notice: StopNotice, stock: FormStock) -> Form:
    form, agency, you = Form(stock), notice.agency_name, notice.salutation
    form.gap(0.6)
    form.centred("Kính gửi:", f"{you} {notice.owner_name}", "owner_name")
    form.gap(0.6)
    handed_in = long_day(notice.submitted_at)
    form.sentence(
        f"{handed_in[0].upper()}{handed_in[1:]}, {you} đã nộp hồ sơ đến {agency}; mã hồ sơ: {notice.dossier_no}.",
        "agency_name",
        "Tên cơ quan",
    )
    form.field("Địa chỉ", notice.address, "address", lines=4)
    form.field("Nội dung yêu cầu giải quyết", notice.request, "request", lines=6)
    due = hour_and_day(notice.due_at) if notice.due_at else ""
    form.field("Thời gian hẹn trả kết quả giải quyết hồ sơ", due, "due_at")
    form.gap(0.3)
    form.sentence(
        f"{agency} thông báo dừng giải quyết hồ sơ nêu trên kể từ {unbroken(hour_and_day(notice.stopped_at))}.",
        "agency_name",
        "Tên cơ quan",
        strong=True,
    )
    form.field("Lý do", notice.reason, "reason", lines=20)
    form.field("Phí, lệ phí đã nộp", notice.refund, "refund", lines=4)
    if notice.papers:
        form.text("Giấy tờ trả lại người nộp:")
        form.papers(notice.papers)
    form.gap(0.3)
    form.sentence(f"Xin thông báo để {you} được biết./.", "salutation", "Kính gửi")
    look_up = [(note, "website") for note in look_up_note(notice.website, notice.hotline)]
    signature = Signature(
        notice.signer_role, notice.signer_name, "signer_name", above=notice.signer_above, hint=SIGN_AND_SEAL
    )
    form.ending(look_up, [signature], notice.recipients)
    return form

"""Refusal of a dossier, form 03 (Mẫu số 03, phiếu từ chối tiếp nhận giải quyết hồ sơ).

Source: Circular 01/2018/TT-VPCP, annex, form 03, as provinces print it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdf.document import one_at_a_time
from pdf.form import Form, PaperLine, Signature
from pdf.paper import TT_01_2018, DossierPaper, print_paper
from pdf.stationery import A4, FormStock
from pdf.wording import hour_and_day, look_up_note

__all__ = ["PaperLine", "Refusal", "render"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(DossierPaper):
    """What form 03 says; for head and foot see :class:`pdf.paper.DossierPaper`."""

    desk: str  # bộ phận tiếp nhận và trả kết quả
    owner_name: str
    submitter_name: str = ""
    address: str
    phone: str = ""
    email: str = ""
    request: str  # nội dung yêu cầu giải quyết
    submitted_at: datetime | None = None
    papers: tuple[PaperLine, ...] = ()  # which are given back
    reason: str
    refund: str = ""  # what becomes of a fee that was paid
    website: str = ""
    hotline: str = ""
    notes: tuple[str, ...] = ()
    officer_name: str
    officer_role: str = "NGƯỜI TỪ CHỐI"
    submitter_signs: bool = True  # False on a dossier handed in online or by post
    title: str = "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ"
    form_no: str = "Mẫu số 03"
    legal_basis: str = TT_01_2018


@one_at_a_time
def render(refusal: Refusal, stock: FormStock = A4) -> bytes:
    """One PDF, one copy."""
    return print_paper(refusal, _body(refusal, stock))


def _body(refusal: Refusal, stock: FormStock) -> Form:
    form = Form(stock)
    form.field("Bộ phận tiếp nhận và trả kết quả", refusal.desk, "desk", lines=2)
    form.field("Tiếp nhận hồ sơ của", refusal.owner_name, "owner_name", lines=2, strong=True)
    form.field("Người nộp hồ sơ", refusal.submitter_name, "submitter_name", lines=2)
    form.field("Địa chỉ", refusal.address, "address", lines=4)
    form.pair(("Số điện thoại", refusal.phone, "phone"), ("Email", refusal.email, "email"))
    form.field("Nội dung yêu cầu giải quyết", refusal.request, "request", lines=6)
    submitted = hour_and_day(refusal.submitted_at) if refusal.submitted_at else ""
    form.field("Thời gian nộp hồ sơ", submitted, "submitted_at")
    form.gap(0.3)
    form.sentence(
        "Qua xem xét, Bộ phận tiếp nhận và trả kết quả thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể"
        " như sau:",
        "title",
        "Tên giấy",
    )
    form.field("Lý do", refusal.reason, "reason", lines=20)
    form.field("Phí, lệ phí đã nộp", refusal.refund, "refund", lines=4)
    if refusal.papers:
        form.text("Giấy tờ trả lại người nộp:")
        form.papers(refusal.papers)
    form.gap(0.3)
    form.sentence("Xin thông báo cho Ông/Bà được biết và thực hiện./.", "title", "Tên giấy")
    look_up = [(note, "website") for note in look_up_note(refusal.website, refusal.hotline)]
    officer = Signature(refusal.officer_role, refusal.officer_name, "officer_name")
    submitter = Signature("NGƯỜI NỘP HỒ SƠ", refusal.submitter_name or refusal.owner_name, "submitter_name")
    signatures = [submitter, officer] if refusal.submitter_signs else [officer]
    form.ending([*look_up, *((note, "notes") for note in refusal.notes)], signatures)
    return form

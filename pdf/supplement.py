"""Request for supplement, form 02 (Mẫu số 02, phiếu yêu cầu bổ sung, hoàn thiện hồ sơ).

Source: Circular 01/2018/TT-VPCP, annex, form 02, as provinces print it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdf.document import one_at_a_time
from pdf.form import Form, PaperLine, Signature
from pdf.paper import TT_01_2018, DossierPaper, print_paper
from pdf.stationery import A4, FormStock
from pdf.wording import hour_and_day, look_up_note

__all__ = ["PaperLine", "SupplementRequest", "render"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRequest(DossierPaper):
    """What form 02 says; for head and foot see :class:`pdf.paper.DossierPaper`."""

    owner_name: str
    submitter_name: str = ""
    request: str  # nội dung yêu cầu giải quyết
    address: str
    phone: str = ""
    email: str = ""
    demands: tuple[str, ...] = ()  # what has to be completed or corrected, a sentence each
    papers: tuple[PaperLine, ...] = ()  # which are still to come, and of what kind
    reason: str
    supplement_by: datetime | None = None
    contact: str = ""  # desk or officer who guides: "Bộ phận Một cửa, bà Trần Thị Bảo"
    contact_phone: str = ""
    website: str = ""
    hotline: str = ""
    notes: tuple[str, ...] = ()
    officer_name: str
    officer_role: str = "NGƯỜI HƯỚNG DẪN"
    title: str = "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"
    form_no: str = "Mẫu số 02"
    legal_basis: str = TT_01_2018


@one_at_a_time
def render(supplement: SupplementRequest, stock: FormStock = A4) -> bytes:
    """One PDF, one copy. ``LayoutError`` as for receipts (:func:`pdf.receipt.render`), here and for all forms."""
    return print_paper(supplement, _body(supplement, stock))


def _body(supplement: SupplementRequest, stock: FormStock) -> Form:
    form = Form(stock)
    form.field("Hồ sơ của", supplement.owner_name, "owner_name", lines=2, strong=True)
    form.field("Người nộp hồ sơ", supplement.submitter_name, "submitter_name", lines=2)
    form.field("Nội dung yêu cầu giải quyết", supplement.request, "request", lines=6)
    form.field("Địa chỉ", supplement.address, "address", lines=4)
    form.pair(("Số điện thoại", supplement.phone, "phone"), ("Email", supplement.email, "email"))
    if supplement.demands or supplement.papers:
        form.text("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:")
    for nth, demand in enumerate(supplement.demands):
        form.item(f"{nth + 1}.", demand, f"demands[{nth}]", "Nội dung cần hoàn thiện")
    if supplement.papers:
        form.gap(0.2)
        form.papers(supplement.papers)
        form.gap(0.3)
    form.field("Lý do", supplement.reason, "reason", lines=20)
    by = supplement.supplement_by
    form.field("Thời hạn bổ sung, hoàn thiện hồ sơ", hour_and_day(by) if by else "", "supplement_by", strong=True)
    if supplement.contact:
        form.sentence(_guidance(supplement), "contact", "Nơi hướng dẫn")
    look_up = [(note, "website") for note in look_up_note(supplement.website, supplement.hotline)]
    officer = Signature(supplement.officer_role, supplement.officer_name, "officer_name")
    form.ending([*look_up, *((note, "notes") for note in supplement.notes)], [officer])
    return form


def _guidance(supplement: SupplementRequest) -> str:
    phone = f" số điện thoại {supplement.contact_phone}" if supplement.contact_phone else ""
    return (
        f"Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, Ông/Bà liên hệ với {supplement.contact}{phone}"
        " để được hướng dẫn./."
    )

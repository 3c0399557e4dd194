"""Apology for a delay with the new date, form 04 (Mẫu số 04, phiếu xin lỗi và hẹn lại ngày trả kết quả).

Source: Circular 01/2018/TT-VPCP, annex, form 04, as provinces print it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdf.document import one_at_a_time
from pdf.form import SIGN_AND_SEAL, Form, Signature
from pdf.paper import TT_01_2018, DossierPaper, print_paper
from pdf.stationery import A4, FormStock
from pdf.wording import hour_and_day, long_day, unbroken

__all__ = ["Apology", "render"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Apology(DossierPaper):
    """What form 04 says; for head and foot see :class:`pdf.paper.DossierPaper`."""

    agency_name: str  # within a sentence: "Sở Giao thông vận tải An Giang"
    owner_name: str
    salutation: str = "Ông/Bà"
    address: str = ""
    request: str = ""
    received_at: datetime
    due_at: datetime
    reason: str
    new_due_at: datetime
    recipients: tuple[str, ...] = ("Như trên;", "Lưu: VT.")  # nơi nhận
    signer_above: str = ""  # "KT. GIÁM ĐỐC"
    signer_role: str = "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ"
    signer_name: str
    title: str = "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"
    form_no: str = "Mẫu số 04"
    legal_basis: str = TT_01_2018


@one_at_a_time
def render(apology: Apology, stock: FormStock = A4) -> bytes:
    """One PDF, one copy."""
    return print_paper(apology, _body(apology, stock))


def _body(apology: Apology, stock: FormStock) -> Form:
    form, agency, you = Form(stock), apology.agency_name, apology.salutation
    form.gap(0.6)
    form.centred("Kính gửi:", f"{you} {apology.owner_name}", "owner_name")
    form.gap(0.6)
    received = long_day(apology.received_at)
    form.sentence(
        f"{received[0].upper()}{received[1:]}, {agency} tiếp nhận giải quyết hồ sơ của {you}; mã hồ sơ:"
        f" {apology.dossier_no}.",
        "agency_name",
        "Tên cơ quan",
    )
    form.field("Địa chỉ", apology.address, "address", lines=4)
    form.field("Nội dung yêu cầu giải quyết", apology.request, "request", lines=6)
    form.field("Thời gian hẹn trả kết quả giải quyết hồ sơ", hour_and_day(apology.due_at), "due_at")
    form.sentence(
        f"Tuy nhiên đến nay, {agency} chưa trả kết quả giải quyết hồ sơ của {you} đúng thời hạn quy định ghi trong Giấy"
        " tiếp nhận hồ sơ và hẹn trả kết quả.",
        "agency_name",
        "Tên cơ quan",
    )
    form.field("Lý do", apology.reason, "reason", lines=20)
    form.sentence(f"Sự chậm trễ này đã gây phiền hà, tốn kém chi phí, công sức của {you}.", "salutation", "Kính gửi")
    form.sentence(
        f"{agency} xin lỗi {you} và sẽ trả kết quả giải quyết hồ sơ vào {unbroken(hour_and_day(apology.new_due_at))}.",
        "agency_name",
        "Tên cơ quan",
        strong=True,
    )
    form.sentence(
        f"Mong nhận được sự thông cảm của {you} vì sự chậm trễ này./.",
        "salutation",
        "Kính gửi",
    )
    signature = Signature(
        apology.signer_role, apology.signer_name, "signer_name", above=apology.signer_above, hint=SIGN_AND_SEAL
    )
    form.ending([], [signature], apology.recipients)
    return form

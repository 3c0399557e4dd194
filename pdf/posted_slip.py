"""Slip for a dossier handed in at the post (phiếu gửi hồ sơ qua bưu chính), signed by sender and clerk.

Decision 45/2016/QĐ-TTg: sender, authority, procedure and the list of papers, each original or copy, counted and signed
by both; then packed and sealed before the sender, and the fee collected. It prescribes no layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdf.document import one_at_a_time
from pdf.form import Form, PaperLine, Signature
from pdf.paper import DossierPaper, print_paper
from pdf.stationery import A4, FormStock
from pdf.wording import hour_and_day, look_up_note, sum_of_money

__all__ = ["PaperLine", "PostedSlip", "render"]

COPIES = ("(Liên 1: Bưu cục lưu)", "(Liên 2: Giao người gửi)", "(Liên 3: Gửi kèm hồ sơ)")
COUNTED = (
    "Hai bên đã cùng kiểm đếm giấy tờ theo danh mục trên; hồ sơ được đóng gói, niêm phong trước sự chứng kiến của người"
    " gửi."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedSlip(DossierPaper):
    """What the slip says; for head and foot see :class:`pdf.paper.DossierPaper`. The agency is the post."""

    post_office: str  # "881115 – HCC An Giang"
    service_mode: str = ""  # "Gửi hồ sơ và nhận kết quả"
    handed_in_at: datetime
    sender_name: str
    owner_name: str = ""  # if the sender is another
    sender_address: str
    phone: str = ""
    identity_no: str = ""
    authority_name: str
    authority_address: str
    procedure_name: str
    procedure_code: str = ""
    papers: tuple[PaperLine, ...]
    differences: str = ""  # what differs from the procedure's list of papers
    sets: int = 1
    fee_vnd: int | None = None  # None: no fee is collected here
    fee_voucher: str = ""  # number of the voucher (chứng từ thu)
    postage_vnd: int | None = None
    postage_payer: str = ""  # "Người gửi", "Người nhận"
    item_code: str = ""  # số hiệu bưu gửi
    seal_no: str = ""
    bag_no: str = ""
    return_place: str = ""  # where the result goes
    website: str = ""
    hotline: str = ""
    notes: tuple[str, ...] = ()
    clerk_name: str
    copies: tuple[str, ...] = COPIES
    title: str = "PHIẾU GỬI HỒ SƠ QUA BƯU CHÍNH"
    legal_basis: str = "Quyết định số 45/2016/QĐ-TTg ngày 19 tháng 10 năm 2016"


@one_at_a_time
def render(slip: PostedSlip, stock: FormStock = A4) -> bytes:
    """One PDF of all copies."""
    return print_paper(slip, _body(slip, stock), copies=slip.copies)


def _body(slip: PostedSlip, stock: FormStock) -> Form:
    form = Form(stock)
    form.field("Bưu cục nhận gửi", slip.post_office, "post_office", lines=2)
    form.field("Thời gian nhận gửi", hour_and_day(slip.handed_in_at), "handed_in_at")
    form.field("Hình thức sử dụng dịch vụ", slip.service_mode, "service_mode", lines=2)
    form.field("Người gửi", slip.sender_name, "sender_name", lines=2, strong=True)
    form.field("Chủ hồ sơ", slip.owner_name, "owner_name", lines=2)
    form.field("Địa chỉ người gửi", slip.sender_address, "sender_address", lines=5)
    form.pair(
        ("Số điện thoại", slip.phone, "phone"), ("Số CMND/Thẻ căn cước/Hộ chiếu", slip.identity_no, "identity_no")
    )
    form.field("Cơ quan giải quyết", slip.authority_name, "authority_name", lines=2, strong=True)
    form.field("Địa chỉ cơ quan", slip.authority_address, "authority_address", lines=4)
    code = f" (mã thủ tục {slip.procedure_code})" if slip.procedure_code else ""
    form.field("Thủ tục hành chính", f"{slip.procedure_name}{code}", "procedure_name", lines=6)
    form.text(f"Danh mục tài liệu gửi, mỗi bộ gồm ({slip.sets:02d} bộ):")
    form.papers(slip.papers)
    form.gap(0.3)
    form.field("Khác với thành phần hồ sơ theo quy định", slip.differences, "differences", lines=14)
    fee = "" if slip.fee_vnd is None else sum_of_money(slip.fee_vnd)
    form.field("Phí, lệ phí thu hộ", fee, "fee_vnd", lines=3)
    form.field("Chứng từ thu số", slip.fee_voucher, "fee_voucher")
    form.field("Cước dịch vụ bưu chính", _postage(slip), "postage_vnd", lines=3)
    form.field("Số hiệu bưu gửi", slip.item_code, "item_code")
    form.pair(("Số túi", slip.bag_no, "bag_no"), ("Số niêm phong", slip.seal_no, "seal_no"))
    form.field("Địa chỉ nhận kết quả", slip.return_place, "return_place", lines=5)
    look_up = [(note, "website") for note in look_up_note(slip.website, slip.hotline)]
    sender = Signature("NGƯỜI GỬI", slip.sender_name, "sender_name")
    clerk = Signature("GIAO DỊCH VIÊN BƯU CỤC", slip.clerk_name, "clerk_name")
    form.ending([(COUNTED, "title"), *look_up, *((note, "notes") for note in slip.notes)], [sender, clerk])
    return form


def _postage(slip: PostedSlip) -> str:
    amount = "" if slip.postage_vnd is None else sum_of_money(slip.postage_vnd)
    return "; ".join(filter(None, (amount, slip.postage_payer and f"{slip.postage_payer} trả")))

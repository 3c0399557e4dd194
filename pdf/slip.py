"""Acknowledgement slip (phiếu xác nhận đã nộp hồ sơ): handed in, not yet received, so without a due time. A5.

It says plainly what it is not. The due time and form 01 exist only once the authority, or the counter on its behalf,
has checked the papers. No law prescribes its form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdf.document import one_at_a_time
from pdf.form import Form, PaperLine
from pdf.press import Head, print_forms
from pdf.stationery import A5, FormStock
from pdf.wording import hour_and_day, look_up_note

__all__ = ["PaperLine", "Slip", "render"]

NOT_THE_RECEIPT = "(Không thay cho Giấy tiếp nhận hồ sơ và hẹn trả kết quả)"
WHAT_FOLLOWS = (
    "Phiếu này chỉ xác nhận hồ sơ đã được nộp, chưa phải là Giấy tiếp nhận hồ sơ và hẹn trả kết quả. Cơ quan giải quyết"
    " sẽ kiểm tra hồ sơ; khi hồ sơ được tiếp nhận, người nộp được cấp Giấy tiếp nhận hồ sơ và hẹn trả kết quả, và thời"
    " hạn giải quyết được tính từ khi tiếp nhận."
)
NO_SIGNATURE = "Phiếu được lập tự động trên hệ thống, không cần chữ ký."


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What the slip says; the fields mean what they mean in :class:`pdf.receipt.Receipt`."""

    agency_lines: tuple[str, ...]
    place: str
    issued_at: datetime
    code: str  # the code that the citizen holds: the portal's, the post's or ours
    alias: str = ""  # empty: no Code 128
    lookup_url: str
    owner_name: str
    submitter_name: str
    address: str = ""
    phone: str = ""
    identity_no: str = ""
    request: str
    channel: str
    handed_in_at: str = ""  # the post office or desk that took it; empty for online
    submitted_at: datetime
    papers: tuple[PaperLine, ...] = ()
    differences: str = ""  # what differs from the procedure's list of papers
    website: str = ""
    hotline: str = ""
    reprint: int = 0
    title: str = "PHIẾU XÁC NHẬN ĐÃ NỘP HỒ SƠ"
    foot: str = ""


@one_at_a_time
def render(slip: Slip, stock: FormStock = A5) -> bytes:
    """One PDF, one copy. ``LayoutError`` as for receipts."""
    head = Head(
        agency_lines=slip.agency_lines,
        place=slip.place,
        issued_at=slip.issued_at,
        dossier_no=slip.code,
        alias=slip.alias,
        lookup_url=slip.lookup_url,
        title=slip.title,
        reprint=slip.reprint,
        foot=slip.foot,
    )
    return print_forms([(head, _body(slip, stock).blocks)], stock, [NOT_THE_RECEIPT])


def _body(slip: Slip, stock: FormStock) -> Form:
    form = Form(stock)
    form.field("Chủ hồ sơ", slip.owner_name, "owner_name", lines=2, strong=True)
    form.field("Người nộp hồ sơ", slip.submitter_name, "submitter_name", lines=2)
    form.field("Địa chỉ", slip.address, "address", lines=4)
    form.pair(
        ("Số điện thoại", slip.phone, "phone"), ("Số CMND/Thẻ căn cước/Hộ chiếu", slip.identity_no, "identity_no")
    )
    form.field("Nội dung yêu cầu giải quyết", slip.request, "request", lines=6)
    form.field("Hình thức nộp hồ sơ", slip.channel, "channel")
    form.field("Nơi nộp hồ sơ", slip.handed_in_at, "handed_in_at", lines=3)
    form.field("Thời gian nộp hồ sơ", hour_and_day(slip.submitted_at), "submitted_at", strong=True)
    if slip.papers:
        form.text("Giấy tờ đã nộp:")
        form.papers(slip.papers)
        form.gap(0.2)
    form.field("Khác với thành phần hồ sơ theo quy định", slip.differences, "differences", lines=14)
    form.gap(0.4)
    form.paragraph(WHAT_FOLLOWS, "title")
    notes = [(note, "website") for note in look_up_note(slip.website, slip.hotline)]
    form.ending([*notes, (NO_SIGNATURE, "title")], [])
    return form

"""Receipt for a dossier and appointment for its result, form 01 (Mẫu số 01, giấy tiếp nhận hồ sơ và hẹn trả kết quả).

Source: Circular 01/2018/TT-VPCP, annex, form 01, as provinces print it. The number of the form, its title and the text
it rests on are fields of the record, for they change with the law.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pdf.document import one_at_a_time
from pdf.form import Form, PaperLine, Signature
from pdf.press import Head, print_forms
from pdf.stationery import A4, FormStock
from pdf.wording import count, hour_and_day, look_up_note, money

__all__ = ["COPIES", "PaperLine", "Receipt", "render", "render_batch"]

COPIES = ("(Liên: Lưu)", "(Liên: Giao khách hàng)")
NO_DUE_TIME = "Không có ngày hẹn trả cụ thể theo quy định"
BRING_THIS = (
    "Khi đến nhận kết quả, đề nghị mang theo giấy này và giấy tờ tùy thân; người nhận thay phải có giấy ủy quyền"
    " theo quy định của pháp luật."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What form 01 says. Texts are NFC; empty ones leave their line out. Times are aware, printed in Vietnam's zone."""

    agency_lines: tuple[str, ...]  # one to three; the last is bold
    place: str  # before the date: "An Giang"
    issued_at: datetime
    dossier_no: str
    alias: str  # digits, an even number of them: the Code 128
    lookup_url: str  # the QR
    desk: str  # bộ phận tiếp nhận và trả kết quả
    owner_name: str
    submitter_name: str
    address: str
    phone: str = ""
    email: str = ""
    identity_no: str = ""
    request: str  # nội dung yêu cầu giải quyết
    fee_vnd: int | None = None  # None: the line of the fee is left out
    fee_method: str = ""  # hình thức thu phí, lệ phí
    channel: str  # "Trực tiếp", "Trực tuyến", "Bưu chính công ích"
    papers: tuple[PaperLine, ...]
    differences: str = ""  # what differs from the procedure's list of papers
    sets: int = 1
    duration: str  # "05 ngày làm việc"
    received_at: datetime
    due_at: datetime | None  # None: the law sets no day
    return_place: str
    book_no: str = ""  # quyển số
    entry_no: str = ""  # số thứ tự
    website: str = ""  # where the state can be looked up by hand
    hotline: str = ""
    notes: tuple[str, ...] = ()  # further lines under "Ghi chú"
    officer_name: str
    submitter_signs: bool = True  # False on a dossier handed in online
    reprint: int = 0  # 0: the first print
    form_no: str = "Mẫu số 01"
    title: str = "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"
    legal_basis: str = "Ban hành kèm theo Thông tư số 01/2018/TT-VPCP ngày 23 tháng 11 năm 2018"


def render(receipt: Receipt, stock: FormStock = A4) -> bytes:
    """One PDF: the copy that is kept (Liên: Lưu), then the customer's (Liên: Giao khách hàng).

    A receipt with many papers takes further pages in each copy. ``LayoutError`` if a field does not fit or holds a
    letter that no font here has: ``params["field"]`` is its caption on paper, ``params["path"]`` its name here.
    """
    return render_batch([receipt], stock)


@one_at_a_time
def render_batch(receipts: Sequence[Receipt], stock: FormStock = A4) -> bytes:
    """One PDF of several receipts, both copies of each; errors as for one, ``ValueError`` for none."""
    forms = [(_head(receipt), _body(receipt, stock).blocks) for receipt in receipts]
    return print_forms(forms, stock, COPIES)


def _head(receipt: Receipt) -> Head:
    return Head(
        agency_lines=receipt.agency_lines,
        place=receipt.place,
        issued_at=receipt.issued_at,
        dossier_no=receipt.dossier_no,
        alias=receipt.alias,
        lookup_url=receipt.lookup_url,
        title=receipt.title,
        reprint=receipt.reprint,
        foot=f"{receipt.form_no}. {receipt.legal_basis}",
    )


def _body(receipt: Receipt, stock: FormStock) -> Form:
    form = Form(stock)
    form.field("Bộ phận tiếp nhận và trả kết quả", receipt.desk, "desk", lines=2)
    form.field("Tiếp nhận hồ sơ của", receipt.owner_name, "owner_name", lines=2, strong=True)
    form.field("Người nộp hồ sơ", receipt.submitter_name, "submitter_name", lines=2)
    form.field("Địa chỉ", receipt.address, "address", lines=4)
    form.pair(
        ("Số điện thoại", receipt.phone, "phone"),
        ("Số CMND/Thẻ căn cước/Hộ chiếu", receipt.identity_no, "identity_no"),
    )
    form.field("Email", receipt.email, "email", lines=4)
    form.field("Nội dung yêu cầu giải quyết", receipt.request, "request", lines=6)
    form.field("Hình thức thu phí, lệ phí", _fee(receipt), "fee_method", lines=2)
    form.field("Hình thức nộp hồ sơ", receipt.channel, "channel")
    form.text("1. Thành phần hồ sơ nộp gồm:")
    form.papers(receipt.papers)
    form.gap(0.3)
    form.field("Khác với thành phần hồ sơ theo quy định", receipt.differences, "differences", lines=14)
    form.field("2. Số lượng hồ sơ", f"{count(receipt.sets)} (bộ)", "sets")
    form.field("3. Thời gian giải quyết hồ sơ theo quy định", receipt.duration, "duration", lines=2)
    form.field("4. Thời gian nhận hồ sơ", hour_and_day(receipt.received_at), "received_at")
    due = hour_and_day(receipt.due_at) if receipt.due_at else NO_DUE_TIME
    form.field("5. Thời gian trả kết quả giải quyết hồ sơ", due, "due_at", strong=receipt.due_at is not None)
    form.field("6. Đăng ký nhận kết quả tại", receipt.return_place, "return_place", lines=3)
    form.field("Vào Sổ theo dõi hồ sơ", _book(receipt), "book_no")
    receiver = Signature("NGƯỜI TIẾP NHẬN HỒ SƠ", receipt.officer_name, "officer_name")
    submitter = Signature("NGƯỜI NỘP HỒ SƠ", receipt.submitter_name, "submitter_name")
    form.ending(_notes(receipt), [submitter, receiver] if receipt.submitter_signs else [receiver])
    return form


def _fee(receipt: Receipt) -> str:
    amount = "" if receipt.fee_vnd is None else money(receipt.fee_vnd)
    return " – ".join(filter(None, (receipt.fee_method, amount)))


def _book(receipt: Receipt) -> str:
    parts = (("Quyển số", receipt.book_no), ("Số thứ tự", receipt.entry_no))
    return ", ".join(f"{name}: {number}" for name, number in parts if number)


def _notes(receipt: Receipt) -> list[tuple[str, str]]:
    look_up = look_up_note(receipt.website, receipt.hotline)
    return [*((note, "website") for note in look_up), *((note, "notes") for note in (BRING_THIS, *receipt.notes))]

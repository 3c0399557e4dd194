"""Slip for a result given out (giấy biên nhận trả kết quả), signed by who gives and who receives it.

As provinces print it; no law prescribes its form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdf.document import one_at_a_time
from pdf.form import Form, Signature
from pdf.paper import DossierPaper, print_paper
from pdf.stationery import A4, FormStock
from pdf.table import Align, Column, Table
from pdf.wording import count, hour_and_day, short_day, sum_of_money

__all__ = ["ResultLine", "ResultSlip", "render"]

COPIES = ("(Liên: Lưu)", "(Liên: Giao người nhận)")
RESULTS = (
    Column(("TT",), 10.0),
    Column(("Loại kết quả",), 36.0, "kind", Align.LEFT, lines=16),
    Column(("Số, ký hiệu",), 32.0, "number", Align.LEFT, lines=16),
    Column(("Ngày cấp",), 23.0, "issued_on"),
    Column(("Trích yếu",), 0.0, "summary", Align.LEFT, lines=16),
    Column(("Số", "lượng"), 13.0, "copies"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """One result that is given out."""

    kind: str  # "Giấy phép lái xe"
    number: str = ""
    issued_on: datetime | None = None
    summary: str = ""
    copies: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSlip(DossierPaper):
    """What the slip says; for head and foot see :class:`pdf.paper.DossierPaper`."""

    owner_name: str
    request: str
    due_at: datetime | None = None
    returned_at: datetime
    giver_name: str
    giver_unit: str = ""
    giver_phone: str = ""
    receiver_name: str
    receiver_phone: str = ""
    receiver_identity_no: str = ""
    authorisation: str = ""  # by what the receiver stands for the owner
    results: tuple[ResultLine, ...]
    given_back: tuple[str, ...] = ()  # "Giấy phép lái xe cũ, đã cắt góc"
    collected_vnd: int | None = None  # paid on receipt
    notes: tuple[str, ...] = ()
    copies: tuple[str, ...] = COPIES
    title: str = "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ"


@one_at_a_time
def render(slip: ResultSlip, stock: FormStock = A4) -> bytes:
    """One PDF of all copies."""
    return print_paper(slip, _body(slip, stock), copies=slip.copies)


def _body(slip: ResultSlip, stock: FormStock) -> Form:
    form = Form(stock)
    form.field("Chủ hồ sơ", slip.owner_name, "owner_name", lines=2, strong=True)
    form.field("Nội dung yêu cầu giải quyết", slip.request, "request", lines=6)
    form.field("Thời gian hẹn trả kết quả", hour_and_day(slip.due_at) if slip.due_at else "", "due_at")
    form.field("Thời gian trả kết quả", hour_and_day(slip.returned_at), "returned_at", strong=True)
    form.field("Người trả kết quả", slip.giver_name, "giver_name", lines=2)
    form.field("Đơn vị", slip.giver_unit, "giver_unit", lines=2)
    form.field("Số điện thoại người trả", slip.giver_phone, "giver_phone")
    form.field("Người nhận kết quả", slip.receiver_name, "receiver_name", lines=2)
    form.pair(
        ("Số điện thoại", slip.receiver_phone, "receiver_phone"),
        ("Số CMND/Thẻ căn cước/Hộ chiếu", slip.receiver_identity_no, "receiver_identity_no"),
    )
    form.field("Giấy ủy quyền", slip.authorisation, "authorisation", lines=3)
    form.text("Kết quả đã trả:")
    table = Table(stock, RESULTS, text_pt=9.5)
    rows = enumerate(slip.results)
    form.blocks += table.blocks(table.row(_cells(nth, result), f"results[{nth}]") for nth, result in rows)
    form.gap(0.3)
    if slip.given_back:
        form.text("Giấy tờ trả lại kèm theo:")
    for nth, paper in enumerate(slip.given_back):
        form.item("-", paper, f"given_back[{nth}]", "Giấy tờ trả lại")
    collected = "" if slip.collected_vnd is None else sum_of_money(slip.collected_vnd)
    form.field("Số tiền thu khi trả kết quả", collected, "collected_vnd", lines=3)
    giver = Signature("NGƯỜI TRẢ KẾT QUẢ", slip.giver_name, "giver_name")
    receiver = Signature("NGƯỜI NHẬN KẾT QUẢ", slip.receiver_name, "receiver_name")
    form.ending([(note, "notes") for note in slip.notes], [giver, receiver])
    return form


def _cells(nth: int, result: ResultLine) -> tuple[str, ...]:
    issued = short_day(result.issued_on) if result.issued_on else ""
    return (str(nth + 1), result.kind, result.number, issued, result.summary, count(result.copies))

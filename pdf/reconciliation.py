"""Record of a day's reconciliation (biên bản đối soát bưu gửi và tiền thu hộ), signed by the post and the authority.

Three columns by office: what the authority has, what the post says, the money; then what does not go together. The rows
name no citizen: numbers and item codes are enough to settle by. All totals are counted here, from the rows alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pdf.document import one_at_a_time
from pdf.form import Form, Signature
from pdf.paper import Paper, print_paper
from pdf.reconciliation_table import ReconciledDifference, ReconciledOffice, add_differences, add_offices
from pdf.single_page import number_a_single_page
from pdf.stationery import A4_ACROSS, FormStock
from pdf.wording import number, short_day, sum_of_money

__all__ = ["ReconciledDifference", "ReconciledOffice", "Reconciliation", "render"]

AGREES = "hai bên khớp đúng, không có chênh lệch"
AGREES_BY_FEED = "không có chênh lệch theo tin định vị; chưa đối chiếu bảng kê của bưu điện"
NO_STATEMENT = "chưa có; đối chiếu theo tin định vị"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation(Paper):
    """What the paper says, rows in the order given; for head and foot see :class:`pdf.paper.Paper`."""

    day: datetime  # any moment of it
    edition: int  # lần đối soát
    authority_name: str
    statement: int | None = None  # which file of the post's counted; None: none came
    unreadable: int = 0  # lines of it that could not be used
    offices: tuple[ReconciledOffice, ...]
    differences: tuple[ReconciledDifference, ...] = ()
    post_name: str = ""
    officer_name: str = ""
    notes: tuple[str, ...] = ()
    title: str = "BIÊN BẢN ĐỐI SOÁT BƯU GỬI VÀ TIỀN THU HỘ"
    legal_basis: str = "Quyết định số 45/2016/QĐ-TTg ngày 19 tháng 10 năm 2016"


@one_at_a_time
def render(reconciled: Reconciliation, stock: FormStock = A4_ACROSS) -> bytes:
    """One PDF; errors name a row as ``offices[2].office`` or ``differences[17].ours``."""
    day = short_day(reconciled.day)
    told = f"Đối soát ngày {day}, lần {reconciled.edition}"
    foot = ". ".join(filter(None, (reconciled.legal_basis, told)))
    numbered = replace(reconciled, legal_basis=foot)  # no page without its day
    return print_paper(numbered, _body(reconciled, stock), under_title=(f"(Ngày {day})", "day"))


def _body(reconciled: Reconciliation, stock: FormStock) -> Form:
    form = Form(stock)
    form.field("Cơ quan", reconciled.authority_name, "authority_name", lines=2, strong=True)
    form.field("Lần đối soát", str(reconciled.edition), "edition")
    form.field("Bảng kê của bưu điện", _statement(reconciled), "statement", lines=2)
    form.gap(0.3)
    add_offices(form, reconciled.offices)
    _sums(form, reconciled)
    last_row = len(form.blocks) - 1
    if reconciled.differences:
        last_row = add_differences(form, reconciled.differences)
    else:
        agrees = AGREES_BY_FEED if reconciled.statement is None else AGREES
        form.field("Kết quả đối soát", agrees, "differences", lines=2, strong=True)
    post = Signature("ĐẠI DIỆN BƯU ĐIỆN", reconciled.post_name, "post_name")
    officer = Signature("ĐẠI DIỆN CƠ QUAN", reconciled.officer_name, "officer_name")
    form.ending([(note, "notes") for note in reconciled.notes], [post, officer])
    form.keep_together(last_row)
    number_a_single_page(form)
    return form


def _statement(reconciled: Reconciliation) -> str:
    if reconciled.statement is None:
        return NO_STATEMENT
    bad = f"; {number(reconciled.unreadable)} dòng không đọc được" if reconciled.unreadable else ""
    return f"bản nộp lần {reconciled.statement}{bad}"


def _sums(form: Form, reconciled: Reconciliation) -> None:
    """The money that the two sides must agree on, in figures and words."""
    form.gap(0.3)
    sums = [
        ("Tiền thu hộ của bưu gửi đã phát, theo cơ quan", "cod_vnd"),
        ("Tiền đã thu hộ, theo bưu điện", "listed_cod_vnd"),
        ("Tiền thu hộ đã ghi sổ", "cod_booked_vnd"),
        ("Tiền đã nộp", "remitted_vnd"),
    ]
    for caption, name in sums:
        total = sum(getattr(office, name) for office in reconciled.offices)
        form.field(caption, sum_of_money(total), "offices", lines=2, strong=True)

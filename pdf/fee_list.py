"""List of the fees of a shift (bảng kê thu phí, lệ phí của ca): what was collected, refunded, and is handed on.

Decision 45/2016/QĐ-TTg has the post collect fees for the authority and remit them; it prescribes no layout. The sums
are counted here, from the lines alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdf.document import one_at_a_time
from pdf.form import Form, Signature
from pdf.money_words import vnd_in_words
from pdf.paper import Paper, print_paper
from pdf.stationery import A4_LISTS, FormStock
from pdf.table import Align, Column, Table
from pdf.wording import hour_and_day, money, number, short_time

__all__ = ["FeeLine", "FeeList", "render"]

LONGEST = 40  # lines of a cell: one long name must not keep a whole shift from its list
COLUMNS = (
    Column(("TT",), 9.0),
    Column(("Mã hồ sơ",), 29.0, "dossier_no"),
    Column(("Người nộp",), 0.0, "payer_name", Align.LEFT, lines=LONGEST),
    Column(("Khoản thu",), 31.0, "fee_name", Align.LEFT),
    Column(("Số", "chứng từ"), 22.0, "voucher_no", lines=LONGEST),
    Column(("Thời gian",), 18.0, "paid_at"),
    Column(("Hình thức",), 19.0, "method"),
    Column(("Số tiền", "(đồng)"), 22.0, "amount_vnd", Align.RIGHT),
)
AMOUNT = len(COLUMNS) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLine:
    """One sum taken in; below nought where it was given back."""

    dossier_no: str
    payer_name: str
    fee_name: str  # "Lệ phí cấp giấy phép lái xe"
    voucher_no: str = ""
    paid_at: datetime
    method: str = ""  # "Tiền mặt", "Chuyển khoản"
    amount_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeList(Paper):
    """What the list says, its lines in the order given; for head and foot see :class:`pdf.paper.Paper`."""

    office: str  # bưu cục or desk
    shift_name: str  # "Ca sáng 15/11/2021 – CA-881115-211115-1"
    opened_at: datetime
    closed_at: datetime
    clerk_name: str
    authority_name: str = ""  # whose fees they are
    lines: tuple[FeeLine, ...]
    counted_vnd: int | None = None  # the cash that lay in the till; None: not counted
    difference_vnd: int = 0  # over (above nought) or short of what should have lain there
    receiver_name: str = ""
    clerk_role: str = "NGƯỜI LẬP BẢNG KÊ"
    receiver_role: str = "NGƯỜI NHẬN TIỀN"
    notes: tuple[str, ...] = ()
    title: str = "BẢNG KÊ THU PHÍ, LỆ PHÍ CỦA CA"


@one_at_a_time
def render(fees: FeeList, stock: FormStock = A4_LISTS) -> bytes:
    """One PDF; the table's head stands on every page. Errors name a line as ``lines[17].payer_name``."""
    return print_paper(fees, _body(fees, stock), under_title=(f"({fees.shift_name})", "shift_name"))


def _body(fees: FeeList, stock: FormStock) -> Form:
    form, total = Form(stock), sum(line.amount_vnd for line in fees.lines)
    form.field("Nơi thu", fees.office, "office", lines=2)
    form.field("Người thu", fees.clerk_name, "clerk_name", lines=2)
    form.field("Mở ca", hour_and_day(fees.opened_at), "opened_at")
    form.field("Kết ca", hour_and_day(fees.closed_at), "closed_at")
    form.field("Thu hộ cho", fees.authority_name, "authority_name", lines=2)
    form.gap(0.3)
    table = Table(stock, COLUMNS, text_pt=8.5, head_pt=8, padding_mm=1, row_padding=0.35)
    rows = enumerate(fees.lines)
    form.blocks += table.blocks(table.row(_cells(nth, line), f"lines[{nth}]") for nth, line in rows)
    last_row = len(form.blocks) - 1
    form.blocks[-1].rows.append(table.total(f"Cộng ({number(len(fees.lines))} khoản)", number(total), AMOUNT))
    form.gap(0.3)
    by_method = ((method or "Không ghi", money(sum_vnd)) for method, sum_vnd in _by_method(fees.lines).items())
    form.field(
        "Theo hình thức thu", "; ".join(f"{method} {sum_vnd}" for method, sum_vnd in by_method), "lines", lines=4
    )
    refunded = -sum(line.amount_vnd for line in fees.lines if line.amount_vnd < 0)
    form.field("Trong đó đã hoàn trả", money(refunded) if refunded else "", "lines")
    form.field("Tổng số tiền phải nộp", money(total), "lines", strong=True)
    form.field("Bằng chữ", vnd_in_words(total), "lines", lines=3, strong=True)
    if fees.counted_vnd is not None:
        form.field("Tiền mặt thực đếm", f"{money(fees.counted_vnd)} ({_difference(fees)})", "counted_vnd")
    clerk = Signature(fees.clerk_role, fees.clerk_name, "clerk_name")
    receiver = Signature(fees.receiver_role, fees.receiver_name, "receiver_name")
    form.ending([(note, "notes") for note in fees.notes], [clerk, receiver])
    form.keep_together(last_row)
    return form


def _cells(nth: int, line: FeeLine) -> tuple[str, ...]:
    return (
        str(nth + 1),
        line.dossier_no.replace("-", "-\n", 1),  # agency above, day and number below
        line.payer_name,
        line.fee_name,
        line.voucher_no,
        short_time(line.paid_at).replace(" ", "\n"),
        line.method,
        number(line.amount_vnd),
    )


def _difference(fees: FeeList) -> str:
    if fees.difference_vnd == 0:
        return "khớp đúng"
    return f"{'thừa' if fees.difference_vnd > 0 else 'thiếu'} {money(abs(fees.difference_vnd))}"


def _by_method(lines: tuple[FeeLine, ...]) -> dict[str, int]:
    """Sums in the order in which the methods first come."""
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.method] = sums.get(line.method, 0) + line.amount_vnd
    return sums

"""Register of dossiers over a period, form 06 (Mẫu số 06, sổ theo dõi hồ sơ). A4 across.

Source: Circular 01/2018/TT-VPCP, annex, form 06, as provinces print it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdf.document import one_at_a_time
from pdf.form import Form, Signature
from pdf.paper import TT_01_2018, Paper, print_paper
from pdf.stationery import A4_ACROSS, FormStock
from pdf.table import Align, Column, Table
from pdf.wording import count, number, short_day, short_time

__all__ = ["Register", "RegisterLine", "render"]

IN_AND_OUT = "Nhận và trả kết quả"
COLUMNS = (
    Column(("TT",), 9.0),
    Column(("Mã hồ sơ",), 28.0, "dossier_no"),
    Column(("Tên thủ tục", "hành chính"), 0.0, "procedure_name", Align.LEFT, lines=20),
    Column(("Số", "bộ"), 8.0, "sets"),
    Column(("Tên cá nhân,", "tổ chức"), 31.0, "owner_name", Align.LEFT, lines=20),
    Column(("Địa chỉ,", "số điện thoại"), 43.0, "address", Align.LEFT, lines=20),
    Column(("Cơ quan chủ trì", "giải quyết"), 24.0, "agency_name", Align.LEFT, lines=12),
    Column(("Nhận", "hồ sơ"), 17.5, "received_at", group=IN_AND_OUT),
    Column(("Hẹn trả", "kết quả"), 17.5, "due_at", group=IN_AND_OUT),
    Column(("Trả", "kết quả"), 17.5, "returned_at", group=IN_AND_OUT),
    Column(("Phương thức", "nhận"), 19.0, "return_method", group=IN_AND_OUT),
    Column(("Ký", "nhận"), 12.0, group=IN_AND_OUT),
    Column(("Ghi chú",), 15.0, "note", Align.LEFT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One dossier of the register."""

    dossier_no: str
    procedure_name: str
    sets: int = 1
    owner_name: str
    address: str = ""
    phone: str = ""
    agency_name: str  # cơ quan chủ trì giải quyết
    received_at: datetime
    due_at: datetime | None = None
    returned_at: datetime | None = None
    return_method: str = ""  # "Bưu chính", "Trực tiếp"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Paper):
    """What form 06 says, one line a dossier in the order given; for head and foot see :class:`pdf.paper.Paper`."""

    period_from: datetime
    period_to: datetime  # the last day
    desk: str = ""
    lines: tuple[RegisterLine, ...]
    totals: tuple[tuple[str, str], ...] = ()  # further (caption, text), as "Trả đúng hạn": "12"
    keeper_name: str = ""
    keeper_role: str = "NGƯỜI LẬP SỔ"
    title: str = "SỔ THEO DÕI HỒ SƠ"
    form_no: str = "Mẫu số 06"
    legal_basis: str = TT_01_2018


@one_at_a_time
def render(register: Register, stock: FormStock = A4_ACROSS) -> bytes:
    """One PDF; the table's head stands on every page. Errors name a line as ``lines[17].owner_name``."""
    period = f"(Từ ngày {short_day(register.period_from)} đến ngày {short_day(register.period_to)})"
    return print_paper(register, _body(register, stock), under_title=(period, "period_from"))


def _body(register: Register, stock: FormStock) -> Form:
    form = Form(stock)
    form.field("Bộ phận tiếp nhận và trả kết quả", register.desk, "desk", lines=2)
    table = Table(stock, COLUMNS, text_pt=8, head_pt=7.5, padding_mm=1, row_padding=0.4, leading=0.92)
    rows = enumerate(register.lines)
    form.blocks += table.blocks(table.row(_cells(nth, line), f"lines[{nth}]") for nth, line in rows)
    last_row = len(form.blocks) - 1
    form.gap(0.3)
    form.field("Tổng cộng", _totals(register.lines), "lines", strong=True)
    for nth, (caption, text) in enumerate(register.totals):
        form.field(caption, text, f"totals[{nth}]", lines=2)
    keeper = Signature(register.keeper_role, register.keeper_name, "keeper_name")
    form.ending([], [keeper] if register.keeper_name else [])
    form.keep_together(last_row)
    return form


def _cells(nth: int, line: RegisterLine) -> tuple[str, ...]:
    return (
        str(nth + 1),
        line.dossier_no.replace("-", "-\n", 1),  # agency above, day and number below
        line.procedure_name,
        count(line.sets),
        line.owner_name,
        "\n".join(filter(None, (line.address, line.phone and f"ĐT: {line.phone}"))),
        line.agency_name,
        *(_time(at) for at in (line.received_at, line.due_at, line.returned_at)),
        line.return_method,
        "",
        line.note,
    )


def _time(at: datetime | None) -> str:
    """The hour over the day."""
    return short_time(at).replace(" ", "\n") if at else ""


def _totals(lines: tuple[RegisterLine, ...]) -> str:
    returned = sum(line.returned_at is not None for line in lines)
    parts = (
        f"{number(len(lines))} hồ sơ",
        f"{number(sum(line.sets for line in lines))} bộ",
        f"đã trả kết quả {number(returned)}",
        f"chưa trả kết quả {number(len(lines) - returned)}",
    )
    return "; ".join(parts)

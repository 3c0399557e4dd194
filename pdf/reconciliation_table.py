"""The tables of a day's reconciliation: totals by office in three columns, and what does not go together."""

from __future__ import annotations

from dataclasses import dataclass

from pdf.count_words import figures_and_words
from pdf.form import Form
from pdf.stationery import FormStock
from pdf.table import Align, Column, Table
from pdf.wording import count, number

OURS, POSTS, MONEY = "Của cơ quan", "Của bưu điện", "Tiền (đồng)"
FIGURES = (  # the fields behind the name, in the order of the columns
    "handed_in", "papers_to_desk", "results_to_post", "ordered", "delivered", "returned", "cod_vnd",
    "listed", "listed_delivered", "listed_returned", "listed_cod_vnd", "listed_freight_vnd",
    "booked_vnd", "cod_booked_vnd", "remitted_vnd",
)  # fmt: skip
OFFICES = (
    Column(("TT",), 8.0),
    Column(("Đơn vị",), 0.0, "office", Align.LEFT, lines=6),
    Column(("Nhận", "hồ sơ"), 12.0, "handed_in", group=OURS),
    Column(("Giao", "một cửa"), 13.0, "papers_to_desk", group=OURS),
    Column(("Giao", "bưu điện"), 14.0, "results_to_post", group=OURS),
    Column(("Yêu cầu", "chuyển"), 13.0, "ordered", group=OURS),
    Column(("Đã", "phát"), 11.0, "delivered", group=OURS),
    Column(("Chuyển", "hoàn"), 12.0, "returned", group=OURS),
    Column(("Thu hộ", "phải thu"), 21.0, "cod_vnd", Align.RIGHT, group=OURS),
    Column(("Đã", "kê"), 11.0, "listed", group=POSTS),
    Column(("Đã", "phát"), 11.0, "listed_delivered", group=POSTS),
    Column(("Chuyển", "hoàn"), 12.0, "listed_returned", group=POSTS),
    Column(("Đã", "thu hộ"), 20.0, "listed_cod_vnd", Align.RIGHT, group=POSTS),
    Column(("Cước",), 18.0, "listed_freight_vnd", Align.RIGHT, group=POSTS),
    Column(("Phí, lệ phí", "đã thu"), 21.0, "booked_vnd", Align.RIGHT, group=MONEY),
    Column(("Thu hộ", "đã ghi sổ"), 19.0, "cod_booked_vnd", Align.RIGHT, group=MONEY),
    Column(("Đã nộp",), 21.0, "remitted_vnd", Align.RIGHT, group=MONEY),
)
LONGEST = 40  # lines of a cell: one long answer must not keep the whole day from its paper
DIFFERENCES = (
    Column(("TT",), 9.0),
    Column(("Chênh lệch",), 34.0, "kind", Align.LEFT, lines=LONGEST),
    Column(("Mã hồ sơ, số yêu cầu, số hiệu bưu gửi",), 52.0, "codes", Align.LEFT, lines=LONGEST, floor_pt=7.5),
    Column((OURS,), 42.0, "ours", Align.LEFT, lines=LONGEST),
    Column((POSTS,), 36.0, "theirs", Align.LEFT, lines=LONGEST),
    Column(("Tiền",), 34.0, "money", Align.LEFT, lines=LONGEST),
    Column(("Cách xử lý",), 0.0, "way_out", Align.LEFT, lines=LONGEST),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciledOffice:
    """One office's day; sums in whole đồng."""

    office: str
    handed_in: int = 0  # hồ sơ nhận tại quầy bưu cục
    papers_to_desk: int = 0  # giấy tờ giao bộ phận một cửa theo bảng kê
    results_to_post: int = 0  # kết quả giao bưu điện theo bảng kê
    ordered: int = 0  # bưu gửi yêu cầu chuyển phát
    delivered: int = 0
    returned: int = 0
    cod_vnd: int = 0  # thu hộ phải thu của bưu gửi đã phát
    listed: int = 0  # bưu gửi trong bảng kê của bưu điện
    listed_delivered: int = 0
    listed_returned: int = 0
    listed_cod_vnd: int = 0
    listed_freight_vnd: int = 0
    booked_vnd: int = 0  # phí, lệ phí đã thu
    cod_booked_vnd: int = 0  # trong đó thu hộ
    remitted_vnd: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciledDifference:
    """One thing that does not go together, as each side has it."""

    kind: str
    codes: tuple[str, ...] = ()  # numbers and item code, a line each
    ours: str = ""
    theirs: str = ""
    money: str = ""
    way_out: str = ""  # cách xử lý; of what is settled how it was
    settled: bool = False  # counted apart


def add_offices(form: Form, offices: tuple[ReconciledOffice, ...]) -> None:
    """The table with its last row of sums; a day on which nothing happened has that row alone."""
    table = _table(form.stock, OFFICES)
    rows = [
        table.row((str(nth + 1), office.office, *_figures(office)), f"offices[{nth}]")
        for nth, office in enumerate(offices)
    ]
    sums = (sum(getattr(office, name) for office in offices) for name in FIGURES)
    rows.append(table.row(("", "Cộng", *map(number, sums)), "offices"))
    form.blocks += table.blocks(rows)


def add_differences(form: Form, differences: tuple[ReconciledDifference, ...]) -> int:
    """The table of them, its heading with the first one; the number of the block with the last row."""
    table, heading = _table(form.stock, DIFFERENCES), len(form.blocks)
    form.field("Chênh lệch phải xử lý", _counted(differences), "differences", lines=2, strong=True)
    rows = (table.row(_cells(nth, each), f"differences[{nth}]") for nth, each in enumerate(differences))
    first, *others = table.blocks(rows)
    form.blocks.append(first)
    form.keep_together(heading)
    form.blocks += others
    return len(form.blocks) - 1


def _counted(differences: tuple[ReconciledDifference, ...]) -> str:
    settled = sum(each.settled for each in differences)
    left = figures_and_words(len(differences) - settled, "mục")
    return f"{left}; đã xử lý {count(settled)} mục" if settled else left


def _figures(office: ReconciledOffice) -> list[str]:
    return [number(figure) if (figure := getattr(office, name)) else "" for name in FIGURES]


def _cells(nth: int, each: ReconciledDifference) -> tuple[str, ...]:
    return (str(nth + 1), each.kind, "\n".join(each.codes), each.ours, each.theirs, each.money, each.way_out)


def _table(stock: FormStock, columns: tuple[Column, ...]) -> Table:
    return Table(stock, columns, text_pt=8, head_pt=7.5, padding_mm=1, row_padding=0.35, leading=0.92)

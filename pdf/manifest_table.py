"""The tables of a handover list: its lines with their sums, and what the count found otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from pdf.count_words import figures_and_words
from pdf.form import Form
from pdf.stationery import FormStock
from pdf.table import Align, Column, Table
from pdf.wording import number

MARK = "X"
LINES = (
    Column(("TT",), 9.0),
    Column(("Mã hồ sơ,", "số hiệu bưu gửi"), 41.0, "dossier_no", Align.LEFT, floor_pt=7.5),
    Column(("Chủ hồ sơ",), 33.0, "owner_name", Align.LEFT),
    Column(("Nội dung,", "kết quả"), 0.0, "content", Align.LEFT),
    Column(("Bản", "chính"), 10.0, "originals"),
    Column(("Bản", "sao"), 9.0, "copies"),
    Column(("Phí", "thu hộ"), 12.0, "fee_vnd"),
    Column(("Trả qua", "bưu điện"), 15.0, "by_post"),
    Column(("Ghi chú",), 17.0, "note", Align.LEFT),
)
DIFFERENCES = (
    Column(("TT",), 9.0),
    Column(("Sai lệch",), 20.0, "kind"),
    Column(("Mã hồ sơ, số hiệu bưu gửi",), 48.0, "dossier_no", Align.LEFT, floor_pt=7.5),
    Column(("Diễn giải",), 0.0, "note", Align.LEFT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestLine:
    """One item of the list."""

    dossier_no: str
    item_code: str = ""  # số hiệu bưu gửi
    owner_name: str
    content: str  # what is asked for, or the result
    kind: str = "hồ sơ"  # counted by it: "hồ sơ", "giấy tờ bổ sung", "kết quả"
    originals: int = 0
    copies: int = 0
    fee_vnd: int = 0  # phí, lệ phí thu hộ
    by_post: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestDifference:
    """One item that the count found otherwise."""

    kind: str  # "Thiếu", "Thừa", "Sai loại"
    dossier_no: str = ""
    item_code: str = ""
    note: str = ""


def add_lines(form: Form, lines: tuple[ManifestLine, ...]) -> int:
    """The table with its last row of sums; the number of the block with the last line."""
    table = _table(form.stock, LINES)
    rows = (table.row(_cells(nth, line), f"lines[{nth}]") for nth, line in enumerate(lines))
    form.blocks += table.blocks(rows)
    form.blocks[-1].rows.append(table.row(_sums(lines), "lines"))
    return len(form.blocks) - 1


def add_differences(form: Form, differences: tuple[ManifestDifference, ...]) -> int:
    """The table of them, its heading with the first one; the number of the block with the last row."""
    table, heading = _table(form.stock, DIFFERENCES), len(form.blocks)
    form.field("Sai lệch khi kiểm đếm", figures_and_words(len(differences), "mục"), "differences", strong=True)
    rows = (
        table.row((str(nth + 1), each.kind, _codes(each), each.note), f"differences[{nth}]")
        for nth, each in enumerate(differences)
    )
    first, *others = table.blocks(rows)
    form.blocks.append(first)
    form.keep_together(heading)
    form.blocks += others
    return len(form.blocks) - 1


def _cells(nth: int, line: ManifestLine) -> tuple[str, ...]:
    return (
        str(nth + 1),
        _codes(line),
        line.owner_name,
        line.content,
        *(str(pieces or "") for pieces in (line.originals, line.copies)),
        *(MARK if marked else "" for marked in (line.fee_vnd, line.by_post)),
        line.note,
    )


def _sums(lines: tuple[ManifestLine, ...]) -> tuple[str, ...]:
    sums = (
        sum(line.originals for line in lines),
        sum(line.copies for line in lines),
        sum(bool(line.fee_vnd) for line in lines),
        sum(line.by_post for line in lines),
    )
    return ("", "Cộng", "", "", *map(number, sums), "")


def _codes(each: ManifestLine | ManifestDifference) -> str:
    return "\n".join(filter(None, (each.dossier_no, each.item_code)))


def _table(stock: FormStock, columns: tuple[Column, ...]) -> Table:
    return Table(stock, columns, text_pt=8.5, head_pt=8, padding_mm=1, row_padding=0.35, leading=0.92)

"""A handover list of 500 items on paper: ours against plain reportlab's ``LongTable`` with the same cells, one core.

CPU time, both in this process with their fonts found beforehand, rounds interleaved; the best round counts, the medians
stand in the note. The peer wraps its cells as its manual has it (``Paragraph``), and again with bare strings, which it
does not wrap. ``python -m bench.manifests`` prints the table.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from app.domain.post import item_code
from bench.rows import Row, row, table
from pdf import faces, manifest

ITEMS, ROUNDS = 500, 5
MM = 72 / 25.4
NAMES = ("Nguyễn Thị Ngọc Ánh", "Huỳnh Văn Đực", "Châu Sóc Kha", "Lý Thị Kim Phượng", "Đỗ Hữu Nghĩa")
CONTENTS = ("Đổi giấy phép lái xe hạng A1", "Cấp lại giấy phép lái xe hạng B2", "Đổi giấy phép lái xe hạng C")
HEAD = ("TT", "Mã hồ sơ", "Chủ hồ sơ", "Nội dung", "Bản chính", "Bản sao", "Phí thu hộ", "Trả qua bưu điện", "Ghi chú")
WIDTHS_MM = (9, 41, 33, 32, 10, 9, 12, 15, 17)


def rows() -> list[Row]:
    """``manifest_500`` against a table with wrapped cells, and one without."""
    papers = {"ours": _ours, "wrapped": _peer(wraps=True), "bare": _peer()}
    seconds: dict[str, list[float]] = {name: [] for name in papers}
    for nth in range(-1, ROUNDS):
        lines = _lines(nth)
        for name in list(papers)[:: -1 if nth % 2 else 1]:
            started = process_time()
            papers[name](lines)
            if nth >= 0:  # the first finds fonts and lays out heads
                seconds[name].append(process_time() - started)
    return [
        _row(seconds, "wrapped", "reportlab LongTable, Paragraph cells"),
        _row(seconds, "bare", "reportlab LongTable, strings"),
    ]


def _lines(nth: int) -> tuple[manifest.ManifestLine, ...]:
    """Items of one round; no dossier comes again in another."""
    first = (nth + 1) * ITEMS
    return tuple(
        manifest.ManifestLine(
            dossier_no=f"000.00.16.H01-211115-{each:04d}",
            item_code=item_code.build("EC", 47_312_000 + each),
            owner_name=f"{NAMES[each % len(NAMES)]} {each}",
            content=CONTENTS[each % len(CONTENTS)],
            originals=2,
            copies=1,
            fee_vnd=135_000 if each % 3 else 0,
            by_post=bool(each % 4),
        )
        for each in range(first, first + ITEMS)
    )


def _ours(lines: tuple[manifest.ManifestLine, ...]) -> bytes:
    return manifest.render(
        manifest.Manifest(
            agency_lines=("TỔNG CÔNG TY BƯU ĐIỆN VIỆT NAM", "BƯU ĐIỆN TỈNH AN GIANG"),
            place="An Giang",
            issued_at=datetime.fromisoformat("2021-11-15T16:30+07:00"),
            number="GN-881115-211115-1",
            direction="Bưu cục giao hồ sơ cho bộ phận một cửa",
            giver_unit="Bưu cục 881115 – HCC An Giang",
            giver_name="Phạm Thị Thu Thủy",
            receiver_unit="Bộ phận Một cửa Sở Giao thông vận tải An Giang",
            receiver_name="Trần Văn Bảo",
            lines=lines,
            copies=("",),
        )
    )


def _peer(*, wraps: bool = False) -> Callable[[tuple[manifest.ManifestLine, ...]], bytes]:
    """The table alone, its head repeated; no letterhead, no totals, no signatures."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(TTFont("plain", str(Path(faces.__file__).parent / "serif.ttf")))
    style = ParagraphStyle("cell", fontName="plain", fontSize=8.5, leading=10)
    rules: list[Any] = [("GRID", (0, 0), (-1, -1), 0.4, "black"), ("FONT", (0, 0), (-1, -1), "plain", 8.5)]
    widths = [width_mm * MM for width_mm in WIDTHS_MM]

    def cells(nth: int, line: manifest.ManifestLine) -> list[Any]:
        texts = (
            str(nth),
            f"{line.dossier_no}<br/>{line.item_code}" if wraps else f"{line.dossier_no}\n{line.item_code}",
            line.owner_name,
            line.content,
            str(line.originals),
            str(line.copies),
            "X" if line.fee_vnd else "",
            "X" if line.by_post else "",
            line.note,
        )
        return [Paragraph(text, style) for text in texts] if wraps else list(texts)

    def paint(lines: tuple[manifest.ManifestLine, ...]) -> bytes:
        file = BytesIO()
        content = [list(HEAD), *(cells(nth, line) for nth, line in enumerate(lines, 1))]
        side = {"leftMargin": 20 * MM, "rightMargin": 12 * MM, "topMargin": 15 * MM, "bottomMargin": 16 * MM}
        document = SimpleDocTemplate(file, pagesize=(210 * MM, 297 * MM), invariant=1, **side)
        document.build([LongTable(content, colWidths=widths, repeatRows=1, style=rules)])
        return file.getvalue()

    return paint


def _row(seconds: dict[str, list[float]], peer: str, against: str) -> Row:
    ours, theirs = seconds["ours"], seconds[peer]
    note = f"medians {median(ours) * 1000:.0f} and {median(theirs) * 1000:.0f} ms a list"
    return row("manifest_500", 1 / min(ours), "lists of 500 items/s/core", against, 1 / min(theirs), note)


if __name__ == "__main__":
    print(table(rows()))

"""Calibration page (trang căn chỉnh) for a sheet of labels: shows how far a printer lays the sheet askew.

The distances are measured with a ruler; what they lack goes to ``shift_right_mm`` and ``shift_down_mm`` of
:func:`pdf.label.render`. Distances between marks that differ mean that the print dialogue scales.
"""

from __future__ import annotations

from pdf.document import Document, one_at_a_time
from pdf.fonts import LABEL, LABEL_BOLD
from pdf.label import FOUR_ON_A4, LabelStock
from pdf.layer import Layer
from pdf.text import Room, style

EDGE_MM = 20.0  # from each edge of the sheet to its marks
ARM_MM = 6.0

_PLAIN, _STRONG, _PLACE = style(LABEL, 9), style(LABEL_BOLD, 11), style(LABEL_BOLD, 40)


@one_at_a_time
def render(stock: LabelStock = FOUR_ON_A4, *, shift_right_mm: float = 0.0, shift_down_mm: float = 0.0) -> bytes:
    """One page; print it with the shifts found before to see whether they are right."""
    document = Document(title="Trang căn chỉnh máy in nhãn", author="Dossier Post", faces=(LABEL, LABEL_BOLD))
    width_mm, height_mm = stock.width_mm * stock.columns, stock.height_mm * stock.rows
    layer = Layer(document.letters, left_mm=shift_right_mm, top_mm=height_mm - shift_down_mm)
    for x_mm in (EDGE_MM, width_mm - EDGE_MM):
        for y_mm in (EDGE_MM, height_mm - EDGE_MM):
            layer.line(x_mm - ARM_MM, y_mm, x_mm + ARM_MM, y_mm, width_mm=0.125)
            layer.line(x_mm, y_mm - ARM_MM, x_mm, y_mm + ARM_MM, width_mm=0.125)
    for place in range(stock.places):
        row, column = divmod(place, stock.columns)
        x_mm, y_mm = column * stock.width_mm, row * stock.height_mm
        layer.box(x_mm, y_mm, stock.width_mm, stock.height_mm, line_mm=0.125)
        layer.centre(x_mm + stock.width_mm / 2, y_mm + stock.height_mm * 0.62, f"{place + 1}", _PLACE)
    _explain(layer, stock)
    document.page(width_mm, height_mm, [document.layer(layer)])
    return document.content()


def _explain(layer: Layer, stock: LabelStock) -> None:
    """In the first place, between its lines."""
    across_mm = stock.width_mm * stock.columns - 2 * EDGE_MM
    down_mm = stock.height_mm * stock.rows - 2 * EDGE_MM
    lines = (
        "In trang này ở cỡ thật (100 %), rồi dùng thước đo:",
        f"– từ mép trái và mép trên của giấy đến tâm dấu thứ nhất: {EDGE_MM:.0f} mm;",
        f"– giữa hai dấu ngang: {across_mm:.0f} mm; giữa hai dấu dọc: {down_mm:.0f} mm.",
        "Thiếu hoặc thừa ở mép: nhập phần chênh lệch vào mục căn chỉnh của máy in.",
        "Khoảng cách giữa hai dấu sai: máy in đang co giãn trang, cần chọn “Cỡ thật”.",
    )
    x_mm, y_mm = EDGE_MM / 2, EDGE_MM + 12
    layer.text(x_mm, y_mm, "TRANG CĂN CHỈNH MÁY IN NHÃN", _STRONG)
    room = Room("lines", "Hướng dẫn", stock.width_mm - 2 * x_mm, 3)
    for text in lines:
        for line in room.fit(text, _PLAIN).lines:
            y_mm += 5
            layer.text(x_mm, y_mm, line, _PLAIN)

"""Control slip of a dossier's way through the offices, form 05 (Mẫu số 05, phiếu kiểm soát quá trình giải quyết hồ sơ).

Source: Circular 01/2018/TT-VPCP, annex, form 05, as provinces print it. It goes with the dossier and is signed at every
step, so steps to come are printed empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdf.document import one_at_a_time
from pdf.flow import Draw, Row
from pdf.form import Form
from pdf.layer import Layer
from pdf.paper import TT_01_2018, DossierPaper, print_paper
from pdf.stationery import A4, FormStock, type_of
from pdf.table import BASELINE, Align, Column, Table
from pdf.text import Room
from pdf.wording import hour_and_day

__all__ = ["ControlSlip", "Step", "render"]

NO_DUE_TIME = "Không có ngày hẹn trả cụ thể theo quy định"
UNDATED = "….. giờ ….. phút, ngày …../…../20….."
UNNAMED = "…………………"
STEP_LINES = 5.4  # time, who signs, room to sign in, names

STEPS = (
    Column(("TT",), 9.0),
    Column(("Cơ quan, bộ phận", "giao, nhận"), 0.0, "giver_unit", Align.LEFT),
    Column(("Thời gian giao, nhận hồ sơ", "và chữ ký"), 66.0, "at"),
    Column(("Kết quả", "giải quyết"), 22.0, "outcome"),
    Column(("Ghi chú",), 24.0, "note", Align.LEFT),
)
SIGNED = 2  # the column with the signatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One hand-over within the authority; empty texts are left to be written by hand."""

    giver_unit: str = ""
    giver_name: str = ""
    receiver_unit: str = ""
    receiver_name: str = ""
    at: datetime | None = None
    outcome: str = ""  # "Trước hạn", "Đúng hạn", "Quá hạn"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSlip(DossierPaper):
    """What form 05 says; for head and foot see :class:`pdf.paper.DossierPaper`."""

    owner_name: str
    request: str
    received_at: datetime
    due_at: datetime | None  # None: the law sets no day
    agency_name: str  # cơ quan (bộ phận) giải quyết hồ sơ
    partner_agencies: str = ""  # cơ quan phối hợp giải quyết hồ sơ
    steps: tuple[Step, ...] = ()
    empty_steps: int = 0  # rows to be filled by hand, behind the others
    notes: tuple[str, ...] = ()
    title: str = "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ"
    form_no: str = "Mẫu số 05"
    legal_basis: str = TT_01_2018


@one_at_a_time
def render(slip: ControlSlip, stock: FormStock = A4) -> bytes:
    """One PDF, one copy; a slip of many steps takes further pages."""
    return print_paper(slip, _body(slip, stock))


def _body(slip: ControlSlip, stock: FormStock) -> Form:
    form = Form(stock)
    form.field("Kèm theo hồ sơ của", slip.owner_name, "owner_name", lines=2, strong=True)
    form.field("Nội dung yêu cầu giải quyết", slip.request, "request", lines=6)
    form.field("Thời gian nhận hồ sơ", hour_and_day(slip.received_at), "received_at")
    due = hour_and_day(slip.due_at) if slip.due_at else NO_DUE_TIME
    form.field("Thời gian hẹn trả kết quả", due, "due_at", strong=slip.due_at is not None)
    form.field("Cơ quan (bộ phận) giải quyết hồ sơ", slip.agency_name, "agency_name", lines=3)
    form.field("Cơ quan phối hợp giải quyết hồ sơ", slip.partner_agencies, "partner_agencies", lines=4)
    form.gap(0.3)
    table = Table(stock, STEPS, text_pt=9.5)
    steps = [*slip.steps, *(Step() for _ in range(slip.empty_steps))]
    form.blocks += table.blocks(_row(table, stock, nth, step) for nth, step in enumerate(steps))
    form.ending([(note, "notes") for note in slip.notes], [])
    return form


def _row(table: Table, stock: FormStock, nth: int, step: Step) -> Row:
    units = f"Giao: {step.giver_unit or UNNAMED}\nNhận: {step.receiver_unit or UNNAMED}"
    cells = (str(nth + 1), units, hour_and_day(step.at) if step.at else UNDATED, step.outcome, step.note)
    path = f"steps[{nth}]"
    return table.row(cells, path, least_lines=STEP_LINES, more=_signatures(table, stock, step, path))


def _signatures(table: Table, stock: FormStock, step: Step, path: str) -> Draw:
    """Giver and receiver beside each other, under the time."""
    of, left_mm, half_mm = type_of(stock), table.edges[SIGNED], (table.edges[SIGNED + 1] - table.edges[SIGNED]) / 2
    places = []
    for half, (role, name, field) in enumerate(
        (("Người giao", step.giver_name, "giver_name"), ("Người nhận", step.receiver_name, "receiver_name"))
    ):
        room = Room(f"{path}.{field}", role, half_mm - 2, floor_pt=6.5 * stock.scale)
        places.append((left_mm + half_mm * (half + 0.5), role, room.fit(name, table.strong)))

    def draw(layer: Layer, y_mm: float, line_mm: float) -> None:
        line_mm *= table.line
        for x_mm, role, name in places:
            layer.centre(x_mm, y_mm + line_mm * (1.15 + BASELINE), role, of.note_slanted)
            layer.centre(x_mm, y_mm + line_mm * (STEP_LINES - 1 + BASELINE), name.lines[0], name.style)

    return draw

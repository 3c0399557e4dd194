"""The sheet of a public form (giấy tiêu đề): sizes, type, and the head with the nation's name, agency, codes and title.

Measures are mm on A4, counted from the margins; other stocks are the same form scaled.
Source of margins and of the head's arrangement: Decree 30/2020/NĐ-CP, annex I, and the forms that provinces print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from app.domain.errors import LayoutError
from pdf import codes
from pdf.flow import Spacing
from pdf.fonts import SERIF, SERIF_BOLD, SERIF_ITALIC
from pdf.layer import Layer
from pdf.letters import Letters
from pdf.text import Fitted, Room, Style, style
from pdf.wording import place_and_day

FACES = (SERIF, SERIF_BOLD, SERIF_ITALIC)
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
SCAN_TO_LOOK_UP = ("Quét mã để tra cứu", "tình trạng hồ sơ")

LEFT_COLUMN = 70.0  # width: agency, Code 128
RIGHT_COLUMN = 88.0  # width: nation, date, QR
HEAD_BASELINE, HEAD_LINE = 3.5, 4.6
AGENCY_LINES = 4
DATE_BASELINE = 18.0
BARS_TOP, BARS_HEIGHT = 21.0, 9.0
DIGITS_BASELINE = 33.5
NUMBER_BASELINE = 39.5
QR_TOP, QR_SIDE = 19.5, 23.0
TITLE_BASELINE = 49.5
UNDER_TITLE_BASELINE = 54.5
BODY_TOP = 58.0
CODES_HEIGHT = 20.0  # by which title and body rise on a form without codes
FURTHER_BASELINE, FURTHER_BODY_TOP = 3.5, 8.0
REPRINT_WIDTH = 40.0  # kept free for the mark, beside the line under the title
FOOT_BASELINE = 6.0  # below the bottom margin


@dataclass(frozen=True, slots=True)
class FormStock:
    """A sheet for forms; ``scale`` is against the form on A4, type included."""

    width_mm: float
    height_mm: float
    left_mm: float
    right_mm: float
    top_mm: float
    bottom_mm: float
    scale: float = 1.0

    @property
    def text_mm(self) -> float:
        return self.width_mm - self.left_mm - self.right_mm

    @property
    def spacing(self) -> Spacing:
        return Spacing(loosest_mm=5.7 * self.scale, tightest_mm=4.5 * self.scale, long_mm=5.2 * self.scale)

    def room_mm(self, below_top_mm: float) -> float:
        """From so far below the top margin (A4 measure) down to the bottom margin."""
        return self.height_mm - self.top_mm - self.bottom_mm - below_top_mm * self.scale

    def y_mm(self, below_top_mm: float) -> float:
        return self.top_mm + below_top_mm * self.scale


A4 = FormStock(width_mm=210, height_mm=297, left_mm=30, right_mm=20, top_mm=20, bottom_mm=20)
A5 = FormStock(width_mm=148, height_mm=210, left_mm=15, right_mm=10, top_mm=10, bottom_mm=12, scale=0.77)
A4_ACROSS = FormStock(width_mm=297, height_mm=210, left_mm=15, right_mm=10, top_mm=15, bottom_mm=14)
A4_LISTS = FormStock(width_mm=210, height_mm=297, left_mm=20, right_mm=12, top_mm=15, bottom_mm=16)


class Type(NamedTuple):
    """The type of a form."""

    text: Style
    strong: Style
    slanted: Style
    note: Style
    note_strong: Style
    note_slanted: Style
    foot: Style
    title: Style
    head: Style
    head_strong: Style


@cache
def type_of(stock: FormStock) -> Type:
    """The type of forms on a stock."""
    pt = stock.scale
    return Type(
        text=style(SERIF, 10.5 * pt),
        strong=style(SERIF_BOLD, 10.5 * pt),
        slanted=style(SERIF_ITALIC, 10.5 * pt),
        note=style(SERIF, 9 * pt),
        note_strong=style(SERIF_BOLD, 9 * pt),
        note_slanted=style(SERIF_ITALIC, 9 * pt),
        foot=style(SERIF_ITALIC, 8 * pt),
        title=style(SERIF_BOLD, 14 * pt),
        head=style(SERIF, 11 * pt),
        head_strong=style(SERIF_BOLD, 11 * pt),
    )


@cache
def first_layer(stock: FormStock, copy_line: str, *, coded: bool = True) -> bytes:
    """What every first page of a form has, as a stream object made once: the nation's name, and which copy it is."""
    layer, of = sheet_layer(stock, Letters()), type_of(stock)
    x_mm = _right_column_mm(stock)
    layer.centre(x_mm, stock.y_mm(HEAD_BASELINE), NATION, of.head_strong)
    layer.centre(x_mm, stock.y_mm(HEAD_BASELINE + HEAD_LINE), MOTTO, of.head_strong)
    _underline(layer, x_mm, stock.y_mm(HEAD_BASELINE + HEAD_LINE + 1.6), of.head_strong.width_mm(MOTTO))
    for nth, line in enumerate(SCAN_TO_LOOK_UP if coded else ()):
        end_mm = stock.width_mm - stock.right_mm - (QR_SIDE + 1) * stock.scale
        layer.right(end_mm, stock.y_mm(QR_TOP + QR_SIDE / 2 + nth * 4), line, of.foot)
    if copy_line:
        y_mm = stock.y_mm(_raised(UNDER_TITLE_BASELINE, coded=coded))
        layer.centre(stock.left_mm + stock.text_mm / 2, y_mm, copy_line, of.slanted)
    return layer.stream()


@cache
def further_layer(stock: FormStock, copy_line: str) -> bytes:
    """What every further page has."""
    layer = sheet_layer(stock, Letters())
    end_mm = stock.width_mm - stock.right_mm
    if copy_line:
        layer.right(end_mm, stock.y_mm(FURTHER_BASELINE), copy_line, type_of(stock).note_slanted)
    return layer.stream()


def sheet_layer(stock: FormStock, letters: Letters) -> Layer:
    """An empty layer over a whole sheet."""
    return Layer(letters, top_mm=stock.height_mm)


def draw_agency(layer: Layer, stock: FormStock, agency_lines: Sequence[str], number: str = "") -> None:
    """The left column of the head, four lines at most: the last is bold, with a short line under it.

    The paper's own number stands at the height of the date, and takes the place of the fourth line.
    """
    of, x_mm = type_of(stock), stock.left_mm + LEFT_COLUMN / 2 * stock.scale
    y_mm = stock.y_mm(HEAD_BASELINE)
    agencies = _fit_agency(stock, agency_lines, AGENCY_LINES - bool(number))
    for fitted in agencies:
        for line in fitted.lines:
            layer.centre(x_mm, y_mm, line, fitted.style)
            y_mm += HEAD_LINE * stock.scale
    if agencies:
        y_mm += (1.6 - HEAD_LINE) * stock.scale
        _underline(layer, x_mm, y_mm, agencies[-1].style.width_mm(agencies[-1].lines[-1]) / 2)
    if number:
        room = Room("number", "Số", LEFT_COLUMN * stock.scale, floor_pt=8 * stock.scale)
        fitted = room.fit(f"Số: {number}", of.text)
        layer.centre(x_mm, stock.y_mm(DATE_BASELINE), fitted.lines[0], fitted.style)


def _fit_agency(stock: FormStock, agency_lines: Sequence[str], lines: int) -> list[Fitted]:
    """Two lines for each name, or, when these are too many, one in smaller type."""
    of, scale = type_of(stock), stock.scale
    for room in (
        Room("agency_lines", "Cơ quan", LEFT_COLUMN * scale, 2, 9 * scale),
        Room("agency_lines", "Cơ quan", LEFT_COLUMN * scale, 1, 7 * scale),
    ):
        agencies = [room.fit(agency, of.head) for agency in agency_lines[:-1]]
        agencies += [room.fit(agency, of.head_strong) for agency in agency_lines[-1:]]
        if sum(len(agency.lines) for agency in agencies) <= lines:
            return agencies
    raise LayoutError(field="Cơ quan", path="agency_lines", why="room")


def draw_place_and_day(layer: Layer, stock: FormStock, place: str, at: datetime) -> None:
    """Place and date, in italics under the motto."""
    fitted = Room("place", "Nơi lập", RIGHT_COLUMN * stock.scale, floor_pt=9 * stock.scale).fit(
        place_and_day(place, at), type_of(stock).slanted
    )
    layer.centre(_right_column_mm(stock), stock.y_mm(DATE_BASELINE), fitted.lines[0], fitted.style)


def draw_codes(layer: Layer, stock: FormStock, *, number: str, alias: str, lookup_url: str) -> None:
    """The dossier's number in words, its short alias for a hand scanner, the look-up address for a telephone."""
    of, left_mm, scale = type_of(stock), stock.left_mm, stock.scale
    width_mm, side_mm = LEFT_COLUMN * scale, QR_SIDE * scale
    if alias:
        codes.code128(layer, left_mm, stock.y_mm(BARS_TOP), width_mm, BARS_HEIGHT * scale, alias, field="alias")
        layer.centre(left_mm + width_mm / 2, stock.y_mm(DIGITS_BASELINE), alias, of.note)
    x_mm = stock.width_mm - stock.right_mm - side_mm
    codes.qr(layer, x_mm, stock.y_mm(QR_TOP), side_mm, lookup_url, field="lookup_url")
    caption = "Mã hồ sơ: "
    indent_mm = of.text.width_mm(caption)
    room = Room("dossier_no", "Mã hồ sơ", 100 * scale, floor_pt=8 * scale, indent_mm=indent_mm)
    fitted = room.fit(number, of.strong)
    layer.text(left_mm, stock.y_mm(NUMBER_BASELINE), caption, of.text)
    layer.text(left_mm + indent_mm, stock.y_mm(NUMBER_BASELINE), fitted.lines[0], fitted.style)


def draw_title(layer: Layer, stock: FormStock, title: str, reprint: int, *, coded: bool = True) -> None:
    """The title, and a boxed mark on a reprint."""
    of, middle_mm = type_of(stock), stock.left_mm + stock.text_mm / 2
    under_mm = stock.y_mm(_raised(UNDER_TITLE_BASELINE, coded=coded))
    fitted = Room("title", "Tên giấy", stock.text_mm, floor_pt=11 * stock.scale).fit(title, of.title)
    layer.centre(middle_mm, stock.y_mm(_raised(TITLE_BASELINE, coded=coded)), fitted.lines[0], fitted.style)
    if reprint:
        mark = f"BẢN IN LẠI LẦN {reprint}"
        width_mm = of.note_strong.width_mm(mark) + 3 * stock.scale
        x_mm = stock.width_mm - stock.right_mm - width_mm
        layer.box(x_mm, under_mm - 3.6 * stock.scale, width_mm, 5 * stock.scale)
        layer.text(x_mm + 1.5 * stock.scale, under_mm, mark, of.note_strong)


def draw_under_title(layer: Layer, stock: FormStock, text: str, path: str, *, coded: bool = True) -> None:
    """A line under the title that differs from paper to paper: a period, a shift."""
    width_mm = stock.text_mm - 2 * REPRINT_WIDTH * stock.scale
    room = Room(path, "Dòng dưới tên giấy", width_mm, floor_pt=8 * stock.scale)
    fitted = room.fit(text, type_of(stock).slanted)
    if text:
        y_mm = stock.y_mm(_raised(UNDER_TITLE_BASELINE, coded=coded))
        layer.centre(stock.left_mm + stock.text_mm / 2, y_mm, fitted.lines[0], fitted.style)


def draw_foot(layer: Layer, stock: FormStock, text: str, page: int, pages: int) -> None:
    """What the form rests on, and the page's number where there are several."""
    of, y_mm = type_of(stock), stock.height_mm - stock.bottom_mm + FOOT_BASELINE * stock.scale
    room = Room("legal_basis", "Căn cứ", stock.text_mm - 20 * stock.scale, floor_pt=6 * stock.scale)
    fitted = room.fit(text, of.foot)
    if text:
        layer.text(stock.left_mm, y_mm, fitted.lines[0], fitted.style)
    if pages > 1:
        layer.right(stock.width_mm - stock.right_mm, y_mm, f"Trang {page}/{pages}", of.foot)


def draw_further_head(layer: Layer, stock: FormStock, text: str) -> None:
    """Whose page this is, on all but the first."""
    layer.text(stock.left_mm, stock.y_mm(FURTHER_BASELINE), text, type_of(stock).note_strong)


def _raised(below_top: float, *, coded: bool) -> float:
    return below_top if coded else below_top - CODES_HEIGHT


def _right_column_mm(stock: FormStock) -> float:
    return stock.width_mm - stock.right_mm - RIGHT_COLUMN / 2 * stock.scale


def _underline(layer: Layer, x_mm: float, y_mm: float, width_mm: float) -> None:
    layer.line(x_mm - width_mm / 2, y_mm, x_mm + width_mm / 2, y_mm)

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import groupby, pairwise

import pytest
import zint
from PIL import Image

from app.domain.errors import LayoutError
from pdf import codes, label, receipt, slip
from pdf.label import FOUR_ON_A4, LABEL_A6
from pdf.layer import UNITS_PER_DOT, Layer
from pdf.letters import Letters
from pdf.stationery import A5
from pdf.text import UNITS_PER_MM
from tests.pdf.builders import LOOKUP_URL, a_label, a_receipt, a_slip, labels
from tests.pdf.conftest import need_binary
from tests.pdf.desk_forms import DESK_FORMS, OF_ONE_DOSSIER
from tests.pdf.reading import codes_by_zbar, codes_by_zxing, operators, picture, picture_by_poppler

PRINTERS: dict[str, Callable[[bytes], Image.Image]] = {
    "203 dpi, black or white": lambda paper: picture(paper, 203, mono=True),
    "203 dpi, black or white, by poppler": lambda paper: picture_by_poppler(paper, 203),
    "300 dpi": lambda paper: picture(paper, 300, mono=False),
    "300 dpi, black or white, by poppler": lambda paper: picture_by_poppler(paper, 300),
}
PAPERS = {
    "receipt": (lambda: receipt.render(a_receipt()), {"211115000012", LOOKUP_URL}),
    "receipt on A5": (lambda: receipt.render(a_receipt(), A5), {"211115000012", LOOKUP_URL}),
    "slip": (lambda: slip.render(a_slip()), {"211115000012", LOOKUP_URL}),
    "label": (lambda: label.render([a_label(qr=LOOKUP_URL)]), {"EL491610889VN", LOOKUP_URL}),
    "label with its code in the QR": (lambda: label.render([a_label()]), {"EL491610889VN"}),
    "label on A6": (lambda: label.render([a_label(qr=LOOKUP_URL)], LABEL_A6), {"EL491610889VN", LOOKUP_URL}),
    **{name: (DESK_FORMS[name].paper, {"211115000012", LOOKUP_URL}) for name in OF_ONE_DOSSIER},
    "four labels on A4": (lambda: label.render(labels(4), FOUR_ON_A4), {item.item_code for item in labels(4)}),
}


@pytest.mark.parametrize("printer", PRINTERS)
@pytest.mark.parametrize("paper", PAPERS)
def test_two_readers_read_every_code_from_the_rendered_page(paper: str, printer: str) -> None:
    need_binary("zbarimg")
    need_binary("pdftoppm")
    render, printed = PAPERS[paper]
    page = PRINTERS[printer](render())
    assert codes_by_zxing(page) == printed
    assert codes_by_zbar(page) == printed


def test_codes_are_read_where_only_python_packages_are_installed() -> None:
    assert codes_by_zxing(picture(label.render([a_label()]), 203, mono=True)) == {"EL491610889VN"}


def test_both_copies_of_a_receipt_carry_the_codes() -> None:
    paper = receipt.render(a_receipt())
    assert codes_by_zxing(picture(paper, 203, mono=True, page=1)) == {"211115000012", LOOKUP_URL}


def bars(layer: Layer) -> list[list[int]]:
    """x, y, width, height of every bar, in the layer's units."""
    return [[int(number) for number in mark.split()[:4]] for mark in operators(layer) if mark.endswith(b"re f")]


def test_bars_lie_on_whole_dots_and_are_wide_enough_for_a_hand_scanner() -> None:
    layer = Layer(Letters(), top_mm=150)
    codes.code128(layer, 3.3, 10.1, 94, 15, "EL491610889VN", field="item_code")
    assert all(number % UNITS_PER_DOT == 0 for bar in bars(layer) for number in bar)
    assert min(width for _, _, width, _ in bars(layer)) / UNITS_PER_MM >= 0.33


def test_bars_keep_ten_modules_quiet_within_their_room() -> None:
    layer = Layer(Letters(), top_mm=150)
    codes.code128(layer, 0, 0, 94, 15, "EL491610889VN", field="item_code")
    first, *_, last = bars(layer)
    module = min(width for _, _, width, _ in bars(layer))
    assert first[0] >= 10 * module
    assert last[0] + last[2] <= 94 * UNITS_PER_MM - 10 * module


@pytest.mark.parametrize("code", [codes.qr, codes.code128])
def test_a_code_without_the_room_that_scanners_need_is_an_error(code: Callable[..., None]) -> None:
    room = (10,) if code is codes.qr else (40, 10)
    with pytest.raises(LayoutError) as error:
        code(Layer(Letters(), top_mm=150), 0, 0, *room, "EL491610889VN" * 4, field="item_code")
    assert error.value.params["path"] == "item_code"


def test_data_that_no_code_holds_is_an_error() -> None:
    with pytest.raises(LayoutError):
        codes.qr(Layer(Letters(), top_mm=150), 0, 0, 100, "x" * 4000, field="lookup_url")


@pytest.mark.parametrize("data", [LOOKUP_URL, "EL491610889VN", "https://vi.vn/tra-cuu/0"])
def test_the_mask_of_a_qr_is_the_one_that_iso_18004_asks_for(data: str) -> None:
    penalties = [penalty(modules(data, mask)) for mask in range(8)]
    assert penalty(modules(data)) == min(penalties)


def modules(data: str, mask: int | None = None) -> list[str]:
    """The rows of a QR as zint makes it, '1' for dark; with a mask of our own choice if one is given."""
    symbol = zint.Symbol()
    symbol.symbology, symbol.option_1 = zint.Symbology.QRCODE, 2
    if mask is not None:
        symbol.option_3 = mask + 1 << 8
    symbol.encode(data)
    rows = io.BytesIO(symbol.encoded_data.cast("B"))
    return ["".join(f"{byte:08b}"[::-1] for byte in rows.read(144))[: symbol.width] for _ in range(symbol.rows)]


def penalty(rows: list[str]) -> int:
    """ISO/IEC 18004, 7.8.3: the four features and their weights."""
    columns = ["".join(column) for column in zip(*rows, strict=True)]
    lines = rows + columns
    runs = (len(list(run)) for line in lines for _, run in groupby(line))
    in_row = sum(length - 2 for length in runs if length >= 5)
    blocks = sum(
        3
        for upper, lower in pairwise(rows)
        for at in range(len(rows) - 1)
        if len({*upper[at : at + 2], *lower[at : at + 2]}) == 1
    )
    finders = sum(
        40
        for line in lines
        for at in range(len(line) - 6)
        if line[at : at + 7] == "1011101"
        and ("1" not in line[max(at - 4, 0) : at] or "1" not in line[at + 7 : at + 11])
    )
    dark = "".join(rows).count("1") * 100 / len(rows) ** 2
    return in_row + blocks + finders + 10 * int(abs(dark - 50) / 5)
